"""What a meeting decides, with its votes, and whom it elects."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.minutes import refuse_once_approved, refuse_unless_held
from minicluster.meetings.domain.attendance_facts import votes_present
from minicluster.meetings.domain.voting import count_of
from minicluster.meetings.models import Activity, AgendaItem, Decision, Election
from minicluster.members.domain.actions import enter_office
from minicluster.members.models import Group, Office, Person
from minicluster.members.rules import ONE_HOLDER
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def record_decision(
    *,
    actor: Viewer,
    activity: Activity,
    text: str,
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstentions: int | None = None,
    sentence: str = "",
    agenda_item: AgendaItem | None = None,
) -> Decision:
    """Record a decision of an activity that was held, with its votes where they were counted, and the sentence of the minutes that says so.

    Raises:
        IllegalStepError: the activity was not held, or its minutes are approved.
        InvalidInputError: more votes than members were there, votes without those in favour, or a point of another agenda.
    """
    rules.PERMISSIONS.require(actor, "record_decision", activity.place())
    refuse_unless_held(activity)
    refuse_once_approved(activity)
    refuse_resident_registration_numbers(text=text)
    _refuse_item_of_another(activity, agenda_item)
    decision = Decision(
        programme_id=activity.programme_id, activity=activity, text=text, sentence=sentence, agenda_item=agenda_item, invented=activity.invented
    )
    decision.votes_for, decision.votes_against, decision.abstentions = votes_for, votes_against, abstentions
    _refuse_impossible_votes(decision)
    decision.save()
    record_act(actor=actor, action="record_decision", record=decision)
    return decision


def _refuse_item_of_another(activity: Activity, item: AgendaItem | None) -> None:
    if item is not None and item.activity_id != activity.pk:
        raise InvalidInputError(_("That point belongs to another agenda. Nothing was saved; what you typed is kept."), field="agenda_item")


def _refuse_impossible_votes(decision: Decision) -> None:
    count = count_of(decision)
    if count is None and (decision.votes_against or decision.abstentions):
        raise InvalidInputError(
            _("Please give the votes in favour too; write 0 if there were none. Nothing was saved; what you typed is kept."), field="votes_for"
        )
    if count is not None:
        _refuse_more_votes_than_present(decision.activity, count.cast)


def _refuse_more_votes_than_present(activity: Activity, cast: int) -> None:
    present = votes_present(activity)
    if not rules.could_be_cast(cast, present):
        raise InvalidInputError(
            _(
                "%(cast)s votes were counted, but by the attendance list %(present)s votes could be given. "
                "Nothing was saved; what you typed is kept. Please look at the votes, or at the attendance."
            )
            % {"cast": cast, "present": present},
            field="votes_for",
        )


@transaction.atomic
def take_back_decision(*, actor: Viewer, decision: Decision, why: str) -> None:
    """Take a decision that was written down wrongly out again, with the reason; the journal of the activity keeps it.

    Raises:
        IllegalStepError: the minutes are approved.
        InvalidInputError: no reason was given.
    """
    activity = decision.activity
    rules.PERMISSIONS.require(actor, "take_back_decision", activity.place())
    refuse_once_approved(activity)
    if not why.strip():
        raise InvalidInputError(_("Please say why: this step needs a reason. Nothing was changed."), field="why")
    record_act(actor=actor, action="take_back_decision", record=activity, fields=["decisions"], why=why)
    decision.delete()


@transaction.atomic
def record_election(
    *,
    actor: Viewer,
    activity: Activity,
    group: Group,
    person: Person,
    role: str,
    from_day: date,
    until: date | None = None,
    votes_for: int | None = None,
    ends_earlier_term: bool = False,
) -> Office:
    """Record that an assembly elected a person into an office of one of its groups, for a term.

    Raises:
        IllegalStepError: it is no assembly, it was not held, or its minutes are approved.
        InvalidInputError: the group did not take part, more votes than members were there, or the term overlaps another of an office with one holder.
    """
    rules.PERMISSIONS.require(actor, "record_election", activity.place())
    if activity.kind != rules.ActivityKind.ASSEMBLY:
        raise IllegalStepError(_("Only an assembly elects. Nothing was changed; an office can also be given on the page of the mini-cluster."))
    refuse_unless_held(activity)
    refuse_once_approved(activity)
    if not activity.groups.filter(pk=group.pk).exists():
        raise InvalidInputError(_("That mini-cluster did not take part in this assembly. Nothing was changed."), field="group")
    if votes_for is not None:
        _refuse_more_votes_than_present(activity, votes_for)
    _refuse_overlap(group, person, role, from_day, until, ends_earlier_term=ends_earlier_term)
    office = enter_office(actor=actor, group=group, person=person, role=role, from_day=from_day, until=until, invented=activity.invented)
    Election.objects.get_or_create(office=office, defaults={"activity": activity, "votes_for": votes_for})
    record_act(actor=actor, action="record_election", record=activity, fields=["elections"])
    return office


def _refuse_overlap(group: Group, person: Person, role: str, from_day: date, until: date | None, *, ends_earlier_term: bool) -> None:
    """Of an office with one holder, a term that is still to come stays; one that runs to a set day ends early only if that is said."""
    if role not in ONE_HOLDER:
        return
    same = Q(person=person, valid_from=from_day, valid_to=until)
    shared = group.offices.filter(Q(valid_to=None) | Q(valid_to__gt=from_day), role=role).exclude(same)
    if until is not None:
        shared = shared.filter(valid_from__lt=until)
    held: Office | None = shared.select_related("person").order_by("-valid_from").first()
    if held is None:
        return
    told = {"office": held.get_role_display(), "group": group, "name": held.person, "start": held.valid_from, "end": held.valid_to or _("further notice")}
    if held.valid_from >= from_day:
        raise InvalidInputError(
            _(
                "%(office)s of %(group)s is %(name)s from %(start)s until %(end)s, and two terms of one office cannot overlap. "
                "Nothing was changed; what you typed is kept. Please choose days before or after that term."
            )
            % told,
            field="from_day",
        )
    if held.valid_to is not None and not ends_earlier_term:
        raise InvalidInputError(
            _(
                "%(office)s of %(group)s is %(name)s from %(start)s until %(end)s, and two terms of one office cannot overlap. Nothing was changed; what you "
                "typed is kept. Please let the new term begin on %(end)s, or tick that the earlier term ends with this election."
            )
            % told,
            field="from_day",
        )
