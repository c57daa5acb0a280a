"""What became of expected outcomes, one, three and five years later: planned, asked, reminded of, answered."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from minicluster.members.domain.actions.history import locked
from minicluster.members.models import Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions import report_outcome
from minicluster.outcomes.domain.follow_up_mail import send_follow_up
from minicluster.outcomes.domain.fulfilment import came_of, perhaps_fulfilling
from minicluster.outcomes.models import Outcome, OutcomeFollowUp
from minicluster.outcomes.rules import NextAct, Realisation, WhatCame
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


def let_follow_ups_run(programme: Programme) -> dict[str, int]:
    """Plan, ask and remind as is due by the programme's clock today, and say how often each was done. A second run on the same day does nothing."""
    done = Counter({"planned": plan_follow_ups(programme)})
    for follow_up in _waiting(programme):
        done[_moved_on(follow_up)] += 1
    return {name: count for name, count in done.items() if count and name != NextAct.NOTHING}


def plan_follow_ups(programme: Programme) -> int:
    """Plan the follow-ups of the expected entries that have none; how many that are. They are counted from the day of the report."""
    today = programme.today()
    entries = Outcome.objects.filter(programme=programme, realisation=Realisation.EXPECTED, state__in=rules.COUNTED, follow_ups=None)
    rows = [
        OutcomeFollowUp(programme=programme, invented=invented, outcome_id=pk, years=years, due_on=due_on)
        for pk, reported_at, invented in entries.order_by("pk").values_list("pk", "reported_at", "invented")
        for years, due_on in rules.follow_ups_to_plan(localtime(reported_at).date(), today)
    ]
    OutcomeFollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _waiting(programme: Programme) -> Iterator[OutcomeFollowUp]:
    """The unanswered follow-ups whose day has come, except where a later one of the same entry has come too: nobody is asked the same thing twice at once."""
    due = OutcomeFollowUp.objects.filter(programme=programme, due_on__lte=programme.today())
    later = due.filter(outcome=OuterRef("outcome"), years__gt=OuterRef("years"))
    rows = due.filter(~Exists(later), answered_at=None, outcome__state__in=rules.COUNTED).order_by("pk")
    return rows.select_related("programme", "outcome__indicator", "outcome__problem__contact", "outcome__project__problem__contact").iterator(500)


@transaction.atomic
def _moved_on(follow_up: OutcomeFollowUp) -> NextAct:
    """Ask, or remind, if it is time: the row is locked and read again, so that two clocks do it once."""
    stored: OutcomeFollowUp = locked(follow_up)
    if stored.answered_at is not None:
        return NextAct.NOTHING
    act = rules.next_act(stored.due_on, _day(stored.asked_at), stored.reminders, _day(stored.reminded_at), follow_up.programme.today())
    if act is NextAct.NOTHING:
        return act
    if act is NextAct.ASK:
        follow_up.asked_at = follow_up.now()
    else:
        follow_up.reminders, follow_up.reminded_at = stored.reminders + 1, follow_up.now()
    follow_up.save(update_fields=["asked_at", "reminders", "reminded_at"])
    send_follow_up(follow_up)
    clock = Viewer(Role.ADMINISTRATOR, follow_up.programme_id)
    record_act(actor=clock, action=f"{act}_follow_up", record=follow_up, fields=("asked_at",) if act is NextAct.ASK else ("reminders",))
    return act


@transaction.atomic
def answer_follow_up(
    *, actor: Viewer, follow_up: OutcomeFollowUp, came: str, value: Decimal | None = None, note: str = "", part_of_it: Collection[int] = ()
) -> OutcomeFollowUp:
    """Say what became of what was expected. What came true becomes a new realised entry that fulfils it, and goes the way of every entry: evidence, verified, confirmed.

    Args:
        actor: the firm, or an office that was told on the telephone; the journal says which.
        follow_up: the question.
        came: one of `WhatCame`; after “in full” and “not” nothing more is asked.
        value: for “in part” what came true in all so far, in the unit of the indicator; what stands in the ledger of it already is not entered again.
        note: a sentence about it.
        part_of_it: realised entries of `perhaps_fulfilling` that are part of what was expected, so that they are not entered again.

    Raises:
        IllegalStepError: it was answered already, or its day has not come.
        InvalidInputError: a part without a value, less than what stands in the ledger already, or “not yet” where nothing more will be asked.
    """
    rules.PERMISSIONS.require(actor, "answer_follow_up", follow_up.place())
    refuse_resident_registration_numbers(note=note)
    stored: OutcomeFollowUp = locked(follow_up)
    entry = stored.outcome
    _refuse_unless_open(stored, entry)
    later = entry.follow_ups.filter(years__gt=stored.years, answered_at=None)
    if came == WhatCame.NOT_YET and not later.exists():
        raise InvalidInputError(_("This is asked for the last time. Please say whether it came true in part or not. Nothing was changed."), field="came")
    told_by = _told_by(actor)
    more = Decimal(0)
    if came in (WhatCame.FULLY, WhatCame.PARTLY):
        _take_for_part_of_it(actor, entry, part_of_it)
        more = _more(entry, came, value)
    stored.realised = _realised(actor, entry, more, note.strip() or told_by) if more else None
    stored.note, stored.answered_at = note.strip(), stored.now()
    stored.save(update_fields=["realised", "note", "answered_at"])
    if came in rules.FINAL:
        later.update(answered_at=stored.answered_at)
    for record in (stored, entry):
        record_act(actor=actor, action="answer_follow_up", record=record, fields=("answered_at", "realised"), why=told_by)
    return stored


