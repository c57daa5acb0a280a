"""What it costs to move a member by hand."""

from dataclasses import dataclass
from typing import Any

from minicluster.analytics.formation.board import Board
from minicluster.analytics.formation.violations import Violation, violations


@dataclass(frozen=True)
class Price:
    """What changes if a member moves.

    Attributes:
        fit_change: the change of the mean likeness `fit`; negative where the proposal gets worse.
        likeness_here: the member's mean likeness to the others of its group.
        likeness_there: its mean likeness to the members of the other group.
        broken: the rules that the move breaks.
        mended: the rules that were broken and no longer are.
    """

    fit_change: float
    likeness_here: float
    likeness_there: float
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "fit_change": round(self.fit_change, 6), "likeness_here": round(self.likeness_here, 4), "likeness_there": round(self.likeness_there, 4),
            "broken": [violation.as_data() for violation in self.broken], "mended": [violation.as_data() for violation in self.mended],
        }  # fmt: skip


def price_of_move(board: Board, member: str, to_group: int) -> Price:
    """The price of moving a member's home to another group; the board stays as it is.

    The time does not depend on the number of pairs: sums per group are updated, and rules are counted anew.

    Args:
        board: where everybody stands.
        member: the id of an organisation.
        to_group: the number of a group, from 1.

    Raises:
        TableError: there is no such organisation or group.
    """
    standing, needs = board.standing, board.needs
    row = board.row_of(member)
    to, home = board.place_of_group(to_group), int(standing.labels[row])
    towards, own = standing.to_groups_of(row), float(standing.blocks.own[row])
    here = (towards[home] - own) / max(standing.sizes[home] - 1, 1)
    if to == home:
        return Price(0.0, float(here), float(here), (), ())
    before, after = violations(standing, needs), violations(standing.moved(row, to), needs)
    return Price(
        fit_change=standing.gain(row, to) / len(standing.labels),
        likeness_here=float(here),
        likeness_there=float(towards[to] / max(standing.sizes[to], 1)),
        broken=tuple(violation for violation in after if violation not in before),
        mended=tuple(violation for violation in before if violation not in after),
    )
