"""Pages on which is written down what happened: minutes, decisions, elections, action items."""

from django.http import Http404, HttpResponse

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import (
    assign_action_item,
    drop_action_item,
    finish_action_item,
    record_decision,
    record_election,
    write_minutes,
)
from minicluster.meetings.domain.queries import action_item_for, activity_for
from minicluster.meetings.forms.writing import ActionItemForm, DecisionForm, ElectionForm, MinutesForm
from minicluster.members.forms import step_form
from minicluster.members.views.asking import ask, posted
from minicluster.platform.pages import ViewerRequest, page


@page(rules.PERMISSIONS, "write_minutes", methods=("GET", "POST"))
def activity_minutes(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write the minutes."""
    shown = activity_for(request.viewer, pk, to="write_minutes")
    written = getattr(shown, "minutes", None)
    form = MinutesForm(posted(request), initial={"text": written.text if written else shown.agenda})
    return ask(request, form, lambda typed: write_minutes(actor=request.viewer, activity=shown, **typed), verb="write_minutes", back=shown)


@page(rules.PERMISSIONS, "record_decision", methods=("GET", "POST"))
def activity_decision(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record a decision."""
    shown = activity_for(request.viewer, pk, to="record_decision")
    form = DecisionForm(posted(request))
    return ask(request, form, lambda typed: record_decision(actor=request.viewer, activity=shown, **typed), verb="record_decision", back=shown)


@page(rules.PERMISSIONS, "record_election", methods=("GET", "POST"))
def activity_election(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record an election."""
    shown = activity_for(request.viewer, pk, to="record_election")
    form = ElectionForm(posted(request), viewer=request.viewer, activity=shown)
    return ask(request, form, lambda typed: record_election(actor=request.viewer, activity=shown, **typed), verb="record_election", back=shown)


@page(rules.PERMISSIONS, "assign_action_item", methods=("GET", "POST"))
def activity_action_item(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give somebody something to do."""
    shown = activity_for(request.viewer, pk, to="assign_action_item")
    form = ActionItemForm(posted(request), viewer=request.viewer, activity=shown)
    act = assign_action_item
    return ask(request, form, lambda typed: act(actor=request.viewer, activity=shown, **typed), verb="assign_action_item", back=shown)


@page(rules.PERMISSIONS, "finish_action_item", methods=("GET", "POST"))
def action_item_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Say that an action item is done, or why it will not be."""
    acts = {"finish_action_item": finish_action_item, "drop_action_item": drop_action_item}
    if verb not in acts:
        raise Http404
    item = action_item_for(request.viewer, pk, to=verb)
    form = step_form(rules.ACTION_ITEM_LIFECYCLE.steps[verb], posted(request))
    return ask(request, form, lambda typed: acts[verb](actor=request.viewer, action_item=item, **typed), verb=verb, back=item.activity, lead=item.text)
