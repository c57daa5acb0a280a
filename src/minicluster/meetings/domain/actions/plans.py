"""Work plans: starting one, writing it, approving it and opening it again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.plans import beginning_for, lines_of
from minicluster.meetings.domain.years import years_of
from minicluster.meetings.models import PlanLine, WorkPlan
from minicluster.meetings.rules import LineFacts
from minicluster.members.models import Group
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def start_work_plan(*, actor: Viewer, group: Group, year: int, from_last_year: bool = True, invented: bool = False) -> WorkPlan:
    """Start the plan of a group for a year: as last year's plan was, or as what was held where there was none; or empty.

    Raises:
        IllegalStepError: there is a plan for that year.
        InvalidInputError: no such year of the programme.
    """
    rules.PERMISSIONS.require(actor, "write_work_plan", group.place())
    if year not in years_of(group.programme):
        raise InvalidInputError(_("This programme has no year %(year)s yet. Nothing was started; please choose another.") % {"year": year}, field="year")
    Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if WorkPlan.objects.filter(group=group, year=year).exists():
        raise IllegalStepError(
            _("There is a plan of this mini-cluster for %(year)s already. Nothing was changed; please open it from the list.") % {"year": year}
        )
    plan = WorkPlan.objects.create(programme_id=group.programme_id, group=group, year=year, invented=invented)
    lines = beginning_for(group, year).lines if from_last_year else []
    _put(plan, lines)
    record_act(actor=actor, action="write_work_plan", record=plan, fields=[line.kind for line in lines], to_state=plan.state)
    return plan


@transaction.atomic
def write_work_plan(*, actor: Viewer, plan: WorkPlan, lines: Sequence[LineFacts], note: str = "", seen: str = "") -> WorkPlan:
    """Write the lines of a plan that is a draft. `seen` is the fingerprint of what the writer read: what somebody else wrote since is not overwritten.

    Raises:
        IllegalStepError: the plan is approved, or somebody else wrote on it in the meantime.
        InvalidInputError: a kind stands on two lines, or is held no times.
    """
    rules.PERMISSIONS.require(actor, "write_work_plan", plan.place())
    refuse_resident_registration_numbers(note=note)
    stored = WorkPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    before = lines_of(stored)
    _refuse_to_write(stored, lines, is_stale=bool(seen) and seen != rules.fingerprint(before, stored.note))
    changed = {line.kind for line in {*before} ^ {*lines}}
    stored.lines.exclude(kind__in=[line.kind for line in lines]).delete()
    _put(stored, lines)
    if note != stored.note:
        changed.add("note")
        WorkPlan.objects.filter(pk=plan.pk).update(note=note)
    if changed:
        record_act(actor=actor, action="write_work_plan", record=plan, fields=changed)
    return plan


def _refuse_to_write(stored: WorkPlan, lines: Sequence[LineFacts], *, is_stale: bool) -> None:
    if stored.state != rules.WorkPlanState.DRAFT:
        raise IllegalStepError(_("This plan is approved and stays as it is. Nothing was saved; the complex office can open it again, with the reason."))
    if is_stale:
        raise IllegalStepError(
            _("Somebody else has written on this plan since you opened it. Nothing was saved; open it again in another window and compare with what you typed.")
        )
    if len({line.kind for line in lines}) != len(lines):
        raise InvalidInputError(_("One kind stands on two lines. Nothing was saved; what you typed is kept."))
    if not all(0 < line.times <= rules.MOST_TIMES for line in lines):
        raise InvalidInputError(_("Please say how often, from 1 to %(most)s times. Nothing was saved; what you typed is kept.") % {"most": rules.MOST_TIMES})


def _put(plan: WorkPlan, lines: Sequence[LineFacts]) -> None:
    PlanLine.objects.bulk_create(
        [PlanLine(plan=plan, kind=line.kind, times=line.times, people=line.people, budget_krw=line.budget_krw) for line in lines],
        update_conflicts=True,
        unique_fields=["plan", "kind"],
        update_fields=["times", "people", "budget_krw"],
    )


@transaction.atomic
def approve_work_plan(*, actor: Viewer, plan: WorkPlan, why: str = "") -> WorkPlan:
    """Approve a plan: from then on it does not change.

    Raises:
        InvalidInputError: there is nothing in it.
    """
    take_step(plan, "approve_work_plan", actor=actor, why=why)
    if not PlanLine.objects.filter(plan=plan).exists():
        raise InvalidInputError(_("There is no line in this plan yet, so that there is nothing to approve. Nothing was changed."))
    return plan


def reopen_work_plan(*, actor: Viewer, plan: WorkPlan, why: str) -> WorkPlan:
    """Open an approved plan again, with the reason."""
    take_step(plan, "reopen_work_plan", actor=actor, why=why)
    return plan
