"""The measures of `minicluster map`: each reads a table of regions and industries, asks the library, and prints or writes what it says."""

import json
import warnings
from collections.abc import Callable, Mapping
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click

from minicluster.cli.runtime import json_option

if TYPE_CHECKING:
    import polars as pl

Command = TypeVar("Command", bound=Callable[..., None])
ROWS_SHOWN: Final = 20
_file = click.Path(dir_okay=False, path_type=Path)


def reading(*, with_totals: bool) -> Callable[[Command], Command]:
    """The options that every measure has: the file, its columns, published totals where they change the measure, and where the answer goes."""
    options = [
        click.argument("file", type=_file),
        click.option("--region", required=True, metavar="COL", help="The column with the region."),
        click.option("--industry", required=True, metavar="COL", help="The column with the industry."),
        click.option("--value", required=True, metavar="COL", help="The column with employment, plants, sales or exports."),
        click.option("--year", metavar="COL", help="The column with the year, if there is one."),
        *([click.option("--totals", type=_file, help="Published totals: rows with an empty industry, an empty region, or both.")] if with_totals else []),
        click.option("--out", type=_file, help="Write the whole answer there, as .csv or .parquet by its ending."),
        json_option,
    ]
    return lambda function: reduce(lambda made, option: option(made), reversed(options), _with_plain_warnings(function))


def _with_plain_warnings(function: Command) -> Command:
    """What the library warns of, as a line for a person on stderr."""

    @wraps(function)
    def run(*arguments: Any, **named: Any) -> None:
        from minicluster.analytics.relatedness import ComplexityWarning

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ComplexityWarning)
            function(*arguments, **named)
        for message in dict.fromkeys(str(warning.message) for warning in caught):
            click.echo(message, err=True)

    return cast("Command", run)


@click.command(name="lq")
@reading(with_totals=True)
@click.option("--establishments", is_flag=True, help="FILE is Parquet with a row for each establishment, of any length, or a pattern of such files.")
def lq(file: Path, totals: Path | None, *, establishments: bool, out: Path | None, as_json: bool, **columns: Any) -> None:
    """Location quotients: how many times as large an industry's share is in a region as everywhere."""
    from minicluster.analytics.bulk import cells_from
    from minicluster.analytics.specialisation import location_quotient

    if establishments and totals:
        raise click.UsageError("Rows of establishments are measured by their own totals: leave --totals or --establishments out.")
    found = cells_from(file, **columns) if establishments else location_quotient(file, totals=totals, **columns)
    give({"lq": found}, out, as_json=as_json, by="lq")


@click.command(name="relatedness")
@reading(with_totals=False)
@click.option(
    "--measure",
    type=click.Choice(["proximity", "co-occurrence", "association", "cosine", "jaccard", "probability"]),
    default="proximity",
    show_default=True,
    help="How two industries are related that are found in the same regions.",
)
def relatedness(file: Path, measure: Any, *, out: Path | None, as_json: bool, **columns: Any) -> None:
    """How related every two industries are, and how much of what is related to an industry is in a region (density)."""
    import polars as pl

    from minicluster.analytics.relatedness import density
    from minicluster.analytics.relatedness import relatedness as related

    first, second = f"{columns['industry']}_1", f"{columns['industry']}_2"
    pairs = related(file, measure=measure, **columns).filter(pl.col(first) < pl.col(second))
    give({"relatedness": pairs, "density": density(file, measure=measure, **columns)}, out, as_json=as_json, by="relatedness")


@click.command(name="complexity")
@reading(with_totals=False)
def complexity(file: Path, *, out: Path | None, as_json: bool, **columns: Any) -> None:
    """Economic complexity of regions (ECI, COI) and industries (PCI), density and outlook gain of each cell."""
    from minicluster.analytics.complexity import complexity_panel

    found = complexity_panel(file, **columns)
    give({"regions": found.regions, "industries": found.industries, "cells": found.cells, "years": found.years}, out, as_json=as_json, by="eci")


@click.command(name="concentration")
@reading(with_totals=True)
@click.option(
    "--of", type=click.Choice(["industry", "region"]), default="industry", show_default=True, help="Industries over regions, or regions over industries."
)
def concentration(file: Path, totals: Path | None, of: Any, *, out: Path | None, as_json: bool, **columns: Any) -> None:
    """Herfindahl, entropy and Gini, and locational Gini, Hoover and Theil against the spread of everything."""
    from minicluster.analytics.concentration import entropy_index, gini_coefficient, herfindahl_index, hoover_index, locational_gini, theil_index

    found = [measure(file, of=of, **columns) for measure in (herfindahl_index, entropy_index, gini_coefficient)]
    found += [measure(file, of=of, totals=totals, **columns) for measure in (locational_gini, hoover_index, theil_index)]
    keys = [*([columns["year"]] if columns["year"] else []), columns[of]]
    give(
        {"concentration": reduce(lambda one, other: one.join(other, on=keys, how="left", maintain_order="left"), found)}, out, as_json=as_json, by="herfindahl"
    )


