"""Owners of action items are reminded by mail: once when it is near, once on the day. Running twice a day does no harm."""

from minicluster.meetings import rules
from minicluster.meetings.domain.minutes_letters import send_reminder
from minicluster.meetings.models import ActionItem
from minicluster.members.models import Programme


def remind_owners(programme: Programme) -> int:
    """Remind the owners of what is due soon or today; of how many items. Where the machine was off on the day, the reminder comes when it is on again."""
    today = programme.today()
    near = (today - rules.REMINDED_AFTER_AT_MOST, today + rules.REMINDED_DAYS_BEFORE)
    items = ActionItem.objects.filter(programme=programme, state=rules.ActionItemState.OPEN, due_on__range=near)
    rows = list(items.select_related("activity", "owner", "programme").order_by("due_on", "pk"))
    for item in rows:
        send_reminder(item, is_due=item.due_on <= today)
    return len(rows)
