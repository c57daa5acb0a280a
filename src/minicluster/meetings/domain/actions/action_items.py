"""Action items: who does what by when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import ActionItem, Activity, Decision
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError, NotVisibleError


@transaction.atomic
def assign_action_item(
    *, actor: Viewer, activity: Activity, text: str, owner: Person, due_on: date, decision: Decision | None = None, sentence: str = ""
) -> ActionItem:
    """Give somebody something to do by a day; it appears in their queue, and they are reminded.

    Raises:
        InvalidInputError: the decision is another activity's.
    """
    rules.PERMISSIONS.require(actor, "assign_action_item", activity.place())
    refuse_resident_registration_numbers(text=text)
    if owner.programme_id != activity.programme_id:
        raise NotVisibleError
    if decision is not None and decision.activity_id != activity.pk:
        raise InvalidInputError(_("That decision belongs to another activity. Nothing was saved; what you typed is kept."), field="decision")
    item = ActionItem(programme_id=activity.programme_id, activity=activity, decision=decision, text=text, sentence=sentence, invented=activity.invented)
    item.owner, item.due_on = owner, due_on
    item.save()
    record_act(actor=actor, action="assign_action_item", record=item, to_state=item.state)
    return item


def finish_action_item(*, actor: Viewer, action_item: ActionItem, why: str = "") -> ActionItem:
    """Say that it is done: its owner, or whoever looks after the group."""
    take_step(action_item, "finish_action_item", actor=actor, why=why, finished_at=action_item.now())
    return action_item


def drop_action_item(*, actor: Viewer, action_item: ActionItem, why: str) -> ActionItem:
    """Say, with the reason, that it will not be done."""
    take_step(action_item, "drop_action_item", actor=actor, why=why)
    return action_item
