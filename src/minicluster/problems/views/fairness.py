"""The pages of declared interests, of the matching policy and of the gate's verdicts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.problems.domain.actions import decide_on_ranker, declare_interest, end_interest, set_matching_policy
from minicluster.problems.domain.gate import why_of
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.domain.queries import interest_for, interests_for, verdict_for, verdicts_for
from minicluster.problems.forms.fairness import DecisionForm, DeclareInterestForm, EndInterestForm, MatchingPolicyForm
from minicluster.problems.rules import PERMISSIONS
from minicluster.problems.rules.fairness import may_end_interest

_LONGEST_NUMBER = 9


@page(PERMISSIONS, "view_interest")
def interest_list(request: ViewerRequest) -> HttpResponse:
    """The declared interests that the viewer may see, of one person where the address says so."""
    viewer, today = request.viewer, request.programme.today()
    shown = page_of(request, interests_for(viewer, {"person": _person_in(request)}))
    may_end = PERMISSIONS.scope(viewer, "end_interest") is not None
    rows = [(row, row.holds_on(today), may_end and _can_end(request, row.valid_to) and may_end_interest(viewer.role, row.declared_as)) for row in shown]
    may_declare = PERMISSIONS.scope(viewer, "declare_interest") is not None
    return render(request, "problems/interest_list.html", {"page": shown, "rows": rows, "may_declare": may_declare, "person": _person_in(request)})


def _can_end(request: ViewerRequest, valid_to: object) -> bool:
    return valid_to is None or valid_to > request.programme.today()


def _person_in(request: ViewerRequest) -> int | None:
    number = request.GET.get("person", "")
    return int(number) if number.isdecimal() and len(number) <= _LONGEST_NUMBER else None


@page(PERMISSIONS, "declare_interest", methods=("GET", "POST"))
def interest_declare(request: ViewerRequest) -> HttpResponse:
    """Declare an interest."""
    typed = request.POST if request.method == "POST" else None
    person = _person_in(request)
    form = DeclareInterestForm(typed, viewer=request.viewer, person_id=person, initial={"valid_from": request.programme.today(), "person": person})
    if form.is_bound and form.is_valid():
        with shown_on(form):
            declare_interest(actor=request.viewer, **form.cleaned_data)
            messages.success(request, _("Declared. From now on matching heeds it."))
            return redirect("problems:interest-list")
    return render(request, "problems/interest_form.html", {"form": form, "verb": "declare_interest"}, status=422 if form.errors else 200)


@page(PERMISSIONS, "end_interest", methods=("GET", "POST"))
def interest_end(request: ViewerRequest, pk: int) -> HttpResponse:
    """End a declared interest."""
    found = interest_for(request.viewer, pk)
    form = EndInterestForm(request.POST if request.method == "POST" else None, initial={"on_day": request.programme.today()})
    if form.is_bound and form.is_valid():
        with shown_on(form):
            end_interest(actor=request.viewer, interest=found, **form.cleaned_data)
            messages.success(request, _("Ended. What held until then stays in the list."))
            return redirect(found)
    context = {"form": form, "verb": "end_interest", "interest": found}
    return render(request, "problems/interest_form.html", context, status=422 if form.errors else 200)


@page(PERMISSIONS, "view_matching_policy", methods=("GET", "POST"))
def matching_policy(request: ViewerRequest) -> HttpResponse:
    """How requests are spread, and what the gate found about a learned ranker."""
    viewer, programme = request.viewer, request.programme
    if request.method == "POST":
        PERMISSIONS.require(viewer, "set_matching_policy", policy_of(programme).place())
    form = MatchingPolicyForm(request.POST if request.method == "POST" else None, policy=policy_of(programme))
    if form.is_bound and form.is_valid():
        with shown_on(form):
            set_matching_policy(actor=viewer, programme=programme, **form.cleaned_data)
            messages.success(request, _("Saved. It holds from the next request on."))
            return redirect("problems:matching-policy")
    verdicts = page_of(request, verdicts_for(viewer))
    context = {
        "form": form,
        "policy": policy_of(programme),
        "may_set": PERMISSIONS.scope(viewer, "set_matching_policy") is not None,
        "may_decide": PERMISSIONS.scope(viewer, "decide_on_ranker") is not None,
        "page": verdicts,
        "rows": [(verdict, why_of(verdict)) for verdict in verdicts],
    }
    return render(request, "problems/matching_policy.html", context, status=422 if form.errors else 200)


@page(PERMISSIONS, "decide_on_ranker", methods=("POST",))
def gate_verdict_decide(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write an administrator's decision on a verdict down."""
    verdict, form = verdict_for(request.viewer, pk), DecisionForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            decide_on_ranker(actor=request.viewer, verdict=verdict, **form.cleaned_data)
            messages.success(request, _("The decision is recorded. It switches nothing on by itself."))
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect("problems:matching-policy")
