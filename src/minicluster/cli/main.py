"""The `minicluster` command: a group whose commands are loaded when they are called."""

import importlib
import sys

import click

COMMANDS = {
    "demo": "Load the demonstration programme and serve it.",
    "up": "Serve this installation until Ctrl-C.",
    "setup": "Set up a programme, its complexes and who may sign in.",
    "stop": "Stop the server and the database of this installation.",
    "doctor": "Say what is wrong with this installation and how to mend it.",
    "import": "Take in an office's table; every row gets a verdict.",
    "export": "Write records as a table.",
    "map": "Measure in what regions are strong and how it changed; propose which groups to form.",
    "network": "Measure who is tied to whom: brokers, isolates, sectors, growth, who should meet.",
    "forecast": "Forecast short series, with bands and the chance that targets are met.",
    "impact": "Say what a programme changed, by every estimator at once, and what that cannot show.",
    "match": "Find experts, firms, facilities and support programmes for a problem.",
    "eval": "Measure how good the engine is.",
    "eligibility": "Say whether a firm may apply to a call, and why not.",
    "mail": "Read answers that came by mail; decide about mails that are held.",
    "thread": "Print the chain of records from visit to published case.",
    "report": "Print a report.",
    "claims": "Check published figures against their own numbers, ours and each other.",
    "bench": "Measure parts of the product at size.",
    "backup": "Write everything into one file.",
    "restore": "Read everything back from one file.",
    "worker": "Do the background work.",
    "translations": "Compile the translation catalogues.",
}


class LazyCommands(click.Group):
    """Loads a command's module only when it is called, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands in their order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """The command of that name: `cli/<name>.py`, or `cli/<name>_.py` where the name is a Python keyword."""
        if cmd_name not in COMMANDS:
            return None
        module = f"minicluster.cli.{cmd_name}_" if cmd_name == "import" else f"minicluster.cli.{cmd_name}"
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """The operating system for innovation clusters."""


def main() -> None:
    """Run a command; a refusal is a message and exit status 2, never a traceback."""
    try:
        group(prog_name="minicluster")
    except Exception as error:
        message = _message(error)
        if message is None:
            raise
        click.echo(message, err=True)
        sys.exit(2)


def _message(error: Exception) -> str | None:
    """What to tell a person of an error; None where it is a fault of ours, whose traceback is wanted."""
    if type(error).__module__.startswith("minicluster."):
        return str(error)
    if "django.db" in sys.modules and isinstance(error, sys.modules["django.db"].Error):
        return (
            f"The database does not answer as it should ({str(error).strip().splitlines()[0]}). Nothing was changed. "
            "`minicluster doctor` says what is wrong and how to mend it.\n데이터베이스가 응답하지 않습니다. 변경된 내용은 없습니다. `minicluster doctor`로 원인을 확인해 주십시오."
        )
    return None
