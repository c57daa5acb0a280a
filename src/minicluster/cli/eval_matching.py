"""`minicluster eval matching`: a judged collection through the production engine."""

import json
from pathlib import Path
from typing import Any

import click

from minicluster.cli.runtime import answer, json_option, prepare

Lines = list[dict[str, Any]]
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="matching")
@click.option("--experts", type=_FILE, required=True, help="Candidates, one JSON object a line: id, name, evidence.")
@click.option("--problems", type=_FILE, required=True, help="Judged problems, one JSON object a line: id, lang, style, text, relevant.")
@click.option("--thesaurus/--no-thesaurus", default=True, help="With or without the symptom thesaurus.")
@click.option("--meaning/--words-only", default=True, help="With or without the vectors.")
@click.option("--fit", is_flag=True, help="Fit the calibration of confidence anew and print it (needs the field `speciality`).")
@json_option
def matching_command(experts: Path, problems: Path, *, thesaurus: bool, meaning: bool, fit: bool, as_json: bool) -> None:
    """Rank the candidates for each problem on a fresh schema and print hit rates, MRR, nDCG, confidence and times."""
    candidates, judged = read_lines(experts, ("id", "evidence")), read_lines(problems, ("id", "text", "relevant", "style", "lang"))
    prepare("owner")
    from django.core.management import call_command

    from minicluster.platform.search.fresh import fresh_search
    from minicluster.problems.domain.evaluating import evaluate_matching

    call_command("migrate", verbosity=0)
    with fresh_search():
        report = evaluate_matching(candidates, judged, lambda line: click.echo(line, err=True), with_thesaurus=thesaurus, with_meaning=meaning, fit=fit)
    answer(report, as_json=as_json, text=lambda value: json.dumps(value, ensure_ascii=False, indent=2))


def read_lines(path: Path, needed: tuple[str, ...]) -> Lines:
    """The objects of a JSON lines file.

    Raises:
        click.ClickException: a line is no object or lacks a field; the message names the line and the cure.
    """
    found: Lines = []
    # Not splitlines: U+0085 and U+2028 may stand inside a JSON string.
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        missing = list(needed) if not isinstance(value, dict) else [name for name in needed if name not in value]
        if missing:
            raise click.ClickException(f"{path.name}, line {number}: each line is a JSON object with {', '.join(needed)}; missing here: {', '.join(missing)}.")
        found.append(value)
    if not found:
        raise click.ClickException(f"{path.name} holds no line. Nothing was measured.")
    return found
