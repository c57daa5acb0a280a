"""Merging: two problems of one firm that say the same become one, and neither loses what it has been through."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import same_programme
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.actions.problems import raise_problem
from minicluster.problems.models import Problem


@transaction.atomic
def merge_problem(*, actor: Viewer, problem: Problem, duplicate_of: Problem, why: str) -> Problem:
    """Merge a problem into another of the same firm that says the same. What was merged into it before goes along.

    Raises:
        InvalidInputError: the other is this one, of another firm, or merged itself.
    """
    return _merge("merge_problem", actor=actor, problem=problem, into=duplicate_of, why=why)


@transaction.atomic
def add_to_problem(*, actor: Viewer, problem: Problem, duplicate_of: Problem, why: str) -> Problem:
    """The firm says that it has raised this before: what it wrote now joins what it wrote then."""
    return _merge("add_to_problem", actor=actor, problem=problem, into=duplicate_of, why=why)


@transaction.atomic
def raise_as_same(*, actor: Viewer, same_as: Problem, **facts: Any) -> Problem:
    """Raise a problem and join it at once to the one that says the same, so that neither the words nor the visit at which they were heard are lost.

    Returns:
        the problem that goes on.
    """
    raised = raise_problem(actor=actor, **facts)
    verb = "merge_problem" if rules.PERMISSIONS.allows(actor, "merge_problem", raised.place()) else "add_to_problem"
    _merge(verb, actor=actor, problem=raised, into=same_as, why=_("Heard again; it is the same problem."))
    return same_as


def _merge(verb: str, *, actor: Viewer, problem: Problem, into: Problem, why: str) -> Problem:
    same_programme(problem.programme_id, into)
    # Both rows are locked in one order, so that of two mergers at once neither waits for the other, and none leads into a problem that has just been merged.
    numbers = sorted({problem.pk, into.pk})
    states = dict(Problem.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk").values_list("pk", "state"))
    if into.pk == problem.pk or into.firm_id != problem.firm_id or states[into.pk] == rules.ProblemState.MERGED:
        raise InvalidInputError(_("Please choose another problem of the same firm that was not merged itself. Nothing was changed."), field="duplicate_of")
    if states[into.pk] not in rules.OPEN:
        raise InvalidInputError(
            _("That problem is no longer open, so nobody would look at what is added. Reopen it first. Nothing was changed."), field="duplicate_of"
        )
    take_step(problem, verb, actor=actor, why=why, duplicate_of=into)
    record_act(actor=actor, action="take_in_problem", record=into, fields=["duplicates"], why=problem.reference)
    for earlier in Problem.objects.filter(duplicate_of=problem).select_related("programme", "group"):
        earlier.duplicate_of = into
        earlier.save(update_fields=["duplicate_of"])
        record_act(actor=actor, action=verb, record=earlier, fields=["duplicate_of"], why=why)
    return problem
