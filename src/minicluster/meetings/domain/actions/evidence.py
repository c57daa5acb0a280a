"""Photos of a meeting: the signed sheet as evidence of who was there, and what was seen at a visit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.attendance import AttendanceLine, open_attendance_of, write_lines
from minicluster.meetings.models import Activity, ActivityFile
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.files.photos import cleaned_photo
from minicluster.platform.files.storage import store_file
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError


@dataclass(frozen=True)
class SentPhoto:
    """A photo as it was sent, and whether its sender wants the place kept in it."""

    content: bytes
    name: str
    keeps_place: bool = False


@transaction.atomic
def attach_signature_sheet(*, actor: Viewer, activity: Activity, photo: SentPhoto, signed: Iterable[Person]) -> ActivityFile:
    """Keep the photo of a signed sheet as evidence of those who signed it; whoever was not written down as there is from now on.

    Raises:
        IllegalStepError: the attendance is confirmed.
        InvalidInputError: nobody is named, or the photo cannot be taken.
    """
    rules.PERMISSIONS.require(actor, "record_attendance", activity.place())
    open_attendance_of(activity)
    people = list(signed)
    if not people:
        raise InvalidInputError(_("Please tick who signed the sheet. Nothing was stored; please choose the photo again, too."), field="signed")
    kept = keep_photo(actor, activity, photo, rules.ActivityFileKind.SHEET)
    known = dict(activity.attendances.filter(kind__in=rules.WAS_THERE).values_list("person_id", "kind"))
    present = rules.AttendanceKind.PRESENT
    lines = [AttendanceLine(person, known.get(person.pk, present), evidence=kept.file, through=rules.RecordedThrough.SHEET) for person in people]
    write_lines(activity, lines)
    record_act(actor=actor, action="attach_signature_sheet", record=activity, fields=["attendances", "files"])
    return kept


def keep_photo(actor: Viewer, activity: Activity, photo: SentPhoto, kind: str) -> ActivityFile:
    """Keep a photo of an activity, cleaned, for an action that has asked whether it may. The same photo twice is one.

    Raises:
        InvalidInputError: the photo cannot be taken; nothing is stored.
    """
    clean = cleaned_photo(photo.content, name=photo.name, keeps_place=photo.keeps_place)
    stored = store_file(content=clean.content, name=clean.name, programme_id=activity.programme_id, stored_by_id=actor.user_id)
    kept, _is_new = ActivityFile.objects.get_or_create(
        activity=activity,
        file=stored,
        kind=kind,
        defaults={"programme_id": activity.programme_id, "added_at": activity.now(), "invented": activity.invented},
    )
    return kept
