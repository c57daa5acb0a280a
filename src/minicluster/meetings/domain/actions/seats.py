"""Seats and the waiting list."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.invitation_mail import send_moved_up
from minicluster.meetings.domain.seats import require_seat_for
from minicluster.meetings.models import Activity, Registration
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import IllegalStepError

_Answer = rules.InvitationAnswer


@transaction.atomic
def register_for_activity(*, actor: Viewer, activity: Activity, person: Person) -> Registration:
    """Take a seat for a person, or a place on the waiting list where all are taken; who has one keeps it. Who was invited has answered by it.

    The activity's row is locked, so that the last seat goes to exactly one of those who ask for it at once.

    Raises:
        IllegalStepError: registration is not open.
        NotAllowedError: a firm or expert registers somebody else's people.
    """
    require_seat_for(actor, activity, person)
    stored = locked(activity)
    if stored.state != rules.ActivityState.OPEN:
        raise not_possible(stored)
    registration = take_seat(actor, stored, person)
    _note_answer(actor, stored, person, {"answer": _Answer.COMING, "deputy": None})
    return registration


@transaction.atomic
def withdraw_registration(*, actor: Viewer, registration: Registration) -> Registration:
    """Give a seat back; the first of the waiting list moves up. Who was invited has declined by it; for whom a deputy came is asked anew."""
    activity = registration.activity
    require_seat_for(actor, activity, registration.person)
    stored = locked(activity)
    registration.refresh_from_db()
    if registration.state == rules.RegistrationState.WITHDRAWN:
        return registration
    give_seat_back(actor, stored, registration.person)
    _note_answer(actor, stored, registration.person, {"answer": _Answer.DECLINED})
    ask_anew_who_sent(stored, registration.person)
    registration.refresh_from_db()
    return registration


def ask_anew_who_sent(activity: Activity, deputy: Person) -> None:
    """Who sent somebody that does not come has not answered by it any more."""
    activity.invitations.filter(deputy=deputy, answer=_Answer.DEPUTY).update(answer=_Answer.NONE, deputy=None)


def _note_answer(actor: Viewer, activity: Activity, person: Person, answer: dict[str, object]) -> None:
    through = rules.AnsweredThrough.ACCOUNT if actor.role in (Role.FIRM_USER, Role.EXPERT) else rules.AnsweredThrough.STAFF
    activity.invitations.filter(person=person).update(answered_at=activity.now(), answered_through=through, **answer)


def take_seat(actor: Viewer, activity: Activity, person: Person) -> Registration:
    """Give a person a seat of the locked activity, or a place at the end of its waiting list; who has one keeps it."""
    registered = activity.registrations.filter(state=rules.RegistrationState.REGISTERED).count()
    free = rules.has_a_free_seat(activity.capacity, registered)
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


def give_seat_back(actor: Viewer, activity: Activity, person: Person) -> None:
    """Take the person's seat of the locked activity away, if they have one; whoever waited longest moves up and is told."""
    seat = _seat_of(activity, person)
    if seat is None:
        return
    before = seat.state
    _change(actor, seat, rules.RegistrationState.WITHDRAWN)
    if before == rules.RegistrationState.REGISTERED:
        _move_up(actor, activity)


def pass_seat_on(actor: Viewer, activity: Activity, giver: Person, taker: Person) -> Registration:
    """Give the place of one person, on the list or among those who wait, to another; where there is none to give, the other takes one."""
    seat = _seat_of(activity, giver)
    if seat is None or _seat_of(activity, taker) is not None:
        give_seat_back(actor, activity, giver)
        return take_seat(actor, activity, taker)
    place = {"state": seat.state, "registered_at": seat.registered_at}
    _change(actor, seat, rules.RegistrationState.WITHDRAWN)
    facts = {"programme_id": activity.programme_id, "invented": activity.invented}
    taken, _is_new = Registration.objects.update_or_create(activity=activity, person=taker, defaults=place, create_defaults={**facts, **place})
    record_act(actor=actor, action="register_for_activity", record=taken, to_state=taken.state)
    return taken


def _seat_of(activity: Activity, person: Person) -> Registration | None:
    return activity.registrations.filter(person=person).exclude(state=rules.RegistrationState.WITHDRAWN).first()


def _move_up(actor: Viewer, activity: Activity) -> None:
    first = activity.registrations.filter(state=rules.RegistrationState.WAITING).order_by("registered_at", "pk").first()
    if first is not None:
        _change(actor, first, rules.RegistrationState.REGISTERED)
        send_moved_up(activity, first)


def _change(actor: Viewer, seat: Registration, state: str) -> None:
    before, seat.state = seat.state, state
    seat.save(update_fields=["state"])
    record_act(actor=actor, action="register_for_activity", record=seat, from_state=before, to_state=state)


def locked(activity: Activity) -> Activity:
    """The activity as it stands, with nobody else changing its seats or its time meanwhile."""
    return Activity.objects.select_for_update(of=("self",)).select_related("programme").get(pk=activity.pk)


def not_possible(activity: Activity) -> IllegalStepError:
    """The refusal of what the activity's state does not allow."""
    return IllegalStepError(_("This is not possible while the activity's state is “%(state)s”. Nothing was changed.") % {"state": activity.get_state_display()})
