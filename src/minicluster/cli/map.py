"""`minicluster map`: in what regions are strong, what is related to it, and how it changed."""

import click

from minicluster.cli import map_measures


@click.group(name="map")
def command() -> None:
    """Measure regions and industries from a table; nothing is stored and no database is needed."""


for measure in map_measures.COMMANDS:
    command.add_command(measure)
