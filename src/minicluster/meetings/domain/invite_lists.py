"""Whom one can invite: lists that follow membership and office of today, and everybody else by name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Invitation
from minicluster.members.domain.queries import people_for
from minicluster.members.models import Affiliation, Group, Membership, Office, Person
from minicluster.members.rules import LIVING_MEMBERSHIP, OfficeRole
from minicluster.platform.permissions import Viewer

PEOPLE_FOUND = 30


@dataclass(frozen=True)
class ListToday:
    """One list of one group as it stands today: who is on it, how many of them are invited already, and who has no mail address."""

    group: Group
    kind: rules.InviteList
    people: frozenset[int]
    invited: int
    without_mail: tuple[Person, ...]

    @property
    def key(self) -> str:
        """Its name on a form."""
        return f"{self.kind}-{self.group.pk}"


def lists_today(activity: Activity) -> list[ListToday]:
    """The lists of every group of an activity that hold anybody today."""
    groups = list(activity.groups.order_by("name_ko", "pk"))
    holds = _people_by_list(activity, groups)
    everybody = set().union(*holds.values())
    invited = set(activity.invitations.filter(person_id__in=everybody).values_list("person_id", flat=True))
    without = Person.objects.filter(pk__in=everybody, email="").defer("phone").order_by("name_ko", "pk")
    silent = {person.pk: person for person in without}
    return [
        ListToday(group, kind, frozenset(people), len(people & invited), tuple(person for pk, person in silent.items() if pk in people))
        for group in groups
        for kind in rules.InviteList
        if (people := holds[group.pk, kind])
    ]


def _people_by_list(activity: Activity, groups: Iterable[Group]) -> dict[tuple[int, rules.InviteList], set[int]]:
    numbers, today = [group.pk for group in groups], activity.programme.today()
    holds: dict[tuple[int, rules.InviteList], set[int]] = defaultdict(set)
    members = Membership.objects.filter(group_id__in=numbers, state__in=LIVING_MEMBERSHIP)
    for group_id, *people in members.values_list("group_id", "representative_id", "deputy_id", "person_id"):
        for kind, person_id in zip((rules.InviteList.REPRESENTATIVES, rules.InviteList.DEPUTIES, rules.InviteList.EXPERTS), people, strict=True):
            if person_id:
                holds[group_id, kind].add(person_id)
    for group_id, role, person_id in Office.objects.on(today).filter(group_id__in=numbers).values_list("group_id", "role", "person_id"):
        holds[group_id, rules.InviteList.STEERING if role == OfficeRole.STEERING else rules.InviteList.OFFICERS].add(person_id)
    return holds


def people_on(lists: Iterable[ListToday]) -> QuerySet[Person]:
    """Everybody on these lists, each once."""
    return Person.objects.filter(pk__in=set().union(*(one.people for one in lists)))


def people_found(viewer: Viewer, activity: Activity, q: str) -> list[Person]:
    """The people of the programme whose name or organisation has these words, and who are not invited yet; the first of them."""
    if not q.strip():
        return []
    return list(people_to_invite(viewer, activity, q)[:PEOPLE_FOUND])


def people_to_invite(viewer: Viewer, activity: Activity, q: str = "") -> QuerySet[Person]:
    """Everybody of the programme who is not invited yet."""
    return people_for(viewer, q=q).exclude(Exists(Invitation.objects.filter(activity=activity, person=OuterRef("pk"))))


def people_covered_by(activity: Activity) -> QuerySet[Person]:
    """Whom the groups of an activity cover today: staff of the members, expert members, and who holds an office."""
    today, groups = activity.programme.today(), activity.groups.order_by().values("pk")
    living = Membership.objects.filter(group__in=groups, state__in=LIVING_MEMBERSHIP)
    staff = Affiliation.objects.on(today).filter(organisation_id__in=living.values("organisation_id"))
    officers = Office.objects.on(today).filter(group__in=groups)
    reached = Q(pk__in=staff.values("person_id")) | Q(pk__in=living.values("person_id")) | Q(pk__in=officers.values("person_id"))
    return Person.objects.filter(reached, programme_id=activity.programme_id)
