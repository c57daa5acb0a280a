"""The pages of support: which calls are open to a firm and why not, registering a call, and what may be sent to a language model."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.platform.forms import NoteForm
from minicluster.platform.language_model.configuration import configured
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.problems.domain.actions import decide_language_model, register_call, withdraw_language_model
from minicluster.problems.domain.queries import (
    calls_to_look_at,
    complexes_to_look_at,
    disclosure_log_for,
    firm_to_judge,
    problem_to_account_for,
    sending_decision_for,
    sending_decisions,
    sendings,
    shut_out_of,
    support_open_to,
    support_programme_for,
)
from minicluster.problems.forms.support import CallForm, SendingDecisionForm
from minicluster.problems.rules import PERMISSIONS, Secrecy


@page(PERMISSIONS, "view_eligibility")
def organisation_support(request: ViewerRequest, pk: int) -> HttpResponse:
    """Every open call, with what it says of the firm, rule by rule: why, and why not."""
    firm = firm_to_judge(request.viewer, pk)
    return render(request, "problems/organisation_support.html", {"firm": firm, "answers": support_open_to(request.viewer, firm)})


@page(PERMISSIONS, "view_shut_out")
def shut_out(request: ViewerRequest) -> HttpResponse:
    """Which members a call shuts out, and why: by the rule that decides, each row opening to the firm's eligibility."""
    viewer, calls, complexes = request.viewer, calls_to_look_at(request.viewer), list(complexes_to_look_at(request.viewer))
    chosen = chosen_filters(request, "call", "complex", "rule")
    call = next((row for row in calls if str(row.pk) == chosen["call"]), calls[0] if calls else None)
    told = shut_out_of(viewer, call, complex_id=number_of(chosen["complex"]), rule=chosen["rule"]) if call else None
    return render(
        request,
        "problems/shut_out.html",
        {
            "calls": calls,
            "complexes": complexes,
            "chosen": chosen,
            "told": told,
            "page": page_of(request, told.rows if told else []),
            "by_complex": [(row, *told.by_complex[row.pk]) for row in complexes if told and row.pk in told.by_complex],
        },
    )


@page(PERMISSIONS, "register_call", methods=("GET", "POST"))
def support_programme_call(request: ViewerRequest, pk: int) -> HttpResponse:
    """Register a call of a support programme with all that it asks."""
    support = support_programme_for(request.viewer, pk)
    form = CallForm(request.POST if request.method == "POST" else None, viewer=request.viewer)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            register_call(actor=request.viewer, support_programme=support, **form.facts())
            messages.success(request, _("The call has been registered. Every firm is told from now on whether it may apply, and why not."))
            return redirect("problems:support-list")
    return render(request, "problems/support_programme_call.html", {"form": form, "support": support}, status=422 if form.errors else 200)


@page(PERMISSIONS, "view_disclosures")
def problem_disclosures(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who saw what of a problem, and when."""
    problem = problem_to_account_for(request.viewer, pk)
    return render(request, "problems/disclosures.html", {"problem": problem, "page": page_of(request, disclosure_log_for(request.viewer, problem))})


@page(PERMISSIONS, "view_language_model", methods=("GET", "POST"))
def language_model(request: ViewerRequest) -> HttpResponse:
    """What may be sent to a language model by whose decision, and what was sent; the form decides."""
    address = configured().address
    form = SendingDecisionForm(request.POST if request.method == "POST" else None, initial={"address": address})
    if form.is_bound and form.is_valid():
        with shown_on(form):
            decide_language_model(actor=request.viewer, **form.cleaned_data)
            messages.success(request, _("The decision has been recorded."))
            return redirect("problems:language-model")
    decisions = [(row, ", ".join(str(Secrecy(level).label) for level in row.secrecy_levels)) for row in sending_decisions(request.viewer)]
    context = {"form": form, "address": address, "decisions": decisions, "page": page_of(request, sendings(request.viewer)), "today": request.programme.today()}
    return render(request, "problems/language_model.html", context, status=422 if form.errors else 200)


@page(PERMISSIONS, "decide_language_model", methods=("GET", "POST"))
def sending_decision_withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw a decision on the language model."""
    decision = sending_decision_for(request.viewer, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            withdraw_language_model(actor=request.viewer, decision=decision, **form.cleaned_data)
            messages.success(request, _("The decision has been withdrawn. Nothing more is sent under it."))
            return redirect("problems:language-model")
    return render(request, "problems/sending_decision_withdraw.html", {"form": form, "decision": decision}, status=422 if form.errors else 200)
