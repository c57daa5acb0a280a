"""Members whom nobody reaches: tied to no other member, or only to those who run the programme; with the day of the last contact and what to do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.meetings import rules as meetings
from minicluster.meetings.models import Activity, Attendance
from minicluster.members.models import Affiliation, Membership, Office, Tie
from minicluster.members.rules import LIVING_MEMBERSHIP, OfficeRole, OrganisationKind
from minicluster.network import rules
from minicluster.network.domain.activities import activities_of
from minicluster.network.domain.reading import Node, TiesWithin, ties_within
from minicluster.network.domain.wholes import Whole, may_see_people
from minicluster.platform.permissions import Viewer

_RUNS_IT = (OfficeRole.COORDINATOR, OfficeRole.MANAGER)


@dataclass(frozen=True)
class Unreached:
    """A member whom no other member reaches.

    Attributes:
        name: of the organisation or of the expert.
        address: of its page, where it opens to the viewer.
        group: the mini-cluster.
        knows_office: whether those who run the programme are tied to it.
        last_contact: the last day of which a tie or an attendance is on record; None where there is none.
        days: since then.
        act: what the link below says.
        act_address: where that is done; empty where the viewer may not.
        invented: whether the record is invented for the demonstration.
    """

    name: str
    address: str
    group: str
    knows_office: bool
    last_contact: date | None
    days: int | None
    act: str
    act_address: str
    invented: bool


@dataclass(frozen=True)
class UnreachedShown:
    """Whom nobody reaches in a whole, those first who have been without contact longest."""

    whole: Whole
    members: int
    rows: list[Unreached]

    @property
    def reading(self) -> str:
        """What the list says."""
        if not self.rows:
            return _("Every member is tied to another one.")
        only_office = sum(row.knows_office for row in self.rows)
        first = ngettext(
            "%(count)s of %(members)s members has no tie to another member.", "%(count)s of %(members)s members have no tie to another member.", len(self.rows)
        ) % {"count": len(self.rows), "members": self.members}
        second = ngettext("%(count)s of them knows those who run the programme.", "%(count)s of them know those who run the programme.", only_office)
        return f"{first} {second % {'count': only_office}}"


def unreached_in(viewer: Viewer, whole: Whole) -> UnreachedShown:
    """The living members of a whole without a tie to another member. Expert members are named only to whoever may see people."""
    memberships = list(_living(viewer, whole))
    reached = _reached(viewer, whole)
    alone = [row for row in memberships if (row.organisation_id, row.person_id) not in reached]
    people = _people_of(whole, alone)
    contacts = _Contacts(whole, {person for of_row in people.values() for person in of_row})
    following = _next_activities(viewer, whole)
    rows = [_row(row, whole.today(), people[row.pk], contacts, _act(viewer, row, following.get(row.group_id))) for row in alone]
    return UnreachedShown(whole, len(memberships), sorted(rows, key=lambda row: (row.last_contact or date.min, row.name)))


def _living(viewer: Viewer, whole: Whole) -> Iterable[Membership]:
    """One membership of each member; a complex office is no member that anybody has to reach."""
    rows = whole.memberships().filter(state__in=LIVING_MEMBERSHIP).exclude(organisation__kind=OrganisationKind.COMPLEX_OFFICE)
    rows = rows if may_see_people(viewer, whole) else rows.filter(person=None)
    once: dict[Any, Membership] = {}
    for row in rows.select_related("organisation", "person", "group__complex").defer("person__email", "person__phone").order_by("valid_from", "pk"):
        once.setdefault((row.organisation_id, row.person_id), row)
    return once.values()


def _reached(viewer: Viewer, whole: Whole) -> set[tuple[int | None, int | None]]:
    """The members with a tie to another, as (organisation, person)."""
    found: set[tuple[int | None, int | None]] = {(pk, None) for pk in _tied(ties_within(viewer, whole))}
    if may_see_people(viewer, whole):
        found |= {(None, pk) for pk in _tied(ties_within(viewer, whole, level=rules.Level.PERSON))}
    return found


def _tied(ties: TiesWithin) -> set[int]:
    """The nodes with a tie to a member; the complex office does not count as one."""
    office = {node.id for node in ties.nodes if _is_office(node)}
    return {end for pair in ties.ties.select("from", "to").iter_rows() if not office.intersection(pair) for end in pair}


def _is_office(node: Node) -> bool:
    return node.kind == OrganisationKind.COMPLEX_OFFICE


def _people_of(whole: Whole, memberships: Iterable[Membership]) -> dict[int, set[int]]:
    """Of each membership the people through whom it could be reached: its staff of today, or the expert."""
    rows = list(memberships)
    staff: dict[int, set[int]] = {}
    there = Affiliation.objects.on(whole.today()).filter(organisation_id__in=[row.organisation_id for row in rows if row.organisation_id])
    for organisation, person in there.values_list("organisation_id", "person_id"):
        staff.setdefault(organisation, set()).add(person)
    return {row.pk: staff.get(row.organisation_id or 0, set()) | ({row.person_id} if row.person_id else set()) for row in rows}


class _Contacts:
    """When each of some people last had a tie to anybody or came to an activity, and whether they know those who run the programme."""

    def __init__(self, whole: Whole, people: Collection[int]) -> None:
        self._days: dict[int, date] = {}
        ties = Tie.objects.filter(Q(one_id__in=people) | Q(other_id__in=people), programme=whole.programme)
        office, self._know_office = _office_of(whole), set[int]()
        for one, other, day in ties.values_list("one_id", "other_id", "on_date"):
            self._note(one, other, day, office)
        came = Attendance.objects.filter(person_id__in=people, kind__in=meetings.WAS_THERE).values_list("person_id").annotate(last=Max("activity__starts_at"))
        for person, last in came.order_by():
            self._meet(person, timezone.localtime(last).date())

    def _note(self, one: int, other: int, day: date, office: Collection[int]) -> None:
        for person, whom in ((one, other), (other, one)):
            self._meet(person, day)
            if whom in office:
                self._know_office.add(person)

    def _meet(self, person: int, day: date) -> None:
        self._days[person] = max(day, self._days.get(person, day))

    def last(self, people: Iterable[int]) -> date | None:
        """The latest day of any of these people."""
        return max((self._days[person] for person in people if person in self._days), default=None)

    def know_office(self, people: Collection[int]) -> bool:
        """Whether any of them does."""
        return not self._know_office.isdisjoint(people)


def _office_of(whole: Whole) -> set[int]:
    """Who runs the programme there: coordinators, managers, and who works in a complex office."""
    today, own = whole.today(), {"programme": whole.programme}
    holders = Office.objects.on(today).filter(role__in=_RUNS_IT, **own).values_list("person_id", flat=True)
    staff = Affiliation.objects.on(today).filter(organisation__kind=OrganisationKind.COMPLEX_OFFICE, organisation__programme=whole.programme)
    return set(holders) | set(staff.values_list("person_id", flat=True))


def _next_activities(viewer: Viewer, whole: Whole) -> dict[int, Activity]:
    """The next activity of each mini-cluster to which the viewer may invite."""
    found: dict[int, Activity] = {}
    ahead = activities_of(whole).filter(state__in=meetings.AHEAD, starts_at__gt=whole.programme.now()).prefetch_related("groups").order_by("-starts_at", "-pk")
    for activity in ahead:
        if meetings.PERMISSIONS.allows(viewer, "invite_person", activity.place()):
            found |= {group.pk: activity for group in activity.groups.all()}
    return found


def _row(membership: Membership, today: date, people: Collection[int], contacts: _Contacts, act: tuple[str, str]) -> Unreached:
    last, record = contacts.last(people), membership.member
    return Unreached(
        name=str(record),
        address=record.get_absolute_url(),
        group=str(membership.group),
        knows_office=contacts.know_office(people),
        last_contact=last,
        days=(today - last).days if last else None,
        act=act[0],
        act_address=act[1],
        invented=membership.invented,
    )


def _act(viewer: Viewer, membership: Membership, following: Activity | None) -> tuple[str, str]:
    """One thing to do: invite to the next activity, else plan a visit."""
    if following is not None:
        address = reverse("meetings:activity-invite", args=[following.pk])
        return _("Invite to “%(activity)s”") % {"activity": following.title}, f"{address}?{urlencode({'q': str(membership.member)})}"
    if meetings.PERMISSIONS.allows(viewer, "plan_activity", membership.group.place()):
        kind = meetings.ActivityKind.VISIT if membership.organisation_id else meetings.ActivityKind.CONSULTATION
        words = _("Plan a visit") if membership.organisation_id else _("Plan a consultation")
        return words, f"{reverse('meetings:activity-plan')}?{urlencode({'kind': kind.value})}"
    return "", ""
