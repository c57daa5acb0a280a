"""What a plan meant beside what was done: times, people, money, and what is left."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from minicluster.meetings.rules.activities import ActivityKind


@dataclass(frozen=True)
class Comparison:
    """One kind of activity in a year, or all of them together: what was planned beside what was done.

    What was budgeted is spent, not settled yet, or unspent: the three add up.
    """

    is_planned: bool = False
    planned_times: int = 0
    planned_people: int = 0
    budget_krw: int = 0
    held: int = 0
    ahead: int = 0
    attended: int = 0
    spent_krw: int = 0
    not_settled_krw: int = 0
    without_cost: int = 0

    @property
    def unspent_krw(self) -> int:
        """What is left of the budget; less than nothing where more was spent than planned."""
        return self.budget_krw - self.spent_krw - self.not_settled_krw

    @property
    def taken_krw(self) -> int:
        """What was spent, with what is not settled yet."""
        return self.spent_krw + self.not_settled_krw

    def __add__(self, other: "Comparison") -> "Comparison":
        sums = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        return Comparison(**{**sums, "is_planned": self.is_planned or other.is_planned})


def together(parts: Iterable[Comparison]) -> Comparison:
    """Several added up."""
    return sum(parts, Comparison())


@dataclass(frozen=True)
class SocialShare:
    """Which part social events have in what was held and in the money that it took; None where there was nothing."""

    times: float | None
    money: float | None


def social_share(by_kind: dict[str, Comparison]) -> SocialShare:
    """The part of social events: what activity padding looks like in figures."""
    everything, social = together(by_kind.values()), by_kind.get(ActivityKind.SOCIAL, Comparison())
    return SocialShare(_part(social.held, everything.held), _part(social.taken_krw, everything.taken_krw))


def _part(part: int, whole: int) -> float | None:
    return part / whole if whole else None
