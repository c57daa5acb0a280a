"""How far a job is.

A worker says it in the name under which the database lists its connection: it needs no row of its own, everybody who may ask for work can read it, and it is gone with the
process that said it, so that nobody waits for a step of a worker that died.
"""

from django.db import connection


def tell_progress(job: int, done: int, of: int) -> None:
    """Say that so many steps of so many are done. Outside a transaction that may be rolled back: the name goes back with it."""
    _name_connection(f"{_prefix(job)}{done}/{of}")


def progress_of(job: int) -> tuple[int, int] | None:
    """How many steps are done of how many; None where the job says nothing."""
    prefix = _prefix(job)
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity WHERE starts_with(application_name, %s)", [prefix])
        said = cursor.fetchone()
    if said is None:
        return None
    done, _slash, of = said[0].removeprefix(prefix).partition("/")
    return int(done), int(of)


def _prefix(job: int) -> str:
    return f"minicluster job {job}: "


def _name_connection(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [name])
