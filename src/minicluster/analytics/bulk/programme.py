"""The measures as Ibis expressions: from rows of establishments to cells, and from cells to quotients and concentrations.

They are unchanged on every engine that Ibis knows, and nothing is computed until one is asked. What would be divided by nothing is empty (NULL).
"""

from collections.abc import Mapping
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from minicluster.analytics.tables import Columns


def places_of(rows: ir.Table, key: str) -> ir.Table:
    """A number for each value of a key, from 0 in their order: the key and `place_of_` the key. Where it is empty it has one too."""
    values = rows.select(key).distinct()
    return values.mutate(**{_place(key): ibis.row_number().over(order_by=values[key]).cast("int32")})


def cells_of(rows: ir.Table, columns: Columns, places: Mapping[str, ir.Table] = MappingProxyType({})) -> ir.Table:
    """Establishments added up: a row for each year, region and industry that occurs, in one pass.

    Args:
        rows: a row for each establishment.
        columns: which column plays which part.
        places: for keys that are texts, see `places_of`: rows are then grouped by small whole numbers, and the texts put back into the cells.

    Returns:
        The keys, `value` (the sum), `establishments` (how many rows) and `squares` (the sum of squared values, for the Herfindahl of plants).
    """
    numbered = rows
    for key, table in places.items():
        numbered = numbered.left_join(table, key).select(*numbered.columns, _place(key))
    size = numbered[columns.value].cast("float64")
    keys = [_place(key) if key in places else key for key in columns.keys]
    cells = numbered.group_by(*keys).agg(value=size.sum(), establishments=numbered.count(), squares=(size * size).sum())
    for key, table in places.items():
        cells = cells.left_join(table, _place(key)).select(key, *(name for name in cells.columns if name != _place(key)))
    return cells.select(*columns.keys, "value", "establishments", "squares")


def location_quotients_of(cells: ir.Table, columns: Columns) -> ir.Table:
    """Location quotients by value and by establishments.

    LQ = (x / r) / (c / t) with a cell x, its region's total r, its industry's total c and the total t of its year (Florence 1929; Balassa 1965).

    Args:
        cells: see `cells_of`.
        columns: which column plays which part.

    Returns:
        The keys, `value`, `establishments`, `lq`, `lq_establishments`.
    """
    quotients = {name: _quotient(cells[measure], columns) for measure, name in (("value", "lq"), ("establishments", "lq_establishments"))}
    return cells.select(*columns.keys, "value", "establishments", **quotients)


def industries_of(cells: ir.Table, columns: Columns) -> ir.Table:
    """How concentrated each industry is, in few plants and in few regions.

    H = Σ over plants of (size / c)²; with s the share of the industry that a region has and x the region's share of everything,
    G = Σ over regions of (s − x)² and γ = (G − (1 − Σx²) H) / ((1 − Σx²) (1 − H)) (Ellison and Glaeser, Journal of Political Economy 105, 1997).
    Regions without the industry count in G: Σ(s − x)² = Σs² − 2Σsx + Σx², of which the last sum is over all regions of the year.

    Args:
        cells: see `cells_of`.
        columns: which column plays which part.

    Returns:
        Year and industry, `value`, `establishments`, `regions` (in how many it is), `plant_herfindahl`, `raw_concentration` (G), `gamma`.
    """
    years = _years(columns)
    total = cells.value.sum().over(group_by=[*years, columns.industry])
    base = cells.value.sum().over(group_by=[*years, columns.region]) / cells.value.sum().over(group_by=years).nullif(0)
    shares = cells.mutate(share=cells.value / total.nullif(0), base=base, part_of_region=1 / cells.count().over(group_by=[*years, columns.region]))
    # Each region stands in as many cells as it has industries: a part of its squared share in each makes it count once.
    known = shares.mutate(bases=(shares.base * shares.base * shares.part_of_region).sum().over(group_by=years))
    summed = known.group_by(*years, columns.industry).agg(
        value=known.value.sum(),
        establishments=known.establishments.sum(),
        regions=(known.value > 0).sum(),
        squares=known.squares.sum(),
        raw_concentration=(known.share * known.share).sum() - 2 * (known.share * known.base).sum() + known.bases.max(),
        bases=known.bases.max(),
    )
    herfindahl = summed.squares / (summed.value * summed.value).nullif(0)
    room = 1 - summed.bases
    gamma = (summed.raw_concentration - room * herfindahl) / (room * (1 - herfindahl)).nullif(0)
    return summed.select(*years, columns.industry, "value", "establishments", "regions", "raw_concentration", plant_herfindahl=herfindahl, gamma=gamma)


def _quotient(size: ir.NumericColumn, columns: Columns) -> ir.Value:
    years = _years(columns)
    region, industry = (size.sum().over(group_by=[*years, key]).cast("float64") for key in (columns.region, columns.industry))
    everything = size.sum().over(group_by=years).cast("float64")
    return (size.cast("float64") / region.nullif(0)) / (industry.nullif(0) / everything.nullif(0))


def _years(columns: Columns) -> list[str]:
    return [columns.year] if columns.year else []


def _place(key: str) -> str:
    return f"place_of_{key}"
