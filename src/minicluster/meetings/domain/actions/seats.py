"""Invitations, seats and the waiting list."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.domain.queries import organisation_ids_on
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, NotAllowedError, NotVisibleError


@transaction.atomic
def invite_people(*, actor: Viewer, activity: Activity, people: Iterable[Person]) -> list[Invitation]:
    """Invite people to an activity that is still ahead; who was invited before is not invited again. What comes back are the new invitations."""
    rules.PERMISSIONS.require(actor, "invite_person", activity.place())
    stored = _locked(activity)
    if stored.state not in rules.AHEAD:
        raise _not_possible(stored)
    chosen = {person.pk: person for person in people}
    if any(person.programme_id != activity.programme_id for person in chosen.values()):
        raise NotVisibleError
    invited = set(Invitation.objects.filter(activity=activity, person_id__in=chosen).values_list("person_id", flat=True))
    invitations = Invitation.objects.bulk_create(
        Invitation(programme_id=activity.programme_id, activity=activity, person=person, invited_at=activity.now(), invented=activity.invented)
        for pk, person in chosen.items()
        if pk not in invited
    )
    if invitations:
        record_act(actor=actor, action="invite_person", record=activity, fields=["invitations"])
    return invitations


@transaction.atomic
def register_for_activity(*, actor: Viewer, activity: Activity, person: Person) -> Registration:
    """Take a seat for a person, or a place on the waiting list where all are taken; who has one keeps it.

    The activity's row is locked, so that the last seat goes to exactly one of those who ask for it at once.

    Raises:
        IllegalStepError: registration is not open.
        NotAllowedError: a firm or expert registers somebody else's people.
    """
    _require_seat_for(actor, activity, person)
    stored = _locked(activity)
    if stored.state != rules.ActivityState.OPEN:
        raise _not_possible(stored)
    registered = activity.registrations.filter(state=rules.RegistrationState.REGISTERED).count()
    free = rules.has_a_free_seat(stored.capacity, registered)
    state = rules.RegistrationState.REGISTERED if free else rules.RegistrationState.WAITING
    registration, is_new = Registration.objects.get_or_create(
        activity=activity,
        person=person,
        defaults={"programme_id": activity.programme_id, "state": state, "registered_at": activity.now(), "invented": activity.invented},
    )
    if not is_new and registration.state != rules.RegistrationState.WITHDRAWN:
        return registration
    if not is_new:
        registration.state, registration.registered_at = state, activity.now()
        registration.save(update_fields=["state", "registered_at"])
    record_act(actor=actor, action="register_for_activity", record=registration, to_state=state)
    return registration


@transaction.atomic
def withdraw_registration(*, actor: Viewer, registration: Registration) -> Registration:
    """Give a seat back; the first of the waiting list moves up."""
    activity = registration.activity
    _require_seat_for(actor, activity, registration.person)
    _locked(activity)
    registration.refresh_from_db()
    if registration.state == rules.RegistrationState.WITHDRAWN:
        return registration
    before, registration.state = registration.state, rules.RegistrationState.WITHDRAWN
    registration.save(update_fields=["state"])
    record_act(actor=actor, action="register_for_activity", record=registration, from_state=before, to_state=registration.state)
    if before == rules.RegistrationState.REGISTERED:
        _move_up(actor, activity)
    return registration


def _move_up(actor: Viewer, activity: Activity) -> None:
    first = activity.registrations.filter(state=rules.RegistrationState.WAITING).order_by("registered_at", "pk").first()
    if first is not None:
        first.state = rules.RegistrationState.REGISTERED
        first.save(update_fields=["state"])
        record_act(actor=actor, action="register_for_activity", record=first, from_state=rules.RegistrationState.WAITING, to_state=first.state)


def _require_seat_for(actor: Viewer, activity: Activity, person: Person) -> None:
    rules.PERMISSIONS.require(actor, "register_for_activity", activity.place())
    if person.programme_id != activity.programme_id:
        raise NotVisibleError
    worked_for = frozenset(organisation_ids_on(activity.programme.today(), [person.pk]).values())
    if not rules.may_register_person(actor, person.pk, worked_for):
        raise NotAllowedError(_("You can take seats for yourself and, as a firm, for your own staff. Nothing was changed."))


def _locked(activity: Activity) -> Activity:
    return Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)


def _not_possible(activity: Activity) -> IllegalStepError:
    return IllegalStepError(_("This is not possible while the activity's state is “%(state)s”. Nothing was changed.") % {"state": activity.get_state_display()})
