import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import make_actual, make_complex, make_group, make_indicator, make_programme, make_user

from minicluster.outcomes.models import Actual, Baseline, ExchangeRate, Indicator, Perimeter, PerimeterComplex, PriceIndex
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def office(programme, client):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, programme))
    return client


@pytest.fixture
def expert(programme, client):
    client.force_login(make_user(Role.EXPERT, programme))
    return client


def perimeter_of(programme, *complexes, since=date(2005, 1, 1)):
    perimeter = Perimeter.objects.filter(programme=programme).first() or Perimeter.objects.create(
        programme=programme, slug="p", name_ko="범위", name_en="The perimeter"
    )
    for complex_ in complexes:
        PerimeterComplex.objects.create(perimeter=perimeter, complex=complex_, valid_from=since)
    return perimeter


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def cells(text):
    """The page's text without its tags, in single spaces."""

    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_registry_stands_along_the_results_chain_with_formula_and_years(programme, office):
    exports = make_indicator(programme)
    make_indicator(programme, "jobs", name_en="Jobs", level="impact", unit="persons")
    make_indicator(programme, "each", name_en="Exports each", level="impact", is_additive=False, formula={"kind": "ratio", "of": ["exports", "jobs"]})
    make_actual(exports, 2004)
    make_actual(exports, 2006)
    told = cells(page(office, reverse("outcomes:indicator-list")))
    assert "Exports ÷ Jobs" in told
    assert "2004–2006" in told
    page_itself = told[told.index("Input") :]
    assert page_itself.index("Input") < page_itself.index("Activity") < page_itself.index("Impact")
    assert "Nothing is measured at this level yet" in told


def test_an_indicator_tells_its_series_and_each_figure_opens(programme, office):
    indicator, complex_ = make_indicator(programme), make_complex(programme)
    make_actual(indicator, 2004, 100, complex=complex_, is_confirmed=True)
    figure = make_actual(indicator, 2006, 121, complex=complex_)
    Baseline.objects.create(programme=programme, indicator=indicator, year=2003, value=90, complex=complex_, source="지난 조사")
    text = page(office, indicator.get_absolute_url())
    told = cells(text)
    assert f"{complex_}: from 100 USD in 2004 to 121 USD in 2006. That is 10.0 % a year. It went the way it should. The figure of 2006 is provisional." in told
    assert "2005 is missing. Record that year" in told
    assert "지난 조사" in told
    assert f'href="{figure.get_absolute_url()}"' in text
    assert "단지 통계" in page(office, figure.get_absolute_url())
    assert "<svg" in page(office, reverse("outcomes:indicator-picture", args=[indicator.pk]))


def test_a_perimeter_is_summed_only_where_every_complex_has_its_figure_and_opens_to_them(programme, office):
    indicator, first, second = make_indicator(programme), make_complex(programme), make_complex(programme)
    perimeter = perimeter_of(programme, first, second)
    for complex_, value in ((first, 10), (second, 5)):
        make_actual(indicator, 2005, value, complex=complex_)
    make_actual(indicator, 2006, 12, complex=first)
    text = page(office, indicator.get_absolute_url())
    told = cells(text)
    assert "15 USD summed, provisional" in told
    assert f"not to be told; missing: {second}" in told
    rows = f"{reverse('outcomes:figure-rows', args=[indicator.pk, 2005])}?of=perimeter-{perimeter.pk}"
    assert rows in text.replace("&amp;", "&")
    behind = cells(page(office, rows))
    assert "The perimeter, 2005: 15 USD" in behind
    assert all(f"{complex_}" in behind for complex_ in (first, second))
    page(office, f"{reverse('outcomes:figure-rows', args=[indicator.pk, 2006])}?of=perimeter-{perimeter.pk}", 404)


def test_a_recorded_sum_that_its_parts_do_not_give_is_said(programme, office):
    indicator, complex_ = make_indicator(programme), make_complex(programme)
    make_actual(indicator, 2006, 12, complex=complex_)
    make_actual(indicator, 2006, 15, perimeter=perimeter_of(programme, complex_))
    assert "The perimeter 2006: recorded is 15, and the figures of its complexes sum to 12" in cells(page(office, indicator.get_absolute_url()))


def test_a_series_that_changes_its_set_says_so_in_words_and_goes_on_like_for_like(programme, office):
    indicator, old, new = make_indicator(programme), make_complex(programme), make_complex(programme)
    perimeter_of(programme, old)
    perimeter_of(programme, new, since=date(2006, 6, 1))
    for year, values in ((2005, (10,)), (2006, (11, 90))):
        for complex_, value in zip((old, new), values, strict=False):
            make_actual(indicator, year, value, complex=complex_)
    told = cells(page(office, indicator.get_absolute_url()))
    assert f"The perimeter: from 2006 on it is about other complexes. Newly in it: {new}." in told
    assert f"The dashed line is like for like: {old}." in told
    assert "The set of complexes changed in between, so this is not growth." in told
    assert "The perimeter, like for like 10 USD 11 USD" in told
    picture = page(office, reverse("outcomes:indicator-picture", args=[indicator.pk]))
    assert "other complexes from 2006 on" in picture
    growth = make_indicator(programme, "growth", name_en="Growth", unit="%", is_additive=False, formula={"kind": "growth", "of": ["exports"]})
    assert "missing: the perimeter holds other complexes than in the year before" in cells(page(office, growth.get_absolute_url()))


