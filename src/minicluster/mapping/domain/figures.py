"""The industry figures of a programme as the library's long tables."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from minicluster.mapping.models import IndustryFigure
from minicluster.members.models import Complex, Programme, in_language

_KEYS: Final = ("region", "code", "year")


@dataclass(frozen=True)
class Figures:
    """A programme's figures.

    Attributes:
        cells: columns region, code, year, establishments, employees (null where kept back); the whole country is not a region of it.
        country: the same for the whole country.
        names: an industry's name in the reader's language by its code.
        sources: where the figures come from.
    """

    cells: pl.DataFrame
    country: pl.DataFrame
    names: dict[str, str]
    sources: list[str]

    @property
    def years(self) -> list[int]:
        """The years for which there are figures, the latest last."""
        return sorted(self.cells["year"].unique().to_list())

    @property
    def has_change(self) -> bool:
        """Whether there is a before and an after."""
        return len(self.years) > 1

    @cached_property
    def known_throughout(self) -> pl.DataFrame:
        """region, code, year, value: the employees of the cells that are known in every year. One kept back in one year would look like a birth or a death."""
        cells = self.cells.select("region", "code", "year", pl.col("employees").alias("value")).drop_nulls()
        return cells.filter(pl.len().over("region", "code") == len(self.years))

    @cached_property
    def country_throughout(self) -> pl.DataFrame | None:
        """The country's totals of all years as the library takes published totals; None where a year lacks them."""
        totals = {year: self.totals_of_year(year, "employees") for year in self.years}
        known = [table.with_columns(pl.lit(year, pl.Int64).alias("year")) for year, table in totals.items() if table is not None]
        return pl.concat(known) if known and len(known) == len(totals) else None

    def of_year(self, year: int, measure: str) -> pl.DataFrame:
        """region, code, value of a year, where the value is known."""
        return self.cells.filter(pl.col("year") == year).select("region", "code", pl.col(measure).alias("value")).drop_nulls()

    def totals_of_year(self, year: int, measure: str) -> pl.DataFrame | None:
        """The country's totals of a year as the library takes published totals; nothing where the country has no figures."""
        rows = self.country.filter(pl.col("year") == year).select("code", pl.col(measure).alias("value")).drop_nulls()
        if rows.is_empty():
            return None
        everything = pl.DataFrame({"code": [None], "value": [rows["value"].sum()]}, schema=rows.schema)
        return pl.concat([rows, everything]).select(pl.lit(None, pl.String).alias("region"), "code", "value")


def figures_of(programme: Programme) -> Figures:
    """Everything that a programme holds, of the revision of the classification in which its latest figures are."""
    rows = IndustryFigure.objects.filter(programme=programme).order_by("-year", "-version")
    latest = rows.values_list("scheme", "version").first()
    if latest:
        rows = rows.filter(scheme=latest[0], version=latest[1])
    values = list(rows.order_by(*_KEYS).values_list(*_KEYS, "establishments", "employees", "name_ko", "name_en", "source"))
    schema = {"region": pl.String, "code": pl.String, "year": pl.Int64, "establishments": pl.Int64, "employees": pl.Int64}
    table = pl.DataFrame([value[:5] for value in values], schema=schema, orient="row")
    whole = pl.col("region") == ""
    return Figures(
        table.filter(~whole), table.filter(whole), {code: in_language(ko, en) or code for _region, code, _year, _plants, _people, ko, en, _source in values},
        sorted({value[7] for value in values if value[7]}),
    )  # fmt: skip


def region_of(complex_: Complex) -> str:
    """The name under which a complex stands among the regions."""
    return complex_.name_ko
