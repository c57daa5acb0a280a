"""Minutes, decisions, elections and action items."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import ActionItem, Activity, Decision, Election, Minutes
from minicluster.members.domain.actions import enter_office
from minicluster.members.models import Group, Office, Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError


@transaction.atomic
def write_minutes(*, actor: Viewer, activity: Activity, text: str, written_by: Person | None = None) -> Minutes:
    """Write the minutes, or write on a draft.

    Raises:
        IllegalStepError: the activity was not held, or its minutes are approved.
    """
    rules.PERMISSIONS.require(actor, "write_minutes", activity.place())
    _refuse_unless_held(activity)
    refuse_resident_registration_numbers(text=text)
    written = Minutes.objects.select_for_update(of=("self",)).filter(activity=activity).first()
    if written is not None and written.state == rules.MinutesState.APPROVED:
        raise IllegalStepError(_("These minutes are approved and stay as they are. Nothing was changed; please record a correction at the next meeting."))
    minutes, _is_new = Minutes.objects.update_or_create(
        activity=activity,
        defaults={"programme_id": activity.programme_id, "text": text, "written_by_id": _writer(actor, written_by), "invented": activity.invented},
    )
    record_act(actor=actor, action="write_minutes", record=minutes, fields=["text"])
    return minutes


def _writer(actor: Viewer, written_by: Person | None) -> int | None:
    return written_by.pk if written_by else actor.person_id


def _refuse_unless_held(activity: Activity) -> None:
    if activity.state not in rules.WAS_HELD:
        raise IllegalStepError(_("This activity is not marked as held yet. Nothing was changed; please mark it as held first."))


@transaction.atomic
def approve_minutes(*, actor: Viewer, activity: Activity, why: str = "") -> Activity:
    """Approve the minutes; from then on they cannot be changed.

    Raises:
        InvalidInputError: there are none.
    """
    take_step(activity, "approve_minutes", actor=actor, why=why)
    approved = Minutes.objects.filter(activity=activity).update(state=rules.MinutesState.APPROVED, approved_at=activity.now())
    if not approved:
        raise InvalidInputError(_("There are no minutes yet. Nothing was changed; please write them first."))
    return activity


@transaction.atomic
def record_decision(
    *,
    actor: Viewer,
    activity: Activity,
    text: str,
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstentions: int | None = None,
) -> Decision:
    """Record a decision of an activity that was held, with its votes where they were counted."""
    rules.PERMISSIONS.require(actor, "record_decision", activity.place())
    _refuse_unless_held(activity)
    refuse_resident_registration_numbers(text=text)
    decision = Decision.objects.create(
        programme_id=activity.programme_id,
        activity=activity,
        text=text,
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        invented=activity.invented,
    )
    record_act(actor=actor, action="record_decision", record=decision)
    return decision


@transaction.atomic
def assign_action_item(*, actor: Viewer, activity: Activity, text: str, owner: Person, due_on: date, decision: Decision | None = None) -> ActionItem:
    """Give somebody something to do by a day; it appears in their queue.

    Raises:
        InvalidInputError: the decision is another activity's.
    """
    rules.PERMISSIONS.require(actor, "assign_action_item", activity.place())
    refuse_resident_registration_numbers(text=text)
    if owner.programme_id != activity.programme_id:
        raise NotVisibleError
    if decision is not None and decision.activity_id != activity.pk:
        raise InvalidInputError(_("That decision belongs to another activity. Nothing was saved; what you typed is kept."), field="decision")
    item = ActionItem.objects.create(
        programme_id=activity.programme_id, activity=activity, decision=decision, text=text, owner=owner, due_on=due_on, invented=activity.invented
    )
    record_act(actor=actor, action="assign_action_item", record=item, to_state=item.state)
    return item


def finish_action_item(*, actor: Viewer, action_item: ActionItem, why: str = "") -> ActionItem:
    """Say that it is done: its owner, or whoever looks after the group."""
    take_step(action_item, "finish_action_item", actor=actor, why=why)
    return action_item


def drop_action_item(*, actor: Viewer, action_item: ActionItem, why: str) -> ActionItem:
    """Say, with the reason, that it will not be done."""
    take_step(action_item, "drop_action_item", actor=actor, why=why)
    return action_item


@transaction.atomic
def record_election(*, actor: Viewer, activity: Activity, group: Group, person: Person, role: str, from_day: date, until: date | None = None) -> Office:
    """Record that an assembly elected a person into an office of one of its groups, for a term.

    Raises:
        IllegalStepError: it is no assembly, or it was not held.
        InvalidInputError: the group did not take part.
    """
    rules.PERMISSIONS.require(actor, "record_election", activity.place())
    if activity.kind != rules.ActivityKind.ASSEMBLY:
        raise IllegalStepError(_("Only an assembly elects. Nothing was changed; an office can also be given on the page of the mini-cluster."))
    _refuse_unless_held(activity)
    if not activity.groups.filter(pk=group.pk).exists():
        raise InvalidInputError(_("That mini-cluster did not take part in this assembly. Nothing was changed."), field="group")
    office = enter_office(actor=actor, group=group, person=person, role=role, from_day=from_day, until=until, invented=activity.invented)
    Election.objects.get_or_create(office=office, defaults={"activity": activity})
    record_act(actor=actor, action="record_election", record=activity, fields=["elections"])
    return office
