"""The pages of problems: list, raising, the problem itself, its shortlist."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import acts_on
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import InvalidInputError
from minicluster.platform.search.progress import embedding_progress
from minicluster.problems.domain.actions import judge_match, record_reading, take_problem_step
from minicluster.problems.domain.conflicts import barred_from
from minicluster.problems.domain.intake import QUESTION_LABELS, questions_that_help
from minicluster.problems.domain.learning import log_opened, log_shown
from minicluster.problems.domain.matching import hidden_for, mark_load, match_problem, shortlist_for
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.domain.queries import (
    duplicates_to_choose,
    filtered_problems,
    intake_of,
    introductions_of,
    match_for,
    merged_into,
    messages_of,
    problem_for,
    projects_of,
    support_for_problem,
)
from minicluster.problems.domain.responsibility import coordinator_now
from minicluster.problems.domain.shown_reasons import has_abstained, shown
from minicluster.problems.domain.understanding import understand_problem
from minicluster.problems.forms.filters import ProblemFilterForm
from minicluster.problems.forms.problems import PROBLEM_FORMS, JudgeForm
from minicluster.problems.models import Problem
from minicluster.problems.rules import CAN_BE_MATCHED, CAN_HAVE_PROJECT, CONFIRMED_BY_FIRM, OPEN, PERMISSIONS, CandidateKind
from minicluster.problems.views.steps import StepKind, step_page, steps_of

PROBLEM_STEPS: Final = StepKind("problem", take_problem_step, PROBLEM_FORMS)
# These happen by themselves: when details are disclosed, when a project is planned, when the clock runs out.
_BY_THEMSELVES: Final = frozenset({"mark_introduced", "move_into_project", "leave_unconfirmed"})


# What the list offers beside its rows, by the permission for it.
_OFFERS: Final = {"raise": "raise_problem", "assign": "suggest_introduction"}


@page(PERMISSIONS, "view_problem")
def problem_list(request: ViewerRequest) -> HttpResponse:
    """The problems that the viewer may see, filtered."""
    form = ProblemFilterForm(request.GET, viewer=request.viewer)
    rows = filtered_problems(request.viewer, form.chosen)
    may = {f"may_{short}": PERMISSIONS.scope(request.viewer, action) is not None for short, action in _OFFERS.items()}
    return render(
        request,
        "problems/problem_list.html",
        {"form": form, "page": page_of(request, rows), "today": request.programme.today(), **may},
    )


@page(PERMISSIONS, "view_problem")
def problem(request: ViewerRequest, pk: int) -> HttpResponse:
    """One problem: what may be read of it, where it stands, what comes next."""
    viewer, found = request.viewer, problem_for(request.viewer, pk)
    if viewer.role is Role.EXPERT and found.is_readable:
        record_reading(actor=viewer, problem=found)
    context = {
        "problem": found,
        "coordinator": coordinator_now(found),
        "steps": steps_of(viewer, found, PROBLEM_STEPS, leave_out=_left_out(viewer, found)),
        "introductions": introductions_of(viewer, found) if PERMISSIONS.scope(viewer, "view_introduction") else [],
        "projects": projects_of(viewer, found),
        "history": acts_on(viewer, found, reads_reasons=found.is_readable),
        "sent_messages": messages_of(viewer, found),
        "today": request.programme.today(),
        "may_record_follow_up": found.follow_up_due is not None and PERMISSIONS.allows(viewer, "record_follow_up", found.place()),
        "may_set_secrecy": PERMISSIONS.allows(viewer, "raise_secrecy", found.place()),
        "may_plan_project": found.state in CAN_HAVE_PROJECT and PERMISSIONS.allows(viewer, "plan_project", found.place()),
        "support": support_for_problem(viewer, found) if found.state in OPEN else [],
        "referrals": list(found.referrals.select_related("call__support_programme")) if found.is_readable else [],
        "may_see_disclosures": PERMISSIONS.allows(viewer, "view_disclosures", found.place_with(())),
        "merged_here": merged_into(viewer, found),
        "may_grow": _may_grow(viewer, found),
        **_intake(viewer, found),
        **_shortlist(viewer, found),
    }
    return render(request, "problems/problem.html", context)


def _left_out(viewer: Viewer, found: Problem) -> frozenset[str]:
    """Steps that are not offered: those that happen by themselves, and adding to another problem where the firm has no other."""
    may_join = PERMISSIONS.allows(viewer, "add_to_problem", found.place()) and duplicates_to_choose(viewer, found).exists()
    return _BY_THEMSELVES if may_join else _BY_THEMSELVES | {"add_to_problem"}


def _intake(viewer: Viewer, found: Problem) -> dict[str, Any]:
    """What was answered, and what would still help."""
    intake = intake_of(viewer, found)
    return {
        "intake": intake,
        "open_questions": [QUESTION_LABELS[question] for question in questions_that_help(intake)] if found.is_readable else [],
        "may_answer_intake": found.state in OPEN and PERMISSIONS.allows(viewer, "answer_intake", found.place()),
    }


def _may_grow(viewer: Viewer, found: Problem) -> bool:
    """Whether this viewer may let the problem teach the thesaurus."""
    is_taught = found.state in CONFIRMED_BY_FIRM and found.is_readable and bool(found.diagnosis or found.mechanism)
    return is_taught and PERMISSIONS.scope(viewer, "draft_concept") is not None


def _shortlist(viewer: Viewer, found: Problem) -> dict[str, Any]:
    """The candidates side by side, each with its reasons in words, for the coordinator who looks after the problem."""
    if not PERMISSIONS.allows(viewer, "view_match", found.place()):
        return {"shortlist": None}
    barred = barred_from(found)
    lists = shortlist_for(viewer, found, barred)
    log_shown(viewer, found, lists)
    mark_load(found, lists[CandidateKind.EXPERT])
    columns = [(CandidateKind(kind), [(match, shown(match.reasons)) for match in matches]) for kind, matches in lists.items()]
    return {
        "shortlist": columns,
        "shortlist_is_empty": not any(matches for _kind, matches in columns),
        "has_abstained": any(has_abstained(matches) for matches in lists.values()),
        "hidden": hidden_for(viewer, found, barred),
        "request_limit": policy_of(found.programme).open_requests_per_expert,
        "meaning": embedding_progress(viewer.programme_id),
        "may_match": found.state in OPEN and PERMISSIONS.allows(viewer, "match_problem", found.place()),
        "may_suggest": found.state in CAN_BE_MATCHED and PERMISSIONS.allows(viewer, "suggest_introduction", found.place()),
    }


@page(PERMISSIONS, "view_problem", methods=("GET", "POST"))
def problem_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """One step of a problem."""
    return step_page(request, problem_for(request.viewer, pk), verb, PROBLEM_STEPS)


@page(PERMISSIONS, "match_problem", methods=("POST",))
def match(request: ViewerRequest, pk: int) -> HttpResponse:
    """Look for candidates of all kinds."""
    found = problem_for(request.viewer, pk)
    # Before the transaction of the matching: what leaves the house is written down for good.
    understood = understand_problem(actor=request.viewer, problem=found)
    if understood.note:
        messages.info(request, understood.note)
    try:
        matches = match_problem(actor=request.viewer, problem=found, also=understood.terms)
    except InvalidInputError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(count)s candidates were found.") % {"count": len(matches)})
    return redirect(f"{found.get_absolute_url()}#shortlist")


@page(PERMISSIONS, "judge_match", methods=("GET", "POST"))
def match_judge(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say whether a candidate fits, and why not."""
    judged = match_for(request.viewer, pk)
    form = JudgeForm(request.POST if request.method == "POST" else None, initial={"judgement": request.GET.get("judgement", "")})
    if form.is_bound and form.is_valid():
        with shown_on(form):
            judge_match(actor=request.viewer, match=judged, **form.cleaned_data)
            return redirect(f"{judged.problem.get_absolute_url()}#shortlist")
    log_opened(request.viewer, judged)
    context = {"form": form, "match": judged, "problem": judged.problem, "reasons": shown(judged.reasons)}
    return render(request, "problems/match_judge.html", context, status=422 if form.errors else 200)
