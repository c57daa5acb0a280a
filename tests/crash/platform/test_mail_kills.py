"""Kill -9 of the process that sends mail, anywhere, and start another: no mail is lost, none arrives twice. A few times; 100 when MINICLUSTER_LONG=1.

The mail server is a real one in this process, and it alone counts. What was cut off right at the last dot is held for a person's decision: the test plays
the person, who asks the receiver, and neither is anything else missing nor anything held that is not in doubt.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from mail_server import Mailbox, mail_server

from minicluster.platform.database.supervisor import stop, use

KILLS = 100 if os.environ.get("MINICLUSTER_LONG") else 5
MESSAGES = 40
PREPARE = """
from minicluster.cli.runtime import prepare
prepare("owner")
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
WRITE = """
INSERT INTO mail_message (programme_id, key, recipient, subject, body, calendar, calendar_method, record_type, record_id, written_at, refused_because)
SELECT 1, %(kill)s || ' ' || n, 'p' || n || '@mail.example', '초청', repeat('내용 ', 200), '', '', 'invitation', n, now(), '' FROM generate_series(1, %(messages)s) n
"""
SEND = """
from minicluster.cli.runtime import prepare
prepare()
from minicluster.platform.mail.sending import send_waiting_messages
print("begins", flush=True)
while send_waiting_messages(): pass
"""
DECIDE = """
import sys
from minicluster.cli.runtime import prepare
prepare()
from minicluster.platform.mail.sending import count_as_sent, held_messages, send_again
arrived = set(sys.argv[1:])
for message in held_messages():
    (count_as_sent if str(message.pk) in arrived else send_again)(message.pk)
"""
OPEN = "SELECT id FROM mail_message WHERE sent_at IS NULL"
HELD = f"{OPEN} AND sending_since IS NOT NULL"


@pytest.fixture
def house():
    """A home, the environment of its processes, its database, and a mail server."""
    home = Path(tempfile.mkdtemp(prefix="mc-"))
    home.chmod(0o755)
    mailbox = Mailbox(seconds=0.03)
    with mail_server(mailbox) as port:
        environment = {**os.environ, "MINICLUSTER_HOME": str(home), "DJANGO_SETTINGS_MODULE": "minicluster.settings.base"}
        environment |= {"MINICLUSTER_SMTP_HOST": "127.0.0.1", "MINICLUSTER_SMTP_PORT": str(port)}
        environment.pop("MINICLUSTER_DATABASE_ROLE", None)
        subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, timeout=300)
        with use(home) as server, psycopg.connect(**server.connection(server.owner), autocommit=True) as connection:
            yield environment, connection, mailbox
    stop(home)


def start(environment):
    process = subprocess.Popen([sys.executable, "-c", SEND], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begins\n"
    return process


def finish(environment):
    process, begun = start(environment), time.monotonic()
    process.communicate(timeout=300)
    assert process.returncode == 0
    return time.monotonic() - begun


def arrivals(mailbox):
    """How often each message arrived, by its number."""
    return Counter(int(mail["Message-ID"].partition("@")[0].rpartition("-")[2]) for mail in mailbox.mails)


def test_no_mail_is_lost_and_none_arrives_twice_however_the_worker_is_killed(house):
    environment, connection, mailbox = house
    seed = random.randrange(10**6)  # noqa: S311  # chance, no secret
    print(f"seed {seed}")  # noqa: T201  # to repeat what went wrong
    chance = random.Random(seed)  # noqa: S311  # chance, no secret
    connection.execute(WRITE, {"kill": "measure", "messages": MESSAGES})
    span = finish(environment)
    cut_short = 0
    for kill in range(KILLS):
        connection.execute(WRITE, {"kill": str(kill), "messages": MESSAGES})
        process = start(environment)
        time.sleep(chance.uniform(0.05, 0.95) * span)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        cut_short += connection.execute(f"{OPEN} LIMIT 1").fetchone() is not None
    finish(environment)
    every = {number for (number,) in connection.execute("SELECT id FROM mail_message")}
    held = {number for (number,) in connection.execute(HELD)}
    arrived = arrivals(mailbox)
    print(f"{cut_short} of {KILLS} kills cut a run short; of {len(held)} messages held as perhaps sent {len(held & set(arrived))} had arrived")  # noqa: T201  # figures to be read
    assert cut_short
    assert {number for (number,) in connection.execute(OPEN)} == held
    assert len(held) <= KILLS
    assert {number: times for number, times in arrived.items() if times > 1} == {}
    assert every - set(arrived) <= held
    subprocess.run([sys.executable, "-c", DECIDE, *(str(number) for number in arrived)], env=environment, check=True, timeout=60)
    finish(environment)
    assert arrivals(mailbox) == Counter(every)