def test_what_is_worked_out_of_a_perimeter_is_worked_out_of_its_sums(programme, office):
    exports, jobs = make_indicator(programme), make_indicator(programme, "jobs", name_en="Jobs", unit="persons")
    each = make_indicator(programme, "each", name_en="Each", unit="USD per person", is_additive=False, formula={"kind": "ratio", "of": ["exports", "jobs"]})
    first, second = make_complex(programme), make_complex(programme)
    perimeter = perimeter_of(programme, first, second)
    for complex_, sold, people in ((first, 100, 10), (second, 20, 10)):
        make_actual(exports, 2006, sold, complex=complex_)
        make_actual(jobs, 2006, people, complex=complex_)
    told = cells(page(office, each.get_absolute_url()))
    assert "The perimeter: 6 USD per person in 2006. One year says nothing of a trend." in told
    behind = cells(page(office, f"{reverse('outcomes:figure-rows', args=[each.pk, 2006])}?of=perimeter-{perimeter.pk}"))
    assert "Worked out: Exports ÷ Jobs." in behind
    assert behind.count("Jobs 2006 10 persons") == 2


def test_money_is_told_in_another_currency_and_in_the_prices_of_a_year_where_rates_are(programme, office):
    indicator = make_indicator(programme)
    make_actual(indicator, 2003, 100)
    make_actual(indicator, 2006, 100)
    plain = page(office, indicator.get_absolute_url())
    assert 'value="KRW"' not in plain
    ExchangeRate.objects.create(programme=programme, currency="USD", year=2006, krw=1000, source="한국은행")
    PriceIndex.objects.create(programme=programme, currency="KRW", year=2000, index=50, source="한국은행")
    PriceIndex.objects.create(programme=programme, currency="KRW", year=2006, index=100, source="한국은행")
    in_won = cells(page(office, f"{indicator.get_absolute_url()}?money=KRW"))
    assert "KRW 0.1m" in in_won
    assert f"{programme} 2003: There is no exchange rate of USD for 2003. Record the average rate of that year with its source." in in_won
    assert "KRW 0.1m" in cells(page(office, f"{indicator.get_absolute_url()}?money=KRW-2006"))
    old_prices = page(office, f"{indicator.get_absolute_url()}?money=KRW-2000")
    assert "in KRW at prices of 2000" in old_prices


def test_a_confidential_figure_and_one_of_two_firms_are_not_there_for_who_may_not_read_them(programme, client):
    indicator, first, second = make_indicator(programme), make_complex(programme), make_complex(programme)
    perimeter = perimeter_of(programme, first, second)
    secret = make_actual(indicator, 2006, 77, complex=first, is_confidential=True)
    total = make_actual(indicator, 2006, 99, perimeter=perimeter)
    make_actual(indicator, 2006, 22, complex=second)
    old = make_actual(indicator, 2005, 66, complex=second, firms=2)
    newer = make_actual(indicator, 2005, 67, complex=second, firms=2, corrects=old)
    user = make_user(Role.EXPERT, programme)
    client.force_login(user)
    told = cells(page(client, f"{indicator.get_absolute_url()}?kind=complexes"))
    assert "22 USD" in told
    assert "77 USD" not in told
    assert "67 USD" not in told
    wholes = cells(page(client, indicator.get_absolute_url()))
    assert "99 USD" not in wholes
    for hidden in (secret, total, old, newer):
        page(client, hidden.get_absolute_url(), 404)
    client.force_login(make_user(Role.COMPLEX_MANAGER, programme, complexes=[first]))
    page(client, secret.get_absolute_url())
    page(client, newer.get_absolute_url(), 404)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, programme))
    for readable in (secret, total, old, newer):
        page(client, readable.get_absolute_url())


