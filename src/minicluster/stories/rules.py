"""The pure rules of stories: the success case's lifecycle and permissions."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Role, Scope


class CaseState(TextChoices):
    """States of a success case."""

    FOUND = "found", _("Found")
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
        "check_case": step(_C.APPROVED, _C.CHECKED),
        "publish_case": step(_C.CHECKED, _C.PUBLISHED),
        "amend_case": step((_C.PUBLISHED, _C.AMENDED), _C.AMENDED, needs_reason=True),
        "withdraw_case": step(
            (_C.DRAFT, _C.FIRM_APPROVED, _C.EXPERT_APPROVED, _C.APPROVED, _C.CHECKED, _C.PUBLISHED, _C.AMENDED), _C.WITHDRAWN, needs_reason=True
        ),
    },
)
PUBLIC: Final = frozenset({_C.PUBLISHED, _C.AMENDED})

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
        "check_case": {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "publish_case": {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "amend_case": _OFFICE,
        "withdraw_case": {**_OFFICE, **_FIRM},
        "record_published_case": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
    },
)
