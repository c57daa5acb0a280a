"""`minicluster eval retrieval`: a judged collection in the BEIR format through the production engine."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import click

from minicluster.cli.eval_matching import read_lines
from minicluster.cli.runtime import answer, json_option, prepare

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="retrieval")
@click.option("--corpus", type=_FILE, required=True, help="Documents, one JSON object a line: _id, text, and title if there is one.")
@click.option("--queries", type=_FILE, required=True, help="Questions, one JSON object a line: _id, text.")
@click.option("--qrels", type=_FILE, required=True, help="Judgements, separated by tabs: query-id, corpus-id, score.")
@click.option("--words-only", is_flag=True, help="Without models: only words count.")
@json_option
def retrieval_command(corpus: Path, queries: Path, qrels: Path, *, words_only: bool, as_json: bool) -> None:
    """Rank the documents for each question on a fresh schema and print hit rates, MRR, nDCG and times."""
    documents, questions, grades = read_lines(corpus, ("_id", "text")), read_lines(queries, ("_id", "text")), read_grades(qrels)
    if not grades.keys() & {question["_id"] for question in questions}:
        raise click.ClickException(f"No question of {queries.name} is judged in {qrels.name}. Nothing was measured.")
    prepare("owner")
    from django.core.management import call_command

    from minicluster.platform.search.embedders import EMBEDDERS
    from minicluster.platform.search.evaluation import evaluate_retrieval
    from minicluster.platform.search.fresh import fresh_search

    call_command("migrate", verbosity=0)
    with fresh_search():
        report = evaluate_retrieval(documents, questions, grades, lambda line: click.echo(line, err=True), embedders=() if words_only else EMBEDDERS)
    answer(report, as_json=as_json, text=lambda value: json.dumps(value, ensure_ascii=False, indent=2))


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """The judged documents of each question.

    Raises:
        click.ClickException: a row lacks a field, or its score is no whole number; the message names the row and the cure.
    """
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows = csv.reader(path.read_text(encoding="utf-8-sig").split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, start=1):
        if number == 1 or not row:
            continue
        try:
            question, document, score = row
            found[question][document] = int(score)
        except ValueError as error:
            raise click.ClickException(f"{path.name}, line {number}: each line is query-id, corpus-id and a whole number, separated by tabs.") from error
    return dict(found)
