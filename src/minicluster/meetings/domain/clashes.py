"""What comes in the way of activities: who is expected at two at once, which group meets twice on a day, days off.

The number of statements does not depend on the number of activities. Only activities that the viewer may know of are looked at, and people are named
only to those who invite to one of the two, and to the person.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.domain.years import start_of
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.meetings.rules import Clash, ClashKind, Occasion
from minicluster.members.models import Person
from minicluster.platform.permissions import Viewer, some_ids

TAKES_PLACE: Final = ~Q(state__in=(rules.ActivityState.CANCELLED, rules.ActivityState.POSTPONED))
# A page looks no further than this from the first day of what it shows.
_FURTHEST: Final = timedelta(days=62)


@dataclass(frozen=True)
class ClashNote:
    """One clash in words: what is in the way of an activity."""

    kind: ClashKind
    day: date
    activity: Activity
    other: Activity | None
    who: tuple[str, ...]

    @property
    def label(self) -> str:
        """What kind of clash it is, in words."""
        return str(self.kind.label)


def clashes_of(viewer: Viewer, shown: Sequence[Activity], span: tuple[date, date] | None = None) -> list[ClashNote]:
    """What is in the way of these activities, by day: among themselves, with others that the viewer may know of, and by days off.

    Without a span of days, those from the first that begins to the last that ends, as far as a page looks.
    """
    if not shown:
        return []
    first, last = span or _span(shown)
    engaged = _with_speakers(shown)
    others = _others(viewer, shown, frozenset().union(*engaged.values()), first, last)
    people = _with_speakers(others) | engaged
    known = {activity.pk: activity for activity in (*others, *shown)}
    occasions = [_occasion(activity, people[activity.pk], first, last) for activity in known.values()]
    holidays = rules.holidays_in(range(first.year, last.year + 1), get_language() or "ko")
    found = rules.clashes_among(occasions, holidays)
    return _notes(viewer, found, known, {activity.pk for activity in shown}, holidays)


def _span(shown: Sequence[Activity]) -> tuple[date, date]:
    first = min(timezone.localtime(activity.starts_at).date() for activity in shown)
    last = max(timezone.localtime(activity.ends_at).date() for activity in shown)
    return first, min(last, first + _FURTHEST)


def _with_speakers(activities: Sequence[Activity]) -> dict[int, frozenset[int]]:
    """Who is expected at each of these, and who speaks."""
    engaged = _engaged_at(activity.pk for activity in activities)
    return {activity.pk: engaged.get(activity.pk, frozenset()) | some_ids(activity.speaker_id) for activity in activities}


def _engaged_at(activity_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Who is expected at each of these: who is invited and did not decline, or the deputy that they send, and who has a seat."""
    chosen = list(activity_ids)
    engaged: dict[int, set[int]] = defaultdict(set)
    for activity, person, deputy, answer in _expected(activity_id__in=chosen).values_list("activity_id", "person_id", "deputy_id", "answer"):
        engaged[activity].add(deputy if answer == rules.InvitationAnswer.DEPUTY and deputy else person)
    for activity, person in _seated(activity_id__in=chosen).values_list("activity_id", "person_id"):
        engaged[activity].add(person)
    return {activity: frozenset(people) for activity, people in engaged.items()}


def _expected(**where: Any) -> QuerySet[Invitation]:
    return Invitation.objects.filter(**where).exclude(answer=rules.InvitationAnswer.DECLINED).order_by()


def _seated(**where: Any) -> QuerySet[Registration]:
    return Registration.objects.filter(state=rules.RegistrationState.REGISTERED, **where).order_by()


def _others(viewer: Viewer, shown: Sequence[Activity], people: frozenset[int], first: date, last: date) -> list[Activity]:
    """The other activities of these days at which the same people are expected, or that are of the same groups."""
    groups = {group.pk for activity in shown for group in activity.groups.all()}
    where = {"activity__starts_at__lt": start_of(last + timedelta(days=1)), "activity__ends_at__gte": start_of(first)}
    theirs = Q(speaker_id__in=people)
    for expected in (_expected(person_id__in=people, **where), _expected(deputy_id__in=people, **where), _seated(person_id__in=people, **where)):
        theirs |= Q(pk__in=expected.values("activity_id"))
    same_group = Q(pk__in=Activity.groups.through.objects.filter(group_id__in=groups, **where).values("activity_id"))
    days = Q(starts_at__lt=start_of(last + timedelta(days=1)), ends_at__gte=start_of(first))
    rows = activities_for(viewer).filter(days, TAKES_PLACE, theirs | same_group)
    return list(rows.exclude(pk__in=[activity.pk for activity in shown]))


def _occasion(activity: Activity, people: frozenset[int], first: date, last: date) -> Occasion:
    """The part of an activity that lies within the days that are looked at."""
    starts_at = max(activity.starts_at, start_of(first))
    ends_at = max(starts_at, min(activity.ends_at, start_of(last + timedelta(days=1))))
    return Occasion(activity.pk, starts_at, ends_at, frozenset(group.pk for group in activity.groups.all()), people)


def _notes(viewer: Viewer, found: Sequence[Clash], known: Mapping[int, Activity], shown: set[int], holidays: Mapping[date, str]) -> list[ClashNote]:
    """The clashes in words: those of what is shown, told from its side, as far as the viewer may know."""
    invites = {pk for pk, activity in known.items() if rules.PERMISSIONS.allows(viewer, "invite_person", activity.place())}
    concerning = [clash for clash in found if clash.key in shown or clash.other in shown]
    told = [(clash, _people_told(viewer, clash, invites)) for clash in concerning]
    names = _names(person for _clash, people in told for person in people)
    groups = {group.pk: str(group) for activity in known.values() for group in activity.groups.all()}
    notes = []
    for clash, people in told:
        if clash.kind is ClashKind.PEOPLE and not people:
            continue
        day_off = [holidays[clash.day]] if clash.kind is ClashKind.HOLIDAY else []
        who = [names[person] for person in people] or [groups[group] for group in clash.who] or day_off
        key, other = (clash.key, clash.other) if clash.key in shown else (clash.other, clash.key)
        notes.append(ClashNote(clash.kind, clash.day, known[key or 0], known.get(other or 0), tuple(who)))
    return notes


def _people_told(viewer: Viewer, clash: Clash, invites: set[int]) -> tuple[int, ...]:
    if clash.kind is not ClashKind.PEOPLE:
        return ()
    return clash.who if {clash.key, clash.other} & invites else tuple(person for person in clash.who if person == viewer.person_id)


def _names(person_ids: Iterable[int]) -> dict[int, str]:
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=set(person_ids)).defer("email", "phone")}
