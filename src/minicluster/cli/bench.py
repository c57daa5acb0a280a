"""`minicluster bench`: measure parts of the product at sizes that no installation has yet."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from minicluster.cli import bench_embedding, bench_forecast, bench_mapping, bench_network
from minicluster.cli.runtime import answer, json_option, prepare


@click.group(name="bench")
def command() -> None:
    """Measure parts of the product; each in a database of its own, which no installation sees."""


@command.command()
@click.option("--documents", type=click.IntRange(100, 10_000_000), default=100_000, show_default=True, help="How many documents the collection has.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Build in this folder and leave it there; what is built there already is used.")
@click.option("--questions", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many questions of each length are asked.")
@click.option("--seed", type=int, default=5, show_default=True, help="Other questions with another seed: settings are chosen on some and reported on others.")
@click.option("--peers/--no-peers", default=True, help="Measure tantivy, bm25s, hnswlib and ts_rank_cd too.")
@json_option
def matching(documents: int, *, keep: Path | None, questions: int, seed: int, peers: bool, as_json: bool) -> None:
    """Search in a synthetic collection: build times, latency, recall against exact results, memory, and peers."""
    with _folder(keep) as folder:
        os.environ["MINICLUSTER_HOME"] = str(folder)
        from minicluster.platform.search.bench.settings import set_up

        set_up(folder)
        prepare("owner")
        from minicluster.platform.search.bench.report import measured

        report = measured(folder, _topics(), documents, questions=questions, seed=seed, peers=peers, tell=lambda line: click.echo(line, err=True))
    answer(report, as_json=as_json, text=_as_text)


command.add_command(bench_embedding.command)
command.add_command(bench_forecast.command)
command.add_command(bench_mapping.command)
command.add_command(bench_network.command)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder that was named, or one that is removed afterwards together with its database."""
    if keep is not None:
        yield keep.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="mc-bench-")).resolve()
    try:
        yield folder
    finally:
        from minicluster.platform.database.supervisor import release, stop

        release(folder)
        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _topics() -> list[list[str]]:
    """The demonstration's texts, speciality by speciality."""
    from minicluster.demonstration.texts import FOLDER

    found = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))]
    return [list(_strings(speciality)) for texts in found for speciality in texts.get("specialities", [])]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _as_text(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2)
