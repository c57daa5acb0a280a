"""Votes: whether they carry a decision, and whether so many could have been given."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Count:
    """What was counted when a decision was put to the vote."""

    votes_for: int
    votes_against: int = 0
    abstentions: int = 0

    @property
    def cast(self) -> int:
        """Everyone who voted; whoever abstained was asked too, and does not help a decision through."""
        return self.votes_for + self.votes_against + self.abstentions


def is_carried(count: Count, majority_share: float) -> bool:
    """Whether more than this share of the votes was for it; a tie does not carry. The share counts as it is written, 0.7 as seven tenths."""
    return count.votes_for > Fraction(str(majority_share)) * count.cast


def could_be_cast(count: int, entitled: int | None) -> bool:
    """Whether so many votes could be given by those who were there with a right to vote; None where nobody wrote down who was there."""
    return entitled is None or count <= entitled
