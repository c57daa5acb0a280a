"""The figures of a network of organisations over the years, each with a sentence that says what it means here and the address of what it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from minicluster.network.domain.addresses import address_of, nodes_of_year, ties_of_year
from minicluster.network.domain.helix import HelixYear, helix_over
from minicluster.network.domain.kinds import KindOfActivity, new_ties_by_kind
from minicluster.network.domain.reading import TiesWithin, ties_within
from minicluster.network.domain.remembering import Remembered
from minicluster.network.domain.sentences import sentence_of
from minicluster.network.domain.wholes import Whole
from minicluster.network.rules.measuring import Figures, Measure, Part, Snapshot, figures_over
from minicluster.platform.permissions import Viewer

YEARS_SHOWN: Final = 8
_DECIMALS: Final = {
    Measure.LARGEST: 0, Measure.TIES_A_HEAD: 1, Measure.DENSITY: 1, Measure.CORRECTED: 2, Measure.CROSSING: 0, Measure.EI: 2, Measure.EI_EXPECTED: 2,
    Measure.CORE_FIT: 2,
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One figure of one year: without a value it is not given; the address opens what it counts, and is empty where no list shows just that."""

    year: int
    value: float | None
    address: str


@dataclass(frozen=True)
class MeasureRow:
    """One measure over the years, and what the latest says."""

    measure: str
    label: str
    decimals: int
    cells: list[Cell]
    sentence: str


@dataclass(frozen=True)
class MeasuresShown:
    """What the page of measures shows of a whole."""

    whole: Whole
    until: date
    years: list[int]
    rows: list[MeasureRow]
    figures: list[Figures]
    helix: list[HelixYear]
    kinds: list[KindOfActivity]
    invented: bool

    @property
    def has_ties(self) -> bool:
        """Whether there is a tie at all."""
        return bool(self.figures and self.figures[-1].of(Measure.TIES))

    @property
    def has_helix(self) -> bool:
        """Whether T(UIG) could be told of any year."""
        return any(one.found for one in self.helix)

    @property
    def density_picture(self) -> str:
        """The address of the picture of density over time."""
        return address_of(self.whole, "density-picture")

    @property
    def helix_picture(self) -> str:
        """The address of the picture of T(UIG)."""
        return address_of(self.whole, "helix-picture")


def measures_of(viewer: Viewer, whole: Whole) -> MeasuresShown:
    """Everything that is measured of a whole, for whoever may see its network."""
    ties = ties_within(viewer, whole)
    # All years are counted, because new ties and the corrected density hang on the first; the latest are shown.
    figures = figures_of(ties)[-YEARS_SHOWN:]
    years = [one.year for one in figures]
    rows = [_row(whole, measure, figures) for measure in Measure]
    helix, kinds = helix_over(viewer, whole, years), new_ties_by_kind(viewer, whole)
    return MeasuresShown(whole, ties.until, years, rows, figures, helix, kinds, any(node.invented for node in ties.nodes))


def figures_of(ties: TiesWithin) -> list[Figures]:
    """The figures of each year up to the day until which ties are told; the last year as it stands on that day."""
    return list(_remembered(Remembered(ties)))


@lru_cache(maxsize=64)
def _remembered(asked: Remembered) -> tuple[Figures, ...]:
    ties = asked.ties
    return tuple(figures_over([_snapshot(ties, year) for year in _years(ties)]))


def _years(ties: TiesWithin) -> list[int]:
    first = ties.ties["on_date"].min()
    begins = first.year if isinstance(first, date) else ties.until.year
    return list(range(begins, ties.until.year + 1))


def _snapshot(ties: TiesWithin, year: int) -> Snapshot:
    then = ties.as_of(min(date(year, 12, 31), ties.until))
    return Snapshot(year, len(then.nodes), then.network)


def _row(whole: Whole, measure: Measure, figures: list[Figures]) -> MeasureRow:
    opens = _OPENS.get(measure)
    cells = [Cell(one.year, one.of(measure), opens(whole, one.year) if opens and one.of(measure) else "") for one in figures]
    return MeasureRow(measure.value, str(measure.label), _DECIMALS.get(measure, 0), cells, sentence_of(measure, figures))


def _first_ties(whole: Whole, year: int) -> str:
    return ties_of_year(whole, year, since=f"{year}-01")


def _across(whole: Whole, year: int) -> str:
    return ties_of_year(whole, year, between_sectors=1)


def _part(part: Part) -> Callable[[Whole, int], str]:
    return lambda whole, year: nodes_of_year(whole, year, part=part.value)


# A share opens to those that it is the share of. A comparison with chance, with the first year or with an ideal counts no rows and has no list.
_OPENS: Final[dict[str, Callable[[Whole, int], str]]] = {
    Measure.ORGANISATIONS: nodes_of_year,
    Measure.TIES: ties_of_year,
    Measure.NEW_TIES: _first_ties,
    Measure.ISOLATES: _part(Part.ALONE),
    Measure.LARGEST: _part(Part.LARGEST),
    Measure.TIES_A_HEAD: ties_of_year,
    Measure.DENSITY: ties_of_year,
    Measure.CROSSING: _across,
    Measure.CORE: _part(Part.CORE),
}


def reading_of_growth(figures: list[Figures]) -> str:
    """The sentence under the picture of density over time."""
    told: list[Any] = [one for one in figures if one.of(Measure.CORRECTED) is not None]
    if len(told) < 2:  # noqa: PLR2004 - one year shows no course
        return _("There is only one year with ties so far, so there is no course to be seen.")
    first, last = told[0], told[-1]
    facts = {"first": first.year, "last": last.year, "from": floatformat(first.of(Measure.DENSITY), 1), "to": floatformat(last.of(Measure.DENSITY), 1)}
    corrected = last.of(Measure.CORRECTED)
    if corrected > 1:
        return _(
            "From %(first)s to %(last)s density went from %(from)s %% to %(to)s %%; for its size the network has grown denser: %(times)s times as many ties for each."
        ) % {**facts, "times": floatformat(corrected, 2)}
    return _(
        "From %(first)s to %(last)s density went from %(from)s %% to %(to)s %%; for its size too the network has grown thinner or stayed: %(times)s times as many ties for each."
    ) % {**facts, "times": floatformat(corrected, 2)}
