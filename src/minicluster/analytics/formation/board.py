"""Where everybody stands in groups that are already there, with all that is needed to price a move by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from minicluster.analytics.formation.guests import Guest, guests, unfilled
from minicluster.analytics.formation.likeness import Likeness
from minicluster.analytics.formation.organisations import Organisations
from minicluster.analytics.formation.requirements import Requirements, requirements
from minicluster.analytics.formation.rules import Rule
from minicluster.analytics.formation.standing import Standing, blocks_of
from minicluster.analytics.formation.violations import Violation, violations
from minicluster.analytics.tables import TableError


@dataclass(frozen=True)
class Board:
    """A partition with its rules.

    Attributes:
        standing: the partition, every organisation a block of its own; group numbers there count from 0.
        guests: who of a scarce role sits in further groups.
    """

    organisations: Organisations
    needs: Requirements
    standing: Standing
    guests: tuple[Guest, ...]

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The rules that are not kept: none, unless somebody was moved by hand."""
        return (*violations(self.standing, self.needs), *unfilled(self.standing, self.needs, self.guests))

    def row_of(self, member: str) -> int:
        """The row of an organisation.

        Raises:
            TableError: there is none of that id.
        """
        if member not in self.organisations.places:
            raise TableError("organisation", f"There is no organisation {member}.", "Give the id of one that is in the table.")
        return self.organisations.places[member]

    def place_of_group(self, number: int) -> int:
        """The place, from 0, of a group number.

        Raises:
            TableError: there is no such group.
        """
        if not 1 <= number <= self.standing.groups:
            raise TableError("group", f"There is no group {number}.", f"Give a number from 1 to {self.standing.groups}.")
        return number - 1


def board_of(organisations: Organisations, likeness: Likeness, rules: Sequence[Rule], homes: Sequence[int], groups: int) -> Board:
    """The board of groups that were formed before.

    Args:
        organisations: who is grouped.
        likeness: how alike they are.
        rules: of a file, see `rules`.
        homes: the group number of each organisation, from 1, in the table's order.
        groups: how many groups there are.

    Raises:
        TableError: a home is no group.

    >>> import polars as pl
    >>> from minicluster.analytics.formation import likeness_of, price_of_move, read_organisations
    >>> table = pl.DataFrame({"id": list("abcd"), "name": list("ABCD"), "role": ["firm"] * 4, "industry": ["24", "24", "26", "26"]})
    >>> organisations = read_organisations(table)
    >>> board = board_of(organisations, likeness_of(organisations), (), [1, 1, 2, 2], 2)
    >>> price_of_move(board, "a", 2).fit_change < 0
    True
    """
    labels = np.asarray(homes, dtype=np.intp) - 1
    wrong = np.flatnonzero((labels < 0) | (labels >= groups))
    if len(wrong):
        raise TableError("group", f"{organisations.names[wrong[0]]} is in no group.", f"Give each a number from 1 to {groups}.", (int(wrong[0]) + 1,))
    needs = requirements(organisations, rules, groups)
    standing = Standing(blocks_of(likeness, needs, np.arange(len(organisations))), needs, labels)
    return Board(organisations, needs, standing, guests(organisations, standing, needs))
