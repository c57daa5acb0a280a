"""Attendance: who was there, for which organisation, and whom they met."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import day_of
from minicluster.meetings.domain.survey_mail import send_survey
from minicluster.meetings.models import Activity, Attendance, Talk
from minicluster.members.domain.queries import organisation_ids_on, represented_by
from minicluster.members.domain.ties import append_meeting_ties, append_tie
from minicluster.members.models import Organisation, Person
from minicluster.members.rules import TieKind
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError

_WRITTEN: Final = ["organisation", "kind", "deputy_for", "arrived_at", "recorded_through", "evidence"]


@dataclass(frozen=True)
class AttendanceLine:
    """How one person attended.

    For whom they worked on that day, and for whom a deputy came, is derived unless it is given; evidence and arrival that were known before are kept.
    With `read`, how they were written down when the sender looked, a line does not overwrite what somebody else has written since.
    """

    person: Person
    kind: str = rules.AttendanceKind.PRESENT
    deputy_for: Person | None = None
    organisation: Organisation | None = None
    evidence: StoredFile | None = None
    arrived_at: datetime | None = None
    through: str = rules.RecordedThrough.LIST
    read: str | None = None


@transaction.atomic
def record_attendance(*, actor: Viewer, activity: Activity, lines: Sequence[AttendanceLine]) -> list[Attendance]:
    """Write down who attended; a second line about a person replaces the first, people who are not named stay as they are.

    What comes back is what was written: a line that was overtaken by another hand is not among it.

    Raises:
        IllegalStepError: the attendance is confirmed already, or the activity does not take place.
        InvalidInputError: a person is named twice.
    """
    rules.PERMISSIONS.require(actor, "record_attendance", activity.place())
    open_attendance_of(activity)
    rows = write_lines(activity, lines)
    record_act(actor=actor, action="record_attendance", record=activity, fields=["attendances"])
    return rows


def open_attendance_of(activity: Activity) -> Activity:
    """The activity as it is stored, locked, so that whoever writes its attendance does so one after the other.

    Raises:
        IllegalStepError: the attendance is confirmed already, or the activity does not take place.
    """
    stored = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if not rules.takes_attendance(stored.state):
        raise IllegalStepError(
            _("The attendance of this activity can no longer be changed: its state is “%(state)s”. Nothing was changed.")
            % {"state": stored.get_state_display()}
        )
    return stored


def write_lines(activity: Activity, lines: Sequence[AttendanceLine]) -> list[Attendance]:
    """Write lines about people for an action that holds the activity and has asked whether it may.

    Raises:
        InvalidInputError: a person is named twice.
    """
    _refuse_wrong_people(activity, lines)
    people = [line.person.pk for line in lines]
    known = {row.person_id: row for row in activity.attendances.filter(person__in=people)}
    worked_for = organisation_ids_on(day_of(activity), people)
    deputising = _chiefs_of(activity, [line.person.pk for line in lines if line.kind == rules.AttendanceKind.DEPUTY])
    rows = [_row(activity, line, known.get(line.person.pk), worked_for, deputising) for line in lines if not _is_overtaken(line, known)]
    Attendance.objects.bulk_create(rows, update_conflicts=True, unique_fields=["activity", "person"], update_fields=_WRITTEN)
    return rows


def _is_overtaken(line: AttendanceLine, known: Mapping[int, Attendance]) -> bool:
    now = known[line.person.pk].kind if line.person.pk in known else ""
    return line.read is not None and now not in (line.read, line.kind)


def _row(activity: Activity, line: AttendanceLine, known: Attendance | None, worked_for: Mapping[int, int], deputising: Mapping[int, int]) -> Attendance:
    """A line as it is stored. A better known arrival or piece of evidence is not lost by a tap on a list."""
    person, before = line.person.pk, known or Attendance()
    is_deputy, was_there, says_the_same = line.kind == rules.AttendanceKind.DEPUTY, line.kind in rules.WAS_THERE, before.kind == line.kind
    chief = line.deputy_for.pk if line.deputy_for else before.deputy_for_id or deputising.get(person)
    return Attendance(
        activity=activity,
        person=line.person,
        organisation_id=line.organisation.pk if line.organisation else worked_for.get(person, before.organisation_id),
        kind=line.kind,
        deputy_for_id=chief if is_deputy else None,
        arrived_at=(line.arrived_at or before.arrived_at) if was_there else None,
        recorded_through=before.recorded_through if known and says_the_same else line.through,
        evidence_id=line.evidence.pk if line.evidence else before.evidence_id,
    )


def _chiefs_of(activity: Activity, deputies: Sequence[int]) -> dict[int, int]:
    """For whom each of these deputies comes: for whoever answered so, else for the representative beside whom they stand in a membership."""
    answered = activity.invitations.filter(answer=rules.InvitationAnswer.DEPUTY, deputy__in=deputies)
    return represented_by(activity.place().group_ids, deputies) | dict(answered.values_list("deputy_id", "person_id"))


def _refuse_wrong_people(activity: Activity, lines: Sequence[AttendanceLine]) -> None:
    people = [person for line in lines for person in (line.person, line.deputy_for) if person is not None]
    if any(person.programme_id != activity.programme_id for person in people):
        raise NotVisibleError
    if len({line.person.pk for line in lines}) != len(lines):
        raise InvalidInputError(_("One person is named twice. Please keep one line for each; what you typed is kept."))


@transaction.atomic
def name_chief(*, actor: Viewer, attendance: Attendance, deputy_for: Person) -> Attendance:
    """Say for whom a deputy came, where it was not known or was somebody else.

    Raises:
        IllegalStepError: the attendance is confirmed already.
        InvalidInputError: the person named is there themselves, is the deputy, or has another deputy.
    """
    activity = attendance.activity
    rules.PERMISSIONS.require(actor, "record_attendance", activity.place())
    open_attendance_of(activity)
    if deputy_for.programme_id != activity.programme_id:
        raise NotVisibleError
    _refuse_a_wrong_chief(attendance, deputy_for)
    attendance.kind, attendance.deputy_for = rules.AttendanceKind.DEPUTY, deputy_for
    attendance.save(update_fields=["kind", "deputy_for"])
    record_act(actor=actor, action="record_attendance", record=activity, fields=["attendances"])
    return attendance


def _refuse_a_wrong_chief(attendance: Attendance, chief: Person) -> None:
    others = Attendance.objects.filter(activity=attendance.activity_id, kind__in=rules.WAS_THERE)
    if chief.pk == attendance.person_id or others.filter(person=chief).exists():
        raise InvalidInputError(_("Whoever is there needs no deputy. Nothing was changed; please choose somebody who did not come."), field="deputy_for")
    if others.filter(deputy_for=chief).exclude(pk=attendance.pk).exists():
        raise InvalidInputError(_("Somebody else is there as that person's deputy already. Nothing was changed."), field="deputy_for")


@transaction.atomic
def confirm_attendance(*, actor: Viewer, activity: Activity, why: str = "") -> Activity:
    """Confirm the attendance: from then on it is a fact, whoever sat together in a small circle or in a talk of two has met, and all are asked how it was.

    Raises:
        InvalidInputError: nobody's attendance is written down.
    """
    take_step(activity, "confirm_attendance", actor=actor, why=why)
    present = _people_present(activity)
    if not present:
        raise InvalidInputError(_("Nobody's attendance is written down yet. Nothing was changed; please fill in the list first."))
    append_meeting_ties(meeting=activity, present=present, on_date=day_of(activity))
    _append_talk_ties(activity, present)
    send_survey(activity)
    return activity


def _append_talk_ties(activity: Activity, present: Collection[int]) -> None:
    """Two who had a talk of their own have met, however many others were in the room; where one of them did not come, there was no talk."""
    talks = Talk.objects.filter(talk_round__activity=activity, one__in=present, other__in=present).select_related("one", "other")
    for talk in talks.order_by("pk"):
        append_tie(programme=activity.programme, one=talk.one, other=talk.other, kind=TieKind.MET, on_date=day_of(activity), through=talk)


def _people_present(activity: Activity) -> Collection[int]:
    return list(activity.attendances.filter(kind__in=rules.WAS_THERE).values_list("person_id", flat=True))
