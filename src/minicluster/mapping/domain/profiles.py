"""A complex's profile: what it is strong in and how sure that is, what is near to it, and how it changed.

The country's published totals are what a complex is compared with; provinces and the other complexes are the regions from which one sees what goes together.
"""

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any, Final

import networkx as nx
import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.mapping.domain.figures import Figures, region_of
from minicluster.mapping.domain.measuring import Measures
from minicluster.members.models import Complex

# Called strong: more than the country, and not by luck, with so many false alarms accepted among all that are called so.
FALSE_ALARMS: Final = 0.05
NAMED: Final = 3
NEAR: Final = 8
# The places of the growth portfolio, in words.
QUADRANTS: Final = {
    "star": gettext_lazy("Strong and gaining"),
    "mature": gettext_lazy("Strong, not gaining"),
    "emerging": gettext_lazy("Small and gaining"),
    "declining": gettext_lazy("Small, not gaining"),
}
# So near that the picture draws the pair in any case.
DRAWN: Final = 0.6


@dataclass(frozen=True)
class Line:
    """An industry of a complex. Without employees they are kept back: LQ is then unknown, and its interval is what all other figures leave open."""

    code: str
    industry: str
    establishments: int | None
    employees: int | None
    lq: float | None
    lower: float | None
    upper: float | None
    is_strong: bool
    growth: float | None
    growth_in_country: float | None
    quadrant: str
    density: float | None

    @property
    def growth_percent(self) -> str | None:
        """Its growth over all years, in whole per cent with its sign."""
        return None if self.growth is None else f"{100 * self.growth:+.0f} %"

    @property
    def country_percent(self) -> str | None:
        """The country's growth of the industry, in whole per cent with its sign."""
        return None if self.growth_in_country is None else f"{100 * self.growth_in_country:+.0f} %"

    @property
    def interval(self) -> str:
        """Between what ends the LQ may lie, to two places."""
        if self.lower is None or self.upper is None:
            return "–"
        return f"{self.lower:.2f}–{self.upper:.2f}" if isfinite(self.upper) else f"≥ {self.lower:.2f}"

    @property
    def quadrant_label(self) -> str:
        """Its place in the portfolio, in words."""
        return str(QUADRANTS.get(self.quadrant, "–"))


@dataclass(frozen=True)
class Change:
    """What became of the employees of a complex between two years, and why (Dunn 1960): as the country, as its industries, and of itself."""

    start: int
    end: int
    before: int
    after: int
    national: float
    mix: float
    regional: float


@dataclass(frozen=True)
class Pair:
    """Two industries that are often strong in the same regions."""

    one: str
    other: str
    proximity: float