def test_a_figure_is_recorded_confirmed_and_corrected_on_pages(programme, office):
    indicator, complex_ = make_indicator(programme), make_complex(programme)
    address = f"{reverse('outcomes:figure-record')}?indicator={indicator.pk}"
    typed = {"indicator": indicator.pk, "complex": complex_.pk, "year": 2006, "value": "12.5", "source": "무역통계"}
    assert "has not begun" in office.post(address, typed | {"year": 2060}).content.decode()
    assert office.post(address, typed).headers["Location"] == indicator.get_absolute_url()
    figure = Actual.objects.get()
    refused = office.post(reverse("outcomes:figure-step", args=[figure.pk, "record_actual"]), {"value": "13", "source": "무역통계", "why": ""})
    assert refused.status_code == 422
    office.post(reverse("outcomes:figure-step", args=[figure.pk, "confirm_actual"]), {"why": ""})
    response = office.post(reverse("outcomes:figure-step", args=[figure.pk, "record_actual"]), {"value": "13", "source": "무역통계", "why": "late report"})
    newer = Actual.objects.get(corrects=figure)
    assert (response.headers["Location"], newer.value) == (newer.get_absolute_url(), 13)
    assert "late report" in page(office, newer.get_absolute_url())
    assert "Corrected by" in page(office, figure.get_absolute_url())
    assert office.post(reverse("outcomes:figure-step", args=[newer.pk, "nothing"]), {}).status_code == 404


def test_an_indicator_is_defined_and_amended_on_pages(programme, office):
    make_indicator(programme)
    make_indicator(programme, "jobs", unit="persons")
    typed = {
        "slug": "each", "level": "impact", "name_ko": "1인당", "name_en": "Each", "unit": "USD per person", "direction": "up",
        "formula": "ratio", "formula_of": "exports, job",
    }  # fmt: skip
    assert "job: There is no indicator of this short name" in office.post(reverse("outcomes:indicator-define"), typed).content.decode()
    office.post(reverse("outcomes:indicator-define"), typed | {"formula_of": "exports, jobs"})
    each = Indicator.objects.get(slug="each")
    assert (each.formula, each.is_additive) == ({"kind": "ratio", "of": ["exports", "jobs"]}, False)
    address = reverse("outcomes:indicator-amend", args=[each.pk])
    assert 'value="exports, jobs"' in page(office, address)
    office.post(
        address,
        {name: value for name, value in typed.items() if name != "slug"}
        | {"formula_of": "jobs, exports", "why": "turned round", "name_en": "Jobs for each dollar"},
    )
    each.refresh_from_db()
    assert (each.name_en, each.formula["of"]) == ("Jobs for each dollar", ["jobs", "exports"])


def test_perimeters_and_prices_are_kept_on_pages(programme, office):
    complex_ = make_complex(programme)
    office.post(reverse("outcomes:perimeter-define"), {"slug": "one", "name_ko": "하나", "name_en": "Just one"})
    perimeter = Perimeter.objects.get()
    office.post(reverse("outcomes:perimeter-add", args=[perimeter.pk]), {"complex": complex_.pk, "since": "2005-03-01"})
    part = perimeter.parts.get()
    assert "Take out" in page(office, reverse("outcomes:perimeter-list"))
    office.post(reverse("outcomes:perimeter-take-out", args=[part.pk]), {"until": "2007-01-01", "why": "지정 해제"})
    part.refresh_from_db()
    assert part.valid_to == date(2007, 1, 1)
    office.post(reverse("outcomes:rate-record"), {"currency": "USD", "year": "2006", "krw": "955.5", "source": "한국은행"})
    office.post(reverse("outcomes:index-record"), {"currency": "KRW", "year": "2006", "index": "97.2", "source": "한국은행"})
    assert (ExchangeRate.objects.get().krw, PriceIndex.objects.get().index) == (Decimal("955.5"), Decimal("97.2"))
    told = cells(page(office, reverse("outcomes:price-list")))
    assert "USD 2006 955.5 한국은행" in told


def test_another_programmes_records_are_not_there(office):
    other = make_programme()
    indicator, perimeter = make_indicator(other), perimeter_of(other, make_complex(other))
    figure = make_actual(indicator)
    for address in (
        indicator.get_absolute_url(),
        figure.get_absolute_url(),
        reverse("outcomes:indicator-picture", args=[indicator.pk]),
        reverse("outcomes:perimeter-add", args=[perimeter.pk]),
        reverse("outcomes:perimeter-take-out", args=[perimeter.parts.get().pk]),
    ):
        page(office, address, 404)


def test_who_only_looks_on_sees_no_form(programme, expert):
    indicator = make_indicator(programme)
    figure = make_actual(indicator)
    assert "indicator=" not in page(expert, indicator.get_absolute_url())
    assert "<form" not in page(expert, figure.get_absolute_url()).partition("<main")[2]
    page(expert, reverse("outcomes:figure-record"), 403)


def test_the_statements_of_an_indicators_page_do_not_grow_with_its_figures(programme, office):
    indicator = make_indicator(programme)
    complexes = [make_complex(programme) for _number in range(3)]
    perimeter_of(programme, *complexes)

    def fill(years):
        for year in years:
            for complex_ in complexes:
                make_actual(indicator, year, year, complex=complex_)
                make_actual(indicator, year, 1, group=make_group(complex=complex_))

    def statements():
        with CaptureQueriesContext(connection) as captured:
            page(office, indicator.get_absolute_url())
            page(office, reverse("outcomes:indicator-list"))
        return len(captured)

    fill([2004])
    few = statements()
    fill([2005, 2006])
    assert statements() == few
