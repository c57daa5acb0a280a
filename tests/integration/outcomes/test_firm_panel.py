from datetime import date

import pytest
from factories import make_complex, make_firm, make_group, make_membership, make_organisation, make_programme

from minicluster.members.models import OrganisationClassification, OrganisationSize, OrganisationYear
from minicluster.outcomes.domain.firm_panel import firm_panel
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear, OutsideComplex
from minicluster.outcomes.rules import ImpactMeasure

pytestmark = pytest.mark.django_db
YEARS = range(2003, 2008)


def with_years(firm, start=1000):
    OrganisationYear.objects.bulk_create(
        OrganisationYear(programme=firm.programme, organisation=firm, year=year, sales_krw=start + year, employees=10) for year in YEARS
    )
    return firm


def make_other(programme, code="b-1", **fields):
    firm = ComparisonFirm.objects.create(programme=programme, **{"code": code, "industry_code": "2922", "size": "sme", **fields})
    ComparisonYear.objects.bulk_create(ComparisonYear(firm=firm, year=year, sales_krw=500 + year, employees=5) for year in YEARS)
    return firm


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def group(programme):
    return make_group(programme)


def entries(panel):
    return sorted(panel.rows.group_by("unit").first()["treated_from"].to_list(), key=str)


def test_members_stand_beside_others_with_what_is_known_of_both(programme, group):
    member = with_years(make_firm(group))
    OrganisationClassification.objects.create(organisation=member, code="2591", is_primary=False)
    OrganisationClassification.objects.create(organisation=member, code="29", is_primary=True)
    OrganisationSize.objects.create(organisation=member, size="micro", valid_from=date(2001, 1, 1), valid_to=date(2006, 1, 1))
    OrganisationSize.objects.create(organisation=member, size="sme", valid_from=date(2006, 1, 1))
    outside = OutsideComplex.objects.create(programme=programme, slug="far", name_ko="먼 단지", name_en="Far complex")
    make_other(programme, outside=outside)
    panel = firm_panel(programme, ImpactMeasure.SALES)
    first, second = panel.rows.filter(panel.rows["year"] == 2003).to_dicts()
    assert (first["complex"], first["outside"], first["industry"], first["size"], first["value"]) == (group.complex_id, None, "29", "micro", 3003.0)
    assert (second["complex"], second["outside"], second["industry"], second["treated_from"]) == (None, outside.pk, "29", None)


def test_a_member_is_treated_from_its_first_membership_on_even_if_it_left(programme, group):
    make_other(programme, complex=group.complex)
    member = with_years(make_organisation(programme))
    make_membership(make_group(programme), member, kind="associate", valid_from=date(2007, 2, 1))
    make_membership(group, member, state="left", valid_from=date(2005, 5, 1), valid_to=date(2006, 1, 1))
    panel = firm_panel(programme, ImpactMeasure.SALES)
    assert (panel.members, entries(panel)) == (1, [2005, None])


def test_applicants_supporters_and_institutes_are_no_members(programme, group):
    make_other(programme, complex=group.complex)
    with_years(make_firm(group))
    make_membership(group, with_years(make_organisation(programme)), state="applied")
    make_membership(group, with_years(make_organisation(programme)), state="refused")
    make_membership(group, with_years(make_organisation(programme)), kind="support")
    make_membership(group, with_years(make_organisation(programme, kind="university")))
    assert firm_panel(programme, ImpactMeasure.SALES).members == 1


def test_another_programme_has_no_part_in_it(programme, group):
    with_years(make_firm(group))
    make_other(programme, complex=group.complex)
    stranger = make_group()
    with_years(make_firm(stranger))
    make_other(stranger.programme, complex=make_complex(stranger.programme))
    panel = firm_panel(programme, ImpactMeasure.SALES)
    assert (panel.members, panel.others) == (1, 1)


def test_it_takes_no_more_statements_for_many_firms(programme, group, django_assert_max_num_queries):
    for number in range(8):
        with_years(make_firm(group))
        make_other(programme, f"b-{number}", complex=group.complex)
    with django_assert_max_num_queries(4):
        assert firm_panel(programme, ImpactMeasure.EMPLOYEES).rows.height == 80
