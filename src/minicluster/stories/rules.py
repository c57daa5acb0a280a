"""The pure rules of stories: the success case's lifecycle and permissions."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Place, Role, Scope, Viewer
from minicluster.problems import rules as problems


class CaseState(TextChoices):
    """States of a success case."""

    FOUND = "found", _("Worth telling")
    DRAFT = "draft", _("Draft")
    FIRM_APPROVED = "firm_approved", _("Approved by the firm")
    EXPERT_APPROVED = "expert_approved", _("Approved by the expert")
    APPROVED = "approved", _("Approved by firm and expert")
    CHECKED = "checked", _("Checked")
    PUBLISHED = "published", _("Published")
    AMENDED = "amended", _("Published, amended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_C = CaseState
CASE_LIFECYCLE: Final = Lifecycle(
    "success case",
    _C.FOUND,
    {
        "draft_case": step((_C.FOUND, _C.DRAFT), _C.DRAFT),
        "approve_case_as_firm": step(_C.DRAFT, _C.FIRM_APPROVED),
        "approve_case_as_expert": step(_C.DRAFT, _C.EXPERT_APPROVED),
        "approve_case_as_firm_too": step(_C.EXPERT_APPROVED, _C.APPROVED),
        "approve_case_as_expert_too": step(_C.FIRM_APPROVED, _C.APPROVED),
        "approve_case_as_firm_alone": step(_C.DRAFT, _C.APPROVED),
        "ask_for_changes": step((_C.DRAFT, _C.FIRM_APPROVED, _C.EXPERT_APPROVED, _C.APPROVED, _C.CHECKED), _C.DRAFT, needs_reason=True),
        "check_case": step(_C.APPROVED, _C.CHECKED),
        "publish_case": step(_C.CHECKED, _C.PUBLISHED),
        "publish_amended_case": step(_C.CHECKED, _C.AMENDED),
        "amend_case": step((_C.PUBLISHED, _C.AMENDED), _C.DRAFT, needs_reason=True),
        "amend_recorded_case": step((_C.PUBLISHED, _C.AMENDED), _C.AMENDED, needs_reason=True),
        "withdraw_case": step(
            (_C.DRAFT, _C.FIRM_APPROVED, _C.EXPERT_APPROVED, _C.APPROVED, _C.CHECKED, _C.PUBLISHED, _C.AMENDED), _C.WITHDRAWN, needs_reason=True
        ),
    },
)
PUBLIC: Final = frozenset({_C.PUBLISHED, _C.AMENDED})
WITH_THE_FIRM: Final = frozenset({_C.DRAFT, _C.EXPERT_APPROVED})
BEFORE_THE_FIRMS_WORD: Final = frozenset({_C.FOUND, *WITH_THE_FIRM})
WITH_THE_EXPERT: Final = frozenset({_C.DRAFT, _C.FIRM_APPROVED})


def approval_verb(role: Role, state: str, *, has_expert: bool) -> str:
    """The verb by which this role approves in this state: firm and expert come in either order; without an expert the firm's word is enough."""
    if role is Role.EXPERT:
        return "approve_case_as_expert_too" if state == _C.FIRM_APPROVED else "approve_case_as_expert"
    if not has_expert:
        return "approve_case_as_firm_alone"
    return "approve_case_as_firm_too" if state == _C.EXPERT_APPROVED else "approve_case_as_firm"


def publication_verb(*, was_published: bool) -> str:
    """The verb that publishes: a text that is published for the second time is called amended."""
    return "publish_amended_case" if was_published else "publish_case"


def amendment_verb(*, is_own: bool) -> str:
    """The verb that amends: a case of our own goes back to firm and expert, whose word was for another text; of one published elsewhere nobody gave any."""
    return "amend_case" if is_own else "amend_recorded_case"


def may_become_case(problem_state: str, outcomes: int) -> bool:
    """Whether there is something true to tell: the firm has confirmed that the problem is solved, or a project has brought outcomes."""
    return problem_state in problems.CONFIRMED_BY_FIRM or outcomes > 0


def solution_may_be_told(secrecy: int) -> bool:
    """Whether a draft may start from the solution's text: only when the firm has opened it to the whole programme."""
    return secrecy <= problems.Secrecy.PROGRAMME


class StopKind(TextChoices):
    """The kinds of stop on a thread, in the order of the chain. The value is the record's type in its reference."""

    ACTIVITY = "activity", _("Activity")
    VISIT_REPORT = "visit-report", _("Visit report")
    PROBLEM = "problem", _("Problem")
    MATCH = "match", _("Match")
    INTRODUCTION = "introduction", _("Introduction")
    PROJECT = "project", _("Project")
    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")
    CASE = "success-case", _("Success case")
    CLAIM = "claim", _("Published figure")


PURPOSES: Final = {
    StopKind.ACTIVITY: _("Here people met: a visit or forum at which a problem is heard, or the first meeting of firm and expert."),
    StopKind.VISIT_REPORT: _("Here a visitor wrote down what was seen and heard in the firm, so that nothing rests on memory."),
    StopKind.PROBLEM: _("Here the firm's problem got a name, an owner and a clock; its text stays with the coordinators until the firm opens it."),
    StopKind.MATCH: _("Here the product proposed who could help, with reasons that a coordinator can check."),
    StopKind.INTRODUCTION: _("Here a coordinator, the firm and the expert each said yes before anything confidential was told."),
    StopKind.PROJECT: _("Here firm and expert worked together, with an agreement, a budget and dates."),
    StopKind.OUTPUT: _("Here the work became something one can hold: a prototype, a certificate, a contract."),
    StopKind.OUTCOME: _("Here it is counted what came of it, with evidence, expected apart from realised."),
    StopKind.CASE: _("Here the story is told in public, after firm and expert have both agreed to it."),
    StopKind.CLAIM: _("Here stands a figure as it was published, with its source, beside whatever contradicts it."),
}


def may_read_reasons(viewer: Viewer, place: Place) -> bool:
    """Whether this viewer reads why each step was taken: those who work on the case, not those who only look on."""
    return PERMISSIONS.allows(viewer, "ask_for_changes", place)


_OFFICE: Final = {Role.COORDINATOR: Scope.GROUPS, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_FIRM: Final = {Role.FIRM_USER: Scope.ORGANISATION}
_EXPERT: Final = {Role.EXPERT: Scope.PERSON}
_ANYONE: Final = dict.fromkeys(Role, Scope.PROGRAMME)

PERMISSIONS: Final = PermissionMap(
    "stories",
    {
        "view_published_case": _ANYONE,
        "view_case": {**_OFFICE, **_FIRM, **_EXPERT, Role.REVIEWER: Scope.PROGRAMME},
        "view_thread": {
            **_OFFICE,
            **_FIRM,
            **_EXPERT,
            Role.GROUP_OFFICER: Scope.GROUPS,
            Role.REVIEWER: Scope.PROGRAMME,
            Role.FUNDER: Scope.PROGRAMME,
        },
        "find_case": _OFFICE,
        "draft_case": _OFFICE,
        "approve_case_as_firm": _FIRM,
        "approve_case_as_firm_too": _FIRM,
        "approve_case_as_expert": _EXPERT,
        "approve_case_as_expert_too": _EXPERT,
        "approve_case_as_firm_alone": _FIRM,
        "ask_for_changes": {**_OFFICE, **_FIRM, **_EXPERT},
        "check_case": {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "publish_case": {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "publish_amended_case": {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "amend_case": {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "amend_recorded_case": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "withdraw_case": {**_OFFICE, **_FIRM, **_EXPERT},
        "record_published_case": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
    },
)
