"""`minicluster map`: in what regions are strong, what is related to it, how it changed, and which groups to form."""

import click

from minicluster.cli import map_measures
from minicluster.cli.map_propose import propose_command


@click.group(name="map")
def command() -> None:
    """Measure regions and industries from a table, and propose groups; nothing is stored."""


for measure in (*map_measures.COMMANDS, propose_command):
    command.add_command(measure)
