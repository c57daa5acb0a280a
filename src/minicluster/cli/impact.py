"""`minicluster impact`: what a programme changed for those who joined it, by every estimator at once and with what they cannot show."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from minicluster.cli.runtime import json_option

if TYPE_CHECKING:
    from minicluster.analytics.impact import Impact

TABLES: Final = ("estimates", "cohorts", "event_study", "calendar", "group_times", "balance", "weights", "sensitivity", "breakdown")
SHOWN: Final = ("estimates", "event_study", "balance", "sensitivity", "breakdown")


@click.command(name="impact")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--unit", required=True, metavar="COL", help="The column with the unit: firm, complex, region.")
@click.option("--time", required=True, metavar="COL", help="The column with the time, as numbers equally far apart.")
@click.option("--treated-from", required=True, metavar="COL", help="The column with the unit's first time under treatment; empty or 0 for never.")
@click.option("--outcome", required=True, metavar="COL", help="The column with the outcome.")
@click.option("--covariates", default="", metavar="COLS", help="Columns with properties from before the treatment, with commas between.")
@click.option("--cluster", metavar="COL", help="The column within which units are not independent, such as their complex.")
@click.option("--method", type=click.Choice(["dr", "ipw", "reg"]), default="dr", show_default=True, help="Of the breakdowns by cohort and time.")
@click.option("--controls", type=click.Choice(["never", "not-yet"]), default="never", show_default=True, help="With whom the breakdowns compare.")
@click.option("--confidence", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.95, show_default=True, help="Of the intervals.")
@click.option("--bends", default="", metavar="NUMBERS", help="Bends of the trend for the sensitivity, with commas between; without them by what was seen.")
@click.option("--least-units", type=click.IntRange(min=1), default=3, show_default=True, help="Figures of fewer units are kept back.")
@click.option("--placebos", type=click.IntRange(min=2), default=200, show_default=True, help="Random placebos where several units are treated.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of random placebos.")
@json_option
def command(file: Path, *, covariates: str, bends: str, as_json: bool, **asked: Any) -> None:
    """Every estimator of what a programme changed, each with its error and interval, and what they cannot show.

    FILE has a row for each unit and time. Parts of the answer that stand on fewer than --least-units units are kept back, with what would give them away. A file of
    which fewer are treated in all is a case study: its figures are printed, and are for publication only if the unit is no firm.
    """
    from minicluster.analytics.impact import impact

    found = impact(file, covariates=_names(covariates), bends=_numbers(bends), case_study=True, **asked)
    click.echo(json.dumps(_as_data(found), ensure_ascii=False) if as_json else _as_text(found))


def _names(written: str) -> list[str]:
    return [name.strip() for name in written.split(",") if name.strip()]


def _numbers(written: str) -> list[float] | None:
    try:
        return [float(number) for number in _names(written)] or None
    except ValueError:
        raise click.BadParameter(f"{written} is not of the form 0,0.5,1.", param_hint="--bends") from None


def _as_data(found: "Impact") -> dict[str, Any]:
    """All tables; JSON knows no NaN and no infinity, both are null there."""
    import polars as pl
    import polars.selectors as cs

    tables = {name: getattr(found, name).with_columns(pl.when(cs.float().is_finite()).then(cs.float())).to_dicts() for name in TABLES}
    return {**tables, "cannot_show": [asdict(limit) for limit in found.cannot_show], "kept_back": found.kept_back}


def _as_text(found: "Impact") -> str:
    from minicluster.cli.map_measures import readable

    tables = [readable(name, getattr(found, name), rows=40) for name in SHOWN]
    limits = [f"- {limit.text}" for limit in found.cannot_show]
    return "\n\n".join([*tables, "\n".join(["what this cannot show", *limits]), f"{found.kept_back} figures are kept back. --json prints all tables."])
