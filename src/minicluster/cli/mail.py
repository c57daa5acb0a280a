"""`minicluster mail`: read answers that came by calendar mail, and decide about mails that are held."""

import sys
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from minicluster.cli.runtime import answer, json_option, prepare

if TYPE_CHECKING:
    from minicluster.platform.mail.models import Message

# sysexits.h, as mail servers read them: a mail that cannot be read is not handed in again; while the database is away it is.
_NO_LETTER = 65
_COME_BACK_LATER = 75


@click.group(name="mail")
def command() -> None:
    """Read answers that came by mail; decide about mails that are held."""


@command.command()
@click.argument("source", metavar="FILE", type=click.File("rb"))
@json_option
def ingest(source: BinaryIO, *, as_json: bool) -> None:
    """Read the mail in FILE (`-` for standard input) and take the answer that a calendar gave in it.

    One line says what was made of it. Exit status: 0 it was read, whatever it was; 65 it is no mail, or too large, and was not read; 75 the database is away,
    hand it in again.
    """
    from minicluster.meetings.domain.calendar_replies import LARGEST_MAIL

    raw = source.read(LARGEST_MAIL + 1)
    try:
        prepare()
        found = _told(raw)
    except Exception as error:
        if _is_about_the_database(error):
            click.echo(str(error), err=True)
            sys.exit(_COME_BACK_LATER)
        raise
    answer(found, as_json=as_json, text=lambda one: one["line"])
    sys.exit(_NO_LETTER if found["verdict"] == "refused" else 0)


def _told(raw: bytes) -> dict[str, Any]:
    from minicluster.meetings.domain.actions import take_calendar_reply
    from minicluster.platform.refusals import InvalidInputError

    try:
        handled = take_calendar_reply(raw)
    except InvalidInputError as refusal:
        return {"verdict": "refused", "line": str(refusal), "invitation": None, "answer": None, "seat": None}
    invitation, seat = handled.invitation, handled.seat
    return {
        "verdict": str(handled.verdict),
        "line": handled.line,
        "invitation": invitation.reference if invitation else None,
        "answer": str(invitation.answer) if invitation else None,
        "seat": str(seat.state) if seat else None,
    }


def _is_about_the_database(error: Exception) -> bool:
    from minicluster.platform.database.errors import DatabaseUnavailableError

    # Django is set up only once the database runs, so that its errors are not always there to compare with.
    database = sys.modules.get("django.db")
    return isinstance(error, DatabaseUnavailableError) or (database is not None and isinstance(error, database.OperationalError | database.InterfaceError))


@command.command()
@json_option
def held(*, as_json: bool) -> None:
    """List the mails that wait for a decision: perhaps sent when the sending broke off, or refused for good by the mail server."""
    prepare()
    from minicluster.platform.mail.sending import held_messages

    rows = [_row(message) for message in held_messages()]
    answer(rows, as_json=as_json, text=lambda found: "\n".join(_line(row) for row in found) or "–")


@command.command()
@click.argument("message", type=int)
@click.option("--arrived", "has_arrived", flag_value=True, type=bool, default=None, help="It has arrived: the mail server's log or the recipient says so.")
@click.option("--again", "has_arrived", flag_value=False, type=bool, default=None, help="It has not arrived: send it again.")
@json_option
def settle(message: int, *, has_arrived: bool | None, as_json: bool) -> None:
    """Decide about the held mail MESSAGE: it has arrived, or goes again."""
    if has_arrived is None:
        raise click.UsageError("say --arrived or --again")
    prepare()
    from minicluster.platform.mail.sending import count_as_sent, send_again

    settled = count_as_sent(message) if has_arrived else send_again(message)
    answer(_row(settled), as_json=as_json, text=_line)


def _row(message: "Message") -> dict[str, Any]:
    return {
        "message": message.pk,
        "record": f"{message.record_type}-{message.record_id}",
        "to": message.recipient,
        "subject": message.subject,
        "perhaps_sent_at": message.sending_since if message.is_doubtful else None,
        "refused_because": message.refused_because,
        "sent_at": message.sent_at,
    }


def _line(row: dict[str, Any]) -> str:
    if row["sent_at"]:
        state = f"sent {row['sent_at']:%Y-%m-%d %H:%M}"
    elif row["perhaps_sent_at"]:
        state = f"perhaps sent {row['perhaps_sent_at']:%Y-%m-%d %H:%M}"
    else:
        state = row["refused_because"] or "waits"
    return f"{row['message']:<8} {row['record']:<18} {row['to']:<32} {state}  {row['subject']}"
