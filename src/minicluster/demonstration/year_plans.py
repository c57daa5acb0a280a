"""Plans the work plan of each group for 2007 from what it did in that year, more or less: some of it was not planned, and some planned was not done. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import mean
from typing import Any, Final

from minicluster.demonstration.chronicle import TODAY, at_hour
from minicluster.demonstration.plan import Key
from minicluster.demonstration.scene import Council, Scene
from minicluster.demonstration.stages import Act, walk, write_journal
from minicluster.meetings.models import Activity, PlanLine, WorkPlan
from minicluster.meetings.rules import MOST_TIMES, PERMISSIONS, WORK_PLAN_LIFECYCLE, ActivityKind, LineFacts, in_order

YEAR: Final = 2007
_COST_PER_HEAD: Final = 28_000
_TEN_THOUSAND: Final = 10_000
# How far a plan lies from what came of it; the whole year beside the part of it that has passed.
_LEAST, _MOST = 0.75, 1.3
_WHOLE_YEAR: Final = 365 / (TODAY - date(YEAR, 1, 1)).days
# Who planned no social event, who pays them from the seminars, and whose plan nobody has approved.
_NO_SOCIAL_LINE, _FROM_SEMINARS, _DRAFTS = 0.4, 0.5, 0.12
_USUAL: Final = (ActivityKind.FORUM, ActivityKind.SEMINAR, ActivityKind.VISIT, ActivityKind.TRAINING)
Rows = Sequence[dict[str, Any]]


def plan_years(scene: Scene) -> None:
    """Plan the year of every group of a complex; after everything else, so that nothing else changes by it."""
    done = _activities_of_the_year(scene)
    for council in scene.councils:
        _plan_year(scene, council, done[council.key])


def _activities_of_the_year(scene: Scene) -> Mapping[Key, dict[str, list[dict[str, Any]]]]:
    """The planned rows of this year's activities by group and kind."""
    found: dict[Key, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for link in scene.plan.rows.get(Activity.groups.through, []):
        row = scene.plan.row(link["activity_id"])
        if row["starts_at"].year == YEAR:
            found[link["group_id"]][row["kind"]].append(row)
    return found


def _plan_year(scene: Scene, council: Council, done: Mapping[str, Rows]) -> None:
    lines = _lines(scene, done)
    written = at_hour(date(YEAR, 1, 8) + timedelta(days=scene.rng.randrange(10)), 15)
    approval = [] if scene.rng.random() < _DRAFTS else [Act("approve_work_plan", written + timedelta(days=scene.rng.randint(7, 20)))]
    way = walk(WORK_PLAN_LIFECYCLE, approval)
    plan = scene.plan.add(WorkPlan, group_id=council.key, year=YEAR, state=way.state, invented=True)
    for line in lines:
        scene.plan.add(PlanLine, plan_id=plan, kind=line.kind, times=line.times, people=line.people, budget_krw=line.budget_krw)
    write_journal(scene.plan, plan, PERMISSIONS, way, coordinator=council.coordinator_user, born=("write_work_plan", written))
    if any(line.kind == ActivityKind.SEMINAR for line in lines) and scene.rng.random() < _FROM_SEMINARS:
        for outing in done.get(ActivityKind.SOCIAL, ()):
            outing["budget_line"] = ActivityKind.SEMINAR.value


def _lines(scene: Scene, done: Mapping[str, Rows]) -> list[LineFacts]:
    kinds = {*_USUAL, *done}
    if scene.rng.random() < _NO_SOCIAL_LINE:
        kinds.discard(ActivityKind.SOCIAL)
    return in_order(_line(scene, kind, done.get(kind, ())) for kind in sorted(kinds, key=str))


def _line(scene: Scene, kind: str, rows: Rows) -> LineFacts:
    """As often as it was held, over the whole year and more or less; what each time costs as it did."""
    times = min(MOST_TIMES, max(1, round(len(rows) * _WHOLE_YEAR * scene.rng.uniform(_LEAST, _MOST))))
    each = mean([row["planned_cost_krw"] for row in rows] or [10 * _COST_PER_HEAD])
    return LineFacts(str(kind), times, max(2, round(each / _COST_PER_HEAD)), int(times * each) // _TEN_THOUSAND * _TEN_THOUSAND)
