"""Balance: how firms, solved problems, money and outcomes are spread over the regions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.analytics.concentration import hoover_of, locational_gini_of, theil_of
from minicluster.members.models import Complex
from minicluster.outcomes import rules
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.domain.reports.counts import notes_on_time, page_of_part
from minicluster.outcomes.domain.reports.ledger import KEPT_BACK_NOTE, reads_entries, unit_of
from minicluster.outcomes.domain.reports.openings import Openings
from minicluster.outcomes.domain.reports.tallies import Tallies, added_up
from minicluster.outcomes.domain.small_cells import ToldSums
from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import KEPT_BACK, Cell, Column, Row, Section, percent_of

_PERCENT: Final = "%"
# A spread over fewer places than this is no spread.
_FEWEST_PLACES: Final = 2


@dataclass(frozen=True)
class Spread:
    """Something that is spread over the complexes: its values in their order; None where one may not be told."""

    key: str
    label: str
    unit: str
    values: Sequence[float | None]

    @property
    def is_told(self) -> bool:
        """Whether every value may be told and there is something to share out."""
        return all(value is not None for value in self.values) and bool(sum(value or 0 for value in self.values))


def spreads_of(extent: Extent, complexes: Sequence[Complex], tallies: Tallies, indicators: Mapping[int, Indicator], told: ToldSums) -> list[Spread]:
    """Solved problems, the money of projects, and each realised outcome, by complex."""
    tally = [tallies[complex_.pk] for complex_ in complexes]
    counted = [
        Spread("solved", _("Problems solved"), "", [one.stages()["solved"] for one in tally]),
        Spread("money", _("Money of supported projects"), "KRW", [one.project_krw for one in tally]),
    ]
    return [*counted, *(_outcome_spread(extent, complexes, tallies, indicator, told) for indicator in added_up(indicators.values()))]


def _outcome_spread(extent: Extent, complexes: Sequence[Complex], tallies: Tallies, indicator: Indicator, told: ToldSums) -> Spread:
    money = {one.pk: tallies[one.pk].outcomes[indicator.pk] for one in complexes if indicator.pk in tallies[one.pk].outcomes}
    reads = reads_entries(extent)
    values = [
        None if not (reads or told.tells(indicator.pk, rules.Realisation.REALISED, one)) else float(money[one.pk].realised) if one.pk in money else 0.0
        for one in complexes
    ]
    return Spread(f"outcome_{indicator.slug}", _("%(indicator)s, realised") % {"indicator": indicator}, unit_of(indicator), values)


def shares_section(extent: Extent, complexes: Sequence[Complex], tallies: Tallies, spreads: Sequence[Spread]) -> Section:
    """What part of everything each complex has, beside its part of the member firms."""
    firms = Spread("firms", _("Member firms"), "", [tallies[one.pk].firms for one in complexes])
    shown = [firms, *spreads]
    columns = [
        column
        for spread in shown
        for column in (Column(spread.key, spread.label, spread.unit), Column(f"{spread.key}_share", _("%(what)s, share") % {"what": spread.label}, _PERCENT))
    ]
    rows = [_share_row(extent, place, complex_, shown) for place, complex_ in enumerate(complexes)]
    return Section(
        key="shares",
        heading=_("Shares of the complexes"),
        reading=_above_and_below(complexes, firms, spreads[0]),
        head=_("Complex"),
        columns=columns,
        rows=[*rows, Row("everything", _("together"), [cell for spread in shown for cell in _total(Openings(extent), spread)], is_total=True)],
        notes=[*notes_on_time(extent), _("A firm in mini-clusters of two complexes counts in both."), KEPT_BACK_NOTE],
    )


def _share_row(extent: Extent, place: int, complex_: Complex, spreads: Sequence[Spread]) -> Row:
    opens, cells = Openings(extent.only(complex_)), []
    for spread in spreads:
        value = spread.values[place]
        if value is None:
            cells += [KEPT_BACK, KEPT_BACK]
            continue
        share = percent_of(value, sum(one or 0 for one in spread.values)) if spread.is_told else None
        cells += [_opened(opens, spread, value), Cell(share, is_kept_back=not spread.is_told and None in spread.values)]
    return Row(f"share_{complex_.slug}", str(complex_), cells, address=page_of_part(complex_), invented=complex_.invented)


def _opened(opens: Openings, spread: Spread, value: float) -> Cell:
    figure: Any = int(value) if value == int(value) else value
    match spread.key.partition("_"):
        case "firms", _, _:
            return opens.member_firms(figure)
        case "solved", _, _:
            return opens.problems(figure, funnel="solved")
        case "money", _, _:
            return opens.projects(figure, funnel="supported")
        case _, _, slug:
            return opens.outcomes(figure, indicator=slug, realisation="realised")


def _total(opens: Openings, spread: Spread) -> tuple[Cell, Cell]:
    if None in spread.values:
        return KEPT_BACK, KEPT_BACK
    total = sum(value or 0 for value in spread.values)
    # A firm of two complexes is in the sum twice and in the list once.
    first = Cell(int(total)) if spread.key == "firms" else _opened(opens, spread, total)
    return first, Cell(100 if total else None)


def _above_and_below(complexes: Sequence[Complex], firms: Spread, solved: Spread) -> str:
    """Which complex solves most above, and which most below, its share of the firms."""
    if not (firms.is_told and solved.is_told) or len(complexes) < _FEWEST_PLACES:
        return _("There is too little to compare shares yet.")
    total, of_firms = sum(value or 0 for value in solved.values), sum(value or 0 for value in firms.values)
    points = {str(one): 100 * ((solved.values[place] or 0) / total - (firms.values[place] or 0) / of_firms) for place, one in enumerate(complexes)}
    above, below = max(points, key=lambda name: points[name]), min(points, key=lambda name: points[name])
    return _(
        "Compared with its share of the member firms, %(above)s has the most of the solved problems (%(more)s points above) and %(below)s the least (%(less)s points below)."
    ) % {"above": above, "more": f"{points[above]:.1f}", "below": below, "less": f"{-points[below]:.1f}"}


def dispersion_section(extent: Extent, complexes: Sequence[Complex], tallies: Tallies, spreads: Sequence[Spread]) -> Section:
    """How far each is from being spread as the member firms are."""
    base = np.array([tallies[one.pk].firms for one in complexes], dtype=float)
    rows = [_dispersion_row(spread, base) for spread in spreads]
    hoover = {str(row.label): float(row.cells[0].value) for row in rows if isinstance(row.cells[0].value, float)}
    return Section(
        key="dispersion",
        heading=_("Dispersion over the regions"),
        reading=_dispersion_reading(hoover),
        head=_("What is spread"),
        columns=(
            Column("hoover", _("Hoover index"), _PERCENT),
            Column("gini", _("Locational Gini coefficient")),
            Column("theil", _("Theil index"), gettext_lazy("nats")),
        ),
        rows=rows,
        notes=[
            *notes_on_time(extent),
            gettext_lazy("Measured against the member firms of each complex; 0 is spread as the firms are."),
            gettext_lazy(
                "Hoover (1936): the share that would have to move to another complex. Locational Gini (Hoover 1936, Krugman 1991): 0 to 1. Theil (1967): 0 or more; it weighs large departures more."
            ),
            gettext_lazy("A spread says nothing of why: complexes differ in industries, in age and in how long they have taken part."),
        ],
    )


def _dispersion_row(spread: Spread, base: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Row:
    key = f"dispersion_{spread.key}"
    if not spread.is_told or not base.sum():
        return Row(key, spread.label, [Cell(is_kept_back=None in spread.values)] * 3)
    values = np.array(spread.values, dtype=float)
    figures = (100 * float(hoover_of(values, base)), float(locational_gini_of(values, base)), float(theil_of(values, base)))
    return Row(key, spread.label, [Cell(round(figure, digits) if np.isfinite(figure) else None) for figure, digits in zip(figures, (1, 3, 3), strict=True)])


def _dispersion_reading(hoover: Mapping[str, float]) -> str:
    if not hoover:
        return _("There is too little to measure a spread yet.")
    most = max(hoover, key=lambda name: hoover[name])
    return _("Least like the firms is the spread of “%(what)s”: %(share)s %% of it would have to move to another complex for it to be spread as they are.") % {
        "what": most, "share": f"{hoover[most]:.1f}",
    }  # fmt: skip
