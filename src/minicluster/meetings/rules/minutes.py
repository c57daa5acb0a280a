"""Minutes and action items."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class MinutesState(TextChoices):
    """States of minutes."""

    DRAFT = "draft", _("Draft")
    CIRCULATED = "circulated", _("Circulated")
    APPROVED = "approved", _("Approved")


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