@click.command(name="clusters")
@reading(with_totals=False)
@click.option("--numbers", default="5:15", show_default=True, help="How many clusters are tried, from:to.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the random centres; the same seed gives the same clusters.")
def clusters(file: Path, numbers: str, seed: int, *, out: Path | None, as_json: bool, **columns: Any) -> None:
    """Clusters of industries that are found in the same regions: the best of many sets by validation score, marginal industries moved.

    Where there are years the last one is taken.
    """
    import polars as pl

    from minicluster.analytics.cluster_definition import candidate_clusterings, locational_correlation, reassign_marginal, validation_scores

    industry, year = columns["industry"], columns["year"]
    similarity = locational_correlation(file, **columns)
    if year:
        similarity = similarity.filter(pl.col(year) == pl.col(year).max()).drop(year)
    sets = candidate_clusterings(similarity, numbers=_span(numbers), seed=seed, industry=industry)
    ranking = validation_scores(sets, {"location": similarity}, industry=industry).ranking
    best = ranking.row(0, named=True)
    chosen = sets.filter((pl.col("method") == best["method"]) & (pl.col("clusters") == best["clusters"])).select(industry, "cluster")
    give({"clusters": reassign_marginal(chosen, similarity, industry=industry), "ranking": ranking}, out, as_json=as_json)


@click.command(name="shift-share")
@reading(with_totals=True)
@click.option("--dynamic", is_flag=True, help="From year to year and added up, instead of from the first year to the last.")
def shift_share(file: Path, totals: Path | None, *, dynamic: bool, out: Path | None, as_json: bool, **columns: Any) -> None:
    """How much of each change is the nation's, how much the industry's, and how much the region's own."""
    from minicluster.analytics.change import dynamic_shift_share
    from minicluster.analytics.change import shift_share as static_shift_share

    if columns["year"] is None:
        raise click.UsageError("A change needs years: name their column by --year.")
    measure = dynamic_shift_share if dynamic else static_shift_share
    give({"shift_share": measure(file, totals=totals, **columns)}, out, as_json=as_json, by="regional")


COMMANDS: Final = (lq, relatedness, complexity, concentration, clusters, shift_share)


def give(tables: Mapping[str, "pl.DataFrame"], out: Path | None, *, as_json: bool, by: str | None = None) -> None:
    """Write the tables to files, or print them: all rows as JSON, or for a person the rows that come first by a measure.

    With several tables the first has the file's name, and each other one its own name after it.
    """
    if out is not None:
        files = {name: out if place == 0 else out.with_stem(f"{out.stem}-{name}") for place, name in enumerate(tables)}
        for name, table in tables.items():
            _write(table, files[name])
        told = {name: {"file": str(files[name]), "rows": table.height} for name, table in tables.items()}
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(f"{one['file']}: {one['rows']} rows" for one in told.values()))
    elif as_json:
        click.echo(json.dumps({name: _without_nan(table).to_dicts() for name, table in tables.items()}, ensure_ascii=False, default=str))
    else:
        click.echo("\n\n".join(readable(name, table, by) for name, table in tables.items()))


def _write(table: "pl.DataFrame", file: Path) -> None:
    if file.suffix == ".parquet":
        table.write_parquet(file)
    elif file.suffix == ".csv":
        table.write_csv(file)
    else:
        raise click.UsageError(f"{file.name} ends in neither .csv nor .parquet.")


def _without_nan(table: "pl.DataFrame") -> "pl.DataFrame":
    """JSON knows no NaN and no infinity: both are null there."""
    import polars as pl
    import polars.selectors as cs

    return table.with_columns(pl.when(cs.float().is_finite()).then(cs.float()))


def readable(name: str, table: "pl.DataFrame", by: str | None = None, rows: int = ROWS_SHOWN) -> str:
    """A table for a person: its name, its first rows (by a measure, if one is named), and how many more there are."""
    import polars as pl

    shown = table.sort(by, descending=True, nulls_last=True) if by in table.columns else table
    with pl.Config(tbl_rows=rows, tbl_cols=-1, tbl_width_chars=200, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, float_precision=4):
        text = str(shown.head(rows).fill_nan(None))
    more = f"\n{table.height - rows} more rows: --json prints them all, --out writes them." if table.height > rows else ""
    return f"{name}\n{text}{more}"


def _span(written: str) -> range:
    first, _, last = written.partition(":")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise click.UsageError(f"{written} is not of the form 5:15.")
    return range(int(first), int(last or first) + 1)
