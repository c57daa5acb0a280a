"""Reminders one week and one day before an activity, by the programme's clock. Running twice does no harm: each goes once to each person for each time and place."""

from datetime import datetime

from django.db.models import Max

from minicluster.meetings import rules
from minicluster.meetings.domain.invitation_mail import people_to_tell, send_reminder
from minicluster.meetings.domain.invitation_texts import Told
from minicluster.meetings.models import Activity, Registration
from minicluster.members.models import Programme
from minicluster.platform.mail.models import Message


def remind_of_activities(programme: Programme) -> None:
    """Remind everybody who is due now."""
    now = programme.now()
    near = Activity.objects.filter(programme=programme, state__in=rules.REMINDED_OF, starts_at__gt=now)
    for activity in near.filter(starts_at__lte=now + max(rules.REMINDED_BEFORE.values())).select_related("programme").order_by("starts_at", "pk"):
        _remind_of(activity, now)


def _remind_of(activity: Activity, now: datetime) -> None:
    told = [one for one in people_to_tell(activity) if one.answer != rules.InvitationAnswer.DEPUTY]
    written = _last_written(told)
    for one in told:
        told_at = written.get(one.invitation.pk, one.invitation.invited_at) if one.invitation else _seated_at(one)
        if reminder := rules.reminder_due(activity.starts_at, told_at, now):
            send_reminder(one, reminder)


def _seated_at(told: Told) -> datetime:
    assert isinstance(told.record, Registration)  # noqa: S101  # told without an invitation
    return told.record.registered_at


def _last_written(told: list[Told]) -> dict[int, datetime]:
    """When each invited person was last told time and place by mail."""
    invited = [one.record.pk for one in told if one.invitation]
    rows = Message.objects.filter(record_type="invitation", record_id__in=invited, calendar_method="REQUEST")
    return dict(rows.values_list("record_id").annotate(Max("written_at")))
