"""SMTP with one moment more: the one right before the last byte of a message leaves."""

import smtplib
import socket
from collections.abc import Callable
from typing import Any, Final

from django.core.mail.backends.smtp import EmailBackend

_LAST_DOT: Final = b".\r\n"


class _TellsBeforeLastDot:
    """A server takes a message when the line with the last dot has come (RFC 5321, 4.1.1.4): cut off before it, the message does not exist for it."""

    before_last_dot: Callable[[], None] | None = None
    sock: socket.socket | None

    def send(self, s: Any) -> None:
        """Send; of a message everything but the last dot first, and then, after `before_last_dot`, the dot."""
        if self.before_last_dot is not None and isinstance(s, bytes) and s.endswith(b"\r\n" + _LAST_DOT):
            super().send(s[: -len(_LAST_DOT)])  # type: ignore[misc]  # smtplib.SMTP has it
            self._tell(self.before_last_dot)
            s = _LAST_DOT
        super().send(s)  # type: ignore[misc]  # smtplib.SMTP has it

    def _tell(self, before_last_dot: Callable[[], None]) -> None:
        try:
            before_last_dot()
        except BaseException:
            # In the middle of a message every word, QUIT too, would be taken for a part of it: the line is cut.
            self.close()  # type: ignore[attr-defined]  # smtplib.SMTP has it
            raise


class _Plain(_TellsBeforeLastDot, smtplib.SMTP):
    pass


class _Encrypted(_TellsBeforeLastDot, smtplib.SMTP_SSL):
    pass


class LastDotBackend(EmailBackend):
    """Django's SMTP backend, whose connection tells when a message is about to be complete."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The connection, encrypted from the start or not."""
        return _Encrypted if self.use_ssl else _Plain

    def open(self) -> bool | None:
        """Connect, and let the last dot not wait for the server to acknowledge what went before it."""
        is_new = super().open()
        if is_new:
            self._line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return is_new

    def tell_before_last_dot(self, tell: Callable[[], None]) -> None:
        """Call this right before the next message is complete for the server; where it fails, the message is not sent.

        Raises:
            OSError: the server cannot be reached.
        """
        self.open()
        self._line.before_last_dot = tell

    @property
    def _line(self) -> Any:
        return self.connection
