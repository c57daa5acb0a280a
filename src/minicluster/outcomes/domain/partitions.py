"""Whose outcomes: the sums of an indicator by group, complex, firm, sector, kind, size class or year. Each partition adds up to the whole, whoever shares the entries.

Whoever may read entries reads the sums of those in their reach, and each opens to its rows. Whoever may not reads those of the whole programme, and what fewer
than three firms stand behind is kept back together with what would give it away.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.members.models import Complex, Group, Organisation
from minicluster.members.rules import FirmSize, OrganisationKind, Sector
from minicluster.outcomes import rules
from minicluster.outcomes.domain.credited import pieces_of
from minicluster.outcomes.domain.queries import LedgerFilter, indicators_of_ledger, ledger_for
from minicluster.outcomes.models import Indicator, Outcome
from minicluster.outcomes.rules import Partition, Piece, Realisation, Sums
from minicluster.platform.permissions import Viewer

_MODELS: Final[Mapping[str, Any]] = {Partition.GROUP: Group, Partition.COMPLEX: Complex, Partition.FIRM: Organisation}
_WORDS: Final[Mapping[str, dict[str, Any]]] = {Partition.SECTOR: dict(Sector.choices), Partition.KIND: dict(OrganisationKind.choices)}


@dataclass(frozen=True)
class Shown:
    """A sum as it is shown: None where it is kept back; with the address of its rows where they are open."""

    sums: Sums | None
    address: str = ""


@dataclass(frozen=True)
class CellRow:
    """One cell of a partition, or all of them together: realised and expected beside each other."""

    label: str
    realised: Shown
    expected: Shown


@dataclass(frozen=True)
class Partitioned:
    """What the page shows."""

    indicator: Indicator | None
    by: Partition
    rows: list[CellRow]
    together: CellRow | None
    is_whole_programme: bool

    @property
    def has_kept_back(self) -> bool:
        """Whether something is kept back."""
        rows = [*self.rows, *([self.together] if self.together else [])]
        return any(shown.sums is None for row in rows for shown in (row.realised, row.expected))

    @property
    def reading(self) -> str:
        """The partition in a sentence."""
        whole = self.together.realised.sums if self.together else None
        shown = [(row.realised.sums.gross, row.label) for row in self.rows if row.realised.sums]
        if not whole or whole.gross <= 0 or not shown:
            return _("Nothing that could be told is realised yet.")
        largest, label = max(shown)
        return _("%(count)s parts; the largest shown of what is realised is %(label)s with %(percent)s %% of the whole.") % {
            "count": len(self.rows),
            "label": label,
            "percent": round(100 * largest / whole.gross),
        }


def partitions_open_to(viewer: Viewer) -> list[tuple[str, str]]:
    """By what this viewer may part the sums: by organisation only where the entries are open, since each stands alone there."""
    return [(by.value, str(by.label)) for by in Partition if by != Partition.FIRM or _reads_entries(viewer)]


def partition_of(viewer: Viewer, *, indicator: str = "", by: str = "") -> Partitioned:
    """The sums of an indicator by what is asked, in a number of statements that does not grow; without a choice the first that may be added up, by group."""
    known = list(indicators_of_ledger(viewer))
    chosen = next((one for one in known if one.slug == indicator), None) or next((one for one in known if one.is_additive), None)
    wanted = Partition(by if by in dict(partitions_open_to(viewer)) else Partition.GROUP)
    if chosen is None or not chosen.is_additive:
        return Partitioned(chosen, wanted, [], None, is_whole_programme=not _reads_entries(viewer))
    pieces = pieces_of(_entries_of(viewer, chosen))
    return _Parting(viewer, chosen, wanted, pieces).shown()


def entry_lines(viewer: Viewer, entries: Collection[Outcome], asked: LedgerFilter) -> list[tuple[Outcome, Decimal | None]]:
    """Each of these entries with the part of it that falls into the cell that is asked for; None where no cell is."""
    if not asked.is_cell or asked.by not in Partition.values:
        return [(entry, None) for entry in entries]
    found: dict[int, Decimal] = {}
    for piece in pieces_of(ledger_for(viewer).filter(pk__in=[entry.pk for entry in entries]), by_entry=True):
        if piece.cell(Partition(asked.by)) == asked.cell:
            found[piece.entry] = found.get(piece.entry, Decimal(0)) + piece.gross
    return [(entry, found.get(entry.pk, Decimal(0))) for entry in entries]


@dataclass(frozen=True)
class Cell:
    """The cell of a partition to which a list of entries was narrowed."""

    by: str
    label: str
    sums: list[tuple[Indicator, Sums, Sums]]
    """Of the indicator that was asked for, if it may be added up, what is realised and what is expected."""


def cell_of(viewer: Viewer, entries: QuerySet[Outcome], asked: LedgerFilter) -> Cell | None:
    """The cell that was asked for, with the sums of the parts of these entries that fall into it; corrected entries are not counted."""
    if asked.by not in Partition.values:
        return None
    by, sums = Partition(asked.by), []
    for indicator in indicators_of_ledger(viewer).filter(is_additive=True, slug=asked.indicator):
        own = [piece for piece in pieces_of(entries.filter(indicator=indicator, state__in=rules.COUNTED)) if piece.cell(by) == asked.cell]
        kinds = [rules.added(rules.sums_by([one for one in own if one.realisation == kind], by).values()) for kind in Realisation]
        sums.append((indicator, kinds[0], kinds[1]))
    return Cell(str(by.label), _labels(viewer, by, [asked.cell]).get(asked.cell, asked.cell), sums)


def credit_lines(outcome: Outcome) -> list[tuple[Any, Decimal]]:
    """Who is credited for an entry, with the part of each; empty where it is its own firm's and group's alone."""
    credits_ = list(outcome.credits.select_related("organisation", "group").order_by("pk"))
    return list(zip(credits_, rules.parts(outcome.value, [one.weight for one in credits_]), strict=True)) if credits_ else []


class _Parting:
    """The making of one partition."""

    def __init__(self, viewer: Viewer, indicator: Indicator, by: Partition, pieces: Collection[Piece]) -> None:
        self.viewer, self.indicator, self.by = viewer, indicator, by
        self.is_open = _reads_entries(viewer)
        self.pieces = {kind: [piece for piece in pieces if piece.realisation == kind] for kind in Realisation}

    def shown(self) -> Partitioned:
        """Every cell with a label, the largest realised first, years in their order; what is kept back stands at the end."""
        sums = {kind: rules.sums_by(own, self.by) for kind, own in self.pieces.items()}
        hidden = {kind: frozenset() if self.is_open else rules.cells_kept_back(own, self.by) for kind, own in self.pieces.items()}
        labels = _labels(self.viewer, self.by, {key for found in sums.values() for key in found})
        rows = []
        for key, label in labels.items():
            cells = {kind: self._cell(key, kind, found.get(key), is_hidden=key in hidden[kind]) for kind, found in sums.items()}
            rows.append((key, CellRow(label, cells[Realisation.REALISED], cells[Realisation.EXPECTED])))
        return Partitioned(self.indicator, self.by, self._sorted(rows), self._together(), is_whole_programme=not self.is_open)

    def _cell(self, key: str, kind: Realisation, sums: Sums | None, *, is_hidden: bool) -> Shown:
        if is_hidden:
            return Shown(None)
        return Shown(sums, self._address(kind, by=self.by.value, cell=key)) if sums else Shown(Sums())

    def _together(self) -> CellRow:
        whole = {}
        for kind, own in self.pieces.items():
            sums = rules.added(rules.sums_by(own, self.by).values())
            whole[kind] = Shown(None) if sums.is_few and not self.is_open else Shown(sums, self._address(kind) if own else "")
        return CellRow(_("together"), whole[Realisation.REALISED], whole[Realisation.EXPECTED])

    def _sorted(self, rows: Iterable[tuple[str, CellRow]]) -> list[CellRow]:
        if self.by == Partition.YEAR:
            return [row for key, row in sorted(rows, key=lambda pair: int(pair[0]))]
        by_size = sorted(rows, key=lambda pair: (pair[1].realised.sums is None, -(pair[1].realised.sums or Sums()).gross, pair[1].label))
        return [row for _key, row in by_size]

    def _address(self, kind: Realisation, **cell: str) -> str:
        if not self.is_open:
            return ""
        wanted = {"indicator": self.indicator.slug, "realisation": kind.value, "counted": "1", **cell}
        return f"{reverse('outcomes:outcome-list')}?{urlencode(wanted)}"


def _reads_entries(viewer: Viewer) -> bool:
    return rules.PERMISSIONS.scope(viewer, "view_outcome") is not None


def _entries_of(viewer: Viewer, indicator: Indicator) -> Any:
    """The entries that count: those in the viewer's reach, or all where the viewer reads none of them."""
    everything = ledger_for(viewer) if _reads_entries(viewer) else Outcome.objects.filter(programme_id=viewer.programme_id)
    return everything.filter(indicator=indicator, state__in=rules.COUNTED)


def _labels(viewer: Viewer, by: Partition, keys: Iterable[str]) -> dict[str, str]:
    """The cells in words, in one statement at most."""
    wanted = list(keys)
    if by in _MODELS:
        numbers = [int(key) for key in wanted if key.isdecimal()]
        return {str(record.pk): str(record) for record in _MODELS[by].objects.filter(programme_id=viewer.programme_id, pk__in=numbers)}
    sizes = {rules.UNKNOWN_SIZE: _("size class not known"), **_WORDS[Partition.KIND], **dict(FirmSize.choices)}
    words: dict[str, Any] = sizes if by == Partition.SIZE else _WORDS.get(by, {})
    return {key: str(words.get(key, key)) for key in wanted}
