"""Reports: the same figures in every form, for each viewer what they may see, in a number of statements that does not grow."""

import contextlib
import io
import json
import re
from html import unescape

import pytest
from django.urls import reverse
from factories import make_complex, make_firm, make_group, make_problem, make_programme, make_user, make_viewer
from hwpx import HwpxDocument
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from report_worlds import CONFIDENTIAL, OF_ONE_FIRM, make_world

from minicluster.outcomes.domain.report_files import written_as
from minicluster.outcomes.domain.reports import Asked, drawn_up
from minicluster.outcomes.rules import ReportKind, as_data, formats_of, kinds_for
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
DOCUMENTS = [kind.value for kind in ReportKind if kind != ReportKind.OPEN_DATA]


@pytest.fixture
def world():
    return make_world()


def packed(text):
    return re.sub(r"\s", "", text)


def section_of(report, key):
    return next(section for section in report.sections if section.key == key)


def values_of(report, key):
    """The values of a section's rows by their keys."""
    return {row.key: [cell.plain for cell in row.cells] for row in section_of(report, key).rows}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_form_of_a_report_opens_again_and_holds_what_the_page_holds(client, world, kind):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, world.programme), SIGN_IN)
    page = client.get(reverse("outcomes:report", args=[kind]))
    report = page.context["report"]
    assert report.sections
    said = [text for section in report.sections for line in section.lines for text in line]
    html, pdf, hwpx = packed(unescape(page.content.decode())), packed(_pdf_text(report)), packed(_hwpx_text(report))
    assert [[text for text in said if packed(text) not in form] for form in (html, pdf, hwpx)] == [[], [], []]
    assert json.loads(written_as(report, "json").content)["sections"] == json.loads(json.dumps(as_data(report)["sections"]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(written_as(report, "xlsx").content))
    assert book.get_sheet_by_index(0).to_python()[0] == ["Kind of report", str(report.title)]
    for number, section in enumerate(report.sections, start=1):
        lines = book.get_sheet_by_index(number).to_python()[3 : 4 + len(section.rows)]
        assert lines[0] == section.headings
        assert lines[1:] == [[str(row.label), *(cell.text if cell.plain is None else cell.plain for cell in row.cells)] for row in section.rows]


def _pdf_text(report):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(written_as(report, "pdf").content)).pages)


def _hwpx_text(report):
    document = HwpxDocument.open(written_as(report, "hwpx").content)
    return "".join(node.text or "" for section in document.sections for node in section.element.iter() if str(node.tag).endswith("}t"))


def test_the_programmes_report_counts_what_there_is(world):
    report = drawn_up(world.office, Asked("programme"))
    assert values_of(report, "counts") == {
        "mini_clusters": [3], "member_firms": [12], "experts": [0], "activities": [6], "company_visits": [0], "problems_found": [15],
        "problems_from_visits": [3], "problems_solved": [9], "problems_confirmed": [6], "projects_supported": [3], "project_money": [120_000_000],
        "project_public_money": [90_000_000],
    }  # fmt: skip
    assert values_of(report, "problem_funnel")["problem_funnel_solved"] == [9, 60.0]
    assert values_of(report, "outcomes")["exports"] == ["USD", 21_000_000, 10_500_000, 40_000_000, 20_000_000, 7]
    assert values_of(report, "parts")["wonju_part"] == [8, 4, 0, 10, 6, 60.0, 2, 80_000_000]
    assert "Rates are not added up: Defect rate." in section_of(report, "outcomes").notes


def test_the_published_figures_stand_with_their_check_and_the_two_forecasts_side_by_side(world):
    report = drawn_up(world.office, Asked("programme"))
    claims = values_of(report, "claims")
    assert (claims["claim_art-06"][6], claims["claim_art-07"][6]) == ("agrees", "does not agree")
    assert claims["claim_art-06"][10] == "art-07"
    conflicts = values_of(report, "conflicts")
    assert conflicts["conflict_art-06"][0] == conflicts["conflict_art-07"][0]
    data = as_data(report)
    assert (data["groups"], data["funnel"]["found"], data["conflicts"] != []) == (3, 15, True)
    assert {claim["code"]: claim["verdict"] for claim in data["claims"]}["art-07"] == "fails"