def _refuse_unless_open(follow_up: OutcomeFollowUp, entry: Outcome) -> None:
    if follow_up.answered_at is not None:
        raise IllegalStepError(_("This question has been answered already, or was settled by another answer. Nothing was changed."))
    if entry.state not in rules.COUNTED or entry.realisation != Realisation.EXPECTED:
        raise IllegalStepError(_("What was expected has been corrected since, and this question is no longer asked. Nothing was changed."))
    if follow_up.due_on > entry.programme.today():
        raise IllegalStepError(_("This question is asked on %(day)s. Nothing was changed.") % {"day": follow_up.due_on.isoformat()})


def _take_for_part_of_it(actor: Viewer, entry: Outcome, chosen: Collection[int]) -> None:
    """Let realised entries that were reported by themselves fulfil what was expected."""
    for realised in perhaps_fulfilling(entry).filter(pk__in=chosen).select_related("programme", "group"):
        realised.fulfils = entry
        realised.save(update_fields=["fulfils"])
        record_act(actor=actor, action="answer_follow_up", record=realised, fields=("fulfils",))


def _realised(actor: Viewer, entry: Outcome, value: Decimal, note: str) -> Outcome:
    """The new entry of what came true beyond what stands in the ledger already."""
    period_from, period_to = _period(entry)
    realised = report_outcome(
        actor=actor, indicator=entry.indicator, realisation=Realisation.REALISED, value=value, period_from=period_from, period_to=period_to,
        problem=entry.problem, project=entry.project, output=entry.output, contribution_share=entry.contribution_share, note=note,
    )  # fmt: skip
    realised.fulfils = entry
    realised.save(update_fields=["fulfils"])
    return realised


def _more(entry: Outcome, came: str, value: Decimal | None) -> Decimal:
    """What is to be entered: of a sum what is not in the ledger yet, of a rate the rate itself."""
    if came == WhatCame.PARTLY and value is None:
        raise InvalidInputError(_("Please say how much came true so far, in all. Nothing was changed."), field="value")
    in_all = entry.value if value is None or came == WhatCame.FULLY else value
    if not entry.indicator.is_additive:
        return in_all
    already = came_of(entry)
    if came == WhatCame.PARTLY and in_all < already:
        raise InvalidInputError(
            _("%(already)s of it stands in the ledger already. Please give the sum so far, or correct the earlier entry first. Nothing was changed.")
            % {"already": f"{already.normalize():,f}"},
            field="value",
        )
    return max(in_all - already, Decimal(0))


def _period(entry: Outcome) -> tuple[date, date]:
    """From where the last entry that fulfils it ends to today, within the period for which it was expected.

    Raises:
        InvalidInputError: that period has not begun.
    """
    today = entry.programme.today()
    if entry.period_from > today:
        raise InvalidInputError(_("The period for which it was expected has not begun, so “not yet” is the answer. Nothing was changed."), field="came")
    last = entry.fulfilled_by.filter(state__in=rules.COUNTED).order_by("-period_to").values_list("period_to", flat=True).first()
    ends = min(entry.period_to, today)
    return min(max(entry.period_from, last + timedelta(days=1) if last else entry.period_from), ends), ends


def _told_by(actor: Viewer) -> str:
    """That an office wrote it down, in the programme's language; empty where the firm answers itself."""
    if actor.role is Role.FIRM_USER:
        return ""
    with override(settings.LANGUAGE_CODE):
        return _("told by the firm on the telephone, written down by the office")


def _day(at: Any) -> date | None:
    return localtime(at).date() if at else None
