"""When somebody who was invited is reminded."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules.activities import ActivityState


class Reminder(TextChoices):
    """How long before an activity one is reminded of it."""

    WEEK = "week", _("one week before")
    DAY = "day", _("one day before")


REMINDED_OF: Final = (ActivityState.ANNOUNCED, ActivityState.OPEN, ActivityState.CLOSED)
REMINDED_BEFORE: Final = {Reminder.DAY: timedelta(days=1), Reminder.WEEK: timedelta(days=7)}


def reminder_due(starts_at: datetime, told_at: datetime, now: datetime) -> Reminder | None:
    """Which reminder is due now for somebody who was last told the time at `told_at`.

    Nobody is reminded of what they were told within the same span: who was invited five days before is reminded the day before, and not at once.
    """
    for reminder, before in REMINDED_BEFORE.items():
        if starts_at - before <= now < starts_at:
            return reminder if told_at < starts_at - before else None
    return None
