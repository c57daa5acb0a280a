"""`minicluster mail`: one line for each mail that is handed in, and exit statuses that a mail server understands."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from calendar_mail import gmail, mail_around, reply_entry
from click.testing import CliRunner
from django.db import OperationalError
from django.utils import timezone
from factories import make_activity, make_group, make_person

from minicluster.cli.mail import command
from minicluster.meetings.models import Invitation
from minicluster.platform.mail.models import Message
from minicluster.platform.refusals import IllegalStepError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _role_is_put_back(monkeypatch):
    monkeypatch.setenv("MINICLUSTER_DATABASE_ROLE", "owner")


@pytest.fixture
def invitation():
    group = make_group()
    forum = make_activity(group, "forum", uid=UUID(int=7), state="open", starts_at=group.programme.now() + timedelta(days=30))
    person = make_person(group.programme, name_en="Hong", email="hong@firm.example")
    return Invitation.objects.create(programme=group.programme, activity=forum, person=person, invited_at=forum.now())


def run(*arguments, given=b""):
    return CliRunner().invoke(command, list(arguments), input=given)


def test_a_mail_from_a_file_or_from_standard_input_is_taken(invitation, tmp_path):
    stamp = f"{timezone.now():%Y%m%dT%H%M%SZ}"
    file = tmp_path / "reply.eml"
    file.write_bytes(gmail(reply_entry(stamp=stamp)))
    taken = run("ingest", str(file), "--json")
    assert (taken.exit_code, json.loads(taken.output)) == (
        0,
        {"verdict": "taken", "line": "Hong · Coming · Registered", "invitation": invitation.reference, "answer": "coming", "seat": "registered"},
    )
    again = run("ingest", "-", given=file.read_bytes())
    assert (again.exit_code, again.output) == (0, "This mail was read before (Taken). Nothing was changed.\n")


def test_a_persons_words_are_no_error_and_noise_is_refused_without_a_traceback():
    words = run("ingest", "-", "--json", given=mail_around(b"Content-Type: text/plain\r\n\r\nThank you!\r\n"))
    assert (words.exit_code, json.loads(words.output)["verdict"]) == (0, "unreadable")
    for noise in (b"", b"\x00\xff" * 99, b"x" * (5 * 1024 * 1024 + 9)):
        refused = run("ingest", "-", given=noise)
        assert (refused.exit_code, "Nothing was changed" in refused.output, refused.output.count("\n")) == (65, True, 1)


def test_while_the_database_is_away_the_mail_server_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr("minicluster.cli.mail._told", _away)
    later = run("ingest", "-", given=gmail(reply_entry()))
    assert (later.exit_code, later.stderr) == (75, "the server closed the connection\n")


def _away(_raw):
    raise OperationalError("the server closed the connection")


def test_mails_that_are_held_are_listed_and_decided():
    facts = {"programme_id": 1, "subject": "초청", "record_type": "invitation", "record_id": 1, "written_at": timezone.now()}
    doubtful = Message.objects.create(key="1", recipient="a@mail.example", sending_since=timezone.now(), **facts)
    refused = Message.objects.create(key="2", recipient="b@mail.example", refused_because="550 no such user", **facts)
    Message.objects.create(key="3", recipient="c@mail.example", **facts)
    rows = json.loads(run("held", "--json").output)
    assert [(row["message"], row["to"], row["refused_because"], row["perhaps_sent_at"] is None) for row in rows] == [
        (doubtful.pk, "a@mail.example", "", False), (refused.pk, "b@mail.example", "550 no such user", True),
    ]  # fmt: skip
    listed = run("held").output.splitlines()
    assert (len(listed), "perhaps sent" in listed[0], "550 no such user" in listed[1]) == (2, True, True)
    assert run("settle", str(doubtful.pk)).exit_code == 2
    assert [run("settle", str(doubtful.pk), "--arrived").exit_code, run("settle", str(refused.pk), "--again").exit_code] == [0, 0]
    assert run("held").output == "–\n"
    settled = run("settle", str(doubtful.pk), "--again")
    assert isinstance(settled.exception, IllegalStepError)
    assert [message.sent_at for message in Message.objects.order_by("key")] == [doubtful.sending_since, None, None]
