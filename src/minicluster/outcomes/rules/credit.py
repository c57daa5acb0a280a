"""Whose outcome it is: a value parted by weights so that nothing is lost and nothing counted twice, and what is kept back where few firms stand behind it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.members.rules import OrganisationKind, sector_of
from minicluster.outcomes.rules.ledger import FEWEST_FIRMS

_UNITS: Final = 10_000
"""A value is held to four decimals; its parts are too."""


def parts(value: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """The parts of a value by weights, to four decimals, whose sum is the value exactly; of a negative value those of the positive one with their sign.

    Largest remainder (Hamilton): each gets its part rounded towards nothing, and the units of the last decimal that are left go to the largest remainders, of
    equal ones to the first.

    Raises:
        ValueError: no weight, one that is not positive, or a value with more than four decimals.
    """
    units = value * _UNITS
    if not weights or min(weights) <= 0 or units != units.to_integral_value():
        message = f"{value} cannot be parted by {list(weights)}"
        raise ValueError(message)
    sign, whole, together = (-1 if units < 0 else 1), abs(int(units)), sum(weights)
    floors = [whole * weight // together for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(whole * weights[place] % together))
    for place in by_remainder[: whole - sum(floors)]:
        floors[place] += 1
    return [Decimal(sign * floor) / _UNITS for floor in floors]


class Partition(TextChoices):
    """By what a sum is parted. Each part of an entry falls into exactly one cell."""

    GROUP = "group", _("Mini-cluster")
    COMPLEX = "complex", _("Complex")
    FIRM = "firm", _("Organisation")
    SECTOR = "sector", _("Sector")
    KIND = "kind", _("Kind of organisation")
    SIZE = "size", _("Size class")
    YEAR = "year", _("Year")


UNKNOWN_SIZE: Final = "unknown"
REFINES: Final = {
    Partition.GROUP: Partition.COMPLEX,
    Partition.FIRM: Partition.KIND,
    Partition.KIND: Partition.SECTOR,
    Partition.SIZE: Partition.KIND,
}
"""Which partition divides the cells of which further: what is kept back there could be worked out here."""


@dataclass(frozen=True)
class Piece:
    """A sum of parts of entries that fall into the same cell of every partition.

    Attributes:
        organisation, group, complex: numbers of whom it is credited to.
        kind: the organisation's kind; `size` its size class on the day on which the period ends, empty where none is known.
        year: the year in which the period ends.
        realisation: realised or expected; the two are never added.
        reporting: the firm of the entries.
        gross: in the unit of the indicator; `attributed`: times the contribution share.
        entry: the one entry whose part it is; 0 where it may be a sum over several.
    """

    organisation: int
    group: int
    complex: int
    kind: str
    size: str
    year: int
    realisation: str
    reporting: int
    gross: Decimal
    attributed: Decimal
    entry: int = 0

    def cell(self, by: Partition) -> str:
        """The key of its cell in a partition. What is no firm has no size class and stands under its kind."""
        sizes = self.size or UNKNOWN_SIZE
        keys: dict[Partition, object] = {
            Partition.GROUP: self.group,
            Partition.COMPLEX: self.complex,
            Partition.FIRM: self.organisation,
            Partition.SECTOR: sector_of(self.kind).value,
            Partition.KIND: self.kind,
            Partition.SIZE: sizes if self.kind == OrganisationKind.FIRM else self.kind,
            Partition.YEAR: self.year,
        }
        return str(keys[by])


@dataclass(frozen=True)
class Sums:
    """What the pieces of a cell add up to, of one realisation."""

    gross: Decimal = Decimal(0)
    attributed: Decimal = Decimal(0)
    reporting: frozenset[int] = frozenset()
    credited: frozenset[int] = frozenset()

    @property
    def firms(self) -> int:
        """How many stand behind it: the fewer of those whose entries are parted and those who are credited."""
        return min(len(self.reporting), len(self.credited))

    @property
    def is_few(self) -> bool:
        """Whether it would tell the figure of one or two."""
        return 0 < self.firms < FEWEST_FIRMS


def added(sums: Iterable[Sums]) -> Sums:
    """Several together."""
    rows = list(sums)
    return Sums(
        sum((row.gross for row in rows), Decimal(0)),
        sum((row.attributed for row in rows), Decimal(0)),
        frozenset().union(*(row.reporting for row in rows)),
        frozenset().union(*(row.credited for row in rows)),
    )


def sums_by(pieces: Iterable[Piece], by: Partition) -> dict[str, Sums]:
    """The sums by cell; pieces of one realisation only are to be given."""
    found: dict[str, list[Sums]] = {}
    for piece in pieces:
        one = Sums(piece.gross, piece.attributed, frozenset({piece.reporting}), frozenset({piece.organisation}))
        found.setdefault(piece.cell(by), []).append(one)
    return {key: added(rows) for key, rows in found.items()}


def cells_kept_back(pieces: Collection[Piece], by: Partition) -> frozenset[str]:
    """Which cells of a partition are kept back from those who may not read the entries: one with fewer than three firms, and as many more as it takes.

    What is kept back among cells whose sum is shown is at least two cells with at least three firms together, so that none can be worked out from the others.
    Where a partition divides another further, that holds within each cell of the other, and below a cell that is kept back there everything is.
    """
    coarser = REFINES.get(by)
    hidden = cells_kept_back(pieces, coarser) if coarser else frozenset()
    blocks: dict[str, list[Piece]] = {}
    for piece in pieces:
        blocks.setdefault(piece.cell(coarser) if coarser else "", []).append(piece)
    found: set[str] = set()
    for key, block in blocks.items():
        sums = sums_by(block, by)
        found |= set(sums) if key in hidden or added(sums.values()).is_few else _hidden_in(sums)
    return frozenset(found)


def _hidden_in(sums: Mapping[str, Sums]) -> set[str]:
    """The cells that are kept back where the sum of all is shown: the small ones, then the next smallest until the rest gives nothing away."""
    by_firms = sorted(sums, key=lambda key: (sums[key].firms, key))
    few = sum(sums[key].is_few for key in by_firms)
    while 0 < few < len(by_firms) and (few == 1 or added(sums[key] for key in by_firms[:few]).is_few):
        few += 1
    return set(by_firms[:few])
