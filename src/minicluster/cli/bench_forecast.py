"""`minicluster bench forecast`: the forecasts on series whose end is kept from them."""

import json
from pathlib import Path

import click

from minicluster.cli.runtime import answer, json_option


@click.command(name="forecast")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sample", type=click.IntRange(min=1), help="Draw so many series; all without it.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the drawing.")
@json_option
def command(file: Path, *, sample: int | None, seed: int, as_json: bool) -> None:
    """Forecast the rows of FILE whose part is test from those whose part is train, and score them: sMAPE, MASE, what the bands cover.

    FILE has the columns series, t, value and part, as the M3 competition's yearly series do.
    """
    from minicluster.analytics.forecast.bench import measured

    answer(measured(file, sample=sample, seed=seed), as_json=as_json, text=lambda value: json.dumps(value, ensure_ascii=False, indent=2))
