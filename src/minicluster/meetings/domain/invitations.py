"""Who is invited, what they answered, and who stands behind a link. What a person may see is decided here."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import override

from minicluster.meetings import rules
from minicluster.meetings.domain.invitation_mail import told_of
from minicluster.meetings.domain.invitation_texts import text_to_copy
from minicluster.meetings.domain.links import INVITATION_LINK, version_of
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.domain.told import Told
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Affiliation, Membership, Person
from minicluster.members.rules import LIVING_MEMBERSHIP, OrganisationKind
from minicluster.platform.mail.models import Message
from minicluster.platform.mail.outbox import messages_about
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import NotVisibleError


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
