"""A small programme with something of everything that reports tell: two complexes, three mini-clusters, two years, figures that may not be told."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from factories import (
    make_activity,
    make_complex,
    make_firm,
    make_group,
    make_indicator,
    make_problem,
    make_programme,
    make_project,
    make_viewer,
    make_work_plan,
)  # fmt: skip

from minicluster.members.models import OrganisationSize, OrganisationYear
from minicluster.outcomes.domain.claims import load_claims
from minicluster.outcomes.models import Actual, Forecast, Indicator, Outcome, Target
from minicluster.platform.permissions import Role
from minicluster.problems.models import BudgetItem

LAST_YEAR, THIS_YEAR = datetime(2006, 5, 2, tzinfo=UTC), datetime(2007, 9, 5, tzinfo=UTC)
# Values that stand nowhere else, so that they are found wherever they leak.
OF_ONE_FIRM, CONFIDENTIAL, OF_TWO_FIRMS = 777_111_777, 888_222_888, 666_333_666


def make_world():
    """The records by their kind. The clock stands at 22 October 2007."""
    programme = make_programme(slug="pilot", clock_shift=datetime(2007, 10, 22, 3, tzinfo=UTC) - datetime.now(UTC))
    wonju, gumi = (make_complex(programme, slug=slug, name_en=slug.title(), name_ko=slug) for slug in ("wonju", "gumi"))
    groups = [make_group(complex=complex_, slug=slug, name_en=slug.title()) for complex_, slug in ((wonju, "rehab"), (wonju, "parts"), (gumi, "display"))]
    firms = {group.slug: [make_firm(group) for _number in range(4)] for group in groups}
    load_claims(programme)
    # `load_claims` brings the standard indicators along.
    indicators = {slug: Indicator.objects.get(programme=programme, slug=slug) for slug in ("exports", "sales", "defect_rate", "employment")}
    world = SimpleNamespace(programme=programme, wonju=wonju, gumi=gumi, groups=groups, firms=firms, indicators=indicators)
    for group in groups:
        _work(group, firms[group.slug])
    _ledger(world)
    _figures(world)
    _firm_years(world)
    world.office = make_viewer(Role.PROGRAMME_OFFICE, programme)
    world.coordinator = make_viewer(Role.COORDINATOR, programme, groups=[groups[0]])
    world.manager = make_viewer(Role.COMPLEX_MANAGER, programme, complexes=[wonju])
    return world


def _work(group, firms):
    """Six problems in two years, a project with money, a seminar and an outing against a plan."""
    states = ("confirmed", "raised", "advised", "merged", "unsolvable", "closed")
    for number, state in enumerate(states):
        firm = firms[number % len(firms)]
        problem = make_problem(group, firm, state=state, raised_at=LAST_YEAR if number < 2 else THIS_YEAR, origin="visit" if number == 0 else "form")
    project = make_project(problem, state="running", planned_at=THIS_YEAR)
    BudgetItem.objects.create(project=project, source="state", planned_krw=30_000_000)
    BudgetItem.objects.create(project=project, source="firm", planned_krw=10_000_000)
    make_work_plan(group, lines=(("forum", 2, 20, 4_000_000),), state="approved")
    make_activity(group, "forum", state="settled", starts_at=THIS_YEAR, actual_cost_krw=1_000_000)
    make_activity(group, "social", state="settled", starts_at=THIS_YEAR, actual_cost_krw=3_000_000)


def report(group, firm, indicator, value, *, realisation="realised", state="confirmed", at=THIS_YEAR):
    """An entry of the ledger as it stands, without the steps that lead there."""
    return Outcome.objects.create(
        programme=group.programme, indicator=indicator, organisation=firm, group=group, problem=make_problem(group, firm, state="merged", raised_at=LAST_YEAR),
        realisation=realisation, value=value, period_from=date(2007, 1, 1), period_to=date(2007, 6, 30), contribution_share="0.5", reported_at=at, state=state,
    )  # fmt: skip


def _ledger(world):
    """Exports of three firms in each complex; sales of one firm in Gumi alone; a rate; something expected; something corrected."""
    rehab, parts, display = world.groups
    exports, sales = world.indicators["exports"], world.indicators["sales"]
    for number, firm in enumerate([*world.firms["rehab"][:3], *world.firms["display"][:3]], start=1):
        report(rehab if number <= 3 else display, firm, exports, 1_000_000 * number)
    report(display, world.firms["display"][0], sales, OF_ONE_FIRM)
    for firm in world.firms["parts"]:
        report(parts, firm, sales, 2_000_000, state="reported", at=LAST_YEAR)
    report(rehab, world.firms["rehab"][0], exports, 40_000_000, realisation="expected")
    report(rehab, world.firms["rehab"][1], exports, 90_000_000, state="corrected")
    report(rehab, world.firms["rehab"][0], world.indicators["defect_rate"], "1.25")


def _figures(world):
    """Yearly figures: public, confidential, and of two firms; a target and two forecasts."""
    facts = {"programme": world.programme, "indicator": world.indicators["employment"], "source": "survey"}
    Actual.objects.create(**facts, year=2006, value=1_200, recorded_at=THIS_YEAR, is_confirmed=True, firms=12)
    Actual.objects.create(**facts, year=2007, value=1_300, recorded_at=THIS_YEAR, firms=12)
    exports = {**facts, "indicator": world.indicators["exports"]}
    Actual.objects.create(**exports, complex=world.gumi, year=2006, value=CONFIDENTIAL, recorded_at=THIS_YEAR, is_confidential=True)
    Actual.objects.create(**exports, complex=world.wonju, year=2006, value=OF_TWO_FIRMS, recorded_at=THIS_YEAR, firms=2)
    Target.objects.create(**facts, year=2008, value=1_500, set_at=THIS_YEAR)
    for value, at in ((1_350, LAST_YEAR), (1_420, THIS_YEAR)):
        Forecast.objects.create(**facts, year=2008, value=value, made_at=at, low=1_300, high=1_500, coverage=0.8)
    Forecast.objects.create(**exports, complex=world.gumi, year=2008, value=CONFIDENTIAL + 1, made_at=THIS_YEAR)


def _firm_years(world):
    """Exports and jobs of the members: in Wonju four small and four large firms, in Gumi one large firm among small ones."""
    for place, firms in enumerate(world.firms.values()):
        for number, firm in enumerate(firms):
            is_large = place == 1 or (place == 2 and number == 0)
            OrganisationSize.objects.create(organisation=firm, size="large" if is_large else "sme", valid_from=date(2005, 1, 1))
            OrganisationYear.objects.create(
                programme=world.programme, organisation=firm, year=2006, employees=100 if is_large else 10, exports_usd=9_000_000 if is_large else 1_000_000
            )


def another_indicator(programme, number):
    """One more indicator, to make a table longer."""
    return make_indicator(programme, slug=f"more-{number}")
