"""Facts about an attendance: how many came, and whether each group can decide. What is counted is counted on the day of the activity, not on that of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import day_of
from minicluster.meetings.models import Activity, Attendance
from minicluster.members.domain.queries import organisation_ids_on
from minicluster.members.models import Group, Membership
from minicluster.members.rules import FORMER_MEMBERSHIP, LIVING_MEMBERSHIP


@dataclass(frozen=True)
class GroupQuorum:
    """The quorum of one of the groups that take part."""

    group: Group
    quorum: rules.Quorum


@dataclass(frozen=True)
class Counts:
    """How many came, and how."""

    there: int
    late: int
    deputies: int
    visitors: int
    excused: int
    absent: int


def quorum_of(activity: Activity) -> list[GroupQuorum]:
    """For each group of an activity whether it had its quorum, by its by-laws and its members of that day. Four statements, however many groups and people take part."""
    groups = sorted(activity.groups.all(), key=lambda group: group.pk)
    entitled = _entitled(activity, groups)
    came = _who_came(activity)
    return [GroupQuorum(group, rules.quorum(entitled[group.pk], came, share=group.quorum_share, deputies_count=group.deputies_count)) for group in groups]


def votes_present(activity: Activity) -> int | None:
    """How many votes could be given there; None where nobody wrote down who came. A member of two of the groups has one vote where they meet together."""
    came = _who_came(activity)
    if not came and not activity.attendances.exists():
        return None
    groups = sorted(activity.groups.all(), key=lambda group: group.pk)
    entitled = _entitled(activity, groups)
    there = [vote for group in groups for vote in rules.votes_there(entitled[group.pk], came, deputies_count=group.deputies_count)]
    return len({(vote.organisation_id, vote.expert_id) for vote in there})


def quorum_in_words(activity: Activity) -> str:
    """The line of the minutes that says whether those who were there could decide; nothing where that is of no interest."""
    if not shows_quorum(activity):
        return ""
    lines = quorum_of(activity)
    return ", ".join(f"{line.group}: {_in_words(line.quorum)}" if len(lines) > 1 else _in_words(line.quorum) for line in lines)


def _in_words(quorum: rules.Quorum) -> str:
    counted = _("Quorum %(present)s/%(entitled)s, %(needed)s needed") % vars(quorum)
    return f"{counted} ({_('quorum met') if quorum.is_met else _('quorum not met')})"


def shows_quorum(activity: Activity) -> bool:
    """Whether the quorum is of interest: where groups meet as bodies, and wherever a vote or an election stands on the agenda."""
    deciding = (rules.AgendaKind.VOTE, rules.AgendaKind.ELECTION)
    return rules.meets_as_a_body(activity.kind) or activity.agenda_items.filter(kind__in=deciding).exists()


def counts_of(activity: Activity) -> Counts:
    """How many came in which way; who came late, as a deputy or as a visitor was there too."""
    kinds = list(activity.attendances.values_list("kind", flat=True))
    kind = rules.AttendanceKind
    return Counts(
        there=sum(one in rules.WAS_THERE for one in kinds),
        late=kinds.count(kind.LATE),
        deputies=kinds.count(kind.DEPUTY),
        visitors=kinds.count(kind.VISITOR),
        excused=kinds.count(kind.EXCUSED),
        absent=kinds.count(kind.ABSENT),
    )


def _entitled(activity: Activity, groups: Iterable[Group]) -> dict[int, list[rules.Entitled]]:
    """The memberships with a vote that held on the day, whatever has become of them since."""
    held = Membership.objects.on(day_of(activity)).filter(state__in=(*LIVING_MEMBERSHIP, *FORMER_MEMBERSHIP), kind__in=rules.ENTITLED_KINDS)
    votes: dict[int, list[rules.Entitled]] = {group.pk: [] for group in groups}
    for membership in held.filter(group__in=votes).order_by("pk"):
        represented_by = frozenset(one for one in (membership.representative_id, membership.deputy_id) if one)
        votes[membership.group_id].append(rules.Entitled(membership.pk, membership.organisation_id, membership.person_id, represented_by))
    return votes


def _who_came(activity: Activity) -> list[rules.Came]:
    """Who came and for whom they speak: a deputy for the person in whose place they came."""
    rows: list[Attendance] = list(activity.attendances.filter(kind__in=rules.WAS_THERE))
    homes = organisation_ids_on(day_of(activity), [row.deputy_for_id for row in rows if row.deputy_for_id])
    return [
        rules.Came(row.kind, row.deputy_for_id, homes.get(row.deputy_for_id))
        if row.kind == rules.AttendanceKind.DEPUTY and row.deputy_for_id
        else rules.Came(row.kind, row.person_id, row.organisation_id)
        for row in rows
    ]
