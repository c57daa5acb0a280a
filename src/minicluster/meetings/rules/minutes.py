"""Minutes, action items, and the days on which people are told of what is due."""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class MinutesState(TextChoices):
    """States of minutes."""

    DRAFT = "draft", _("Draft")
    CIRCULATED = "circulated", _("Circulated")
    APPROVED = "approved", _("Approved")


MINUTES_LIFECYCLE: Final = Lifecycle(
    "minutes",
    MinutesState.DRAFT,
    {
        # What is written after the circulation nobody has read yet: it is a draft again.
        "write_minutes": step((MinutesState.DRAFT, MinutesState.CIRCULATED), MinutesState.DRAFT),
        "circulate_minutes": step((MinutesState.DRAFT, MinutesState.CIRCULATED), MinutesState.CIRCULATED),
        "approve_minutes": step((MinutesState.DRAFT, MinutesState.CIRCULATED), MinutesState.APPROVED),
    },
)
# So many comments may one person send on one set of minutes: a link can be passed on.
MOST_COMMENTS: Final = 20


class ActionItemState(TextChoices):
    """States of an action item."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


ACTION_ITEM_LIFECYCLE: Final = Lifecycle(
    "action item",
    ActionItemState.OPEN,
    {
        "finish_action_item": step(ActionItemState.OPEN, ActionItemState.DONE),
        "drop_action_item": step(ActionItemState.OPEN, ActionItemState.DROPPED, needs_reason=True),
    },
)
# An owner is reminded when so many days are left, and on the day itself; of what has been overdue for longer, queues remind, not mails.
REMINDED_DAYS_BEFORE: Final = timedelta(days=3)
REMINDED_AFTER_AT_MOST: Final = timedelta(days=7)
# The end of a term is announced twice, so that an assembly can be called in time.
TERM_NOTICES: Final = (timedelta(days=60), timedelta(days=14))
