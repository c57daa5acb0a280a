"""Activities as calendars know them (RFC 5545): entries that are sent to one person (RFC 5546: REQUEST, CANCEL), and calendars that are read (PUBLISH).

An entry keeps its UID for ever, wherever the installation moves; each change counts its SEQUENCE up. Times stand in the clock of Korea, with its VTIMEZONE.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress

from minicluster.meetings.models import Activity
from minicluster.meetings.rules import ActivityState

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
_PUBLISH: Final = "PUBLISH"
_UID_HOST: Final = "minicluster"
_KOREA: Final = ZoneInfo("Asia/Seoul")
_PRODUCT: Final = "-//minicluster//meetings//EN"
_READ_AGAIN_AFTER: Final = timedelta(hours=1)
# Of a postponed activity the time that is on record is the one at which nothing happens; once a new one is announced it is no longer postponed.
_DOES_NOT_TAKE_PLACE: Final = (ActivityState.CANCELLED, ActivityState.POSTPONED)


@dataclass(frozen=True)
class Attendee:
    """Whom an entry is for, and what is known of their answer: a participation status of RFC 5545, 3.2.12."""

    name: str
    address: str
    status: str = "NEEDS-ACTION"
    delegated_to: str = ""
    is_asked: bool = True


def uid_of(activity: Activity) -> str:
    """What calendars know an activity by."""
    return f"{activity.uid}@{_UID_HOST}"


def uuid_in(uid: str) -> UUID | None:
    """The activity's identifier in a UID, or None where it is not one of ours."""
    identifier, _at, host = uid.strip().rpartition("@")
    try:
        return UUID(identifier) if host == _UID_HOST else None
    except ValueError:
        return None


def entry_for(attendee: Attendee, activity: Activity, *, method: str, description: str) -> str:
    """The entry that is sent to one person: a REQUEST for a new or changed activity, a CANCEL for what does not take place, or not for them."""
    event = _event(activity, "CANCELLED" if method == CANCEL else "CONFIRMED", description)
    event.add("attendee", _attendee(attendee, is_asked=attendee.is_asked and method == REQUEST), encode=False)
    return _text(_calendar(method), [event])


def published(activities: Iterable[Activity], *, name: str) -> str:
    """A calendar to be read by whoever knows its address: what does not take place is in it too, as cancelled, so that it goes out of the reader's calendar."""
    calendar = _calendar(_PUBLISH)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", _KOREA.key)
    calendar.add("refresh-interval", _READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    return _text(calendar, [_published(activity) for activity in activities])


def _published(activity: Activity) -> Event:
    address = settings.BASE_ADDRESS + activity.get_absolute_url()
    event = _event(activity, "CANCELLED" if activity.state in _DOES_NOT_TAKE_PLACE else "CONFIRMED", f"{activity.agenda}\n\n{address}".strip())
    changed_at = getattr(activity, "changed_at", None)
    if changed_at is not None:
        event.add("last-modified", changed_at)
    event.add("url", address)
    return event


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    for name, value in (("prodid", _PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    return calendar


def _text(calendar: Calendar, events: Iterable[Event]) -> str:
    calendar.add_component(_korean_time())
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _korean_time() -> Timezone:
    """Korea has kept one offset since 1988: the one rule of it does not depend on which time zone data is installed."""
    standard = TimezoneStandard()
    for name, value in (("dtstart", datetime(1970, 1, 1)), ("tzoffsetfrom", timedelta(hours=9)), ("tzoffsetto", timedelta(hours=9)), ("tzname", "KST")):  # noqa: DTZ001  # a local time, as the standard asks
        standard.add(name, value)
    zone = Timezone()
    zone.add("tzid", _KOREA.key)
    zone.add_component(standard)
    return zone


def _event(activity: Activity, status: str, description: str) -> Event:
    event = Event()
    event.add("uid", uid_of(activity))
    event.add("sequence", activity.sequence)
    event.add("dtstamp", activity.now().astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", activity.starts_at.astimezone(_KOREA))
    event.add("dtend", activity.ends_at.astimezone(_KOREA))
    event.add("summary", _one_line(activity.title))
    event.add("status", status)
    event.add("organizer", _organizer(activity), encode=False)
    for name, value in (("location", _one_line(activity.venue)), ("description", description)):
        if value:
            event.add(name, value)
    return event


def _organizer(activity: Activity) -> vCalAddress:
    """The office's own address, to which calendars send their answers; who invites is said by the name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = _name(name or " · ".join(str(group) for group in activity.groups.all()))
    return organizer


def _attendee(attendee: Attendee, *, is_asked: bool) -> vCalAddress:
    address = vCalAddress(f"mailto:{attendee.address}")
    facts = {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "CN": _name(attendee.name),
        "PARTSTAT": attendee.status,
        "RSVP": "TRUE" if is_asked else "FALSE",
    }
    address.params.update(facts)
    if attendee.delegated_to:
        address.params["DELEGATED-TO"] = f"mailto:{attendee.delegated_to}"
    return address


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(text: str) -> str:
    """A name beside an address. How a double quote is written there (RFC 6868) is not known to every calendar."""
    return _one_line(text).replace('"', "'")
