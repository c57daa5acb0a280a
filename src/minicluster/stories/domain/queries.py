"""The only way a page gets success cases: what a person may see is decided here."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override

from minicluster.members.domain.queries import within
from minicluster.members.models import Complex
from minicluster.outcomes.models import Outcome
from minicluster.outcomes.rules import COUNTED, UNITS, Realisation
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.queue import QueueItem
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.models import Problem, Project
from minicluster.stories import rules
from minicluster.stories.models import TEXTS, SuccessCase
from minicluster.stories.rules import CaseState

FIRM_APPROVALS = ("approve_case_as_firm", "approve_case_as_firm_too", "approve_case_as_firm_alone")
APPROVALS = (*FIRM_APPROVALS, "approve_case_as_expert", "approve_case_as_expert_too")
PUBLICATIONS = ("publish_case", "publish_amended_case")
AMENDMENTS = ("amend_case", "amend_recorded_case")
_BY_CIRCUMSTANCE = (*APPROVALS, *PUBLICATIONS, *AMENDMENTS)


@dataclass(frozen=True)
class Results:
    """What a case tells of its outcomes: realised apart from expected."""

    realised: list[Outcome]
    expected: list[Outcome]


def published_cases(viewer: Viewer, complex_: str = "") -> QuerySet[SuccessCase]:
    """The published cases of the viewer's programme, the latest first."""
    cases = SuccessCase.objects.filter(programme_id=viewer.programme_id, state__in=rules.PUBLIC).select_related("complex", "group")
    if complex_:
        cases = cases.filter(complex_id=int(complex_)) if complex_.isdecimal() else cases.none()
    return cases.order_by("-happened_on", "-pk")


def published_case_for(viewer: Viewer, pk: int) -> SuccessCase:
    """One published case; what is withdrawn or not yet published does not exist."""
    known = published_cases(viewer).select_related("firm", "expert", "previous", "next", "programme", "problem")
    return get_object_or_404(known.prefetch_related("claims__conflicts_with"), pk=pk)


def cases_in_work_for(viewer: Viewer) -> QuerySet[SuccessCase]:
    """The cases that this viewer may see before they are published."""
    return _cases_for(viewer).exclude(state__in=rules.PUBLIC).select_related("complex", "group").order_by("-pk")


def case_for(viewer: Viewer, pk: int) -> SuccessCase:
    """One case on its working page; what is out of reach does not exist."""
    known = _cases_for(viewer).select_related("complex", "group", "firm", "expert", "programme", "problem", "project", "previous")
    return get_object_or_404(known.prefetch_related("claims"), pk=pk)


def _cases_for(viewer: Viewer) -> QuerySet[SuccessCase]:
    scope = rules.PERMISSIONS.scope(viewer, "view_case")
    reach = within(scope, viewer, person="expert", organisation="firm", group="group", complex_="complex")
    return SuccessCase.objects.filter(reach, programme_id=viewer.programme_id)


def complexes_with_cases(viewer: Viewer) -> list[tuple[str, str]]:
    """The complexes of which a case has been published."""
    complexes = Complex.objects.filter(programme_id=viewer.programme_id, cases__state__in=rules.PUBLIC).distinct().order_by("pk")
    return [(str(complex_.pk), str(complex_)) for complex_ in complexes]


def results_of(case: SuccessCase) -> Results:
    """The outcomes that the case tells: those that stood in the ledger when the firm agreed to the text, so that none becomes public unseen."""
    if case.problem_id is None:
        return Results([], [])
    of_the_case = Q(project=case.project_id) if case.project_id else Q(problem=case.problem_id)
    entries = Outcome.objects.filter(of_the_case, programme_id=case.programme_id, state__in=COUNTED).select_related("indicator").order_by("period_from", "pk")
    if case.state not in rules.BEFORE_THE_FIRMS_WORD:
        agreed = history_of(case).filter(action__in=FIRM_APPROVALS).last()
        entries = entries.filter(reported_at__lte=agreed.programme_time if agreed else case.published_at)
    return Results(*([entry for entry in entries if entry.realisation == realisation] for realisation in (Realisation.REALISED, Realisation.EXPECTED)))


def fingerprint_of(case: SuccessCase) -> str:
    """Of all that a page of the case tells: another one means that somebody read something else."""
    results = results_of(case)
    told = [getattr(case, name) for name in (*TEXTS, "happened_on", "source", "permission")]
    told += [(entry.pk, entry.value) for entry in (*results.realised, *results.expected)]
    return sha256(repr(told).encode()).hexdigest()


