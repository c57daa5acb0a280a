"""To whom the entries of the ledger are credited: their parts by cell, and the entries of which a part falls into a cell.

An entry without credit is its own firm's and group's alone; one with credit is parted among those who have it by `rules.parts`.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, ExtractYear

from minicluster.members.models import OrganisationSize
from minicluster.members.rules import FirmSize, OrganisationKind, sector_of
from minicluster.outcomes import rules
from minicluster.outcomes.models import Outcome, OutcomeCredit
from minicluster.outcomes.rules import Partition, Piece

_SUM: Final = DecimalField(max_digits=28, decimal_places=8)
_WHOSE: Final = ("organisation_id", "group_id", "group__complex_id", "organisation__kind", "size_then")
_OF_ENTRY: Final = ("outcome_id", "outcome__organisation_id", "outcome__realisation", "outcome__value", "outcome__contribution_share", "weight")


def pieces_of(entries: QuerySet[Outcome], *, by_entry: bool = False) -> list[Piece]:
    """The parts of entries with whose they are, in two statements; those that are their own firm's alone are added up in SQL, unless they are wanted entry by entry."""
    return [*_own_pieces(entries, by_entry=by_entry), *_shared_pieces(entries)]


def _own_pieces(entries: QuerySet[Outcome], *, by_entry: bool) -> Iterator[Piece]:
    """The entries that nobody shares."""
    alone = entries.filter(~Exists(_credits())).order_by().annotate(size_then=size_on("period_to"), year=ExtractYear("period_to"))
    names = ("realisation", "year", *(("pk",) if by_entry else ()))
    rows = alone.values(*_WHOSE, *names).annotate(
        gross=Sum("value", output_field=_SUM), attributed=Sum(F("value") * F("contribution_share"), output_field=_SUM)
    )
    for row in rows:
        yield Piece(
            organisation=row["organisation_id"], group=row["group_id"], complex=row["group__complex_id"], kind=row["organisation__kind"],
            size=row["size_then"], year=row["year"], realisation=row["realisation"], reporting=row["organisation_id"], gross=row["gross"],
            attributed=row["attributed"], entry=row.get("pk", 0),
        )  # fmt: skip


def _shared_pieces(entries: QuerySet[Outcome]) -> Iterator[Piece]:
    """The parts of the entries that several share."""
    credit = OutcomeCredit.objects.filter(outcome__in=entries.order_by().values("pk")).order_by("outcome_id", "pk")
    rows = credit.annotate(size_then=size_on("outcome__period_to"), year=ExtractYear("outcome__period_to")).values(*_WHOSE, *_OF_ENTRY, "year")
    for entry, shares in groupby(rows, key=lambda row: row["outcome_id"]):
        yield from _parted(entry, list(shares))


def _parted(entry: int, shares: list[dict[str, Any]]) -> Iterator[Piece]:
    parts = rules.parts(shares[0]["outcome__value"], [share["weight"] for share in shares])
    for share, part in zip(shares, parts, strict=True):
        yield Piece(
            organisation=share["organisation_id"], group=share["group_id"], complex=share["group__complex_id"], kind=share["organisation__kind"],
            size=share["size_then"], year=share["year"], realisation=share["outcome__realisation"], reporting=share["outcome__organisation_id"], gross=part,
            attributed=part * share["outcome__contribution_share"], entry=entry,
        )  # fmt: skip


def in_cell(entries: QuerySet[Outcome], by: str, cell: str) -> QuerySet[Outcome]:
    """The entries of which a part falls into a cell; what makes no sense has none."""
    if by not in Partition.values:
        return entries.none()
    if by == Partition.YEAR:
        return ending_in(entries, cell)
    whose = _look_up(Partition(by), cell)
    if whose is None:
        return entries.none()
    shared = _credits().annotate(size_then=size_on("outcome__period_to"))
    found = entries.alias(size_then=size_on("period_to"))
    return found.filter(Q(~Exists(_credits()), whose) | Exists(shared.filter(whose)))


def ending_in(entries: QuerySet[Outcome], year: str) -> QuerySet[Outcome]:
    """The entries whose period ends in a year; what is no year has none."""
    return entries.filter(period_to__year=int(year)) if _is_number(year) and len(year) == len("2007") else entries.none()


def _look_up(by: Partition, cell: str) -> Q | None:
    """Whose parts fall into a cell, for an entry and for a credit alike; None where there is no such cell."""
    numbers = {Partition.GROUP: "group_id", Partition.COMPLEX: "group__complex_id", Partition.FIRM: "organisation_id"}
    if by in numbers:
        return Q(**{numbers[by]: int(cell)}) if _is_number(cell) else None
    if by == Partition.SECTOR:
        return Q(organisation__kind__in=[kind.value for kind in OrganisationKind if sector_of(kind) == cell])
    if by == Partition.SIZE and cell in (*FirmSize.values, rules.UNKNOWN_SIZE):
        return Q(organisation__kind=OrganisationKind.FIRM, size_then="" if cell == rules.UNKNOWN_SIZE else cell)
    return Q(organisation__kind=cell)


def size_on(day: str) -> Coalesce:
    """The size class of a row's organisation on the day that a look-up leads to; empty where none is known."""
    known = OrganisationSize.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=OuterRef(day)), organisation=OuterRef("organisation_id"), valid_from__lte=OuterRef(day)
    )
    return Coalesce(Subquery(known.order_by("-valid_from", "-pk").values("size")[:1]), Value(""))


def _credits() -> QuerySet[OutcomeCredit]:
    """The credit of the entry that a query stands on."""
    return OutcomeCredit.objects.filter(outcome=OuterRef("pk"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))
