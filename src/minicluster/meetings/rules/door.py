"""The door: when it is open, what an arrival counts as, and who is meant by a typed name. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from minicluster.meetings.rules.activities import takes_attendance
from minicluster.meetings.rules.attendance import AttendanceKind
from minicluster.platform.imports.names import organisation_key
from minicluster.platform.imports.tidying import key

# The code on the host's phone changes every 20 seconds, and one that was just scanned holds for a minute.
CODE_CHANGES_AFTER: Final = timedelta(seconds=20)
CODE_LIFETIME: Final = timedelta(seconds=60)
# Whoever has scanned may send for a day, so that a bad line loses nobody; they arrived when they scanned.
PASS_LIFETIME: Final = timedelta(days=1)
DOOR_OPENS_BEFORE: Final = timedelta(hours=2)
DOOR_CLOSES_AFTER: Final = timedelta(hours=1)
# Korean meetings begin when the chair sits down; ten minutes are not called late.
LATE_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class KnownPerson:
    """Somebody who may come, with the names by which they and the organisations for which they may come are known."""

    person_id: int
    names: tuple[str, ...]
    organisations: tuple[str, ...] = ()


def door_is_open(state: str, starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether codes are handed out: around the hours of an activity whose attendance is not confirmed."""
    return takes_attendance(state) and starts_at - DOOR_OPENS_BEFORE <= at <= ends_at + DOOR_CLOSES_AFTER


def arrival_kind(starts_at: datetime, arrived_at: datetime) -> AttendanceKind:
    """What an arrival counts as: late from more than ten minutes after the beginning on."""
    return AttendanceKind.LATE if arrived_at > starts_at + LATE_AFTER else AttendanceKind.PRESENT


def bears_name(name: str, known: Iterable[str]) -> bool:
    """Whether a typed name is one of these, without regard to spaces, punctuation, case and width."""
    typed = key(name)
    return bool(typed) and typed in {key(one) for one in known}


def is_meant(person: KnownPerson, name: str, organisation: str) -> bool:
    """Whether this person can be meant. Who names another organisation than the person's is somebody else of the same name."""
    if not bears_name(name, person.names):
        return False
    typed, known = organisation_key(organisation), [organisation_key(one) for one in person.organisations]
    return not typed or not known or any(typed in one or one in typed for one in known)


def who_is_meant(name: str, organisation: str, people: Iterable[KnownPerson]) -> int | None:
    """The one person who is meant; of several nobody is guessed, and a person looks at it."""
    meant = {person.person_id for person in people if is_meant(person, name, organisation)}
    return meant.pop() if len(meant) == 1 else None
