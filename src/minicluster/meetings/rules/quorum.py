"""The quorum: whether enough members are there for a group to decide. Pure.

Each membership that is entitled has one vote, however many of its people came; each person speaks for one membership, however many they have to do with.
Visitors never count. By which share, and whether deputies count, is for the by-laws to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Final

from minicluster.meetings.rules.activities import ActivityKind
from minicluster.meetings.rules.attendance import AttendanceKind
from minicluster.members.rules import MembershipKind

# Associate members and supporting organisations are heard and do not vote.
ENTITLED_KINDS: Final = (MembershipKind.REGULAR, MembershipKind.EXPERT)
# Where a group comes together to decide; elsewhere a quorum is shown only where a vote stands on the agenda.
_DECIDING: Final = frozenset(
    {ActivityKind.ASSEMBLY, ActivityKind.STEERING, ActivityKind.FORUM, ActivityKind.WORKING_GROUP, ActivityKind.PROBLEM_FINDING},
)
_IN_PERSON: Final = frozenset({AttendanceKind.PRESENT, AttendanceKind.LATE})
# By-laws speak of halves, thirds, quarters, fifths: 0.667 is a way of writing two thirds, while 0.51 and 0.501 are meant as they stand.
_LARGEST_DENOMINATOR: Final = 12
_ROUNDED_BY: Final = Fraction(1, 2000)


@dataclass(frozen=True)
class Entitled:
    """A membership with its one vote: the organisation whose people may cast it, those who represent it, or the expert."""

    membership_id: int
    organisation_id: int | None = None
    expert_id: int | None = None
    represented_by: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Came:
    """How somebody attended, and for whom they speak: for themselves and their organisation, or, as a deputy, for the person in whose place they came."""

    kind: str
    person_id: int
    organisation_id: int | None = None


@dataclass(frozen=True)
class Quorum:
    """How many memberships have a vote, how many of them are there, and how many are needed."""

    entitled: int
    present: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Whether the group can decide."""
        return self.present >= self.needed


def quorum(entitled: Iterable[Entitled], came: Iterable[Came], *, share: float, deputies_count: bool) -> Quorum:
    """The quorum of one group at one meeting."""
    votes = list(entitled)
    return Quorum(len(votes), len(votes_there(votes, came, deputies_count=deputies_count)), needed_of(len(votes), share))


def votes_there(entitled: Iterable[Entitled], came: Iterable[Came], *, deputies_count: bool) -> list[Entitled]:
    """The memberships for which somebody came who may cast their vote."""
    votes = list(entitled)
    counted = _IN_PERSON | {AttendanceKind.DEPUTY} if deputies_count else _IN_PERSON
    there = {_vote_of(person, votes) for person in came if person.kind in counted}
    return [vote for vote in votes if vote.membership_id in there]


def needed_of(entitled: int, share: float) -> int:
    """How many votes are needed: the share of all that are entitled, rounded up to the next whole one, and never none at all."""
    return max(1, ceil(_as_written(share) * entitled))


def meets_as_a_body(kind: str) -> bool:
    """Whether a group comes together at this kind of activity to decide, so that its quorum is of interest."""
    return kind in _DECIDING


def _as_written(share: float) -> Fraction:
    """The share as the by-laws mean it: floating numbers would ask for 4 of 30 where a tenth is 3, and 0.667 for one more than two thirds."""
    exact = Fraction(str(share))
    simple = exact.limit_denominator(_LARGEST_DENOMINATOR)
    return simple if abs(simple - exact) < _ROUNDED_BY else exact


def _vote_of(person: Came, votes: Iterable[Entitled]) -> int | None:
    """For which membership a person speaks: as the expert, else for the organisation of that day, else as whoever represents the member."""
    ways = (
        lambda vote: vote.expert_id == person.person_id,
        lambda vote: person.organisation_id is not None and vote.organisation_id == person.organisation_id,
        lambda vote: person.person_id in vote.represented_by,
    )
    return next((vote.membership_id for fits in ways for vote in votes if fits(vote)), None)
