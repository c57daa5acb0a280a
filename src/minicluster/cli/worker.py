"""`minicluster worker`: do the background work until Ctrl-C."""

import click

from minicluster.cli.runtime import prepare


@click.command(name="worker")
@click.option("--once", is_flag=True, help="End when nothing waits any more.")
def command(*, once: bool) -> None:
    """Do the background work; what a killed worker left behind is taken up again."""
    prepare()
    from minicluster.platform.jobs.worker import run_worker

    run_worker(wait=not once)
