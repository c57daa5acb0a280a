"""One page for every step: the form that its facts need, the action behind it, and back to the record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.platform.pages import ViewerRequest, shown_on
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.domain.queries import verbs_for
from minicluster.problems.forms.steps import StepForm, form_for

# Verbs that belong to no lifecycle and stand in the permission map under other names.
_PERMISSION_OF = {"set_secrecy": "raise_secrecy"}
# Possible, but not what one came for.
_SIDEWAYS = frozenset({"report_solved_by_firm", "refer_to_support", "lapse_introduction", "reserve_project"})


@dataclass(frozen=True)
class StepKind:
    """How the steps of one kind of record are asked for and done."""

    record_name: str
    take: Callable[..., Any]
    forms: dict[str, type[StepForm]]


def step_page(request: ViewerRequest, record: Any, verb: str, kind: StepKind) -> HttpResponse:
    """Ask for what the step needs, do it, and go back to the record."""
    permission = _PERMISSION_OF.get(verb, verb)
    if verb not in record.LIFECYCLE.steps and verb not in kind.forms:
        raise NotVisibleError
    record.PERMISSIONS.require(request.viewer, permission, record.place())
    if request.method == "GET" and verb in record.LIFECYCLE.steps and record.LIFECYCLE.target_of(verb, record.state) is None:
        messages.warning(request, _("That step does not lead on from here any more: the state is “%(state)s”.") % {"state": record.get_state_display()})
        return redirect(record)
    form = form_for(verb, kind.forms, record.LIFECYCLE)(request.POST if request.method == "POST" else None, viewer=request.viewer, record=record)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            kind.take(actor=request.viewer, **{kind.record_name: record}, verb=verb, **form.cleaned_data)
            messages.success(request, _("Done. It stands in the history below."))
            return redirect(record)
    return render(request, "problems/step.html", {"form": form, "record": record, "verb": verb, "record_name": kind.record_name}, status=_status(form))


def _status(form: StepForm) -> int:
    return 422 if form.is_bound else 200


@dataclass(frozen=True)
class Step:
    """A step as it stands on a page: `is_plain` ones are one button, the others open their form; one at most is the way on."""

    verb: str
    is_plain: bool
    is_way_on: bool = False


def steps_of(viewer: Viewer, record: Any, kind: StepKind, *, leave_out: frozenset[str] = frozenset()) -> list[Step]:
    """The steps that this viewer may take with the record now."""
    lifecycle = record.LIFECYCLE
    verbs = [verb for verb in verbs_for(viewer, record) if verb not in leave_out]
    way_on = next((verb for verb in verbs if not lifecycle.steps[verb].needs_reason and verb not in _SIDEWAYS), "")
    ordered = sorted(verbs, key=lambda verb: verb != way_on)
    return [Step(verb, verb not in kind.forms and not lifecycle.steps[verb].needs_reason, verb == way_on) for verb in ordered]
