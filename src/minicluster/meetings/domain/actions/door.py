"""Checking in at the door: by the guests themselves, by the host for them, and what the host makes of a name that nobody knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.attendance import AttendanceLine, open_attendance_of, write_lines
from minicluster.meetings.domain.door import (
    ForeignCodeError,
    arrival_behind_pass,
    organisation_meant,
    person_meant,
    person_signed_in,
    refuse_a_closed_attendance,
)
from minicluster.meetings.domain.queries import people_who_may_come
from minicluster.meetings.models import Activity, Attendance, DoorEntry
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError

_LONGEST_NAME: Final = 60


@dataclass(frozen=True)
class Caller:
    """Who says to be here: by name and organisation, or as the person signed in; when, and by which way."""

    name: str
    organisation_name: str
    arrived_at: datetime
    through: str
    person: Person | None = None


@transaction.atomic
def check_in(*, actor: Viewer, door_pass: str, key: UUID, name: str = "", organisation_name: str = "") -> DoorEntry:
    """Check in with the pass of somebody who has scanned the code, which is the right to do so; without a name it is the person signed in.

    The same key again is the same check-in: nothing is added, and the answer is the same even after the attendance was confirmed.

    Raises:
        ScanAgainError: the pass is too old or not ours, or its key was used at another door.
        DoorClosedError: the attendance is confirmed.
        InvalidInputError: no name was typed and nobody is signed in.
    """
    arrival = arrival_behind_pass(door_pass)
    known = _known(key, arrival.activity)
    if known is not None:
        return known
    refuse_a_closed_attendance(arrival.activity)
    person = None if name.strip() else _whoever_is_signed_in(actor, arrival.activity)
    caller = Caller(str(person or name), organisation_name, arrival.at, rules.RecordedThrough.DOOR, person)
    return _entered(actor, arrival.activity, key, caller)


@transaction.atomic
def enter_by_name(*, actor: Viewer, activity: Activity, key: UUID, name: str, organisation_name: str = "") -> DoorEntry:
    """Write down by name somebody whom the list does not show: who is known is found, everyone else waits to be matched or taken in as a visitor.

    Raises:
        IllegalStepError: the attendance is confirmed.
        InvalidInputError: no name was typed.
    """
    rules.PERMISSIONS.require(actor, "record_attendance", activity.place())
    return _entered(actor, activity, key, Caller(name, organisation_name, activity.now(), rules.RecordedThrough.LIST))


@transaction.atomic
def match_door_entry(*, actor: Viewer, entry: DoorEntry, person: Person) -> DoorEntry:
    """Say who it is that checked in under a name which could not be matched.

    Raises:
        IllegalStepError: the attendance is confirmed, or somebody has looked at the entry before.
    """
    _require_open(actor, entry)
    entry.attendance = _attendance(entry.activity, person, entry.arrived_at, rules.RecordedThrough.DOOR)
    entry.save(update_fields=["attendance"])
    record_act(actor=actor, action="match_door_entry", record=entry, fields=["attendance"])
    return entry


@transaction.atomic
def register_visitor(*, actor: Viewer, entry: DoorEntry) -> DoorEntry:
    """Take in whoever checked in as a visitor: a person with a name and no more, for an organisation where a known one is called so.

    Raises:
        IllegalStepError: the attendance is confirmed, or somebody has looked at the entry before.
    """
    _require_open(actor, entry)
    visitor = Person.objects.create(programme_id=entry.programme_id, name_ko=entry.name[:_LONGEST_NAME], invented=entry.invented)
    record_act(actor=actor, action="register_person", record=visitor)
    line = AttendanceLine(
        visitor,
        rules.AttendanceKind.VISITOR,
        organisation=organisation_meant(entry.activity, entry.organisation_name),
        arrived_at=entry.arrived_at,
        through=rules.RecordedThrough.DOOR,
    )
    entry.attendance = write_lines(entry.activity, [line])[0]
    entry.save(update_fields=["attendance"])
    record_act(actor=actor, action="register_visitor", record=entry, fields=["attendance"])
    return entry


@transaction.atomic
def dismiss_door_entry(*, actor: Viewer, entry: DoorEntry) -> DoorEntry:
    """Put a check-in aside that nobody stands behind: a jest, or somebody who is on the list already.

    Raises:
        IllegalStepError: the attendance is confirmed, or somebody has looked at the entry before.
    """
    _require_open(actor, entry)
    entry.dismissed_at = entry.now()
    entry.save(update_fields=["dismissed_at"])
    record_act(actor=actor, action="dismiss_door_entry", record=entry, fields=["dismissed_at"])
    return entry


def _whoever_is_signed_in(actor: Viewer, activity: Activity) -> Person:
    person = person_signed_in(actor, activity)
    if person is None:
        raise InvalidInputError(_("Please type your name. Nothing was sent yet."), field="name")
    return person


def _known(key: UUID, activity: Activity) -> DoorEntry | None:
    """The check-in that was sent under this key before."""
    entry = DoorEntry.objects.select_related("activity__programme", "programme").filter(key=key).first()
    if entry is not None and entry.activity_id != activity.pk:
        raise ForeignCodeError(_("This form belongs to another meeting. Please scan the code at the door again."))
    return entry


def _entered(actor: Viewer, activity: Activity, key: UUID, caller: Caller) -> DoorEntry:
    """The check-in under this key: written down once, with the attendance where exactly one person is meant."""
    name, organisation = caller.name.strip(), caller.organisation_name.strip()
    if not name:
        raise InvalidInputError(_("Please type a name. Nothing was changed."), field="name")
    refuse_resident_registration_numbers(name=name, organisation_name=organisation)
    open_attendance_of(activity)
    known = _known(key, activity)
    if known is not None:
        return known
    person = _one_who_may_come(activity, caller.person) if caller.person else person_meant(activity, name, organisation)
    entry = DoorEntry.objects.create(
        programme_id=activity.programme_id, activity=activity, key=key, name=name, organisation_name=organisation, arrived_at=caller.arrived_at,
        attendance=_attendance(activity, person, caller.arrived_at, caller.through) if person else None, invented=activity.invented,
    )  # fmt: skip
    record_act(actor=actor, action="check_in", record=entry)
    return entry


def _one_who_may_come(activity: Activity, person: Person) -> Person | None:
    return people_who_may_come(activity).filter(pk=person.pk).first()


def _attendance(activity: Activity, person: Person, arrived_at: datetime, through: str) -> Attendance:
    """The attendance of somebody who is here: as it was written down where it says so already, else as the hour and the answers say."""
    known = activity.attendances.filter(person=person).first()
    if known is not None and known.kind in rules.WAS_THERE:
        return known
    is_deputy = activity.invitations.filter(answer=rules.InvitationAnswer.DEPUTY, deputy=person).exists()
    kind = rules.AttendanceKind.DEPUTY if is_deputy else rules.arrival_kind(activity.starts_at, arrived_at)
    return write_lines(activity, [AttendanceLine(person, kind, arrived_at=arrived_at, through=through)])[0]


def _require_open(actor: Viewer, entry: DoorEntry) -> None:
    rules.PERMISSIONS.require(actor, "record_attendance", entry.place())
    open_attendance_of(entry.activity)
    entry.refresh_from_db(fields=["attendance", "dismissed_at"])
    if entry.attendance_id is not None or entry.dismissed_at is not None:
        raise IllegalStepError(_("Somebody has looked at this check-in already. Nothing was changed; the list shows what came of it."))
