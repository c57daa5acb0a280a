"""Who has a vote on the day of a meeting, and which share of the votes carries."""

from typing import Final

from django.utils import timezone

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Attendance, Decision
from minicluster.members.models import Membership
from minicluster.members.rules import APPLICATION, MembershipState

_WITH_A_VOTE: Final = (rules.AttendanceKind.PRESENT, rules.AttendanceKind.LATE, rules.AttendanceKind.DEPUTY)
_NEVER_MEMBERS: Final = (*APPLICATION, MembershipState.REFUSED, MembershipState.WITHDRAWN)


def votes_present(activity: Activity) -> int | None:
    """How many votes could be given there: one for each member of the groups of that day for whom somebody came; None where nobody wrote down who came.

    A member organisation has one vote however many of its people came, and also where it sits in two of the groups.
    """
    attendances = list(activity.attendances.all())
    if not attendances:
        return None
    came = [attendance for attendance in attendances if attendance.kind in _WITH_A_VOTE]
    day = timezone.localtime(activity.starts_at).date()
    rows = Membership.objects.on(day).filter(group__in=activity.groups.all()).exclude(state__in=_NEVER_MEMBERS).select_related("group")
    return len({_member(row) for row in rows if any(_speaks_for(attendance, row) for attendance in came)})


def _member(row: Membership) -> tuple[int | None, int | None]:
    return row.organisation_id, row.person_id


def _speaks_for(attendance: Attendance, row: Membership) -> bool:
    """Whether somebody came for this member; a deputy only where the by-laws of the group count deputies."""
    if attendance.kind == rules.AttendanceKind.DEPUTY and not row.group.deputies_count:
        return False
    if row.organisation_id is not None and row.organisation_id == attendance.organisation_id:
        return True
    people = {attendance.person_id, attendance.deputy_for_id} - {None}
    return bool(people & {row.person_id, row.representative_id, row.deputy_id})


def majority_of(activity: Activity) -> float:
    """The share of the votes above which a decision carries; of several groups' by-laws the strictest."""
    return max((group.majority_share for group in activity.groups.all()), default=0.5)


def count_of(decision: Decision) -> rules.Count | None:
    """The votes of a decision; None where nobody counted them."""
    if decision.votes_for is None:
        return None
    return rules.Count(decision.votes_for, decision.votes_against or 0, decision.abstentions or 0)
