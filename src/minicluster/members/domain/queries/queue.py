"""What waits for a viewer among the members."""

from django.db.models import Q
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.admission import doubts_in
from minicluster.members.domain.queries.groups import chairs, groups_for
from minicluster.members.domain.queries.reach import within
from minicluster.members.models import Membership
from minicluster.platform.permissions import Scope, Viewer
from minicluster.platform.queue import QueueItem


def queue_for(viewer: Viewer) -> list[QueueItem]:
    """What waits for this viewer among the members: applications to check, to approve and to welcome, and members who no longer are what a group asks for."""
    return [*_waiting_applications(viewer), *_doubtful_members(viewer)]


def _waiting_applications(viewer: Viewer) -> list[QueueItem]:
    scope = rules.PERMISSIONS.scope(viewer, "check_membership")
    reach = within(scope, viewer, group="group_id", complex_="group__complex_id")
    # A chair waits for nothing but what the by-laws leave to the chair.
    reach |= Q(group__in=chairs(viewer), group__approval_body=rules.ApprovalBody.CHAIR, state=rules.MembershipState.CHECKED, programme_id=viewer.programme_id)
    rows = Membership.objects.filter(reach, state__in=rules.APPLICATION).select_related("group", "organisation", "person").order_by("valid_from", "pk")
    kind = _("Membership")
    return [QueueItem(str(row), row.get_absolute_url(), _what_it_waits_for(row), kind, invented=row.invented) for row in rows]


def _what_it_waits_for(application: Membership) -> str:
    state = str(application.get_state_display())
    if application.state != rules.MembershipState.CHECKED:
        return state
    return _("%(state)s; taken in by: %(body)s") % {"state": state, "body": application.group.get_approval_body_display()}


def _doubtful_members(viewer: Viewer) -> list[QueueItem]:
    """For those who look after groups; the others find them on the page of a group."""
    if rules.PERMISSIONS.scope(viewer, "end_eligibility") is not Scope.GROUPS:
        return []
    groups = groups_for(viewer).filter(pk__in=viewer.group_ids)
    kind, what = _("Membership"), _("still eligible as a member? %(facts)s")
    return [
        QueueItem(str(doubt.membership), doubt.membership.get_absolute_url(), what % {"facts": doubt.facts}, kind, invented=doubt.membership.invented)
        for doubt in doubts_in(groups)
    ]
