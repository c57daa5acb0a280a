"""The panel of firms that impact is estimated from: members and comparison firms, a row for each firm and year.

Members' yearly figures are confidential. They enter estimates only: no row of this table is shown, sent or written to a file.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl
from django.db.models import OuterRef, Subquery

from minicluster.members.models import Membership, OrganisationClassification, OrganisationSize, OrganisationYear, Programme
from minicluster.members.rules import MembershipKind, MembershipState, OrganisationKind
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear
from minicluster.outcomes.rules import ImpactMeasure, LeftOut, treated_from

# Names of the columns that `analytics.impact.impact` is told.
UNIT: Final = "unit"
YEAR: Final = "year"
TREATED_FROM: Final = "treated_from"
OUTCOME: Final = "log_value"
CLUSTER: Final = "place"
COVARIATES: Final = ("log_sales_before", "sales_growth_before")
_SCHEMA: Final = {
    UNIT: pl.String, YEAR: pl.Int64, TREATED_FROM: pl.Int64, "complex": pl.Int64, "outside": pl.Int64, CLUSTER: pl.String, "industry": pl.String,
    "size": pl.String, "value": pl.Float64, OUTCOME: pl.Float64, **dict.fromkeys(COVARIATES, pl.Float64),
}  # fmt: skip
# Who was a member at any time; an application that came to nothing is no membership.
_HAVE_JOINED: Final = (
    *(MembershipState.ACTIVE, MembershipState.DORMANT),
    *(MembershipState.LEFT, MembershipState.REMOVED, MembershipState.INELIGIBLE),
)
_SALES: Final = ImpactMeasure.SALES.value
_DIVISION: Final = 2
_FEWEST_YEARS: Final = 3


@dataclass
class PanelFirm:
    """A firm before it is known whether it can be compared.

    Attributes:
        entered: the first year that counts as a year of membership; None for a firm that is no member.
        complex: the id of its complex of the programme; outside: that of its complex outside the programme. One of them is None.
        figures: by year, the figure that is measured and its sales.
    """

    entered: int | None
    complex: int | None
    outside: int | None
    industry: str
    size: str
    figures: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)

    @property
    def is_member(self) -> bool:
        """Whether it is or was a member."""
        return self.entered is not None


@dataclass(frozen=True)
class FirmPanel:
    """The panel, and which firms are not in it.

    Attributes:
        rows: a row for each firm and year: `unit` (a number that says nothing about the firm), `year`, `treated_from` (null for a firm that is no member),
            `complex`, `outside` (ids; one of them null), `place` (both in one text), `industry` (division, two digits), `size`, `value` (in the measure's own unit:
            KRW, USD, persons), `log_value` (natural logarithm), `log_sales_before` (of the first year), `sales_growth_before` (change of that to the second year).
        measure: the figure.
        years: the window, in which every firm has every year.
        members: how many firms are or were members, counted with those who joined after the window.
        others: how many are not.
        left_out: how many firms are not in it, as (reason, members, others), for each reason that there is.
    """

    rows: pl.DataFrame
    measure: ImpactMeasure
    years: tuple[int, ...]
    members: int
    others: int
    left_out: tuple[tuple[LeftOut, int, int], ...]

    @property
    def can_be_compared(self) -> bool:
        """Whether there is anybody to compare, and with whom."""
        return bool(self.members and self.others)


def firm_panel(programme: Programme, measure: ImpactMeasure) -> FirmPanel:
    """The panel of a programme's member firms and comparison firms, in three statements.

    A member is treated from the year of its first regular or associate membership, later than 30 June from the next (`rules.treated_from`); it stays so when it
    leaves. Its place is the complex of the group that it joined first; its size is the first that is recorded, from before it joined.
    The window is from the first to the last year for which there are figures of both kinds of firms.
    """
    return panel_of([*_members(programme, measure), *_others(programme, measure)], measure)


def panel_of(firms: Iterable[PanelFirm], measure: ImpactMeasure) -> FirmPanel:
    """The panel of these firms. Pure; the order of the firms gives their numbers."""
    firms = list(firms)
    years = _window(firms)
    reasons = [(firm, _why_not(firm, years)) for firm in firms]
    kept = [firm for firm, reason in reasons if reason is None]
    members = sum(firm.is_member for firm in kept)
    rows = [row for number, firm in enumerate(kept, start=1) for row in _rows_of(number, firm, years)]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return FirmPanel(frame, measure, years, members, len(kept) - members, _counted(reasons))


def panel_digest(panel: FirmPanel) -> str:
    """A checksum of the measure and of every row: two studies of the same digest are of the same rows."""
    checksum = hashlib.sha256(panel.measure.value.encode())
    checksum.update(panel.rows.write_csv().encode())
    return checksum.hexdigest()


def _members(programme: Programme, measure: ImpactMeasure) -> Iterable[PanelFirm]:
    firms: dict[int, PanelFirm] = {}
    for row in _first_memberships(programme):
        entered = treated_from(row["valid_from"])
        firms.setdefault(row["organisation"], PanelFirm(entered, row["group__complex"], None, _division(row["industry"]), row["size"] or ""))
    figures = OrganisationYear.objects.filter(programme=programme, organisation__in=firms)
    _fill(firms, figures.values_list("organisation", "year", measure.value, _SALES))
    return firms.values()


def _first_memberships(programme: Programme) -> Iterable[dict[str, Any]]:
    """The memberships of firms, the first of each firm first."""
    classes = OrganisationClassification.objects.filter(organisation=OuterRef("organisation")).order_by("-is_primary", "pk")
    sizes = OrganisationSize.objects.filter(organisation=OuterRef("organisation")).order_by("valid_from", "pk")
    joined = Membership.objects.filter(
        programme=programme, organisation__kind=OrganisationKind.FIRM, kind__in=(MembershipKind.REGULAR, MembershipKind.ASSOCIATE), state__in=_HAVE_JOINED
    )
    facts = {"industry": Subquery(classes.values("code")[:1]), "size": Subquery(sizes.values("size")[:1])}
    return joined.order_by("valid_from", "pk").values("organisation", "valid_from", "group__complex", **facts)


def _others(programme: Programme, measure: ImpactMeasure) -> Iterable[PanelFirm]:
    known = ComparisonFirm.objects.filter(programme=programme).order_by("pk").values_list("pk", "complex", "outside", "industry_code", "size")
    firms = {pk: PanelFirm(None, complex_, outside, _division(code), size) for pk, complex_, outside, code, size in known}
    _fill(firms, ComparisonYear.objects.filter(firm__programme=programme).values_list("firm", "year", measure.value, _SALES))
    return firms.values()


def _fill(firms: Mapping[int, PanelFirm], figures: Iterable[tuple[int, int, int | None, int | None]]) -> None:
    for firm, year, value, sales in figures:
        firms[firm].figures[year] = (value, sales)


def _division(code: str | None) -> str:
    """`2922` belongs to division `29`."""
    return (code or "")[:_DIVISION]


def _window(firms: list[PanelFirm]) -> tuple[int, ...]:
    """The years from the first to the last in which there are figures of both members and others."""
    known: tuple[set[int], set[int]] = (set(), set())
    for firm in firms:
        known[firm.is_member].update(year for year, (value, _sales) in firm.figures.items() if value is not None)
    both = known[0] & known[1]
    years = tuple(range(min(both), max(both) + 1)) if both else ()
    return years if len(years) >= _FEWEST_YEARS else ()


def _why_not(firm: PanelFirm, years: tuple[int, ...]) -> LeftOut | None:
    """Why a firm cannot be in the panel; None where it can."""
    values = [firm.figures.get(year, (None, None))[0] for year in years]
    found = [value for value in values if value is not None]
    if not found:
        return LeftOut.NO_FIGURE
    if len(found) < len(years):
        return LeftOut.GAP
    if min(found) <= 0:
        return LeftOut.ZERO
    if not all((firm.figures[year][1] or 0) > 0 for year in years[:2]):
        return LeftOut.NO_SALES
    return LeftOut.EARLY if firm.entered is not None and firm.entered <= years[1] else None


def _rows_of(number: int, firm: PanelFirm, years: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    first, second = (math.log(firm.figures[year][1] or 1) for year in years[:2])
    place = f"complex-{firm.complex}" if firm.outside is None else f"outside-{firm.outside}"
    facts = (firm.entered, firm.complex, firm.outside, place, firm.industry, firm.size)
    for year in years:
        value = float(firm.figures[year][0] or 0)
        yield (f"firm-{number}", year, *facts, value, math.log(value), first, second - first)


def _counted(reasons: Iterable[tuple[PanelFirm, LeftOut | None]]) -> tuple[tuple[LeftOut, int, int], ...]:
    counts = Counter((reason, firm.is_member) for firm, reason in reasons if reason)
    return tuple((reason, counts[reason, True], counts[reason, False]) for reason in LeftOut if counts[reason, True] or counts[reason, False])
