"""`minicluster stop`: stop the server and the database of this installation."""

import click

from minicluster.cli.runtime import answer, json_option
from minicluster.platform.database.home import home_folder
from minicluster.platform.database.supervisor import ask_users_to_end, stop
from minicluster.platform.database.texts import say

PATIENCE_SECONDS = 15.0


@click.command(name="stop")
@json_option
def command(*, as_json: bool) -> None:
    """Stop the server and the database of this installation."""
    home = home_folder()
    remaining = ask_users_to_end(home, seconds=PATIENCE_SECONDS)
    stopped = stop(home)
    result = {"home": str(home), "stopped": stopped, "still_running": list(remaining)}
    answer(result, as_json=as_json, text=lambda _result: _as_text(stopped=stopped, remaining=remaining))


def _as_text(*, stopped: bool, remaining: tuple[int, ...]) -> str:
    first = say("The database is stopped; the next command starts it again.") if stopped else say("The database was not running.")
    if not remaining:
        return first
    numbers = ", ".join(map(str, remaining))
    return first + "\n" + say("These processes did not end when asked and may start it again: %(numbers)s.", numbers=numbers)
