"""A real mail server on this machine for the tests: it takes mail by SMTP and remembers what it took."""

import socket
import time
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Mailbox:
    """What the server took, in order. `answers` maps a recipient to what is answered: at `RCPT`, at the last `DOT`, or not at all (`GONE`)."""

    def __init__(self, *, answers=None, seconds=0.0):
        self.taken = []
        self.answers = answers or {}
        self.seconds = seconds

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802  # aiosmtpd's signature
        when, answer = self.answers.get(address, ("", ""))
        if when == "RCPT":
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802  # aiosmtpd's signature
        when, answer = self.answers.get(envelope.rcpt_tos[0], ("", ""))
        if when == "DOT":
            return answer
        time.sleep(self.seconds)  # noqa: ASYNC251  # one message after the other, as slow as a real one
        self.taken.append(envelope.content)
        if when == "GONE":
            server.transport.abort()
        return "250 OK"

    @property
    def mails(self):
        """What was taken, read as mails."""
        return [message_from_bytes(content, policy=policy.default) for content in self.taken]


@contextmanager
def mail_server(mailbox):
    """Serve on loopback and give the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
