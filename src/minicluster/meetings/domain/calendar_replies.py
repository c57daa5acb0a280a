"""Reading a mail that is said to be an answer: in every shape in which calendars send one, and without trusting any of it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar

from minicluster.meetings import rules
from minicluster.platform.refusals import InvalidInputError

LARGEST_MAIL: Final = 5 * 1024 * 1024
_LARGEST_CALENDAR: Final = 512 * 1024
# More than any mail program makes, and few enough that none of them can keep us busy.
_MOST_PARTS, _MOST_LINES = 50, 250_000
_LONGEST_IDENTITY: Final = 255
_CALENDAR_TYPES: Final = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
_KOREAN_NAMES: Final = ("euc-kr", "euc_kr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "x-windows-949", "ms949")


@dataclass(frozen=True)
class Reply:
    """What a calendar answered, as it stands in its mail."""

    uid: str
    sequence: int
    stamped_at: datetime | None
    attendee: str
    name: str
    status: str
    delegated_to: str


@dataclass(frozen=True)
class Letter:
    """A mail that was handed in: its identity, who sent it, and the answer in it if there is one."""

    identity: str
    sender: str
    reply: Reply | None


def letter_in(raw: bytes) -> Letter:
    """Read a mail.

    Raises:
        InvalidInputError: it is too large, is built to keep a reader busy, or is no mail at all.
    """
    _refuse_what_is_no_letter(raw)
    try:
        mail = message_from_bytes(raw)
        sender = _sender_of(mail)
        letter = Letter(_identity_of(mail, raw), sender, _first_reply(mail, sender))
    except Exception as error:  # whatever a stranger's mail does to a parser comes to the same
        raise _no_letter() from error
    if not sender:
        raise _no_letter()
    return letter


def _refuse_what_is_no_letter(raw: bytes) -> None:
    if len(raw) > LARGEST_MAIL:
        raise InvalidInputError(_("This mail is larger than 5 MB and was not read. Nothing was changed; an answer from a calendar is small."))
    lower = raw.lower()
    nested = lower.count(b"boundary") + lower.count(b"message/")
    if nested > _MOST_PARTS or raw.count(b"\n") > _MOST_LINES:
        raise InvalidInputError(_("This mail is built of too many parts and was not read. Nothing was changed; an answer from a calendar has a few."))


def _no_letter() -> InvalidInputError:
    return InvalidInputError(
        _("This is no mail that can be read: it has no sender, or is damaged. Nothing was changed; hand in the whole mail as it was received.")
    )


def _sender_of(mail: Message) -> str:
    """The one address in `From`; of several nobody knows who speaks."""
    headers = [str(header) for header in mail.get_all("From", [])]
    addresses = {rules.address_in(address) for _name, address in getaddresses(headers) if "@" in address}
    return addresses.pop() if len(addresses) == 1 else ""


def _identity_of(mail: Message, raw: bytes) -> str:
    """The Message-ID; of a mail without a proper one, a fingerprint of the whole."""
    identity = str(mail.get("Message-ID", "")).strip()
    is_proper = 0 < len(identity) <= _LONGEST_IDENTITY and identity.isascii() and identity.isprintable()
    return identity if is_proper else f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _first_reply(mail: Message, sender: str) -> Reply | None:
    """The first answer among the parts. What stands in a mail that is attached to this one was said by somebody else."""
    for part in _own_parts(mail):
        if _is_calendar(part) and (reply := _reply_in(_text_of(part), sender)):
            return reply
    return None


def _own_parts(mail: Message) -> Iterator[Message]:
    if mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _own_parts(part)


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() in _CALENDAR_TYPES or str(part.get_filename() or "").lower().endswith(".ics")


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or len(content) > _LARGEST_CALENDAR:
        return ""
    named = str(part.get_content_charset() or "").lower()
    for charset in ("utf-8-sig", "cp949" if named in _KOREAN_NAMES else named or "cp949", "cp949"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", errors="replace")


def _reply_in(text: str, sender: str) -> Reply | None:
    """The answer in a calendar, if it is one. Of several attendees the sender is the one who answers."""
    try:
        calendar: Any = Calendar.from_ical(text)
        events = [component for component in calendar.subcomponents if component.name == "VEVENT"]
        if str(calendar.get("METHOD", "")).strip().upper() != "REPLY" or len(events) != 1:
            return None
        named = events[0].get("ATTENDEE", [])
        attendees = named if isinstance(named, list) else [named]
        own = [attendee for attendee in attendees if rules.address_in(str(attendee)) == sender]
        return _reply_of(events[0], (own or attendees)[0])
    except Exception:  # noqa: BLE001  # whatever a broken calendar does to the parser: there is no answer in it
        return None


def _reply_of(event: Any, attendee: Any) -> Reply:
    stated = {name: str(value) for name, value in attendee.params.items()}
    return Reply(
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        stamped_at=_instant(getattr(event.get("DTSTAMP"), "dt", None)),
        attendee=rules.address_in(str(attendee)),
        name=stated.get("CN", ""),
        status=stated.get("PARTSTAT", "NEEDS-ACTION"),
        delegated_to=rules.address_in(stated.get("DELEGATED-TO", "")),
    )


def _instant(stamp: date | datetime | None) -> datetime | None:
    """The stamp as an instant; one without a zone is taken for a time in Korea."""
    if not isinstance(stamp, datetime):
        return None
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=ZoneInfo("Asia/Seoul"))).astimezone(UTC)