def test_a_year_narrows_to_what_was_raised_held_and_reported_in_it(world):
    before, after = (drawn_up(world.office, Asked("programme", year)) for year in (2006, 2007))
    assert [values_of(report, "counts")["problems_found"] for report in (before, after)] == [[6], [9]]
    assert [values_of(report, "counts")["activities"] for report in (before, after)] == [[0], [6]]
    assert [values_of(report, "outcomes")["sales"][1] for report in (before, after)] == [8_000_000, OF_ONE_FIRM]
    assert [report.name for report in (before, after)] == ["programme-pilot-2006", "programme-pilot-2007"]
    month = drawn_up(world.office, Asked("funnel", month="2007-09"))
    assert (values_of(month, "problem_funnel")["problem_funnel_found"][0], month.period) == (9, "2007-09 (2007-09-01 – 2007-09-30)")
    assert values_of(drawn_up(world.office, Asked("funnel", month="2007-08")), "problem_funnel")["problem_funnel_found"][0] == 0


def test_members_of_a_year_are_those_of_its_last_day(world):
    world.groups[0].memberships.filter(organisation=world.firms["rehab"][0]).update(valid_to="2006-06-01", state="left")
    counts = [values_of(drawn_up(world.office, Asked("programme", year)), "counts")["member_firms"] for year in (2005, 2006, None)]
    assert counts == [[12], [11], [11]]


def test_the_plan_shows_what_social_events_took(world):
    plan = section_of(drawn_up(world.office, Asked("plan", 2007)), "plan")
    assert {row.key: [row.cells[place].plain for place in (0, 1, 4, 5, 9, 10)] for row in plan.rows}["wonju_rehab_plan"] == [
        2,
        2,
        4_000_000,
        4_000_000,
        50.0,
        75.0,
    ]
    assert plan.reading.startswith("In 3 of 3 mini-clusters social events took more than 20 % of the money: ")
    kinds = section_of(drawn_up(world.office, Asked("plan", 2007)), "kinds")
    assert {row.cells[0].text: row.cells[1].text for row in kinds.rows} == {"Forum": "–", "Social event": "not planned"}


def test_the_balance_measures_shares_and_says_what_they_mean(world):
    report = drawn_up(world.office, Asked("balance"))
    shares = values_of(report, "shares")
    assert shares["share_wonju"][:4] == [8, 66.7, 6, 66.7]
    assert shares["everything"][:6] == [12, 100, 9, 100, 120_000_000, 100]
    dispersion = values_of(report, "dispersion")
    assert dispersion["dispersion_solved"] == [0.0, 0.0, 0.0]
    # Exports: Gumi has 15 of 21 million and a third of the firms: |15/21 - 1/3| would have to move.
    assert dispersion["dispersion_outcome_exports"][0] == round(100 * (15 / 21 - 1 / 3), 1)
    assert "would have to move to another complex" in section_of(report, "dispersion").reading


def test_the_share_of_small_firms_is_kept_back_where_one_side_is_a_single_firm(world):
    rows = section_of(drawn_up(world.office, Asked("balance", 2006)), "small_firms").rows
    by_key = {row.key: [cell.text for cell in row.cells] for row in rows}
    assert by_key["small_gumi"][:4] == ["4", "kept back", "kept back", "kept back"]
    # With the sum beside it, Wonju's would tell Gumi's.
    assert by_key["small_wonju"][:4] == ["8", "kept back", "kept back", "kept back"]
    assert by_key["small_together"] == ["12", "52,000,000", "7,000,000", "13.5", "12", "570", "70", "12.3"]


def test_a_sum_of_one_firm_is_told_only_to_those_who_read_the_entry(world):
    office, firm = (drawn_up(viewer, Asked("programme", 2007)) for viewer in (world.office, world.manager))
    assert values_of(office, "outcomes")["sales"][1] == OF_ONE_FIRM
    assert (values_of(firm, "outcomes")["sales"][1], str(OF_ONE_FIRM) in written_as(firm, "json").content.decode()) == (None, False)


