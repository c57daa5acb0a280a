"""`minicluster bench mapping`: the regional measures beside the packages that others use, and beside what the machine cannot do without."""

import json
import os
import re
import tempfile
from pathlib import Path

import click

from minicluster.cli.runtime import answer, json_option


class _Shape(click.ParamType[tuple[int, int, int]]):
    """REGIONSxINDUSTRIES, or with xYEARS."""

    name = "shape"

    def convert(self, value: str | tuple[int, int, int], param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int, int]:
        """The three counts; one year where none is named."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d+)x(\d+)(?:x(\d+))?", value)
        shape = tuple(int(part or 1) for part in found.groups()) if found else ()
        if len(shape) != 3 or min(shape[:2]) < 10 or shape[2] < 1:  # noqa: PLR2004 - regions, industries, years; below ten nothing is measured
            self.fail(f"{value} is not of the form 250x1000 or 250x1000x20, with at least 10 of each.", param, ctx)
        return shape


@click.command(name="mapping")
@click.option("--panel", type=_Shape(), default="250x1000", show_default=True, help="How many regions and industries, and years.")
@click.option(
    "--rows", type=click.IntRange(1000, 1_000_000_000), default=1_000_000, show_default=True, help="How many establishments; 100000000 for the large one."
)
@click.option("--rounds", type=click.IntRange(1, 100), default=3, show_default=True, help="How often each contender is timed, in turn.")
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Where the files are written for a while; 100 million rows take 700 MiB."
)
@click.option("--seed", type=int, default=5, show_default=True, help="Of the invented figures.")
@click.option("--peers/--no-peers", default=True, help="Run py-ecomplexity, econcomplex, pandas and DuckDB by hand too, where they are installed.")
@json_option
def command(*, panel: tuple[int, int, int], rows: int, rounds: int, folder: Path | None, seed: int, peers: bool, as_json: bool) -> None:
    """Time and memory of complexity on a panel and of location quotients from rows of establishments.

    Ratios say how many times as long a peer takes as ours does, in turn on the same figures. BLAS gets one thread unless OPENBLAS_NUM_THREADS says otherwise.
    """
    # It must be said before numpy is loaded.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from minicluster.analytics.bulk.bench import measured_panel, measured_rows

    def tell(line: str) -> None:
        click.echo(line, err=True)

    with tempfile.TemporaryDirectory(prefix="mc-bench-", dir=folder) as place:
        report = {
            "panel": measured_panel(Path(place), panel, rounds=rounds, seed=seed, peers=peers, tell=tell),
            "rows": measured_rows(Path(place), rows, rounds=rounds, seed=seed, peers=peers, tell=tell),
        }
    answer(report, as_json=as_json, text=lambda value: json.dumps(value, ensure_ascii=False, indent=2))
