"""Calendars that are read under a secret address: what is in them, and whose they are."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from minicluster.meetings import rules
from minicluster.meetings.domain.calendar import published
from minicluster.meetings.models import Activity, CalendarFeed, Invitation, Registration
from minicluster.members.domain.queries import groups_within
from minicluster.members.models import Affiliation, Group, Membership, Office, Person, record_type_of
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Viewer

# What is older is for the list of activities, not for a calendar.
_SHOWN_FOR: Final = timedelta(days=365)


def fingerprint_of(secret: str) -> str:
    """What is kept of a secret address: enough to know it again, not enough to make it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_behind(secret: str) -> CalendarFeed:
    """The calendar under a secret address; one that was revoked, or never was, does not exist."""
    rows = CalendarFeed.objects.filter(revoked_at=None).select_related("person", "group", "programme")
    return get_object_or_404(rows, fingerprint=fingerprint_of(secret))


def calendar_of(feed: CalendarFeed) -> str:
    """The calendar as a program reads it. What its owner may see is decided anew each time: who has left a group sees its activities no more."""
    return published(_activities_in(feed), name=f"{feed} · {feed.programme}")


def _activities_in(feed: CalendarFeed) -> Iterable[Activity]:
    reach = Q(groups=feed.group_id) if feed.group_id else _concerns(feed)
    acts = AuditEntry.objects.filter(record_type=record_type_of(Activity), record_id=OuterRef("pk")).order_by("-recorded_at")
    shown = Activity.objects.filter(reach, programme_id=feed.programme_id, starts_at__gte=feed.now() - _SHOWN_FOR)
    rows = shown.exclude(state=rules.ActivityState.PLANNED).annotate(changed_at=Subquery(acts.values("programme_time")[:1]))
    return rows.select_related("programme").prefetch_related("groups").order_by("starts_at", "pk")


def _concerns(feed: CalendarFeed) -> Q:
    """What a person's own calendar shows: the activities of the groups to which they belong today, and whatever they are invited to, have a seat at or speak at."""
    person_id = feed.person_id or 0
    through_groups = Activity.groups.through.objects.filter(group_id__in=_groups_of(person_id, feed))
    invited = Invitation.objects.filter(person_id=person_id).exclude(answer=rules.InvitationAnswer.DECLINED)
    seated = Registration.objects.filter(person_id=person_id).exclude(state=rules.RegistrationState.WITHDRAWN)
    concerned = Q(speaker_id=person_id)
    for rows in (through_groups, invited, seated):
        concerned |= Q(pk__in=rows.values("activity_id"))
    return concerned


def _groups_of(person_id: int, feed: CalendarFeed) -> QuerySet[Group]:
    today = feed.programme.today()
    employers = Affiliation.objects.on(today).filter(person_id=person_id).values("organisation_id")
    member = Q(person_id=person_id) | Q(organisation_id__in=employers)
    memberships = Membership.objects.filter(member, state__in=LIVING_MEMBERSHIP)
    offices = Office.objects.on(today).filter(person_id=person_id)
    return Group.objects.filter(Q(pk__in=memberships.values("group_id")) | Q(pk__in=offices.values("group_id"))).order_by().values("pk")  # type: ignore[return-value]  # a subquery


def own_feeds(viewer: Viewer) -> QuerySet[CalendarFeed]:
    """The calendar addresses of the viewer's own that are in force, latest first."""
    return _in_force(viewer).filter(person_id=viewer.person_id or 0)


def group_feeds(viewer: Viewer) -> QuerySet[CalendarFeed]:
    """The calendar addresses of the groups that the viewer looks after."""
    return _in_force(viewer).filter(group__in=groups_with_feeds(viewer).order_by())


def groups_with_feeds(viewer: Viewer) -> QuerySet[Group]:
    """The groups for which the viewer may make a calendar address."""
    return groups_within(viewer, rules.PERMISSIONS.scope(viewer, "make_group_calendar_address"))


def _in_force(viewer: Viewer) -> QuerySet[CalendarFeed]:
    rows = CalendarFeed.objects.filter(programme_id=viewer.programme_id, revoked_at=None)
    return rows.select_related("person", "group__complex", "made_by", "programme").order_by("-made_at", "-pk")


def feed_for(viewer: Viewer, pk: int) -> CalendarFeed:
    """One calendar address that the viewer may revoke.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    feed = get_object_or_404(_in_force(viewer), pk=pk)
    rules.PERMISSIONS.require(viewer, verb_for(feed), feed.place())
    return feed


def verb_for(feed: CalendarFeed) -> str:
    """The permission under which a calendar address is made and revoked."""
    return "make_group_calendar_address" if feed.group_id else "make_calendar_address"


def owner_of(viewer: Viewer) -> Person | None:
    """The person whose calendar the viewer's own would be."""
    return Person.objects.select_related("programme").filter(pk=viewer.person_id, programme_id=viewer.programme_id).first() if viewer.person_id else None
