"""`minicluster eval dblp`: authors found by their papers, judged by their topics."""

import json
from pathlib import Path

import click

from minicluster.cli.judged_sets import files_in, folder_option, packed_lines, rows_of
from minicluster.cli.runtime import answer, json_option, prepare


@click.command(name="dblp")
@folder_option
@json_option
def dblp_command(folder: Path | None, *, as_json: bool) -> None:
    """Rank the judged authors for each query paper, by the walk and by plain voting, and print AP and MRR of both."""
    documents, queries, judged = files_in(folder, "dblp_documents.jsonl.gz", "dblp_queries.tsv", "dblp_judged_experts.tsv")
    prepare("owner")
    from django.core.management import call_command

    from minicluster.platform.search.fresh import fresh_search
    from minicluster.platform.search.judged_experts import Paper, evaluate_authors

    papers = [Paper(line["id"], "", line["text"], tuple(line["experts"])) for line in packed_lines(documents)]
    call_command("migrate", verbosity=0)
    with fresh_search():
        report = evaluate_authors(papers, _topics(queries), _topics(judged), lambda line: click.echo(line, err=True))
    answer(report, as_json=as_json, text=lambda value: json.dumps(value, ensure_ascii=False, indent=2))


def _topics(path: Path) -> dict[str, list[str]]:
    return {name: [topic for topic in topics.split(",") if topic] for name, topics in rows_of(path)}
