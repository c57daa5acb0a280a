"""What a coordinator had promised to do for a group goes with the group to whoever coordinates it from now on."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from minicluster.meetings import rules
from minicluster.meetings.models import ActionItem, Activity
from minicluster.members.domain.queries import groups_coordinated_by
from minicluster.members.models import Group, Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer


def pass_on_action_items(*, actor: Viewer, giver: Person, taker: Person, groups: Sequence[Group], why: str, **_signal: Any) -> None:
    """Let the taker own the giver's open action items of these groups; of a joint activity, unless the giver still coordinates one of its groups."""
    for item in _items_to_pass_on(giver, groups):
        item.owner = taker
        item.save(update_fields=["owner"])
        record_act(actor=actor, action="hand_over_work", record=item, fields=["owner"], why=why)


def _items_to_pass_on(giver: Person, groups: Sequence[Group]) -> QuerySet[ActionItem]:
    theirs = Activity.objects.filter(groups__in=groups).exclude(groups__in=groups_coordinated_by(giver))
    open_items = ActionItem.objects.select_for_update(of=("self",)).filter(owner=giver, state=rules.ActionItemState.OPEN)
    return open_items.filter(activity__in=theirs.values("pk")).select_related("activity__programme", "programme").order_by("pk")
