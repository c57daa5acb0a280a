"""Putting the records of one chain in order and linking them. Pure: it reads no database, only what was fetched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain as concatenated
from typing import Any, Final

from minicluster.stories.rules import StopKind

ACTIVITY_STARTS: Final = 0
MEETING_STANDS: Final = 5
POSITIONS: Final = {
    StopKind.VISIT_REPORT: 1,
    StopKind.PROBLEM: 2,
    StopKind.MATCH: 3,
    StopKind.INTRODUCTION: 4,
    StopKind.PROJECT: 6,
    StopKind.OUTPUT: 7,
    StopKind.OUTCOME: 8,
    StopKind.CASE: 9,
    StopKind.CLAIM: 10,
}


@dataclass(frozen=True)
class Stop:
    """One record on the thread, as far as the viewer may read it."""

    reference: str
    kind: StopKind
    title: str
    on: date | None
    state: str
    state_label: str
    who: str
    address: str
    is_readable: bool
    invented: bool
    day_known: bool = True
    """Whether `on` is a day; else only its month is known."""

    @property
    def dated(self) -> str:
        """When, for a machine: `2007-03-16`, or `2007-03` where only the month is known."""
        if self.on is None:
            return ""
        return self.on.isoformat() if self.day_known else f"{self.on:%Y-%m}"


@dataclass(frozen=True)
class Thread:
    """The stops in their order, and the links between them as pairs of references."""

    stops: list[Stop]
    links: list[tuple[str, str]]

    def walk_at(self, reference: str) -> "Walk":
        """Where a reader stands who is at this stop; an unknown one stands at the beginning."""
        place = next((number for number, stop in enumerate(self.stops) if stop.reference == reference), 0)
        before = self.stops[place - 1] if place else None
        after = self.stops[place + 1] if place + 1 < len(self.stops) else None
        return Walk(self.stops[place], place + 1, before, after)

    def as_data(self) -> dict[str, Any]:
        """The thread for a machine."""
        records = [{"type": stop.kind.value, "id": stop.reference, "title": stop.title, "date": stop.dated or None, "state": stop.state} for stop in self.stops]
        return {"records": records, "links": [list(link) for link in self.links]}


@dataclass(frozen=True)
class Walk:
    """Where a reader stands on the thread, as the number of the stop from 1, and where it goes from there."""

    here: Stop
    number: int
    before: Stop | None
    after: Stop | None


@dataclass
class Chain:
    """The fetched records of one chain. The first problem is the one that the others were merged into."""

    activities: list[Any] = field(default_factory=list)
    reports: list[Any] = field(default_factory=list)
    problems: list[Any] = field(default_factory=list)
    matches: list[Any] = field(default_factory=list)
    introductions: list[Any] = field(default_factory=list)
    projects: list[Any] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)
    outcomes: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)
    claims: dict[int, list[Any]] = field(default_factory=dict)

    def records(self) -> Iterator[tuple[int, Any]]:
        """Every record with its position in the chain."""
        for activity in self.activities:
            yield ACTIVITY_STARTS, activity
        for introduction in self.introductions:
            if introduction.first_meeting:
                yield MEETING_STANDS, introduction.first_meeting
        rows = (self.reports, self.problems, self.matches, self.introductions, self.projects, self.outputs, self.outcomes, self.cases)
        for record in concatenated(*rows, *self.claims.values()):
            yield POSITIONS[StopKind(record.record_type)], record


def assembled(chain: Chain, shown: Callable[[Any], Stop]) -> Thread:
    """The thread of a chain: each record once, by its position and then its day; each link once, in the order of the stops."""
    stops: dict[str, tuple[int, Stop]] = {}
    for position, record in chain.records():
        if record.reference not in stops:
            stops[record.reference] = (position, shown(record))
    order = sorted(stops.values(), key=lambda row: (row[0], row[1].on or date.max, row[1].reference))
    place = {stop.reference: number for number, (_position, stop) in enumerate(order)}
    links = sorted(set(_links(chain)), key=lambda link: (place[link[0]], place[link[1]]))
    return Thread([stop for _position, stop in order], links)


def _links(chain: Chain) -> Iterator[tuple[str, str]]:
    for report in chain.reports:
        yield report.activity.reference, report.reference
    for problem in chain.problems:
        yield from _to_problem(chain, problem)
    for match in chain.matches:
        yield match.problem.reference, match.reference
    for introduction in chain.introductions:
        yield (introduction.match or chain.problems[0]).reference, introduction.reference
        if introduction.first_meeting:
            yield introduction.reference, introduction.first_meeting.reference
    for project in chain.projects:
        yield _before_project(chain, project).reference, project.reference
    for output in chain.outputs:
        yield output.project.reference, output.reference
    for outcome in chain.outcomes:
        yield _before_outcome(chain, outcome), outcome.reference
    for case in chain.cases:
        yield from _to_case(chain, case)


def _to_problem(chain: Chain, problem: Any) -> Iterator[tuple[str, str]]:
    """A problem comes from the report on its visit, or from the activity at which it was heard; a duplicate leads to the one that it was merged into."""
    if problem.origin_activity:
        report = next((one for one in chain.reports if (one.activity_id, one.firm_id) == (problem.origin_activity_id, problem.firm_id)), None)
        yield (report or problem.origin_activity).reference, problem.reference
    if problem is not chain.problems[0]:
        yield problem.reference, chain.problems[0].reference


def _before_project(chain: Chain, project: Any) -> Any:
    """A project grows out of the first meeting, or of the introduction, or of the problem itself."""
    introduction = next((introduction for introduction in chain.introductions if introduction.pk == project.introduction_id), None)
    return chain.problems[0] if introduction is None else introduction.first_meeting or introduction


def _before_outcome(chain: Chain, outcome: Any) -> str:
    """An outcome comes of an output, or of a project, or of the problem itself; a correction comes of the entry that it corrects."""
    for kind, pk in (("outcome", outcome.corrects_id), ("output", outcome.output_id), ("project", outcome.project_id)):
        if pk:
            return f"{kind}-{pk}"
    reference: str = chain.problems[0].reference
    return reference


def _to_case(chain: Chain, case: Any) -> Iterator[tuple[str, str]]:
    """A case tells what came of it: its outcomes, else its outputs, its project, or the problem."""
    for before in chain.outcomes or chain.outputs or chain.projects or chain.problems[:1]:
        yield before.reference, case.reference
    for claim in chain.claims.get(case.pk, []):
        yield case.reference, claim.reference
