"""What became of expected outcomes: answered by the firm without an account or signed in, or by the office that was told on the telephone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.views.asking import posted
from minicluster.outcomes import rules
from minicluster.outcomes.domain.follow_up_queries import follow_up_behind, follow_up_for, perhaps_part_of
from minicluster.outcomes.domain.follow_ups import answer_follow_up
from minicluster.outcomes.forms.follow_ups import FollowUpForm
from minicluster.outcomes.models import OutcomeFollowUp
from minicluster.platform.pages import ViewerRequest, open_page, page, shown_on
from minicluster.platform.permissions import Role, Viewer


@open_page(methods=("GET", "POST"))
def follow_up_by_link(request: ViewerRequest, token: str) -> HttpResponse:
    """The three fields without an account. Opening the page changes nothing."""
    follow_up, firm = follow_up_behind(token)
    return _answered(request, follow_up, firm, request.path)


@page(rules.PERMISSIONS, "answer_follow_up", methods=("GET", "POST"))
def follow_up_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """The same, signed in: for the firm, or for the office on its behalf."""
    follow_up = follow_up_for(request.viewer, pk)
    rules.PERMISSIONS.require(request.viewer, "answer_follow_up", follow_up.place())
    return _answered(request, follow_up, request.viewer, follow_up.outcome.get_absolute_url())


def _answered(request: ViewerRequest, follow_up: OutcomeFollowUp, actor: Viewer, back: str) -> HttpResponse:
    entry = follow_up.outcome
    unit = rules.UNITS.get(entry.indicator.unit, entry.indicator.unit)
    form = FollowUpForm(posted(request), unit=str(unit), may_wait=follow_up.may_wait, perhaps=perhaps_part_of(entry))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            answer_follow_up(actor=actor, follow_up=follow_up, **form.cleaned_data)
            messages.success(request, _("Thank you. Your answer has been recorded."))
            return redirect(back)
    context = {
        "follow_up": follow_up,
        "outcome": entry,
        "form": form,
        "for_the_firm": actor.role is not Role.FIRM_USER,
        "is_open": follow_up.answered_at is None and follow_up.due_on <= follow_up.programme.today(),
    }
    return render(request, "outcomes/follow_up.html", context, status=422 if form.errors else 200)