def steps_open_to(viewer: Viewer, case: SuccessCase) -> list[str]:
    """The verbs that this viewer may take now; of the ways to approve, to publish and to amend only the one that fits."""
    place = case.place()
    fitting = {
        rules.approval_verb(viewer.role, case.state, has_expert=case.expert_id is not None),
        rules.publication_verb(was_published=case.published_at is not None),
        rules.amendment_verb(is_own=case.problem_id is not None),
    }
    verbs = [verb for verb in case.LIFECYCLE.verbs_from(case.state) if verb not in _BY_CIRCUMSTANCE or verb in fitting]
    return [verb for verb in verbs if rules.PERMISSIONS.allows(viewer, verb, place)]


def draft_start(case: SuccessCase) -> dict[str, Any]:
    """What the draft starts from: what is written already, else the public summary, the outcomes, and the solution where the firm has opened it."""
    texts = {name: getattr(case, name) for name in TEXTS}
    facts = {"happened_on": case.happened_on, "source": case.source, "permission": case.permission, "previous": case.previous_id}
    if case.problem and not case.story_ko:
        told = [case.problem.public_summary, case.problem.solution if rules.solution_may_be_told(case.problem.secrecy) else ""]
        texts["story_ko"] = "\n\n".join(filter(None, told))
    for language in ("ko", "en"):
        texts[f"results_{language}"] = texts[f"results_{language}"] or _results_text(case, language)
    return {**texts, **facts}


def _results_text(case: SuccessCase, language: str) -> str:
    results = results_of(case)
    with override(language):
        lines = [
            told % {"what": entry.indicator, "value": f"{entry.value.normalize():,f}", "unit": UNITS.get(entry.indicator.unit, entry.indicator.unit)}
            for told, entries in (
                (_("%(what)s: %(value)s %(unit)s, realised"), results.realised),
                (_("%(what)s: %(value)s %(unit)s, expected"), results.expected),
            )
            for entry in entries
        ]
    return "\n".join(lines)


def tellable_for(viewer: Viewer, *, problem: str = "", project: str = "") -> Problem | Project:
    """The problem or project in this viewer's reach of which a story is to be told."""
    known: tuple[tuple[QuerySet[Any], str, str], ...] = ((Project.objects.select_related("problem__group"), project, "problem__"),
                                                         (Problem.objects.select_related("group"), problem, ""))  # fmt: skip
    for records, pk, path in known:
        if pk.isdecimal():
            reach = within(rules.PERMISSIONS.scope(viewer, "find_case"), viewer, group=f"{path}group", complex_=f"{path}group__complex")
            found: Problem | Project = get_object_or_404(records.filter(reach, programme_id=viewer.programme_id), pk=int(pk))
            return found
    raise NotVisibleError(_("Please open this page from a problem or a project, so that it is clear whose story it is."))


def may_precede(viewer: Viewer, case: SuccessCase) -> QuerySet[SuccessCase]:
    """The published cases that could be the previous one in this case's series."""
    return published_cases(viewer).exclude(pk=case.pk).filter(Q(next=None) | Q(next=case))


def queue_for(viewer: Viewer) -> list[QueueItem]:
    """What waits for this viewer here: an approval, a draft, a check, a publication."""
    waits = _waits_for(viewer)
    if not waits:
        return []
    cases = _cases_for(viewer).filter(state__in=waits).order_by("pk")
    return [QueueItem(str(case), case.get_absolute_url(), waits[CaseState(case.state)], _("Success case"), invented=case.invented) for case in cases]


def _waits_for(viewer: Viewer) -> dict[CaseState, str]:
    approve = _("Please read it and say whether it may be published")
    if viewer.role is Role.FIRM_USER:
        return dict.fromkeys(rules.WITH_THE_FIRM, approve)
    if viewer.role is Role.EXPERT:
        return dict.fromkeys(rules.WITH_THE_EXPERT, approve)
    steps = {
        CaseState.FOUND: ("draft_case", _("The draft is to be written")),
        CaseState.APPROVED: ("check_case", _("To be checked")),
        CaseState.CHECKED: ("publish_case", _("To be published")),
    }
    return {state: what for state, (verb, what) in steps.items() if rules.PERMISSIONS.scope(viewer, verb)}
