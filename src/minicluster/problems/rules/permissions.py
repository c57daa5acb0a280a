"""Who may do what with problems, and who may read them."""

from collections.abc import Mapping
from typing import Final

from minicluster.platform.permissions import PermissionMap, Place, Role, Scope, Viewer, covers
from minicluster.problems.rules.fairness import FAIRNESS_GRANTS
from minicluster.problems.rules.introductions import INTRODUCTION_LIFECYCLE
from minicluster.problems.rules.problems import PROBLEM_LIFECYCLE, Secrecy
from minicluster.problems.rules.projects import PROJECT_LIFECYCLE
from minicluster.problems.rules.thesaurus import CONCEPT_LIFECYCLE

_READERS: Final = {
    Role.FIRM_USER: Scope.ORGANISATION,
    Role.GROUP_OFFICER: Scope.GROUPS,
    Role.COORDINATOR: Scope.GROUPS,
    Role.COMPLEX_MANAGER: Scope.COMPLEX,
    Role.PROGRAMME_OFFICE: Scope.PROGRAMME,
}
_COORDINATOR: Final = {Role.COORDINATOR: Scope.GROUPS}
_FIRM: Final = {Role.FIRM_USER: Scope.ORGANISATION}
_COORDINATOR_OR_FIRM: Final = {**_COORDINATOR, **_FIRM}
_OFFICE: Final = {**_COORDINATOR, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_FIRM_VERBS: Final = ("resubmit_problem", "report_solved_by_firm", "reopen_problem", "begin_follow_up")
_EXPERT: Final = {Role.EXPERT: Scope.PERSON}
# What a clock does on its own stands in the journal under the administrator, without a person.
_CLOCKS: Final = {Role.ADMINISTRATOR: Scope.PROGRAMME}
_SIGNED_IN: Final[Mapping[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}

PERMISSIONS: Final = PermissionMap(
    "problems",
    {
        "view_problem": {**_READERS, **_EXPERT, Role.REVIEWER: Scope.PROGRAMME, Role.FUNDER: Scope.PROGRAMME},
        "view_match": _COORDINATOR,
        "view_introduction": {**_COORDINATOR_OR_FIRM, **_EXPERT, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "view_project": {**_READERS, **_EXPERT, Role.REVIEWER: Scope.PROGRAMME, Role.FUNDER: Scope.PROGRAMME},
        "view_expertise": _SIGNED_IN,
        "raise_problem": _COORDINATOR_OR_FIRM,
        "lower_secrecy": _FIRM,
        "raise_secrecy": _COORDINATOR_OR_FIRM,
        **dict.fromkeys(PROBLEM_LIFECYCLE.steps, _COORDINATOR),
        **dict.fromkeys(_FIRM_VERBS, _COORDINATOR_OR_FIRM),
        "confirm_solved": _FIRM,
        "add_to_problem": _FIRM,
        "answer_intake": _COORDINATOR_OR_FIRM,
        "record_follow_up": _COORDINATOR_OR_FIRM,
        "remind_firm": _CLOCKS,
        "leave_unconfirmed": {**_COORDINATOR, **_CLOCKS},
        "read_problem_text": _EXPERT,
        "match_problem": _COORDINATOR,
        "judge_match": _COORDINATOR,
        "suggest_introduction": _COORDINATOR,
        "edit_summary": _COORDINATOR,
        **dict.fromkeys(INTRODUCTION_LIFECYCLE.steps, _COORDINATOR),
        "approve_summary": _FIRM,
        "return_summary": _FIRM,
        "withdraw_introduction": _COORDINATOR_OR_FIRM,
        "lapse_introduction": {**_COORDINATOR, **_CLOCKS},
        "accept_introduction": _EXPERT,
        "decline_introduction": _EXPERT,
        "rate_introduction": {**_FIRM, **_EXPERT},
        "settle_suggestion": _COORDINATOR,
        "pass_on_details": _COORDINATOR,
        "view_disclosures": {**_COORDINATOR_OR_FIRM, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "view_eligibility": {**_OFFICE, **_FIRM},
        "view_shut_out": {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "register_call": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.COMPLEX_MANAGER: Scope.PROGRAMME},
        "view_use_report": {**_OFFICE, **_FIRM},
        "record_use_report": _COORDINATOR_OR_FIRM,
        "remind_of_use_report": _CLOCKS,
        "view_language_model": {Role.PRIVACY_OFFICER: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "decide_language_model": {Role.PRIVACY_OFFICER: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "send_to_language_model": _COORDINATOR,
        "plan_project": _COORDINATOR,
        **dict.fromkeys(PROJECT_LIFECYCLE.steps, _OFFICE),
        "add_project_partner": _OFFICE,
        "plan_budget": _OFFICE,
        "add_milestone": _OFFICE,
        "reach_milestone": _OFFICE,
        "record_output": _COORDINATOR_OR_FIRM,
        "register_expertise": {**_OFFICE, **_EXPERT},
        "view_held_expertise": {
            **dict.fromkeys((Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE, Role.PRIVACY_OFFICER), Scope.PROGRAMME),
            **_EXPERT,
        },
        **dict.fromkeys(("correct_evidence", "disown_evidence", "reclaim_evidence", "correct_expertise", "ask_removal"), _EXPERT),
        "answer_removal": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "review_identities": {**_COORDINATOR, Role.COMPLEX_MANAGER: Scope.PROGRAMME, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "register_facility": _OFFICE,
        "view_thesaurus": _SIGNED_IN,
        **dict.fromkeys(("draft_concept", "amend_concept", *CONCEPT_LIFECYCLE.steps), _OFFICE),
        "load_thesaurus": _CLOCKS,
        "register_support_programme": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.COMPLEX_MANAGER: Scope.PROGRAMME},
        **FAIRNESS_GRANTS,
    },
)


def may_read_problem_text(viewer: Viewer, secrecy: int, place: Place) -> bool:
    """Whether the viewer may read title, description and wanted result of a problem of this secrecy at this place.

    Its firm and the coordinators of its groups always may, and an expert once the details have been disclosed to them. The others only when the firm
    has lowered the secrecy far enough: to 2 for the officers of the group and the complex office, to 1 for everyone signed in to the programme, to 0 for
    what is published about it.
    """
    if viewer.programme_id != place.programme_id:
        return False
    if secrecy == Secrecy.PUBLIC or (viewer.role is Role.FIRM_USER and covers(viewer, Scope.ORGANISATION, place)):
        return True
    if viewer.role is Role.COORDINATOR and covers(viewer, Scope.GROUPS, place):
        return True
    if viewer.role is Role.EXPERT and covers(viewer, Scope.PERSON, place):
        return True
    if viewer.is_anonymous or secrecy == Secrecy.COORDINATORS:
        return False
    return secrecy == Secrecy.PROGRAMME or covers(viewer, Scope.GROUPS, place) or (viewer.role is Role.COMPLEX_MANAGER and covers(viewer, Scope.COMPLEX, place))


def may_see_problem(viewer: Viewer, secrecy: int, place: Place) -> bool:
    """Whether the viewer may know that a problem of this secrecy at this place exists.

    A problem that its firm opened to the programme is seen by everyone who sees problems at all, wherever they stand.
    """
    if PERMISSIONS.allows(viewer, "view_problem", place):
        return True
    return secrecy <= Secrecy.PROGRAMME and viewer.programme_id == place.programme_id and PERMISSIONS.scope(viewer, "view_problem") is not None
