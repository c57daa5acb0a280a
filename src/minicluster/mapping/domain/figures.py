"""The industry figures of a programme as the library's long tables."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from minicluster.mapping.models import IndustryFigure
from minicluster.members.models import Complex, Programme, in_language

# The name of the region that is the country without the complexes; nothing that an office imports is called so.
REST: Final = "\N{HORIZONTAL ELLIPSIS}"
_KEYS: Final = ("region", "code", "year")
_COVERING: Final = (*_KEYS, "plants", "value")


@dataclass(frozen=True)
class Figures:
    """A programme's figures.

    Attributes:
        cells: columns region, code, year, establishments, employees (null where kept back), is_complex; the whole country is not a region of it.
        country: the same without is_complex, for the whole country.
        names_ko: an industry's Korean name by its code, the code where it has none; names_en: its English one.
        sources: where the figures come from.
    """

    cells: pl.DataFrame
    country: pl.DataFrame
    names_ko: dict[str, str]
    names_en: dict[str, str]
    sources: list[str]

    @property
    def names(self) -> dict[str, str]:
        """An industry's name in the reader's language by its code."""
        return {code: in_language(name, self.names_en[code]) for code, name in self.names_ko.items()}

    @property
    def years(self) -> list[int]:
        """The years for which there are figures, the latest last."""
        return sorted(self.cells["year"].unique().to_list())

    @property
    def has_change(self) -> bool:
        """Whether there is a before and an after."""
        return len(self.years) > 1

    @cached_property
    def covering(self) -> pl.DataFrame:
        """region, code, year, plants, value (employees): each complex and the rest of the country, which together are all of it and overlap nowhere.

        Where nothing is known of the country, all regions stand for it. Cells that are kept back are left out, and so they are in the rest.
        """
        known = self.cells.drop_nulls().rename({"employees": "value", "establishments": "plants"})
        if self.country.is_empty():
            return known.select(_COVERING)
        complexes = known.filter("is_complex").select(_COVERING)
        inside = complexes.group_by("code", "year").agg(pl.col("plants", "value").sum())
        both = self.country.drop_nulls().join(inside, on=("code", "year"), how="left").fill_null(0)
        value, plants = pl.col("employees") - pl.col("value"), pl.col("establishments") - pl.col("plants")
        rest = both.select(pl.lit(REST).alias("region"), "code", "year", plants.clip(1).alias("plants"), value.alias("value")).filter(pl.col("value") > 0)
        return pl.concat([complexes, rest])

    @cached_property
    def throughout(self) -> pl.DataFrame:
        """The cells of `covering` that are known in every year: one kept back in one year would look like a birth or a death."""
        return self.covering.filter(pl.len().over("region", "code") == len(self.years))

    def of_year(self, year: int) -> pl.DataFrame:
        """region, code, value (employees) of every region in a year, where they are known: from these one sees what goes together."""
        return self.cells.filter(pl.col("year") == year).select("region", "code", pl.col("employees").alias("value")).drop_nulls()


def figures_of(programme: Programme) -> Figures:
    """Everything that a programme holds, of the revision of the classification in which its latest figures are."""
    rows = IndustryFigure.objects.filter(programme=programme).order_by("-year", "-version")
    latest = rows.values_list("scheme", "version").first()
    if latest:
        rows = rows.filter(scheme=latest[0], version=latest[1])
    values = list(rows.order_by(*_KEYS).values_list(*_KEYS, "establishments", "employees", "complex", "name_ko", "name_en", "source"))
    schema = {"region": pl.String, "code": pl.String, "year": pl.Int64, "establishments": pl.Int64, "employees": pl.Int64, "complex": pl.Int64}
    table = pl.DataFrame([value[:6] for value in values], schema=schema, orient="row").with_columns(is_complex=pl.col("complex").is_not_null()).drop("complex")
    names_ko, names_en = ({value[1]: value[first] or value[other] or value[1] for value in values} for first, other in ((6, 7), (7, 6)))
    whole = pl.col("region") == ""
    return Figures(table.filter(~whole), table.filter(whole).drop("is_complex"), names_ko, names_en, sorted({value[8] for value in values if value[8]}))


def region_of(complex_: Complex) -> str:
    """The name under which a complex stands among the regions."""
    return complex_.name_ko
