"""`minicluster thread`: print the chain of records from visit to published case."""

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare


@click.command(name="thread")
@click.argument("reference", metavar="ID")
@acting_options
@json_option
def command(reference: str, *, mail: str | None, role: str | None, as_json: bool) -> None:
    """Print the chain on which a record lies: its ID is such as `problem-12`, `success-case-3` or `activity-7`."""
    prepare()
    from minicluster.stories.domain.thread import thread_of

    found = thread_of(viewer_for(mail, role), reference)
    lines = []
    for stop in found.stops:
        words = " · ".join(filter(None, (str(stop.kind.label), stop.title, stop.state_label)))
        lines.append(f"{stop.dated or '–':10}  {words} ({stop.reference})")
    answer(found.as_data(), as_json=as_json, text=lambda _data: "\n".join(lines))
