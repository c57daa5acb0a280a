"""Inviting people, guests among them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.seats import locked, not_possible
from minicluster.meetings.domain.invitation_mail import send_invitations, told_of
from minicluster.meetings.domain.invite_lists import people_covered_by
from minicluster.meetings.models import Activity, Invitation
from minicluster.members.domain.actions import register_organisation, register_person
from minicluster.members.models import Organisation, Person
from minicluster.members.rules import OrganisationKind
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError, NotVisibleError


@transaction.atomic
def invite_people(*, actor: Viewer, activity: Activity, people: Iterable[Person], answer_by: datetime | None = None) -> list[Invitation]:
    """Invite people to an activity that is still ahead; who was invited before is not invited again. What comes back are the new invitations.

    While the activity is planned nobody is written to: the invitations go out when it is announced. Whom none of its groups covers is a guest.

    Raises:
        IllegalStepError: the activity lies behind, or does not take place.
        InvalidInputError: an answer is asked for by a time that lies behind, or after the beginning.
    """
    rules.PERMISSIONS.require(actor, "invite_person", activity.place())
    stored = locked(activity)
    if stored.state not in rules.AHEAD:
        raise not_possible(stored)
    if answer_by is not None:
        _ask_for_answers_by(stored, answer_by)
    invitations = _new_invitations(stored, {person.pk: person.programme_id for person in people})
    if invitations:
        record_act(actor=actor, action="invite_person", record=stored, fields=["invitations"])
    if stored.state != rules.ActivityState.PLANNED:
        send_invitations(told_of(stored, invitations))
    return invitations


def _ask_for_answers_by(activity: Activity, answer_by: datetime) -> None:
    if not activity.now() < answer_by <= activity.starts_at:
        raise InvalidInputError(
            _("Please give a time between now and the beginning of the activity. Nothing was sent; what you typed is kept."), field="answer_by"
        )
    activity.answer_by = answer_by
    activity.save(update_fields=["answer_by"])


def _new_invitations(activity: Activity, chosen: dict[int, int]) -> list[Invitation]:
    if any(programme_id != activity.programme_id for programme_id in chosen.values()):
        raise NotVisibleError
    before = set(Invitation.objects.filter(activity=activity, person_id__in=chosen).values_list("person_id", flat=True))
    # Read anew, with their addresses, which lists leave out.
    people = Person.objects.filter(pk__in=chosen.keys() - before).select_related("programme").order_by("pk")
    covered = set(people_covered_by(activity).filter(pk__in=chosen).order_by().values_list("pk", flat=True))
    common = {"programme": activity.programme, "activity": activity, "invited_at": activity.now(), "invented": activity.invented}
    return Invitation.objects.bulk_create(Invitation(person=person, is_guest=person.pk not in covered, **common) for person in people)


@transaction.atomic
def invite_guest(*, actor: Viewer, activity: Activity, name: str, email: str, organisation: str = "", kind: str = "") -> Invitation:
    """Invite somebody from outside: they are registered with where they come from, unless they are on record already.

    Raises:
        InvalidInputError: the address belongs to somebody of another name, the organisation is not on record and its kind was not given, or the guest is
            invited already.
    """
    rules.PERMISSIONS.require(actor, "invite_guest", activity.place())
    person = _known_person(activity, name.strip(), email.strip()) or register_person(
        actor=actor,
        name_ko=name,
        email=email.strip(),
        organisation=_organisation_of(actor, activity, " ".join(organisation.split()), kind),
        invented=activity.invented,
    )
    invitations = invite_people(actor=actor, activity=activity, people=[person])
    if not invitations:
        raise InvalidInputError(_("%(name)s is invited already. Nothing was changed.") % {"name": person}, field="name")
    return invitations[0]


def _known_person(activity: Activity, name: str, email: str) -> Person | None:
    """Whoever has this address; without an address nobody, as a name alone tells nobody apart."""
    found = list(Person.objects.filter(programme_id=activity.programme_id, email__iexact=email)) if email else []
    if not found:
        return None
    known = next((person for person in found if name in {person.name_ko, person.name_en}), None)
    if known is None:
        raise InvalidInputError(
            _("This mail address belongs to %(name)s. Nothing was saved: invite them from the people on record, or correct the name or the address.")
            % {"name": found[0]},
            field="email",
        )
    return known


def _organisation_of(actor: Viewer, activity: Activity, name: str, kind: str) -> Organisation | None:
    if not name:
        return None
    rows = Organisation.objects.filter(programme_id=activity.programme_id)
    found = (rows.filter(name_ko__iexact=name) | rows.filter(name_en__iexact=name)).order_by("pk").first()
    if found is not None:
        return found
    if kind not in OrganisationKind.values:
        raise InvalidInputError(
            _("“%(name)s” is not on record yet. Please say what kind of organisation it is; what you typed is kept.") % {"name": name}, field="kind"
        )
    return register_organisation(actor=actor, kind=kind, name_ko=name, invented=activity.invented)
