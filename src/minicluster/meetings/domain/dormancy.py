"""Who has come to nothing for a year: their memberships sleep until they come again. Running twice a day does no harm."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from minicluster.meetings import rules
from minicluster.meetings.models import Attendance
from minicluster.members.domain.actions import take_membership_step
from minicluster.members.models import Group, Membership, Programme, record_type_of
from minicluster.members.rules import MembershipState
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import RefusedError

# More are for the list of members, which shows their state too.
SHOWN: Final = 50


def let_absent_members_sleep(programme: Programme) -> int:
    """Mark the active memberships of those who came to no activity of the group for a year as dormant; how many these are."""
    clock = Viewer(Role.ADMINISTRATOR, programme.pk)
    return sum(_is_marked(clock, membership) for membership in absent_members(programme).select_related("group", "programme"))


def absent_members(programme: Programme) -> QuerySet[Membership]:
    """The active memberships that are older than the time in which one should have come, and for which nobody came in it.

    Whom somebody woke by hand in that time is left awake.
    """
    since = programme.now() - rules.DORMANT_AFTER
    long_ago = programme.today() - rules.DORMANT_AFTER
    active = Membership.objects.filter(programme=programme, state=MembershipState.ACTIVE, valid_from__lte=long_ago)
    return active.exclude(Exists(_came(since))).exclude(Exists(_woken(since))).order_by("pk")


def _came(since: datetime) -> QuerySet[Attendance]:
    return _attended().filter(activity__starts_at__gte=since)


def _attended() -> QuerySet[Attendance]:
    """Somebody of the member organisation, by the affiliation of that day, who represents it, or the expert."""
    member = Q(organisation=OuterRef("organisation"))
    for who in ("person", "representative", "deputy"):
        member |= Q(person=OuterRef(who))
    return Attendance.objects.filter(member, kind__in=rules.WAS_THERE, activity__groups=OuterRef("group"))


def sleepers_of(group: Group) -> list[Any]:
    """The dormant members of a group, those who stayed away longest first: each with `slept_at`, and when and to what somebody last came (`last_came_…`).

    Of a membership that a table brought in as dormant it is not known since when.
    """
    last = _attended().filter(activity__starts_at__lte=group.now()).order_by("-activity__starts_at", "-activity_id")
    marked = AuditEntry.objects.filter(action="mark_membership_dormant", record_type=record_type_of(Membership), record_id=OuterRef("pk")).order_by("-pk")
    rows = Membership.objects.filter(group=group, state=MembershipState.DORMANT).select_related("organisation", "person", "group")
    known = rows.defer("person__email", "person__phone").annotate(
        last_came_at=Subquery(last.values("activity__starts_at")[:1]),
        last_came_to=Subquery(last.values("activity__title")[:1]),
        slept_at=Subquery(marked.values("programme_time")[:1]),
    )
    return list(known.order_by(F("last_came_at").asc(nulls_first=True), "valid_from", "pk")[:SHOWN])


def _woken(since: datetime) -> QuerySet[AuditEntry]:
    acts = AuditEntry.objects.filter(action="reactivate_membership", programme_time__gte=since)
    return acts.filter(record_type=record_type_of(Membership), record_id=OuterRef("pk"))


def _is_marked(clock: Viewer, membership: Membership) -> bool:
    """Mark it unless somebody was quicker."""
    try:
        take_membership_step(actor=clock, membership=membership, verb="mark_membership_dormant")
    except RefusedError:
        return False
    return True
