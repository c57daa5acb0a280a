"""Attendance: who was there, for which organisation, and whom they met."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
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


@dataclass(frozen=True)
class AttendanceLine:
    """How one person attended. For whom they worked on that day, and for whom a deputy came, is derived unless it is given."""

    person: Person
    kind: str = rules.AttendanceKind.PRESENT
    deputy_for: Person | None = None
    organisation: Organisation | None = None
    evidence: StoredFile | None = None


@transaction.atomic
def record_attendance(*, actor: Viewer, activity: Activity, lines: Sequence[AttendanceLine]) -> list[Attendance]:
    """Write down who attended; a second line about a person replaces the first, people who are not named stay as they are.

    Raises:
        IllegalStepError: the attendance is confirmed already, or the activity does not take place.
        InvalidInputError: a person is named twice.
    """
    rules.PERMISSIONS.require(actor, "record_attendance", activity.place())
    stored = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if not rules.takes_attendance(stored.state):
        raise IllegalStepError(
            _("The attendance of this activity can no longer be changed: its state is “%(state)s”. Nothing was changed.")
            % {"state": stored.get_state_display()}
        )
    _refuse_wrong_people(activity, lines)
    people = [line.person.pk for line in lines]
    worked_for = organisation_ids_on(day_of(activity), people)
    deputising = represented_by(activity.place().group_ids, [line.person.pk for line in lines if line.kind == rules.AttendanceKind.DEPUTY])
    rows = [
        Attendance(
            activity=activity,
            person=line.person,
            organisation_id=line.organisation.pk if line.organisation else worked_for.get(line.person.pk),
            kind=line.kind,
            deputy_for_id=line.deputy_for.pk if line.deputy_for else deputising.get(line.person.pk),
            evidence=line.evidence,
        )
        for line in lines
    ]
    Attendance.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["activity", "person"], update_fields=["organisation", "kind", "deputy_for", "evidence"]
    )
    record_act(actor=actor, action="record_attendance", record=activity, fields=["attendances"])
    return rows


def _refuse_wrong_people(activity: Activity, lines: Sequence[AttendanceLine]) -> None:
    people = [person for line in lines for person in (line.person, line.deputy_for) if person is not None]
    if any(person.programme_id != activity.programme_id for person in people):
        raise NotVisibleError
    if len({line.person.pk for line in lines}) != len(lines):
        raise InvalidInputError(_("One person is named twice. Please keep one line for each; what you typed is kept."))


def day_of(activity: Activity) -> date:
    """The day in Korea on which the activity takes place."""
    return timezone.localtime(activity.starts_at).date()


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
