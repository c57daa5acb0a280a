"""`minicluster up`: serve this installation."""

import click

from minicluster.cli.runtime import prepare
from minicluster.cli.serving import Serving, address_of, bring_up_to_date, refuse_taken_port, until_told_to_stop


@click.command(name="up")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT", help="Where to listen on 127.0.0.1.")
def command(port: int) -> None:
    """Bring the database up to date and serve this installation until Ctrl-C."""
    refuse_taken_port(port)
    prepare("owner")
    bring_up_to_date()
    from django.db import connections

    connections.close_all()
    serving = Serving(port)
    with until_told_to_stop(serving):
        serving.start()
        click.echo(f"{address_of(port)}  (Ctrl-C)")
        serving.wait()
