"""`minicluster forecast`: where the series of a table are going, with bands, and whether their targets will be met."""

from pathlib import Path
from typing import Any

import click

from minicluster.cli.map_measures import give
from minicluster.cli.runtime import json_option

_file = click.Path(dir_okay=False, path_type=Path)


@click.command(name="forecast")
@click.argument("file", type=_file)
@click.option("--id", required=True, metavar="COL", help="The column with the name of the series.")
@click.option("--time", required=True, metavar="COL", help="The column with the year (2007) or the quarter (2007Q3).")
@click.option("--value", required=True, metavar="COL", help="The column with the figure.")
@click.option("--horizon", required=True, type=int, help="How many periods ahead.")
@click.option("--levels", default="80,95", show_default=True, help="Of the bands, in per cent.")
@click.option("--unit", metavar="COL", help="The column with the unit; one called unit or currency is found without this.")
@click.option("--target", "targets", type=_file, help="Targets: the same columns, and baseline, where the series stood when the target was set.")
@click.option("--hierarchy", type=_file, help="Parts and wholes, in the columns child and parent: forecasts of parts then add up to their wholes.")
@click.option("--non-negative", is_flag=True, help="Nothing below 0.")
@click.option("--out", type=_file, help="Write the whole answer there, as .csv or .parquet by its ending.")
@json_option
def command(file: Path, *, levels: str, out: Path | None, as_json: bool, **options: Any) -> None:
    """Forecast the short yearly or quarterly series of FILE, a row for each series and period.

    The point is the median of AutoETS, theta and a random walk with drift; bands come from the errors that the same forecasts of all series would have made before.
    Series that are too short are forecast by their drift and marked, or refused with the reason. Nothing is stored.
    """
    from minicluster.analytics.forecast import forecast

    found = forecast(file, levels=_levels(levels), **options)
    tables = {"forecasts": found.forecasts, "bands": found.bands, "pools": found.pools, "targets": found.targets, "refused": found.refused}
    give({name: table for name, table in tables.items() if as_json or table.height}, out, as_json=as_json)


def _levels(written: str) -> list[float]:
    try:
        return [float(level) for level in written.split(",")]
    except ValueError:
        raise click.UsageError(f"--levels {written} is not of the form 80,95.") from None
