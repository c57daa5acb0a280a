"""`minicluster map`: in what a region is strong, and which groups to form. Each measure is a module `cli/map_<name>.py`, loaded when it is called."""

import importlib

import click

# Name of the sub-command → its sentence; `propose` is `propose_command` in `cli/map_propose.py`.
MEASURES = {
    "propose": "Propose mini-clusters for a complex.",
}


class LazyMeasures(click.Group):
    """Loads a measure's module only when it is called, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The measures in their order."""
        return list(MEASURES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """The measure of that name."""
        if cmd_name not in MEASURES:
            return None
        command: click.Command = getattr(importlib.import_module(f"minicluster.cli.map_{cmd_name}"), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """List the measures without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(MEASURES.items()))


@click.group(name="map", cls=LazyMeasures)
def command() -> None:
    """Say in what a region is strong, and which groups to form."""