def test_each_viewer_reports_on_what_is_theirs(world):
    assert [kind.value for kind in kinds_for(world.coordinator)] == ["programme", "group", "ledger", "funnel", "plan", "open-data"]
    assert [kind.value for kind in kinds_for(world.manager)] == ["programme", "complex", "group", "ledger", "funnel", "plan", "open-data"]
    assert kinds_for(make_viewer(Role.ANONYMOUS, world.programme)) == [ReportKind.OPEN_DATA]
    found = [
        values_of(drawn_up(viewer, Asked("funnel")), "problem_funnel")["problem_funnel_found"][0] for viewer in (world.coordinator, world.manager, world.office)
    ]
    assert found == [5, 10, 15]
    for viewer, asked in (
        (world.coordinator, Asked("balance")), (world.manager, Asked("yearbook")), (world.coordinator, Asked("group", group="gumi/display")),
        (world.manager, Asked("complex", complex="gumi")), (world.coordinator, Asked("complex")),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            drawn_up(viewer, asked)


def test_one_complex_or_mini_cluster_is_named_by_its_short_name_or_number(world):
    names = ("gumi", str(world.gumi.pk))
    assert {drawn_up(world.office, Asked("complex", complex=name)).perimeter for name in names} == {"Gumi"}
    assert {drawn_up(world.office, Asked("group", group=name)).name for name in ("display", "gumi/display", str(world.groups[2].pk))} == {
        "group-pilot-gumi-display"
    }
    make_group(complex=world.gumi, slug="rehab")
    with pytest.raises(InvalidInputError, match="complex/rehab"):
        drawn_up(world.office, Asked("group", group="rehab"))
    for asked in (Asked("balance", complex="gumi"), Asked("plan", month="2007-09")):
        with pytest.raises(InvalidInputError, match=r"Leave|leave"):
            drawn_up(world.office, asked)


def test_another_programmes_complex_is_not_there(client, world):
    other = make_complex(make_programme(), slug="elsewhere")
    for name in ("elsewhere", str(other.pk), "9" * 40, "no-such"):
        with pytest.raises(NotVisibleError):
            drawn_up(world.office, Asked("ledger", complex=name))
    client.force_login(make_user(Role.PROGRAMME_OFFICE, world.programme), SIGN_IN)
    addresses = [
        "/reports/complex/?complex=elsewhere",
        "/reports/complex/file/pdf/?complex=elsewhere",
        "/reports/nothing/",
        "/reports/balance/file/csv/",
        "/open-data/pdf/",
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 5


def behind(row, column, response):
    """What the rows behind a figure give: their number, or the money that the list adds up."""
    shown = response.context
    if row.key == "project_public_money":
        return shown["money"]["public"]
    if row.key == "project_money" or column.key == "money":
        return shown["money"]["planned"]
    return shown["page"].paginator.count if "page" in shown else len(shown["groups"])


def test_every_count_of_a_report_has_a_link_for_whoever_may_open_its_rows(world):
    of_everybody = [drawn_up(world.office, asked) for asked in (Asked("programme"), Asked("complex", complex="wonju"), Asked("funnel"))]
    rows = [row for report in of_everybody for section in report.sections if section.key.endswith(("counts", "parts")) for row in section.rows]
    closed = [(row.key, cell.plain) for row in rows for cell in row.cells if cell.plain and not cell.address and not isinstance(cell.value, float)]
    assert rows
    assert closed == []


KINDS_OF_COUNTS = [
    Asked("programme"), Asked("programme", 2007), Asked("yearbook", 2007), Asked("complex", complex="wonju"), Asked("group"), Asked("funnel", month="2007-09"), Asked("balance"),
]  # fmt: skip


def figures_with_rows(report):
    """Every figure of a report that opens, but for sums of outcomes."""
    for section in report.sections:
        for row in section.rows:
            yield from (
                (row, column, cell) for column, cell in zip(section.columns, row.cells, strict=True) if cell.address and "/outcomes/" not in cell.address
            )


def test_every_figure_with_a_link_opens_to_exactly_its_rows(client, world):
    two_groups = {"groups": [group for group in world.groups if group.complex == world.wonju]}
    for role, reach in ((Role.PROGRAMME_OFFICE, {}), (Role.COMPLEX_MANAGER, {"complexes": [world.wonju]}), (Role.COORDINATOR, two_groups), (Role.FUNDER, {})):
        client.force_login(make_user(role, world.programme, **reach), SIGN_IN)
        followed = 0
        for asked in KINDS_OF_COUNTS:
            with contextlib.suppress(InvalidInputError, NotAllowedError):
                report = drawn_up(make_viewer(role, world.programme, **reach), asked)
                found = [(cell.address, behind(row, column, client.get(cell.address)), cell.plain) for row, column, cell in figures_with_rows(report)]
                assert [line for line in found if line[1] != line[2]] == []
                pages = {row.address for section in report.sections for row in section.rows if row.address}
                assert [address for address in pages if client.get(address).status_code != 200] == []
                followed += len(found)
        assert followed > 10, role


def test_whoever_looks_after_some_mini_clusters_of_a_complex_has_no_link_to_all_of_them(world):
    coordinator = make_viewer(Role.COORDINATOR, world.programme, groups=[group for group in world.groups if group.complex == world.wonju])
    parts = section_of(drawn_up(coordinator, Asked("funnel")), "parts")
    assert [(cell.plain, cell.address) for row in parts.rows for cell in row.cells[:1]] == [(8, "")]


def test_a_forecast_of_a_series_with_a_figure_kept_back_is_not_told(world):
    office, funder = (make_viewer(role, world.programme) for role in (Role.PROGRAMME_OFFICE, Role.FUNDER))
    for viewer in (office, funder):
        figures = section_of(drawn_up(viewer, Asked("complex", complex="gumi")), "figures")
        assert not {CONFIDENTIAL, CONFIDENTIAL + 1} & {cell.plain for row in figures.rows for cell in row.cells}


def test_sums_open_to_the_entries_that_they_add_up(client, world):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, world.programme), SIGN_IN)
    for asked in (Asked("ledger"), Asked("ledger", 2006)):
        rows = [row for row in section_of(drawn_up(world.office, asked), "outcomes").rows if row.cells[1].address]
        assert rows
        for row in rows:
            entries = client.get(row.cells[1].address).context["page"]
            assert sum(entry.value for entry in entries) == row.cells[1].plain


