import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from factories import make_complex, make_firm, make_group, make_support_programme, make_user, make_viewer

from minicluster.cli.eligibility import command
from minicluster.members.models import OrganisationIdentifier, OrganisationSize, Site
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import NotAllowedError, NotVisibleError
from minicluster.problems.domain.actions import register_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _role_is_put_back(monkeypatch):
    monkeypatch.setenv("MINICLUSTER_DATABASE_ROLE", "owner")


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def call(group):
    office, today = make_viewer(Role.PROGRAMME_OFFICE, group.programme), group.programme.today()
    window = {"opens_on": today, "closes_on": today + timedelta(days=30)}
    return register_call(actor=office, support_programme=make_support_programme(group.programme), complexes=[group.complex], sizes=["sme"], **window)


def firm_at(group, complex_, **fields):
    firm = make_firm(group, **fields)
    Site.objects.create(organisation=firm, complex=complex_, valid_from=group.programme.today() - timedelta(days=99))
    OrganisationSize.objects.create(organisation=firm, size="sme", valid_from=group.programme.today() - timedelta(days=99))
    return firm


def printed(*arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_firm_in_the_complex_is_eligible_and_every_rule_says_why(group, call):
    firm = firm_at(group, group.complex)
    told = json.loads(printed(firm.pk, call.pk, "--json"))
    assert (told["organisation"], told["call"], told["eligible"]) == (firm.reference, call.reference, True)
    assert [(line["rule"], line["verdict"], line["cure"]) for line in told["rules"]] == [
        (rule, "yes", "") for rule in ("window", "site_in_complex", "size_class", "once_a_year", "double_funding")
    ]
    assert all(line["fact"] for line in told["rules"])


def test_a_member_outside_of_the_complex_is_not_and_is_told_the_rule_the_fact_and_the_cure(group, call):
    firm = firm_at(group, make_complex(group.programme))
    told = json.loads(printed(firm.reference, call.reference, "--json"))
    against = [line for line in told["rules"] if line["verdict"] == "no"]
    assert (told["eligible"], [line["rule"] for line in against]) == (False, ["site_in_complex"])
    assert set(against[0]) == {"rule", "fact", "verdict", "cure"}


def test_what_is_not_recorded_leaves_it_open_and_says_what_to_bring(group, call):
    firm = make_firm(group)
    told = json.loads(printed(firm.pk, call.pk, "--json"))
    open_ones = {line["rule"]: line["cure"] for line in told["rules"] if line["verdict"] == "unknown"}
    assert (told["eligible"], told["verdict"]) == (None, "unknown")
    assert open_ones == {
        "site_in_complex": "Bring the factory registration with the address of the site.",
        "size_class": "Bring the certificate of the size class.",
    }


def test_the_day_counts(group, call):
    firm = firm_at(group, group.complex)
    before = (group.programme.today() - timedelta(days=200)).isoformat()
    verdicts = {line["rule"]: line["verdict"] for line in json.loads(printed(firm.pk, call.pk, "--on", before, "--json"))["rules"]}
    assert (verdicts["window"], verdicts["site_in_complex"]) == ("no", "unknown")


def test_a_firm_is_named_by_number_name_or_business_number(group, call):
    firm = firm_at(group, group.complex, name_ko="(주)한결정밀")
    OrganisationIdentifier.objects.create(programme=group.programme, organisation=firm, scheme="KR-BRN", value="124-81-00998")
    assert {json.loads(printed(name, call.pk, "--json"))["organisation"] for name in (firm.pk, "(주)한결정밀", "124-81-00998", "1248100998")} == {
        firm.reference
    }
    with pytest.raises(NotVisibleError):
        printed("아무도", call.pk)
    with pytest.raises(NotVisibleError):
        printed(firm.pk, "call-999999")


def test_without_json_it_is_read_line_by_line(group, call):
    firm = firm_at(group, group.complex)
    assert printed(firm.pk, call.pk).splitlines()[0] == f"{firm.reference} → {call.reference}: yes"


def test_another_firm_is_not_told(group, call):
    firm, other = firm_at(group, group.complex), make_firm(make_group(group.programme))
    user = make_user(Role.FIRM_USER, group.programme, organisation=other)
    with pytest.raises(NotAllowedError):
        printed(firm.pk, call.pk, "--as", user.email)