@dataclass(frozen=True)
class Profile:
    """Everything that the map says about a complex in a year."""

    complex: Complex
    measures: Measures

    @property
    def year(self) -> int:
        """The year that it is of."""
        return self.measures.year

    @property
    def figures(self) -> Figures:
        """The figures that it is read from."""
        return self.measures.figures

    @cached_property
    def lines(self) -> list[Line]:
        """Every industry that the complex has, the strongest first, those whose figures are kept back last."""
        lines = [self._line(row) for row in self.measures.of_region(region_of(self.complex)).iter_rows(named=True)]
        return sorted(lines, key=lambda line: (line.lq is None, -(line.lq or 0), line.code))

    @property
    def keeps_back(self) -> bool:
        """Whether figures of this complex are kept back."""
        return any(line.employees is None for line in self.lines)

    @property
    def strong(self) -> list[Line]:
        """What it is strong in, the strongest first."""
        return [line for line in self.lines if line.is_strong]

    @cached_property
    def near(self) -> list[Line]:
        """What it is not strong in yet and what is near to its strengths, the nearest first."""
        open_ = [line for line in self.lines if not line.is_strong and line.density is not None and (line.lq or 0) < 1]
        return sorted(open_, key=lambda line: -(line.density or 0))[:NEAR]

    @cached_property
    def change(self) -> Change | None:
        """How it changed over all years; nothing where there is one year or no country."""
        here = pl.col("region") == region_of(self.complex)
        parts = self.measures.shift_share
        if parts is None:
            return None
        own, found = self.figures.throughout.filter(here), parts.filter(here)
        start, end = self.figures.years[0], self.figures.years[-1]
        before, after = (int(own.filter(pl.col("year") == year)["value"].sum()) for year in (start, end))
        return Change(start, end, before, after, *(float(found[name].sum()) for name in ("national", "mix", "regional")))

    @cached_property
    def pairs(self) -> list[Pair]:
        """The pairs of industries that the picture draws, the nearest first: those that hold all together most closely, and whatever is as near as `DRAWN`."""
        rows = self.measures.proximity.filter((pl.col("code_1") < pl.col("code_2")) & (pl.col("proximity") > 0)).rows()
        every = nx.Graph()
        every.add_weighted_edges_from(rows)
        holding = {frozenset(edge) for edge in nx.maximum_spanning_edges(every, data=False)}
        kept = [Pair(*row) for row in rows if row[2] >= DRAWN or frozenset(row[:2]) in holding]
        return sorted(kept, key=lambda pair: (-pair.proximity, pair.one, pair.other))

    @property
    def reading_of_strength(self) -> str:
        """One sentence about what it is strong in."""
        if not self.strong:
            return _("In %(year)s no industry stands out so far that chance could not explain it.") % {"year": self.year}
        named = "; ".join(_("%(industry)s (%(times)s times)") % {"industry": line.industry, "times": f"{line.lq:.1f}"} for line in self.strong[:NAMED])
        said = _("In %(year)s it has more than the country's share of %(named)s, beyond what chance explains.") % {"year": self.year, "named": named}
        return said if len(self.strong) <= NAMED else said + " " + _("So it is with %(count)s industries in all.") % {"count": len(self.strong)}

    @property
    def reading_of_near(self) -> str:
        """One sentence about what is near."""
        if not self.near:
            return _("Nothing is near: too few regions or industries are known to see what goes together.")
        return _("Nearest to what is strong here, and not strong yet: %(named)s.") % {"named": "; ".join(line.industry for line in self.near[:NAMED])}

    @property
    def reading_of_change(self) -> str:
        """One sentence about how it changed."""
        change = self.change
        if change is None:
            return _("How it changed cannot be said: there is only one year, or nothing about the country.")
        grown = change.after - change.before
        own = _("its own doing added %(number)s") if change.regional >= 0 else _("its own doing took away %(number)s")
        return _("From %(start)s to %(end)s employees went from %(before)s to %(after)s (%(grown)s): the country's growth would have given %(national)s, its mix of industries %(mix)s, and %(own)s.") % {
            "start": change.start, "end": change.end, "before": f"{change.before:,}", "after": f"{change.after:,}", "grown": f"{grown:+,}",
            "national": f"{round(change.national):+,}", "mix": f"{round(change.mix):+,}", "own": own % {"number": f"{abs(round(change.regional)):,}"},
        }  # fmt: skip

    def _line(self, row: dict[str, Any]) -> Line:
        known = row["employees"] is not None
        lq, lower, upper = (row[name] for name in ("lq", "lower", "upper")) if known else (None, row["open_lower"], row["open_upper"])
        return Line(
            code=row["code"], industry=self.figures.names[row["code"]], establishments=row["establishments"], employees=row["employees"],
            lq=lq, lower=lower, upper=upper, is_strong=bool(lq and lq >= 1 and row["q"] <= FALSE_ALARMS), growth=_known(row["growth"]),
            growth_in_country=_known(row["growth_everywhere"]), quadrant=row["quadrant"] or "", density=_known(row["density"]),
        )  # fmt: skip


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else value  # noqa: PLR0124  # NaN is the only value that is not itself
