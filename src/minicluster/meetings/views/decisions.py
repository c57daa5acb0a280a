"""Pages on which a decision, an action item or an election is written down, from a sentence of the minutes or on its own."""

from django.http import Http404, HttpResponse

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import assign_action_item, drop_action_item, finish_action_item, record_decision, record_election, take_back_decision
from minicluster.meetings.domain.minutes import decision_for, minutes_of, sentences_in
from minicluster.meetings.domain.queries import action_item_for, activity_for
from minicluster.meetings.forms.minutes import ActionItemForm, DecisionForm, ElectionForm
from minicluster.meetings.models import Activity
from minicluster.members.forms import step_form
from minicluster.members.views.asking import ask, posted
from minicluster.platform.forms import ReasonForm
from minicluster.platform.pages import ViewerRequest, page


@page(rules.PERMISSIONS, "record_decision", methods=("GET", "POST"))
def activity_decision(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record a decision."""
    shown = activity_for(request.viewer, pk, to="record_decision")
    sentence, back = _sentence_of(request, shown)
    form = DecisionForm(posted(request), activity=shown, sentence=sentence)
    act = record_decision
    lead = sentence.text if sentence else ""
    return ask(request, form, lambda typed: act(actor=request.viewer, activity=shown, **typed), verb="record_decision", back=back, lead=lead)


@page(rules.PERMISSIONS, "take_back_decision", methods=("GET", "POST"))
def decision_take_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a decision that was written down wrongly out again."""
    decision = decision_for(request.viewer, pk)
    form, act = ReasonForm(posted(request)), take_back_decision
    back, lead = decision.activity, decision.text
    return ask(request, form, lambda typed: act(actor=request.viewer, decision=decision, **typed), verb="take_back_decision", back=back, lead=lead)


@page(rules.PERMISSIONS, "assign_action_item", methods=("GET", "POST"))
def activity_action_item(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give somebody something to do."""
    shown = activity_for(request.viewer, pk, to="assign_action_item")
    sentence, back = _sentence_of(request, shown)
    form = ActionItemForm(posted(request), viewer=request.viewer, activity=shown, sentence=sentence)
    act = assign_action_item
    lead = sentence.text if sentence else ""
    return ask(request, form, lambda typed: act(actor=request.viewer, activity=shown, **typed), verb="assign_action_item", back=back, lead=lead)


def _sentence_of(request: ViewerRequest, activity: Activity) -> tuple[rules.Sentence | None, object]:
    """The sentence from which one comes, and the page to which one goes back: its minutes, or the activity."""
    key = request.GET.get("sentence", "")
    minutes = minutes_of(request.viewer, activity) if key else None
    return rules.sentence_named(key, sentences_in(minutes)), minutes or activity


@page(rules.PERMISSIONS, "record_election", methods=("GET", "POST"))
def activity_election(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record an election."""
    shown = activity_for(request.viewer, pk, to="record_election")
    form = ElectionForm(posted(request), viewer=request.viewer, activity=shown)
    return ask(request, form, lambda typed: record_election(actor=request.viewer, activity=shown, **typed), verb="record_election", back=shown)


@page(rules.PERMISSIONS, "finish_action_item", methods=("GET", "POST"))
def action_item_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Say that an action item is done, or why it will not be."""
    acts = {"finish_action_item": finish_action_item, "drop_action_item": drop_action_item}
    if verb not in acts:
        raise Http404
    item = action_item_for(request.viewer, pk, to=verb)
    form = step_form(rules.ACTION_ITEM_LIFECYCLE.steps[verb], posted(request))
    return ask(request, form, lambda typed: acts[verb](actor=request.viewer, action_item=item, **typed), verb=verb, back=item.activity, lead=item.text)