def test_the_pages_offer_each_role_its_kinds_and_forms(client, world):
    client.force_login(make_user(Role.COORDINATOR, world.programme, groups=world.groups[:1]), SIGN_IN)
    listed = client.get("/reports/").content.decode()
    assert ("/reports/ledger/" in listed, "/reports/balance/" in listed) == (True, False)
    page = client.get("/reports/funnel/?year=2007").content.decode()
    assert [f"/reports/funnel/file/{form}/?year=2007" in page for form in formats_of("funnel")] == [True] * 4
    taken = client.get("/reports/funnel/file/xlsx/?year=2007")
    assert (taken.status_code, taken["Content-Disposition"]) == (200, 'attachment; filename="funnel-pilot-wonju-rehab-2007.xlsx"')
    nonsense = client.get("/reports/funnel/?year=99999&month=2007-13")
    assert nonsense.context["report"].period == "everything up to this day"
    client.force_login(make_user(Role.FIRM_USER, world.programme, organisation=world.firms["rehab"][0]), SIGN_IN)
    assert [client.get(address).status_code for address in ("/reports/", "/reports/programme/", "/reports/programme/file/json/")] == [403] * 3


@pytest.mark.parametrize("kind", ReportKind.values)
def test_a_report_takes_the_same_number_of_statements_whatever_its_length(world, kind, django_assert_max_num_queries):
    numbers = []
    for more in range(2):
        for number in range(3 * more):
            group = make_group(complex=make_complex(world.programme, slug=f"more-{number}"))
            for _time in range(4):
                make_problem(group, make_firm(group))
        with django_assert_max_num_queries(60) as queries:
            drawn_up(world.office, Asked(kind))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
