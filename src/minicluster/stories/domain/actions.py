"""What is done with success cases: found, drafted, approved by firm and expert, checked, published."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.members.models import Complex, Group, Person
from minicluster.outcomes.models import Claim
from minicluster.outcomes.rules import COUNTED
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError
from minicluster.problems.models import Introduction, Output, Problem, Project
from minicluster.problems.rules import IntroductionState
from minicluster.stories import rules
from minicluster.stories.domain.queries import fingerprint_of
from minicluster.stories.models import SuccessCase
from minicluster.stories.rules import CaseState


@transaction.atomic
def find_case(*, actor: Viewer, problem: Problem | None = None, project: Project | None = None, title_ko: str = "", title_en: str = "") -> SuccessCase:
    """Note that a story can be told: of a problem that its firm has confirmed as solved, or of a project with outcomes.

    Raises:
        IllegalStepError: nothing has been confirmed and nothing came of it yet, or a case of it is being written already.
    """
    problem = project.problem if project else problem
    if problem is None:
        raise InvalidInputError(_("Please name the problem or project that the story is about. Nothing was stored."))
    rules.PERMISSIONS.require(actor, "find_case", problem.place())
    refuse_resident_registration_numbers(title_ko=title_ko, title_en=title_en)
    _refuse_unless_tellable(problem, project)
    group = problem.group
    case = SuccessCase.objects.create(
        programme=problem.programme,
        invented=problem.invented,
        problem=problem,
        project=project or problem.projects.order_by("pk").last(),
        complex=group.complex,
        group=group,
        firm=problem.firm,
        expert=_expert_of(problem, project),
        title_ko=title_ko or f"{group.speciality_ko} 우수사례",
        title_en=title_en or f"{group.speciality_en}: a success case",
        happened_on=_solved_on(problem, project),
    )
    record_act(actor=actor, action="find_case", record=case, to_state=case.state)
    return case


def draft_case(
    *,
    actor: Viewer,
    case: SuccessCase,
    title_ko: str,
    story_ko: str,
    results_ko: str = "",
    title_en: str = "",
    story_en: str = "",
    results_en: str = "",
    **facts: Any,
) -> None:
    """Write or rewrite the draft. `facts` may name happened_on, source, permission and previous (the case before it in its series)."""
    texts = {"title_ko": title_ko, "title_en": title_en, "story_ko": story_ko, "story_en": story_en, "results_ko": results_ko, "results_en": results_en}
    refuse_resident_registration_numbers(**texts, **_worded(facts))
    take_step(case, "draft_case", actor=actor, **texts, **facts)


@transaction.atomic
def approve_case(*, actor: Viewer, case: SuccessCase, read_text: str | None = None, may_be_named: bool = True) -> None:
    """Approve the text as the firm or as the expert, in either order, and say whether one's name may stand in public.

    `read_text` is the fingerprint of what they had before their eyes.

    Raises:
        IllegalStepError: what they read has been changed since.
    """
    verb = rules.approval_verb(actor.role, case.state, has_expert=case.expert_id is not None)
    rules.PERMISSIONS.require(actor, verb, case.place())
    stored = SuccessCase.objects.select_for_update().get(pk=case.pk)
    if read_text is not None and read_text != fingerprint_of(stored):
        raise IllegalStepError(_("The text was changed after you had opened it. Nothing was recorded; please read it as it is now, and then decide."))
    named: dict[str, Any] = {"expert_named" if actor.role is Role.EXPERT else "firm_named": may_be_named}
    take_step(case, verb, actor=actor, **named)


def ask_for_changes(*, actor: Viewer, case: SuccessCase, why: str) -> None:
    """Send the text back to be rewritten; approvals given so far are for another text and have to be given again."""
    take_step(case, "ask_for_changes", actor=actor, why=why, firm_named=False, expert_named=False)


def check_case(*, actor: Viewer, case: SuccessCase, why: str = "") -> None:
    """Check facts, figures and names before publication."""
    take_step(case, "check_case", actor=actor, why=why)


def publish_case(*, actor: Viewer, case: SuccessCase, why: str = "") -> None:
    """Publish: from now on everyone may read it. One that was published before is called amended from now on."""
    take_step(case, rules.publication_verb(was_published=case.published_at is not None), actor=actor, why=why, published_at=case.now())


def amend_case(*, actor: Viewer, case: SuccessCase, why: str, **texts: str) -> None:
    """Amend a published text, saying why.

    A case of our own leaves the public until firm and expert have agreed to the new text; one that was published elsewhere says that it was amended.
    """
    refuse_resident_registration_numbers(**texts)
    verb = rules.amendment_verb(is_own=case.problem_id is not None)
    taken_back = {"firm_named": False, "expert_named": False} if case.problem_id else {}
    take_step(case, verb, actor=actor, why=why, **texts, **taken_back)


def withdraw_case(*, actor: Viewer, case: SuccessCase, why: str) -> None:
    """Take a case back, as its firm or its expert may do at any time; the record stays, the public page goes."""
    take_step(case, "withdraw_case", actor=actor, why=why)


@transaction.atomic
def record_published_case(
    *,
    actor: Viewer,
    complex: Complex,  # noqa: A002  # the field's word
    title_ko: str,
    story_ko: str,
    source: str,
    happened_on: date,
    day_known: bool = True,
    title_en: str = "",
    story_en: str = "",
    permission: str = "",
    group: Group | None = None,
    claims: Iterable[Claim] = (),
) -> SuccessCase:
    """Record a case that was published elsewhere: its citation and its claims, and nothing of our own.

    Where the source names only the month, `day_known` is false and no page shows a day.

    Raises:
        InvalidInputError: no source.
    """
    case = SuccessCase(
        programme_id=actor.programme_id, complex=complex, group=group, title_ko=title_ko, title_en=title_en, story_ko=story_ko, story_en=story_en,
        source=source, permission=permission, happened_on=happened_on, day_known=day_known, state=CaseState.PUBLISHED,
    )  # fmt: skip
    rules.PERMISSIONS.require(actor, "record_published_case", case.place())
    stated = list(claims)
    if any(record.programme_id != actor.programme_id for record in (complex, *stated)):
        raise NotVisibleError
    if not source.strip():
        raise InvalidInputError(_("A case that was published elsewhere needs its citation. Nothing was stored."), field="source")
    refuse_resident_registration_numbers(**_worded(vars(case)))
    case.published_at = case.now()
    case.save()
    case.claims.set(stated)
    record_act(actor=actor, action="record_published_case", record=case, fields=("source", "claims"), to_state=case.state)
    return case


def count_reading(*, case: SuccessCase) -> None:
    """Count that somebody read the public page. No act of anybody, so no audit entry."""
    SuccessCase.objects.filter(pk=case.pk).update(views=F("views") + 1)


def _worded(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _refuse_unless_tellable(problem: Problem, project: Project | None) -> None:
    outcomes = (project or problem).outcomes.filter(state__in=COUNTED).count()
    if not rules.may_become_case(problem.state, outcomes):
        raise IllegalStepError(
            _("A story can be told once the firm has confirmed the solution or a project has brought outcomes. Nothing was stored; come back when it has.")
        )
    if problem.cases.exclude(state__in=(*rules.PUBLIC, CaseState.WITHDRAWN)).exists():
        raise IllegalStepError(_("A case of this problem is being written already. Nothing was stored; continue with that one."))


def _solved_on(problem: Problem, project: Project | None) -> date:
    """The day of the last output, or since when the problem is solved."""
    output = Output.objects.filter(project__problem=problem).order_by("on_date").last() if project is None else project.outputs.order_by("on_date").last()
    return output.on_date if output else timezone.localtime(problem.state_since).date()


def _expert_of(problem: Problem, project: Project | None) -> Person | None:
    """The expert who worked on it: of the project's introduction, else of the latest introduction that led to work."""
    if project and project.introduction:
        return project.introduction.expert
    worked = (IntroductionState.COOPERATING, IntroductionState.COMPLETED, IntroductionState.MET)
    introduction = Introduction.objects.filter(problem=problem, state__in=worked).select_related("expert").order_by("pk").last()
    return introduction.expert if introduction else None
