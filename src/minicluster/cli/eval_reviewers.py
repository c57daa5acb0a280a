"""`minicluster eval reviewers`: how well experts' own papers tell what they know of others' papers."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import click

from minicluster.cli.judged_sets import files_in, folder_option, packed_lines, rows_of
from minicluster.cli.runtime import answer, json_option, prepare


@click.command(name="reviewers")
@folder_option
@json_option
def reviewers_command(folder: Path | None, *, as_json: bool) -> None:
    """Order the papers that each expert rated and print the weighted Kendall loss."""
    evidence, queries, ratings = files_in(folder, "reviewers_evidence.jsonl.gz", "reviewers_queries.jsonl.gz", "reviewers_ratings.tsv")
    prepare("owner")
    from django.core.management import call_command

    from minicluster.platform.search.fresh import fresh_search
    from minicluster.platform.search.judged_experts import Paper, evaluate_reviewers

    lines = packed_lines(evidence)
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        owners[line["id"]].append(line["expert"])
    # A paper that two experts wrote stands there twice.
    papers = [Paper(key, line["title"], line["abstract"] or "", tuple(owners[key])) for key, line in {line["id"]: line for line in lines}.items()]
    asked = [Paper(line["id"], line["title"], line["abstract"] or "") for line in packed_lines(queries)]
    call_command("migrate", verbosity=0)
    with fresh_search():
        report: dict[str, Any] = evaluate_reviewers(papers, asked, _ratings(ratings), lambda line: click.echo(line, err=True))
    answer(report, as_json=as_json, text=lambda value: json.dumps(value, ensure_ascii=False, indent=2))


def _ratings(path: Path) -> dict[str, dict[str, float]]:
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for expert, paper, rating in rows_of(path):
        found[expert][paper] = float(rating)
    return dict(found)
