"""The messages about an activity: to whom each goes, and which calendar entry goes along. Nothing is written twice to one person about one time and place."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import override

from minicluster.meetings import rules
from minicluster.meetings.domain import invitation_texts as texts
from minicluster.meetings.domain.calendar import CANCEL, REQUEST, Attendee, entry_for
from minicluster.meetings.domain.invitation_texts import Text
from minicluster.meetings.domain.told import Change, Told, facts_of
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Person, RoleAssignment
from minicluster.platform.mail.outbox import write_message

_STATUS: Final = {
    rules.InvitationAnswer.NONE: "NEEDS-ACTION",
    rules.InvitationAnswer.COMING: "ACCEPTED",
    rules.InvitationAnswer.DEPUTY: "DELEGATED",
    rules.InvitationAnswer.DECLINED: "DECLINED",
}


def people_to_tell(activity: Activity) -> list[Told]:
    """Who is to know of every change: all who were invited and did not decline, and all who have a seat or wait for one; each once."""
    invitations = activity.invitations.exclude(answer=rules.InvitationAnswer.DECLINED).select_related("person", "deputy", "programme").order_by("pk")
    seats = activity.registrations.exclude(state=rules.RegistrationState.WITHDRAWN).select_related("person", "programme").order_by("pk")
    return told_of(activity, list(invitations), list(seats))


def told_of(activity: Activity, invitations: Iterable[Invitation], seats: Iterable[Registration] = ()) -> list[Told]:
    """These people, each by their invitation, else by their seat."""
    prefetch_related_objects([activity], "groups", "agenda_items__presenter")
    seat_of = {seat.person_id: seat for seat in seats}
    records: dict[int, Invitation | Registration] = {invitation.person_id: invitation for invitation in invitations}
    records |= {person_id: seat for person_id, seat in seat_of.items() if person_id not in records}
    languages = _languages_of(records)
    found = []
    for person_id, record in records.items():
        record.activity = activity
        state = seat_of[person_id].state if person_id in seat_of else ""
        found.append(Told(activity, record.person, record, languages.get(person_id, settings.LANGUAGE_CODE), state))
    return found


def _languages_of(person_ids: Iterable[int]) -> dict[int, str]:
    rows = RoleAssignment.objects.filter(person_id__in=list(person_ids)).order_by("-pk")
    return {person_id: language for person_id, language in rows.values_list("person_id", "user__language") if person_id and language}


def send_invitations(told: Iterable[Told]) -> None:
    """Invite; who has been sent this time and place already is not written to again."""
    for one in told:
        _write(one, _time_and_place(one), partial(texts.invitation_text, one), REQUEST)


def send_change(activity: Activity, change: Change, why: str) -> None:
    """Tell that time or place have changed."""
    for one in people_to_tell(activity):
        _write(one, _time_and_place(one), partial(texts.change_text, one, change, why), REQUEST)


def send_postponement(activity: Activity, why: str) -> None:
    """Tell that it is postponed. The entry is taken out of calendars: at the time that stands there nothing happens, and the new one brings it back."""
    for one in people_to_tell(activity):
        _write(one, f"postponed {activity.sequence}", partial(texts.postponement_text, one, why), CANCEL)


def send_cancellation(activity: Activity, why: str) -> None:
    """Tell that it is cancelled."""
    for one in people_to_tell(activity):
        _write(one, f"cancelled {activity.sequence}", partial(texts.cancellation_text, one, why), CANCEL)


def send_reminder(told: Told, reminder: rules.Reminder) -> None:
    """Remind one person, once for each time and place."""
    _write(told, f"remind {reminder} {told.activity.sequence}", partial(texts.reminder_text, told))


def send_moved_up(activity: Activity, seat: Registration) -> None:
    """Tell who waited that they have a seat now."""
    invitations = activity.invitations.filter(person_id=seat.person_id).select_related("person", "programme")
    for one in told_of(activity, invitations, [seat]):
        _write(one, f"moved up {seat.now().isoformat()}", partial(texts.moved_up_text, one))


def send_to_deputy(activity: Activity, seat: Registration, chief: Person) -> None:
    """Tell a deputy for whom they come, with the entry for their own calendar."""
    for one in told_of(activity, (), [seat]):
        _write(one, f"deputy {chief.pk} {seat.now().isoformat()}", partial(texts.deputy_text, one, chief), REQUEST)


def send_release(activity: Activity, seat: Registration, chief: Person) -> None:
    """Tell a deputy that they need not come."""
    for one in told_of(activity, (), [seat]):
        _write(one, f"released {chief.pk} {seat.now().isoformat()}", partial(texts.release_text, one, chief), CANCEL)


def _time_and_place(told: Told) -> str:
    return f"request {told.activity.sequence}"


def _write(told: Told, occasion: str, compose: Callable[[], Text], method: str = "") -> None:
    with override(told.language):
        subject, body = compose()
        entry = entry_for(_attendee(told), told.activity, method=method, description=_description(told, method)) if method else ""
    write_message(
        programme_id=told.record.programme_id,
        key=f"{told.record.reference} {occasion}",
        recipient=told.person.email,
        subject=subject,
        body=body,
        record_type=told.record.record_type,
        record_id=told.record.pk,
        written_at=told.activity.now(),
        calendar=entry,
        calendar_method=method,
    )


def _attendee(told: Told) -> Attendee:
    answer = rules.InvitationAnswer(told.answer)
    deputy = told.invitation.deputy if told.invitation and answer is rules.InvitationAnswer.DEPUTY else None
    status = "NEEDS-ACTION" if told.is_waiting else _STATUS[answer]
    return Attendee(str(told.person), told.person.email, status, delegated_to=deputy.email if deputy else "", is_asked=told.invitation is not None)


def _description(told: Told, method: str) -> str:
    """What stands in the entry: what it is about and where to answer; of what does not take place, nothing."""
    return "" if method == CANCEL else f"{facts_of(told.activity)}\n\n{told.address}"
