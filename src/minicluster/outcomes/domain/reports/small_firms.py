"""The share of small and medium-sized firms in the exports and jobs of the members, by complex.

Yearly figures of a firm are confidential: a sum is told only where at least three firms stand behind each side of a share, whoever asks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings.domain.years import YearSpan, year_named
from minicluster.members.models import Complex, OrganisationSize, OrganisationYear
from minicluster.members.rules import FirmSize, OrganisationKind
from minicluster.outcomes import rules
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.rules import KEPT_BACK, Cell, Column, Row, Section, percent_of

SMALL: Final = frozenset({FirmSize.SMALL, FirmSize.MICRO})


@dataclass
class Side:
    """A figure of some firms: its sum and how many firms stand behind it."""

    value: int = 0
    firms: int = 0

    def add(self, value: int) -> None:
        """One more firm."""
        self.value += value
        self.firms += 1


@dataclass
class Sides:
    """A figure of all firms of known size, and that of the small and medium-sized among them."""

    everybody: Side = field(default_factory=Side)
    small: Side = field(default_factory=Side)

    @property
    def fewest(self) -> int:
        """How many firms the smaller side of the share rests on; 0 where there is none."""
        return rules.smaller_side(self.everybody.firms, self.small.firms)


_MEASURES: Final[Mapping[str, Callable[[OrganisationYear], int | None]]] = {
    "exports": lambda year: year.exports_usd,
    "jobs": lambda year: year.employees,
}
_LABELS: Final = {
    "exports": (gettext_lazy("Exports"), gettext_lazy("USD")),
    "jobs": (gettext_lazy("Jobs"), gettext_lazy("persons")),
}


def small_firms_section(extent: Extent, complexes: Sequence[Complex]) -> Section:
    """Exports and jobs of the members in a year, and the share of small and medium-sized firms in them."""
    year = _year_of(extent)
    sides, unknown = _sides(extent, year) if year else ({}, 0)
    together = {measure: _summed(sides.get(one.pk, {}).get(measure, Sides()) for one in complexes) for measure in _MEASURES}
    hidden = {measure: rules.kept_back({one.pk: sides.get(one.pk, {}).get(measure, Sides()).fewest for one in complexes}) for measure in _MEASURES}
    told = {measure: rules.total_is_told({one.pk: sides.get(one.pk, {}).get(measure, Sides()).fewest for one in complexes}) for measure in _MEASURES}
    rows = [
        Row(
            f"small_{one.slug}",
            str(one),
            [cell for name in _MEASURES for cell in _cells(sides.get(one.pk, {}).get(name, Sides()), is_told=one.pk not in hidden[name])],
        )
        for one in complexes
    ]
    total = Row("small_together", _("together"), [cell for name in _MEASURES for cell in _cells(together[name], is_told=told[name])], is_total=True)
    return Section(
        key="small_firms",
        heading=_("Small and medium-sized firms in exports and jobs, %(year)s") % {"year": year.number} if year else _("Small and medium-sized firms"),
        reading=_reading(together, told) if year else _("No yearly figures of members are on record yet."),
        head=_("Complex"),
        columns=[column for name in _MEASURES for column in _columns(name)],
        rows=[*rows, total] if year else [],
        notes=[
            gettext_lazy(
                "Each firm counts once, in the complex of its first mini-cluster, with its size on the last day of the year. Small means SMEs and micro firms."
            ),
            _("Firms with figures of that year and an unknown size, left out: %(count)s.") % {"count": unknown},
            gettext_lazy(
                "The figures of each firm stand on its page, for whoever may read what is confidential; they are read year by year there, and no list shows them."
            ),
            gettext_lazy("Kept back: shares of which one side rests on fewer than three firms, and others from which these could be worked out."),
        ],
    )


def _columns(name: str) -> tuple[Column, ...]:
    label, unit = _LABELS[name]
    return (
        Column(f"{name}_firms", _("Firms with %(what)s on record") % {"what": label}),
        Column(name, label, unit),
        Column(f"{name}_small", _("%(what)s of small firms") % {"what": label}, unit),
        Column(f"{name}_share", _("%(what)s, share of small firms") % {"what": label}, "%"),
    )


def _cells(sides: Sides, *, is_told: bool) -> list[Cell]:
    if not is_told:
        return [Cell(sides.everybody.firms), KEPT_BACK, KEPT_BACK, KEPT_BACK]
    return [Cell(sides.everybody.firms), Cell(sides.everybody.value), Cell(sides.small.value), Cell(percent_of(sides.small.value, sides.everybody.value))]


def _summed(parts: Iterable[Sides]) -> Sides:
    together = Sides()
    for part in parts:
        for whole, own in ((together.everybody, part.everybody), (together.small, part.small)):
            whole.value += own.value
            whole.firms += own.firms
    return together


def _reading(together: Mapping[str, Sides], told: Mapping[str, bool]) -> str:
    if not all(told.values()):
        return _("Too few firms have reported for the shares of small and medium-sized firms to be told.")
    shares = {name: percent_of(sides.small.value, sides.everybody.value) for name, sides in together.items()}
    return _("Small and medium-sized firms have %(exports)s %% of the members' exports and %(jobs)s %% of their jobs.") % shares


def _year_of(extent: Extent) -> YearSpan | None:
    """The year that is asked for, else the last of which members have figures."""
    if extent.span:
        return extent.span
    latest = OrganisationYear.objects.filter(programme=extent.programme).aggregate(Max("year"))["year__max"]
    return None if latest is None else year_named(extent.programme.pk, latest)


def _sides(extent: Extent, year: YearSpan) -> tuple[dict[int, dict[str, Sides]], int]:
    """Of each complex the sides of each measure; and how many firms had to be left out because their size is not known."""
    complex_of = _first_complexes(extent)
    figures = list(OrganisationYear.objects.filter(programme=extent.programme, year=year.number, organisation__in=complex_of))
    sizes = _sizes_on(year.last, [figure.organisation_id for figure in figures])
    found: dict[int, dict[str, Sides]] = defaultdict(lambda: defaultdict(Sides))
    for figure in figures:
        for measure, value_of in _MEASURES.items():
            value, size = value_of(figure), sizes.get(figure.organisation_id)
            if value is None or size is None:
                continue
            sides = found[complex_of[figure.organisation_id]][measure]
            sides.everybody.add(value)
            if size in SMALL:
                sides.small.add(value)
    return found, sum(1 for figure in figures if figure.organisation_id not in sizes)


def _first_complexes(extent: Extent) -> dict[int, int]:
    """The complex of each member firm: that of its first mini-cluster."""
    rows: Any = extent.memberships().filter(organisation__kind=OrganisationKind.FIRM).order_by("-valid_from", "-pk")
    return dict(rows.values_list("organisation", "group__complex"))


def _sizes_on(day: date, firms: Sequence[int]) -> dict[int, str]:
    rows: Any = OrganisationSize.objects.on(day).filter(organisation__in=firms).order_by("valid_from", "pk")
    return dict(rows.values_list("organisation", "size"))
