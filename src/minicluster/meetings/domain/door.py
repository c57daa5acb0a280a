"""Who stands at the door: the code on the host's phone, the pass of whoever scanned it, and the names that are still to be matched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import activities_for, day_of, people_who_may_come
from minicluster.meetings.models import Activity, DoorEntry
from minicluster.members.models import Affiliation, Membership, Organisation, Person
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.platform.imports.names import organisation_key
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError, RefusedError
from minicluster.platform.signed_links import ExpiredLinkError, SignedLink

DOOR_CODE: Final = SignedLink("door-code", rules.CODE_LIFETIME)
DOOR_PASS: Final = SignedLink("door-pass", rules.PASS_LIFETIME)


class DoorClosedError(RefusedError):
    """No code is handed out and nobody is let in: it is not the hour, or the attendance is confirmed."""


class ScanAgainError(RefusedError):
    """A code or pass that is too old: scanning again helps."""

    status = 410


class ForeignCodeError(ScanAgainError):
    """A code or pass that is none of ours, or was made for something else."""

    status = 404


@dataclass(frozen=True)
class Arrival:
    """What a pass says: to which activity somebody came, and when they scanned the code."""

    activity: Activity
    at: datetime


def door_address(activity: Activity) -> str:
    """The address that a code holds at this moment.

    Raises:
        DoorClosedError: it is not the hour, or the attendance is confirmed.
    """
    _refuse_a_closed_door(activity)
    return settings.BASE_ADDRESS + reverse("meetings:door", args=[DOOR_CODE.token(activity.pk)])


def activity_behind_code(code: str) -> Activity:
    """The activity at whose door a code was scanned just now.

    Raises:
        ScanAgainError: the code is too old, or none of ours.
        DoorClosedError: it is not the hour, or the attendance is confirmed.
    """
    pk, _version = _opened(DOOR_CODE, code)
    activity = _activity(pk)
    _refuse_a_closed_door(activity)
    return activity


def door_pass(activity: Activity) -> str:
    """What whoever has scanned may send in a day's time: it says when they arrived, so that a bad line makes nobody late."""
    return DOOR_PASS.token(activity.pk, version=activity.now().isoformat())


def arrival_behind_pass(token: str) -> Arrival:
    """To which activity the holder of a pass came, and when.

    Raises:
        ScanAgainError: the pass is too old, or none of ours.
    """
    pk, at = _opened(DOOR_PASS, token)
    return Arrival(_activity(pk), datetime.fromisoformat(at))


def _opened(link: SignedLink, token: str) -> tuple[int, str]:
    try:
        return link.open(token)
    except ExpiredLinkError as error:
        raise ScanAgainError(_("A code holds for a minute only, and this one is too old. Nothing is lost: please scan the code at the door again.")) from error
    except NotVisibleError as error:
        raise ForeignCodeError(_("This is not a code of a door, or not all of it. Nothing is lost: please scan the code at the door again.")) from error


def _activity(pk: int) -> Activity:
    activity = Activity.objects.select_related("programme").prefetch_related("groups").filter(pk=pk).first()
    if activity is None:
        raise ForeignCodeError(_("There is no such meeting any more. Please scan the code at the door again, or ask the host."))
    return activity


def refuse_a_closed_attendance(activity: Activity) -> None:
    """Say so, in words for a guest, where the attendance can no longer be changed."""
    if not rules.takes_attendance(activity.state):
        raise DoorClosedError(_("The attendance of this meeting is closed, so that nobody can check in any more. Please tell the host that you are here."))


def _refuse_a_closed_door(activity: Activity) -> None:
    refuse_a_closed_attendance(activity)
    if not rules.door_is_open(activity.state, activity.starts_at, activity.ends_at, activity.now()):
        raise DoorClosedError(_("The door opens two hours before the meeting and closes an hour after it. At this hour nobody can check in; nothing is lost."))


def person_meant(activity: Activity, name: str, organisation: str) -> Person | None:
    """The one person who may come and is meant by a typed name; nobody where it could be several."""
    namesakes = [person for person in people_who_may_come(activity) if rules.bears_name(name, (person.name_ko, person.name_en))]
    workplaces = _organisation_names(activity, [person.pk for person in namesakes])
    known = [rules.KnownPerson(person.pk, (person.name_ko, person.name_en), tuple(workplaces.get(person.pk, ()))) for person in namesakes]
    meant = rules.who_is_meant(name, organisation, known)
    return next((person for person in namesakes if person.pk == meant), None)


def _organisation_names(activity: Activity, people: list[int]) -> dict[int, list[str]]:
    """For which organisations these people may come: where they work on that day, and whose membership they stand for."""
    names: dict[int, list[str]] = {}
    if not people:
        return names
    working = Affiliation.objects.on(day_of(activity)).filter(person__in=people).select_related("organisation")
    for affiliation in working:
        names.setdefault(affiliation.person_id, []).extend((affiliation.organisation.name_ko, affiliation.organisation.name_en))
    standing = Membership.objects.filter(Q(representative__in=people) | Q(deputy__in=people), state__in=LIVING_MEMBERSHIP, organisation__isnull=False)
    for membership in standing.select_related("organisation"):
        for person in {membership.representative_id, membership.deputy_id} & set(people):
            names.setdefault(person, []).extend((membership.organisation.name_ko, membership.organisation.name_en))
    return names


def organisation_meant(activity: Activity, name: str) -> Organisation | None:
    """The one known organisation that is called so."""
    typed = organisation_key(name)
    rows = Organisation.objects.filter(Q(name_ko__icontains=typed) | Q(name_en__icontains=typed), programme_id=activity.programme_id) if typed else []
    called = [row for row in rows if typed in {organisation_key(row.name_ko), organisation_key(row.name_en)}]
    return called[0] if len(called) == 1 else None


def person_signed_in(viewer: Viewer, activity: Activity) -> Person | None:
    """The person who is signed in, where they belong to the programme of the activity."""
    return Person.objects.filter(pk=viewer.person_id or 0, programme_id=activity.programme_id).defer("email", "phone").first()


def namesakes_of(entry: DoorEntry) -> list[Person]:
    """Who may come and bears the name under which somebody checked in, whatever their organisation."""
    return [person for person in people_who_may_come(entry.activity) if rules.bears_name(entry.name, (person.name_ko, person.name_en))]


def unmatched_entries(activity: Activity) -> QuerySet[DoorEntry]:
    """Who checked in under a name that could not be matched and that nobody has looked at yet, first come first."""
    return activity.door_entries.filter(attendance=None, dismissed_at=None).order_by("arrived_at", "pk")


def door_entry_for(viewer: Viewer, pk: int) -> DoorEntry:
    """One check-in, for whoever writes the attendance of that activity."""
    rows = DoorEntry.objects.filter(activity__in=activities_for(viewer).order_by())
    entry = get_object_or_404(rows.select_related("activity__programme", "programme", "attendance__person"), pk=pk)
    rules.PERMISSIONS.require(viewer, "record_attendance", entry.place())
    return entry
