"""Those who were there and read a draft: the letters they get, the links of their own, and what they want put right."""

from dataclasses import dataclass

from django.db.models import QuerySet

from minicluster.meetings import rules
from minicluster.meetings.domain.minutes_letters import MINUTES_LINK, draft_text, version_of_circulation
from minicluster.meetings.models import Attendance, Minutes, MinutesComment
from minicluster.members.models import Person
from minicluster.members.rules import OrganisationKind
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import NotVisibleError


def comments_on(viewer: Viewer, minutes: Minutes) -> list[MinutesComment]:
    """What people want put right, latest first: all of it for those who write the minutes, one's own for everyone else."""
    rows = minutes.comments.select_related("person").defer("person__email", "person__phone").order_by("-pk")
    if not rules.PERMISSIONS.allows(viewer, "write_minutes", minutes.place()):
        rows = rows.filter(person_id=viewer.person_id or 0)
    return list(rows)


def may_comment(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer was there and the circulated draft waits for comments."""
    waits = minutes.circulated_at is not None and minutes.state != rules.MinutesState.APPROVED
    came = minutes.activity.attendances.filter(person_id=viewer.person_id or 0, kind__in=rules.WAS_THERE)
    return waits and rules.PERMISSIONS.scope(viewer, "comment_on_minutes") is not None and came.exists()


def own_person(viewer: Viewer) -> Person:
    """Whoever is signed in, as a person.

    Raises:
        NotVisibleError: the account belongs to nobody in particular.
    """
    person = Person.objects.filter(pk=viewer.person_id or 0, programme_id=viewer.programme_id).first()
    if person is None:
        raise NotVisibleError
    return person


def readers_of(minutes: Minutes) -> QuerySet[Attendance]:
    """To whom the draft goes: everyone who was there."""
    return minutes.activity.attendances.filter(kind__in=rules.WAS_THERE).select_related("person", "organisation").order_by("person__name_ko", "pk")


def letters_to_copy(viewer: Viewer, minutes: Minutes) -> list[tuple[Attendance, str]]:
    """The letters to those without a mail address, for whoever circulates the draft to copy into a messenger."""
    if minutes.circulated_at is None or not rules.PERMISSIONS.allows(viewer, "circulate_minutes", minutes.place()):
        return []
    return [(attendance, draft_text(minutes, attendance)) for attendance in readers_of(minutes).filter(person__email="")]


@dataclass(frozen=True)
class LinkedMinutes:
    """What stands behind a link that somebody who was there got by mail."""

    minutes: Minutes
    attendance: Attendance
    reader: Viewer
    is_latest: bool


def minutes_behind(token: str) -> LinkedMinutes:
    """The minutes behind a signed link, who reads them, and whether the link belongs to the latest circulation.

    Raises:
        ExpiredLinkError, NotVisibleError: the link is too old or not one of ours.
    """
    pk, version = MINUTES_LINK.open(token)
    found = Attendance.objects.filter(pk=pk, kind__in=rules.WAS_THERE).select_related("activity__programme", "person", "organisation").first()
    minutes = Minutes.objects.filter(activity=found.activity).select_related("programme").first() if found else None
    if found is None or minutes is None:
        raise NotVisibleError
    minutes.activity = found.activity
    role = Role.FIRM_USER if found.organisation and found.organisation.kind == OrganisationKind.FIRM else Role.EXPERT
    reader = Viewer(role, minutes.programme_id, person_id=found.person_id)
    return LinkedMinutes(minutes, found, reader, is_latest=version == version_of_circulation(minutes))
