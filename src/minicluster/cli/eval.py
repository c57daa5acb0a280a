"""`minicluster eval`: measure how good the engine is. Each measurement is a module `cli/eval_<name>.py`, loaded when it is called."""

import importlib

import click

# Name of the sub-command → its sentence; `gate` is `gate_command` in `cli/eval_gate.py`.
MEASUREMENTS = {
    "matching": "Rank the candidates of a judged collection of problems.",
    "retrieval": "Rank the documents of a judged collection in the BEIR format.",
    "dblp": "Rank authors by their papers, walking from documents to owners.",
    "reviewers": "Order papers by how well each expert knows them.",
    "gate": "Measure a ranker learned from the log against the fixed weights.",
}


class LazyMeasurements(click.Group):
    """Loads a measurement's module only when it is called, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The measurements in their order."""
        return list(MEASUREMENTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """The measurement of that name."""
        if cmd_name not in MEASUREMENTS:
            return None
        command: click.Command = getattr(importlib.import_module(f"minicluster.cli.eval_{cmd_name}"), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """List the measurements without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(MEASUREMENTS.items()))


@click.group(name="eval", cls=LazyMeasurements)
def command() -> None:
    """Measure how good the engine is."""
