"""Open data: anyone may take them, and nothing is in them that may not be told, nor what tells it as a difference."""

import csv
import io
import json

import pytest
from factories import make_user, make_viewer
from report_worlds import CONFIDENTIAL, OF_ONE_FIRM, OF_TWO_FIRMS, THIS_YEAR, make_world, report

from minicluster.outcomes.domain.reports import Asked, drawn_up
from minicluster.outcomes.models import Actual
from minicluster.outcomes.rules.open_data import COLUMNS, MEANINGS
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def taken(client):
    """The observations by flow, area, indicator and year."""
    rows = list(csv.DictReader(io.StringIO(client.get("/open-data/csv/").content.decode())))
    found = {(row["DATAFLOW"], row["REF_AREA"], row["INDICATOR"], row["TIME_PERIOD"]): row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.usefixtures("world")
def test_anyone_takes_them_and_both_forms_say_the_same(client):
    page = client.get("/open-data/")
    assert (page.status_code, all(name in page.content.decode() for name in COLUMNS)) == (200, True)
    as_csv = client.get("/open-data/csv/")
    assert (as_csv["Content-Disposition"], as_csv.content[:9]) == ('attachment; filename="open-data-pilot.csv"', b"DATAFLOW,")
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode())))
    observations = json.loads(client.get("/open-data/json/").content)["observations"]
    assert [{name: str(value) for name, value in one.items()} for one in observations] == rows
    assert list(rows[0]) == list(COLUMNS) == list(MEANINGS)


def test_nothing_confidential_and_nothing_of_one_or_two_firms_is_in_them(client, world):
    # The same for those who may read every entry: it is one table for everyone.
    client.force_login(make_user(Role.PROGRAMME_OFFICE, world.programme), "django.contrib.auth.backends.ModelBackend")
    text = "".join(client.get(address).content.decode() for address in ("/open-data/csv/", "/open-data/json/", "/open-data/"))
    for canary in (OF_ONE_FIRM, CONFIDENTIAL, CONFIDENTIAL + 1, OF_TWO_FIRMS):
        assert str(canary) not in text
        assert f"{canary:,}" not in text
    assert ({row["CONF_STATUS"] for row in taken(client).values()}, {row["OBS_STATUS"] for row in taken(client).values()}) == (
        {"F"},
        {"A", "E", "F", "P"} - {"E"},
    )


@pytest.mark.usefixtures("world")
def test_yearly_figures_are_normal_or_provisional_and_of_several_forecasts_the_last_stands(client):
    found = taken(client)
    figures = [
        found[flow, "_T", "employment", year] for flow, year in (("MC_ACTUAL", "2006"), ("MC_ACTUAL", "2007"), ("MC_TARGET", "2008"), ("MC_FORECAST", "2008"))
    ]
    assert [(row["OBS_VALUE"], row["OBS_STATUS"], row["UNIT_MEASURE"], row["PERIMETER"], row["SOURCE"]) for row in figures] == [
        ("1200", "A", "PS", "pilot", "survey"), ("1300", "P", "PS", "pilot", "survey"), ("1500", "A", "PS", "pilot", "survey"), ("1420", "F", "PS", "pilot", "survey"),
    ]  # fmt: skip


def test_a_figure_that_was_corrected_is_not_in_them(client, world):
    old = Actual.objects.get(programme=world.programme, year=2006, value=1_200)
    Actual.objects.create(
        programme=world.programme, indicator=old.indicator, year=2006, value=1_250, recorded_at=THIS_YEAR, is_confirmed=True, firms=12, corrects=old
    )
    assert taken(client)["MC_ACTUAL", "_T", "employment", "2006"]["OBS_VALUE"] == "1250"


@pytest.mark.usefixtures("world")
def test_sums_of_the_ledger_are_by_complex_and_year_of_reporting(client):
    found = {key: row for key, row in taken(client).items() if key[0] == "MC_OUTCOME_REALISED"}
    assert {key[1:]: (row["OBS_VALUE"], row["OBS_STATUS"]) for key, row in found.items()} == {
        ("wonju", "exports", "2007"): ("6000000", "A"),
        ("gumi", "exports", "2007"): ("15000000", "A"),
        ("_T", "exports", "2007"): ("21000000", "A"),
        ("wonju", "sales", "2006"): ("8000000", "P"),
        ("_T", "sales", "2006"): ("8000000", "P"),
    }


def test_what_a_single_firm_has_is_not_told_by_the_sum_and_the_other_parts(client, world):
    sales = world.indicators["sales"]
    for firm in world.firms["rehab"]:
        report(world.groups[0], firm, sales, 5)
    found = taken(client)
    told = {key[1] for key in found if key[:1] + key[2:] == ("MC_OUTCOME_REALISED", "sales", "2007")}
    # Gumi's is of one firm; with the sum, Wonju's would tell it.
    assert told == {"_T"}


def test_what_is_expected_is_another_flow_and_estimated(client, world):
    for firm in world.firms["rehab"][1:3]:
        report(world.groups[0], firm, world.indicators["exports"], 10, realisation="expected", state="reported")
    row = taken(client)["MC_OUTCOME_EXPECTED", "wonju", "exports", "2007"]
    assert (row["OBS_VALUE"], row["OBS_STATUS"]) == ("40000020", "E")


@pytest.mark.usefixtures("world")
def test_counts_are_by_complex_and_year_of_raising(client):
    found = {key[1:]: row["OBS_VALUE"] for key, row in taken(client).items() if key[0] == "MC_COUNT"}
    assert (found["_T", "member_firms", "2007"], found["wonju", "member_firms", "2007"]) == ("12", "8")
    assert (found["wonju", "problems_found", "2007"], found["_T", "problems_found", "2007"]) == ("6", "9")
    # In 2006 two firms of Gumi have raised a problem each; Wonju's four would tell how many.
    assert [key for key in found if key[1:] == ("problems_found", "2006")] == [("_T", "problems_found", "2006")]


def test_a_source_that_looks_like_a_formula_is_made_harmless(client, world):
    Actual.objects.filter(programme=world.programme, value=1_200).update(source="=HYPERLINK(1)")
    assert taken(client)["MC_ACTUAL", "_T", "employment", "2006"]["SOURCE"] == "'=HYPERLINK(1)"


def test_everyone_gets_the_same(world):
    def drawn(role):
        return drawn_up(make_viewer(role, world.programme), Asked("open-data")).sections[0].lines

    assert drawn(Role.ANONYMOUS) == drawn(Role.PROGRAMME_OFFICE) == drawn(Role.FIRM_USER) != []
