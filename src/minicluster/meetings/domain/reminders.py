"""Reminders one week and one day before an activity, by the programme's clock. Running twice does no harm: each goes once to each person for each time and place."""

from datetime import datetime

from django.db.models import Max

from minicluster.meetings import rules
from minicluster.meetings.domain.calendar import REQUEST
from minicluster.meetings.domain.invitation_mail import people_to_tell, send_reminder
from minicluster.meetings.domain.told import Told
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Programme, record_type_of
from minicluster.platform.mail.outbox import messages_about


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
        told_at = written.get(one.record.reference, _asked_at(one.record))
        if reminder := rules.reminder_due(activity.starts_at, told_at, now):
            send_reminder(one, reminder)


def _asked_at(record: Invitation | Registration) -> datetime:
    return record.invited_at if isinstance(record, Invitation) else record.registered_at


def _last_written(told: list[Told]) -> dict[str, datetime]:
    """When each of them was last told time and place by mail, by the reference of their invitation or seat."""
    found: dict[str, datetime] = {}
    for model in (Invitation, Registration):
        kind = record_type_of(model)
        rows = messages_about(kind, *(one.record.pk for one in told if isinstance(one.record, model))).filter(calendar_method=REQUEST).order_by()
        found |= {f"{kind}-{number}": written_at for number, written_at in rows.values_list("record_id").annotate(Max("written_at"))}
    return found
