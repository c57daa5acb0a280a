"""What the library says of all regions of a programme in a year; a profile is one region's part of it."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from minicluster.analytics.change import shift_share
from minicluster.analytics.relatedness import proximity, relatedness_density
from minicluster.analytics.specialisation import growth_portfolio, location_quotient_significance
from minicluster.mapping.domain.figures import Figures


@dataclass(frozen=True)
class Measures:
    """The measures of a year, each made when it is first asked for."""

    figures: Figures
    year: int

    def of_region(self, region: str) -> pl.DataFrame:
        """The figures of a region with its measures, a row for each industry that it has: null where they cannot be said."""
        here = self.figures.cells.filter((pl.col("year") == self.year) & (pl.col("region") == region))
        for table in (self._strength, self._growth, self._density):
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
    def _growth(self) -> pl.DataFrame:
        columns = {"region": pl.String, "code": pl.String, "growth": pl.Float64, "growth_everywhere": pl.Float64, "quadrant": pl.String}
        if not self.figures.has_change:
            return pl.DataFrame(schema=columns)
        return pl.DataFrame(growth_portfolio(self.figures.throughout, industry="code")).select(*columns)

    @cached_property
    def _density(self) -> pl.DataFrame:
        cells = self.figures.of_year(self.year)
        return pl.DataFrame(relatedness_density(cells, industry="code")).select("region", "code", density=pl.col("relatedness_density"))
