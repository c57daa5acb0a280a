"""Who may be taken in by which meeting, and by which decision somebody was."""

import re
from typing import Final

from django.db.models import QuerySet

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.models import Activity, Decision
from minicluster.members.models import Membership, record_type_of
from minicluster.members.rules import MembershipState
from minicluster.platform.permissions import Viewer

# More would not be the number of any record.
_REFERENCE: Final = re.compile(rf"{record_type_of(Decision)}-([0-9]{{1,18}})")


def applicants_before(activity: Activity) -> QuerySet[Membership]:
    """The checked applications on which this meeting decides: to its groups, whose by-laws leave it to such a meeting."""
    body = rules.body_of(activity.kind)
    rows = Membership.objects.filter(group__in=activity.groups.all(), group__approval_body=body or "", state=MembershipState.CHECKED)
    people = ("person__email", "person__phone")
    return rows.select_related("group", "organisation", "person", "programme").defer(*people).order_by("valid_from", "pk")


def decision_behind(viewer: Viewer, reference: str) -> Decision | None:
    """The decision of a reference such as `decision-12`, where the viewer may know of its meeting."""
    found = _REFERENCE.fullmatch(reference)
    rows = Decision.objects.filter(pk=found[1] if found else 0, activity__in=activities_for(viewer).order_by())
    return rows.select_related("activity").first()
