"""`minicluster bench network`: how long each measure of a network takes."""

from typing import Any

import click

from minicluster.cli.runtime import answer, json_option


@click.command(name="network")
@click.option("--nodes", type=click.IntRange(10, 10_000_000), default=10_000, show_default=True, help="How many nodes; 100000 for the large one.")
@click.option("--ties", type=click.IntRange(10, 100_000_000), default=100_000, show_default=True, help="How many distinct ties; 1000000 for the large one.")
@click.option("--seed", type=int, default=5, show_default=True, help="Of the invented network.")
@json_option
def command(*, nodes: int, ties: int, seed: int, as_json: bool) -> None:
    """Seconds of each measure on an invented network with a heavy tail of degrees, the total, and memory.

    Betweenness is exact up to 5,000 nodes and sampled above, with its standard error.
    """
    from minicluster.analytics.graph.bench import measured

    report = measured(nodes, ties, seed=seed, tell=lambda line: click.echo(line, err=True))
    answer(report, as_json=as_json, text=_as_text)


def _as_text(report: dict[str, Any]) -> str:
    lines = [f"{name:32}{taken['clock']:10.2f} s{taken['processor']:10.2f} s of the processor" for name, taken in report["seconds"].items()]
    total = f"{'total':32}{report['total_clock']:10.2f} s{report['total_processor']:10.2f} s of the processor"
    error = f"Betweenness is {report['betweenness']}; standard error of the ten busiest nodes {report['betweenness_error_of_the_busiest']:.1%} (median)."
    return "\n".join([f"{report['nodes']} nodes, {report['ties']} ties", *lines, total, error, f"{report['peak_mib']} MiB at most."])
