"""Whom one can invite, who is invited, and who stands behind a link. What a person may see is decided here."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import override

from minicluster.meetings import rules
from minicluster.meetings.domain.invitation_mail import told_of
from minicluster.meetings.domain.invitation_texts import Told, text_to_copy
from minicluster.meetings.domain.links import INVITATION_LINK, version_of
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.domain.queries import people_for
from minicluster.members.models import Affiliation, Group, Membership, Office, Person
from minicluster.members.rules import LIVING_MEMBERSHIP, OfficeRole, OrganisationKind
from minicluster.platform.mail.models import Message
from minicluster.platform.mail.outbox import messages_about
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import NotVisibleError

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


@dataclass(frozen=True)
class InvitedRow:
    """One invited person on the list: what they answered, what became of the last mail to them, and the text to send by messenger."""

    invitation: Invitation
    seat: str
    message: Message | None
    text: str

    @property
    def has_address(self) -> bool:
        """Whether they can be written to."""
        return bool(self.invitation.person.email)


def invitation_list(viewer: Viewer, activity: Activity) -> list[InvitedRow]:
    """Who is invited, by name, for whoever runs the activity; nobody for everyone else."""
    if not rules.PERMISSIONS.allows(viewer, "view_invitation", activity.place()):
        return []
    present = Prefetch("person__affiliations", Affiliation.objects.on(activity.programme.today()).select_related("organisation"), "present_affiliations")
    rows = activity.invitations.select_related("person", "deputy", "programme").prefetch_related(present).order_by("person__name_ko", "pk")
    seats = activity.registrations.exclude(state=rules.RegistrationState.WITHDRAWN)
    told = told_of(activity, rows, seats)
    latest = {message.record_id: message for message in messages_about("invitation", *(one.record.pk for one in told if one.invitation))}
    has_gone_out = activity.state != rules.ActivityState.PLANNED
    return [
        InvitedRow(one.invitation, one.seat, latest.get(one.record.pk), _text_for(one) if has_gone_out else "") for one in told if one.invitation is not None
    ]


def _text_for(told: Told) -> str:
    with override(told.language):
        return text_to_copy(told)


def answers_so_far(viewer: Viewer, activity: Activity) -> list[tuple[str, int]]:
    """How many gave which answer, for whoever runs the activity; nothing while nobody is invited."""
    if not rules.PERMISSIONS.allows(viewer, "view_invitation", activity.place()):
        return []
    given = Counter(activity.invitations.values_list("answer", flat=True))
    return [(str(label), given[value]) for value, label in rules.InvitationAnswer.choices] if given else []


def own_invitation(viewer: Viewer, activity: Activity) -> Invitation | None:
    """The viewer's own invitation, once invitations have gone out."""
    if viewer.person_id is None or activity.state == rules.ActivityState.PLANNED:
        return None
    return activity.invitations.filter(person_id=viewer.person_id).select_related("deputy").first()


def invitation_for(viewer: Viewer, pk: int) -> Invitation:
    """One invitation: their own, or of an activity that they run.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    mine = Q(person_id=viewer.person_id) if viewer.person_id else Q(pk__in=[])
    rows = Invitation.objects.filter(mine | Q(activity__in=activities_for(viewer).order_by()), programme_id=viewer.programme_id)
    found = get_object_or_404(rows.select_related("activity__programme", "person", "deputy", "programme"), pk=pk)
    rules.PERMISSIONS.require(viewer, "answer_invitation", found.place())
    return found


def invitation_behind(token: str) -> tuple[Invitation, bool]:
    """The invitation behind a signed link, and whether the link belongs to the present time and place.

    Raises:
        ExpiredLinkError, NotVisibleError: the link is too old, not one of ours, or the invitation is gone.
    """
    pk, version = INVITATION_LINK.open(token)
    found = Invitation.objects.filter(pk=pk).select_related("activity__programme", "person", "deputy", "programme").first()
    if found is None:
        raise NotVisibleError
    return found, version == version_of(found.activity)


def invited_viewer(invitation: Invitation) -> Viewer:
    """The invited person, for an answer without an account: as a firm's user where they work for a firm, else as an expert."""
    today = invitation.programme.today()
    at_firm = Affiliation.objects.on(today).filter(person_id=invitation.person_id, organisation__kind=OrganisationKind.FIRM).exists()
    return Viewer(Role.FIRM_USER if at_firm else Role.EXPERT, invitation.programme_id, person_id=invitation.person_id)


def colleagues_of(invitation: Invitation) -> QuerySet[Person]:
    """Who can come in the invited person's place: whoever works for the same organisation today."""
    today = invitation.programme.today()
    employers = Affiliation.objects.on(today).filter(person_id=invitation.person_id).values("organisation_id")
    staff = Affiliation.objects.on(today).filter(organisation_id__in=employers).values("person_id")
    return Person.objects.filter(pk__in=staff, programme_id=invitation.programme_id).exclude(pk=invitation.person_id).order_by("name_ko", "pk")


def usual_deputy_of(invitation: Invitation) -> int | None:
    """The deputy whom the membership names for the invited person in a group of the activity."""
    groups = invitation.activity.groups.order_by().values("pk")
    living = Membership.objects.filter(group__in=groups, representative_id=invitation.person_id, state__in=LIVING_MEMBERSHIP, deputy__isnull=False)
    return living.order_by("pk").values_list("deputy_id", flat=True).first()


def seat_of(invitation: Invitation) -> Registration | None:
    """The seat that the invited person, or their deputy, has."""
    person_id = invitation.deputy_id or invitation.person_id
    return invitation.activity.registrations.exclude(state=rules.RegistrationState.WITHDRAWN).filter(person_id=person_id).first()
