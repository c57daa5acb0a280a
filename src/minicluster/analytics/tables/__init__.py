"""Long tables in, long tables out: what every measure of the library reads and gives.

A table is a pandas, polars (also lazy) or pyarrow frame, a DuckDB relation, an Ibis expression, or the path of a Parquet, CSV or TSV file. Results come
back as the kind that was given; for paths, DuckDB and Ibis as a polars frame.
"""

from minicluster.analytics.tables.columns import Columns
from minicluster.analytics.tables.errors import TableError
from minicluster.analytics.tables.panel import Panel, read_panel
from minicluster.analytics.tables.plants import Plants, read_plants
from minicluster.analytics.tables.ratios import ratio
from minicluster.analytics.tables.reading import Kind, Table, read_groups, read_table
from minicluster.analytics.tables.totals import Totals, read_enclosing_totals, read_totals

__all__ = [
    "Columns",
    "Kind",
    "Panel",
    "Plants",
    "Table",
    "TableError",
    "Totals",
    "ratio",
    "read_enclosing_totals",
    "read_groups",
    "read_panel",
    "read_plants",
    "read_table",
    "read_totals",
]
