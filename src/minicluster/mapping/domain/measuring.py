"""What the library says of all regions of a programme in a year; a profile is one region's part of it."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from minicluster.analytics.change import shift_share
from minicluster.analytics.relatedness import proximity, relatedness_density
from minicluster.analytics.specialisation import growth_portfolio, location_quotient_significance
from minicluster.analytics.suppression import location_quotient_bounds
from minicluster.analytics.tables import TableError
from minicluster.mapping.domain.figures import Figures


@dataclass(frozen=True)
class Measures:
    """The measures of a year, each made when it is first asked for."""

    figures: Figures
    year: int

    def of_region(self, region: str) -> pl.DataFrame:
        """The figures of a region with its measures, a row for each industry that it has: null where they cannot be said."""
        here = self.figures.cells.filter((pl.col("year") == self.year) & (pl.col("region") == region))
        for table in (self._strength, self._growth, self._density, self._left_open):
            here = here.join(table.filter(pl.col("region") == region).drop("region"), on="code", how="left")
        return here

    @cached_property
    def proximity(self) -> pl.DataFrame:
        """The proximity of every two industries over all regions: code_1, code_2, proximity."""
        return pl.DataFrame(proximity(self.figures.of_year(self.year), industry="code"))

    @cached_property
    def shift_share(self) -> pl.DataFrame | None:
        """What each complex's industries owe to the country, their mix and themselves from the first year to the last; None without a second year."""
        return pl.DataFrame(shift_share(self.figures.throughout, industry="code")) if self.figures.has_change else None

    @cached_property
    def _strength(self) -> pl.DataFrame:
        cells = self.figures.covering.filter(pl.col("year") == self.year)
        return pl.DataFrame(location_quotient_significance(cells, industry="code")).select("region", "code", "lq", "lower", "upper", "q")

    @cached_property
    def _left_open(self) -> pl.DataFrame:
        """Between what ends the quotient of a cell that is kept back must lie: open_lower, open_upper. Figures that contradict each other leave out all of them."""
        figures, of_year = self.figures, pl.col("year") == self.year
        has_country = not figures.country.is_empty()
        cells = figures.cells.filter(of_year & (pl.col("is_complex") if has_country else True)).rename({"employees": "value"})
        try:
            bounds = location_quotient_bounds(
                cells, industry="code", totals=_totals(figures.country.filter(of_year)) if has_country else None, totals_hold_more=has_country
            )
        except TableError:
            return pl.DataFrame(schema={"region": pl.String, "code": pl.String, "open_lower": pl.Float64, "open_upper": pl.Float64})
        return pl.DataFrame(bounds).select("region", "code", open_lower="lq_lower", open_upper="lq_upper")

    @cached_property
    def _growth(self) -> pl.DataFrame:
        columns = {"region": pl.String, "code": pl.String, "growth": pl.Float64, "growth_everywhere": pl.Float64, "quadrant": pl.String}
        if not self.figures.has_change:
            return pl.DataFrame(schema=columns)
        return pl.DataFrame(growth_portfolio(self.figures.throughout, industry="code")).select(*columns)

    @cached_property
    def _density(self) -> pl.DataFrame:
        cells = self.figures.of_year(self.year)
        return pl.DataFrame(relatedness_density(cells, industry="code")).select("region", "code", density=pl.col("relatedness_density"))


def _totals(country: pl.DataFrame) -> pl.DataFrame:
    """The country's figures as totals over its regions, and their sum as that of everything where none of them is kept back."""
    nowhere = pl.lit(None, dtype=pl.String)
    of_industries = country.select(nowhere.alias("region"), "code", value="employees")
    everything = of_industries.select("region", nowhere.alias("code"), pl.col("value").sum())[:1]
    return of_industries if country["employees"].null_count() else pl.concat([of_industries, everything])
