"""Plans activities: visits at which problems were heard, consultations at which firms met experts, and what a council does besides. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from minicluster.demonstration.chronicle import FIRST_DAY, NOW, TODAY, at_hour, between, later_weighted, workday
from minicluster.demonstration.gatherings import Gathering, plan_gathering
from minicluster.demonstration.introductions import PlannedIntroduction
from minicluster.demonstration.korean import filled
from minicluster.demonstration.plan import Key
from minicluster.demonstration.problems import PlannedProblem
from minicluster.demonstration.quotas import largest_remainder
from minicluster.demonstration.scene import Council, Firm, Scene
from minicluster.demonstration.texts import turns
from minicluster.meetings.models import Election, Observation, VisitReport
from minicluster.meetings.rules import ActivityKind
from minicluster.members.models import Office
from minicluster.members.rules import OfficeRole
from minicluster.problems.rules import Origin

_K = ActivityKind
# What a council does besides visits for a problem, first meetings with an expert, and assemblies.
_MIX: Final = {
    _K.VISIT: 24,
    _K.FORUM: 12,
    _K.SEMINAR: 12,
    _K.LECTURE: 9,
    _K.WORKSHOP: 8,
    _K.PROBLEM_FINDING: 9,
    _K.WORKING_GROUP: 8,
    _K.STEERING: 6,
    _K.EXCHANGE: 4,
    _K.TRAINING: 3,
    _K.BRIEFING: 3,
    _K.BUYER_MEETING: 2,
    _K.FAIR: 1.5,
    _K.MISSION: 0.8,
    _K.SOCIAL: 1.2,
}
_TRADE_TITLES: Final = {_K.FORUM: "forum", _K.SEMINAR: "technical_seminar", _K.LECTURE: "invited_lecture", _K.WORKSHOP: "workshop"}
_OTHER_TITLES: Final = {
    _K.PROBLEM_FINDING: "problem_findings",
    _K.WORKING_GROUP: "working_groups",
    _K.EXCHANGE: "exchanges",
    _K.TRAINING: "trainings",
    _K.BRIEFING: "briefings",
    _K.BUYER_MEETING: "buyer_meetings",
    _K.FAIR: "fairs",
    _K.MISSION: "missions",
    _K.SOCIAL: "socials",
}
_LISTENING: Final = (_K.PROBLEM_FINDING, _K.FORUM, _K.WORKSHOP, _K.SEMINAR, _K.EXCHANGE)
_AHEAD_SHARE: Final = 0.012
_PREPARING_SHARE: Final = 0.06
_ASSEMBLIES: Final = ((2005, "창립총회"), (2006, "정기총회"), (2007, "정기총회"))
_OFFICERS: Final = (OfficeRole.CHAIR, OfficeRole.VICE_CHAIR, OfficeRole.SECRETARY, OfficeRole.AUDITOR, OfficeRole.STEERING, OfficeRole.STEERING)


@dataclass(frozen=True)
class Heard:
    """An activity at which a problem can have been heard."""

    starts_at: datetime
    key: Key


def plan_activities(scene: Scene, council: Council, problems: Sequence[PlannedProblem], introductions: Sequence[PlannedIntroduction]) -> None:
    """Plan the activities of a group up to its quota, and tie problems and introductions to those they stem from or led to."""
    before = scene.plan.count(VisitReport)
    planned = _assemblies(scene, council)
    for problem in problems:
        if problem.origin is Origin.VISIT:
            _visit(scene, council, problem.firm, problem.raised_at.date(), problem)
            planned += 1
    planned += sum(_first_meeting(scene, council, introduction) for introduction in introductions)
    heard = _others(scene, council, max(len(_LISTENING) + 1, council.quota.activities - planned))
    for problem in problems:
        if problem.origin is Origin.ACTIVITY:
            _hear(scene, problem, heard)
    if scene.plan.count(VisitReport) == before:
        _visit(scene, council, council.firms[0], TODAY - timedelta(days=12))


def _hear(scene: Scene, problem: PlannedProblem, heard: Sequence[Heard]) -> None:
    """The last meeting before the problem was raised; where there was none, the firm raised it by its own form."""
    place = bisect_right(heard, problem.raised_at, key=lambda meeting: meeting.starts_at)
    row = scene.plan.row(problem.key)
    if place:
        row["origin_activity_id"] = heard[place - 1].key
    else:
        row |= {"origin": Origin.FORM, "raised_on_behalf": False}


def _assemblies(scene: Scene, council: Council) -> int:
    """The founding assembly and two yearly ones; the first and the last elect the officers."""
    for year, label in _ASSEMBLIES:
        day = workday(council.founded_on + timedelta(days=9)) if year == council.founded_on.year else workday(date(year, 3, scene.rng.randint(6, 24)))
        gathering = Gathering(_K.ASSEMBLY, f"{council.speciality.name_ko} 미니클러스터 {year}년 {label}", at_hour(day, 15))
        activity = plan_gathering(scene, council, gathering)
        if year != _ASSEMBLIES[1][0]:
            _elect(scene, council, activity, day, until=date(2007, 3, 31) if year == council.founded_on.year else None)
    return len(_ASSEMBLIES)


def _elect(scene: Scene, council: Council, assembly: Key, day: date, until: date | None) -> None:
    founders = sorted(council.firms, key=lambda firm: firm.joined_on)[: 2 * len(_OFFICERS)]
    people = [firm.people[0] for firm in scene.rng.sample(founders, min(len(founders), len(_OFFICERS)))]
    for role, person in [*zip(_OFFICERS, people, strict=False), (OfficeRole.COORDINATOR, council.coordinator)]:
        office = scene.plan.add(Office, group_id=council.key, person_id=person, role=role, valid_from=day, valid_to=until, invented=True)
        scene.plan.add(Election, activity_id=assembly, office_id=office)


def _visit(scene: Scene, council: Council, firm: Firm, day: date, problem: PlannedProblem | None = None) -> None:
    """A company visit with its report; what the firm told there stands among the observations."""
    rng = scene.rng
    visited = workday(day - timedelta(days=rng.randint(1, 4))) if problem else day
    gathering = Gathering(_K.VISIT, f"{firm.name} 기업방문", at_hour(visited, rng.choice((9, 10, 13, 14, 15)), 30), host=firm)
    activity = plan_gathering(scene, council, gathering)
    if gathering.starts_at > NOW - timedelta(days=2):
        return
    product = problem.product if problem else rng.choice(firm.products)
    summary = " ".join(
        [rng.choice(turns("visit_contexts")), filled(rng.choice(turns("visit_reasons")), product=product.ko), rng.choice(turns("visit_closings"))]
    )
    report = scene.plan.add(
        VisitReport, activity_id=activity, firm_id=firm.key, written_by_id=council.coordinator, written_at=gathering.starts_at + timedelta(hours=4),
        summary=summary, invented=True,
    )  # fmt: skip
    texts = rng.sample(council.speciality.observations, rng.choice((1, 1, 2)))
    if problem:
        told = f"{problem.title}. {problem.text.tried}"
        texts.insert(rng.randint(0, len(texts)), told)
    for position, text in enumerate(texts, start=1):
        observation = scene.plan.add(Observation, visit_report_id=report, position=position, text=text)
        if problem and text == told:
            scene.plan.row(problem.key).update(origin_activity_id=activity, origin_observation_id=observation)


def _first_meeting(scene: Scene, council: Council, introduction: PlannedIntroduction) -> int:
    """The consultation at which firm and expert met; how many were planned."""
    met = introduction.way.time_of("record_first_meeting")
    if met is None:
        return 0
    problem = introduction.problem
    title = filled(scene.rng.choice(turns("consultations")), product=problem.product.ko, process=scene.rng.choice(council.speciality.processes))
    people = (council.coordinator, problem.contact, introduction.expert.person)
    gathering = Gathering(_K.CONSULTATION, title, at_hour(met.date(), min(met.hour, 16)), problem.firm, people)
    activity = plan_gathering(scene, council, gathering)
    scene.plan.row(activity)["visibility"] = "group"
    scene.plan.row(introduction.key)["first_meeting_id"] = activity
    return 1


def _others(scene: Scene, council: Council, count: int) -> list[Heard]:
    """The rest of the quota in the usual mix; a few lie ahead. Gives those at which problems can be heard, in order."""
    heard = []
    for kind, number in largest_remainder(count, _MIX).items():
        for _turn in range(number):
            day = _day(scene, council, kind)
            if kind == _K.VISIT:
                _visit(scene, council, scene.rng.choice(council.firms), day)
                continue
            gathering = Gathering(kind, _title(scene, council, kind, day), at_hour(day, scene.rng.choice((10, 14, 14, 15, 16))))
            key = plan_gathering(scene, council, gathering)
            if kind in _LISTENING and gathering.starts_at < NOW and scene.plan.row(key)["state"] != "cancelled":
                heard.append(Heard(gathering.starts_at, key))
    return sorted(heard, key=lambda meeting: meeting.starts_at)


def _day(scene: Scene, council: Council, kind: ActivityKind) -> date:
    """Mostly since the group was founded; a few forums prepared it, and a few activities lie ahead."""
    rng = scene.rng
    if rng.random() < _AHEAD_SHARE:
        return between(rng, TODAY + timedelta(days=3), TODAY + timedelta(days=40))
    if kind in (_K.FORUM, _K.BRIEFING, _K.VISIT) and rng.random() < _PREPARING_SHARE:
        return between(rng, FIRST_DAY, council.founded_on - timedelta(days=3))
    return later_weighted(rng, council.founded_on + timedelta(days=12), TODAY - timedelta(days=3))


def _title(scene: Scene, council: Council, kind: ActivityKind, day: date) -> str:
    rng, trade = scene.rng, council.speciality
    if kind in _TRADE_TITLES:
        return rng.choice(trade.activity_titles[_TRADE_TITLES[kind]])
    if kind == _K.STEERING:
        return f"{day.year}년 {day.month}월 운영위원회"
    title: str = filled(rng.choice(turns(_OTHER_TITLES[kind])), product=rng.choice(trade.products).ko, process=rng.choice(trade.processes))
    return f"{trade.name_ko} {title}" if "소모임" not in title else title
