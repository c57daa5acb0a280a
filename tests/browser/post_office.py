"""The post between the product and its people: mail goes out over a real mail server on loopback, and calendar answers are handed in by the real command."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import vobject
from calendar_mail import reply_entry
from mail_server import Mailbox, mail_server

# What the worker does every minute, done now: the demonstration itself names no mail server.
_SEND = """
from minicluster.cli.runtime import prepare
prepare()
from minicluster.platform.mail.sending import send_waiting_messages
while send_waiting_messages():
    pass
"""


class PostOffice:
    """Takes the mail of one installation out, and hands answers in."""

    def __init__(self, home):
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith(("MINICLUSTER_", "DJANGO_"))} | {"MINICLUSTER_HOME": home}

    def collect(self):
        """Every mail that waited, as it arrived."""
        mailbox = Mailbox()
        with mail_server(mailbox) as port:
            smtp = {"MINICLUSTER_SMTP_HOST": "127.0.0.1", "MINICLUSTER_SMTP_PORT": str(port), "MINICLUSTER_MAIL_FROM": "office@cluster.example"}
            subprocess.run([sys.executable, "-c", _SEND], env=self.environment | smtp, check=True, timeout=120)
        return mailbox.mails

    def hand_in(self, mail):
        """What `minicluster mail ingest -` made of a mail."""
        command = [sys.executable, "-m", "minicluster", "mail", "ingest", "-", "--json"]
        return json.loads(subprocess.run(command, env=self.environment, input=mail, check=True, capture_output=True, timeout=120).stdout)


def entry_in(mail):
    """The calendar entry that came along."""
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return vobject.readOne(part.get_payload(decode=True).decode()).vevent


def link_in(mail, kind):
    """The personal link in a mail, such as `/survey/…/`."""
    return re.search(rf"https?://\S+/{kind}/\S+", mail.get_body(("plain",)).get_content())[0]


def mails_with(mails, kind):
    """The mails that hold such a link."""
    return [mail for mail in mails if f"/{kind}/" in mail.get_body(("plain",)).get_content()]


def calendar_answer(shape, mail, status):
    """The mail that a calendar program sends back when its user presses Accept, Decline or Maybe in this invitation."""
    event, address = entry_in(mail), str(mail["To"])
    stamp = f"{datetime.now(UTC) + timedelta(seconds=1):%Y%m%dT%H%M%SZ}"
    (name,) = event.attendee.params["CN"]
    entry = reply_entry(uid=event.uid.value, sequence=event.sequence.value, attendee=address, stamp=stamp, status=status, name=name)
    return shape(entry, sender=address, identity=f"<{event.uid.value}-{address}>")
