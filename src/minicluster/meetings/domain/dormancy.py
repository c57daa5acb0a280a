"""Who has come to nothing for a year: their memberships sleep until they come again. Running twice a day does no harm."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from minicluster.meetings import rules
from minicluster.meetings.models import Attendance
from minicluster.members.domain.actions import take_membership_step
from minicluster.members.models import Membership, Programme, record_type_of
from minicluster.members.rules import MembershipState
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import RefusedError


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
    """Somebody of the member organisation, by the affiliation of that day, who represents it, or the expert."""
    member = Q(organisation=OuterRef("organisation"))
    for who in ("person", "representative", "deputy"):
        member |= Q(person=OuterRef(who))
    return Attendance.objects.filter(member, kind__in=rules.WAS_THERE, activity__groups=OuterRef("group"), activity__starts_at__gte=since)


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
