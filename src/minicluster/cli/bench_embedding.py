"""`minicluster bench embedding`: how fast vectors come on this machine, and whether the fast way finds what the plain way finds."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from minicluster.cli.runtime import answer, json_option

# As much as somebody types before he looks at what was found.
SHORT_QUESTION = 40
QUESTIONS = 60
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="embedding")
@click.option("--experts", type=_file, help="A collection of experts with their evidence, one JSON object a line; without it the demonstration's texts.")
@click.option("--problems", type=_file, help="Problems with the experts that are right for them; with both files the quality is compared too.")
@json_option
def command(*, experts: Path | None, problems: Path | None, as_json: bool) -> None:
    """Measure how fast vectors come, and what the fast way to compute them costs in quality."""
    from minicluster.analytics.retrieval.embedding_bench import measured_quality, measured_speed

    candidates, asked = _lines(experts), _lines(problems)
    texts = [f"{item['title']}. {item['text']}" for expert in candidates or _demonstration("expertise") for item in expert["evidence"]]
    questions = [problem["text"] for problem in asked] or [f"{problem['title']}. {problem['symptom']}" for problem in _demonstration("problems")]
    found = measured_speed(texts, [question[:SHORT_QUESTION] for question in questions[:QUESTIONS]])
    if candidates and asked:
        found["quality"] = measured_quality(candidates, asked)
    answer(found, as_json=as_json, text=lambda value: "\n".join(f"{name}: {figure}" for name, figure in value.items()))


def _lines(path: Path | None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()] if path else []


def _demonstration(kind: str) -> Iterator[dict[str, Any]]:
    for source in sorted((files("minicluster.demonstration") / "texts").iterdir(), key=lambda one: one.name):
        for speciality in json.loads(source.read_text(encoding="utf-8")).get("specialities", []):
            yield from speciality.get(kind, [])
