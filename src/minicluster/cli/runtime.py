"""What every command needs: the database started on demand, Django set up, an answer as text or JSON, refusals as messages."""

import json
import os
from collections.abc import Callable
from typing import Any

import click


def prepare(role: str = "application") -> None:
    """Start the database if it does not run, hold it until this process ends, and set Django up.

    `role` is `application` for all that people do, `owner` for migrations and loading.
    """
    from minicluster.platform.database.home import home_folder
    from minicluster.platform.database.settings import uses_own_server
    from minicluster.platform.database.supervisor import use

    os.environ["MINICLUSTER_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minicluster.settings.base")
    if uses_own_server():
        use(home_folder())
    import django

    django.setup()


def answer(value: Any, *, as_json: bool, text: Callable[[Any], str]) -> None:
    """Print a value as JSON for a machine or as text for a person."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str) if as_json else text(value))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
