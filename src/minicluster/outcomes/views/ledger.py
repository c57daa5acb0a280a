"""The pages of the ledger."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import acts_on
from minicluster.outcomes import rules
from minicluster.outcomes.domain import actions
from minicluster.outcomes.domain.follow_up_queries import follow_up_lines
from minicluster.outcomes.domain.partitions import cell_of, credit_lines, entry_lines
from minicluster.outcomes.domain.queries import (
    LedgerFilter,
    evidence_file_for,
    fulfilling_of,
    indicators_of_ledger,
    ledger_choices,
    ledger_for,
    outcome_for,
    reportable_for,
    steps_open_to,
    totals_of,
)
from minicluster.outcomes.forms.ledger import CorrectionForm, EvidenceForm, ReportForm
from minicluster.outcomes.models import Outcome
from minicluster.platform.files.storage import attachment, store_file
from minicluster.platform.forms import NoteForm, PlainForm
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError

FORMS: Final[dict[str, type[PlainForm]]] = {
    "attach_evidence": EvidenceForm,
    "verify_outcome": NoteForm,
    "confirm_outcome": NoteForm,
    "correct_outcome": CorrectionForm,
}


@page(rules.PERMISSIONS, "view_outcome")
def outcome_list(request: ViewerRequest) -> HttpResponse:
    """The ledger with its filters and sums."""
    asked = LedgerFilter.of(request.GET)
    entries = ledger_for(request.viewer, asked)
    page_ = page_of(request, entries)
    context = {
        "page": page_,
        "lines": entry_lines(request.viewer, list(page_), asked),
        "cell": cell_of(request.viewer, entries, asked) if asked.is_cell else None,
        "totals": totals_of(entries) if asked.is_summed else None,
        "asked": asked,
        "filters": ledger_choices(request.viewer, asked),
        "query": request.GET.urlencode(),
    }
    return render(request, "outcomes/outcome_list.html", context)


@page(rules.PERMISSIONS, "view_outcome")
def outcome(request: ViewerRequest, pk: int) -> HttpResponse:
    """One entry: its facts, its evidence, what can be done next."""
    return _outcome_page(request, outcome_for(request.viewer, pk))


@page(rules.PERMISSIONS, "view_outcome", methods=("POST",))
def outcome_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step with an entry; a refusal is shown on the form, with what was typed."""
    entry = outcome_for(request.viewer, pk)
    if verb not in FORMS:
        raise NotVisibleError
    rules.PERMISSIONS.require(request.viewer, verb, entry.place())
    form = FORMS[verb](request.POST, request.FILES, auto_id=f"{verb}_%s")
    if form.is_valid():
        with shown_on(form):
            STEPS[verb](request.viewer, entry, form)
            messages.success(request, _("Recorded."))
            return redirect("outcomes:outcome", pk=entry.pk)
    return _outcome_page(request, outcome_for(request.viewer, pk), {verb: form})


@page(rules.PERMISSIONS, "view_outcome")
def outcome_file(request: ViewerRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Download evidence: for whoever may read its outcome."""
    return attachment(evidence_file_for(request.viewer, pk, evidence_pk))


@page(rules.PERMISSIONS, "report_outcome", methods=("GET", "POST"))
def outcome_report(request: ViewerRequest) -> HttpResponse:
    """Report what came of a problem, a project or an output."""
    of = {name: request.GET.get(name, "") for name in ("problem", "project", "output")}
    record = reportable_for(request.viewer, **of)
    form = ReportForm(request.POST or None, indicators=indicators_of_ledger(request.viewer))
    if form.is_valid():
        with shown_on(form):
            kind: dict[str, Any] = {record.record_type: record}
            entry = actions.report_outcome(actor=request.viewer, **kind, **form.facts())
            messages.success(request, _("Reported. Attach the evidence next."))
            return redirect("outcomes:outcome", pk=entry.pk)
    return render(request, "outcomes/outcome_report.html", {"form": form, "record": record})


def _outcome_page(request: ViewerRequest, entry: Outcome, typed: dict[str, PlainForm] | None = None) -> HttpResponse:
    open_now = steps_open_to(request.viewer, entry)
    forms: dict[str, PlainForm] = {verb: FORMS[verb](auto_id=f"{verb}_%s", initial=_starting_from(entry, verb)) for verb in open_now}
    failed = next(iter((typed or {}).values()), None)
    context = {
        "outcome": entry,
        "credit": credit_lines(entry),
        "may_share": entry.state in rules.COUNTED and rules.PERMISSIONS.allows(request.viewer, "share_credit", entry.place()),
        "follow_ups": follow_up_lines(request.viewer, entry),
        "fulfilling": fulfilling_of(entry),
        "steps": list((forms | (typed or {})).items()),
        "form": failed,
        "history": acts_on(request.viewer, entry, reads_reasons=rules.may_read_reasons(request.viewer, entry.place())),
    }
    return render(request, "outcomes/outcome.html", context, status=422 if failed else 200)


def _starting_from(entry: Outcome, verb: str) -> dict[str, Any]:
    """A correction starts from the facts of the entry that it corrects."""
    if verb != "correct_outcome":
        return {}
    facts = {name: getattr(entry, name) for name in ("realisation", "value", "period_from", "period_to", "note")}
    return {**facts, "contribution_percent": entry.contribution_percent}


def _attach(viewer: Viewer, entry: Outcome, form: PlainForm) -> None:
    upload = form.cleaned_data["file"]
    stored = store_file(content=upload.read(), name=upload.name, programme_id=entry.programme_id, stored_by_id=viewer.user_id) if upload else None
    actions.attach_evidence(actor=viewer, outcome=entry, title=form.cleaned_data["title"], file=stored, where_kept=form.cleaned_data["where_kept"])


STEPS: Final[dict[str, Callable[[Viewer, Outcome, Any], object]]] = {
    "attach_evidence": _attach,
    "verify_outcome": lambda viewer, entry, form: actions.verify_outcome(actor=viewer, outcome=entry, why=form.cleaned_data["why"]),
    "confirm_outcome": lambda viewer, entry, form: actions.confirm_outcome(actor=viewer, outcome=entry, why=form.cleaned_data["why"]),
    "correct_outcome": lambda viewer, entry, form: actions.correct_outcome(actor=viewer, outcome=entry, **form.facts()),
}
