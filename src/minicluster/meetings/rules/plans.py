"""What a group means to do in a year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules.activities import ActivityKind
from minicluster.meetings.rules.comparisons import Comparison
from minicluster.platform.lifecycle import Lifecycle, step


class WorkPlanState(TextChoices):
    """States of a group's plan for a year."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


WORK_PLAN_LIFECYCLE: Final = Lifecycle(
    "work plan",
    WorkPlanState.DRAFT,
    {
        "approve_work_plan": step(WorkPlanState.DRAFT, WorkPlanState.APPROVED),
        "reopen_work_plan": step(WorkPlanState.APPROVED, WorkPlanState.DRAFT, needs_reason=True),
    },
)
MOST_TIMES: Final = 366


@dataclass(frozen=True)
class LineFacts:
    """One line of a plan: how often this kind of activity, for how many people each time, for how much money."""

    kind: str
    times: int
    people: int | None = None
    budget_krw: int = 0


def in_order(lines: Iterable[LineFacts]) -> list[LineFacts]:
    """The lines in the order in which the kinds are always named."""
    place = {kind: number for number, kind in enumerate(ActivityKind.values)}
    return sorted(lines, key=lambda line: place[line.kind])


def fingerprint(lines: Iterable[LineFacts], note: str = "") -> str:
    """By this two people see that they read the same plan: whoever writes says what they read."""
    return sha256(repr((in_order(lines), note)).encode()).hexdigest()[:16]


def lines_from_what_was_held(held: Mapping[str, Comparison]) -> list[LineFacts]:
    """A plan that means to do again what was done: as often, for as many people each time, for as much money."""
    return in_order(LineFacts(kind, done.held, round(done.attended / done.held) or None, done.taken_krw) for kind, done in held.items() if done.held)


def compared(lines: Iterable[LineFacts], done: Mapping[str, Comparison]) -> dict[str, Comparison]:
    """For each kind that was planned or done: one beside the other. What has no line was not planned."""
    meant = {line.kind: Comparison(True, line.times, line.times * (line.people or 0), line.budget_krw) for line in lines}  # noqa: FBT003  # the first field of its record
    nothing = Comparison()
    return {kind: meant.get(kind, nothing) + done.get(kind, nothing) for kind in ActivityKind.values if kind in meant or kind in done}
