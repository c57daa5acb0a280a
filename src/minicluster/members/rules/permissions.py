"""Who may do what with members."""

from typing import Final

from minicluster.platform.permissions import PermissionMap, Role, Scope

_STAFF: Final = {
    Role.COORDINATOR: Scope.GROUPS,
    Role.COMPLEX_MANAGER: Scope.COMPLEX,
    Role.PROGRAMME_OFFICE: Scope.PROGRAMME,
    Role.ADMINISTRATOR: Scope.PROGRAMME,
}
_STAFF_AND_MEMBER: Final = {**_STAFF, Role.FIRM_USER: Scope.ORGANISATION, Role.EXPERT: Scope.PERSON}
_STAFF_AND_OFFICERS: Final = {**_STAFF, Role.GROUP_OFFICER: Scope.GROUPS}
_OFFICE: Final = {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_SIGNED_IN: Final[dict[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}
_GROUP_DECISIONS: Final = ("review_group_proposal", "approve_group", "found_group", "activate_group", "begin_yearly_review", "continue_group",
                           "put_group_on_watch", "reorganise_group", "graduate_group", "close_group")  # fmt: skip
_MEMBERSHIP_DECISIONS: Final = ("check_membership", "approve_membership", "activate_membership", "refuse_membership", "mark_membership_dormant",
                                "reactivate_membership", "remove_member", "end_eligibility", "keep_member")  # fmt: skip
PERMISSIONS: Final = PermissionMap(
    "members",
    {
        "view_programme": dict.fromkeys(Role, Scope.PROGRAMME),
        "view_group": _SIGNED_IN,
        "view_organisation": _SIGNED_IN,
        "view_person": _SIGNED_IN,
        "view_contact": {
            **_STAFF,
            Role.FIRM_USER: Scope.ORGANISATION,
            Role.EXPERT: Scope.PERSON,
            Role.GROUP_OFFICER: Scope.GROUPS,
            Role.PRIVACY_OFFICER: Scope.PROGRAMME,
        },
        "view_firm_year": {**_STAFF, Role.FIRM_USER: Scope.ORGANISATION},
        "view_privacy_register": {Role.PRIVACY_OFFICER: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "view_rights": dict.fromkeys(Role, Scope.PROGRAMME),
        "register_organisation": _STAFF,
        "register_person": _STAFF,
        "propose_group": _OFFICE,
        **dict.fromkeys(_GROUP_DECISIONS, _OFFICE),
        "apply_for_membership": _STAFF_AND_MEMBER,
        **dict.fromkeys(_MEMBERSHIP_DECISIONS, _STAFF),
        # A chair for their own group where the by-laws say so, an officer who writes down what a meeting decided.
        "approve_membership": _STAFF_AND_OFFICERS,
        "withdraw_application": _STAFF_AND_MEMBER,
        "leave_group": _STAFF_AND_MEMBER,
        # The door to the steps of memberships: which of them somebody may take, each step says for itself.
        "lead_membership": {**_STAFF_AND_MEMBER, Role.GROUP_OFFICER: Scope.GROUPS},
        "view_membership": {**_STAFF_AND_MEMBER, Role.GROUP_OFFICER: Scope.GROUPS},
        "name_representative": {**_STAFF, Role.FIRM_USER: Scope.ORGANISATION},
        "set_by_laws": _STAFF,
        "view_fees": _STAFF_AND_OFFICERS,
        "charge_fees": _STAFF,
        "record_fee_payment": _STAFF_AND_OFFICERS,
        "waive_fee": _STAFF,
        "remind_of_fee": _STAFF_AND_OFFICERS,
        "record_affiliation": _STAFF,
        "give_office": _STAFF,
        "record_dated_fact": _STAFF,
        "give_consent": {Role.EXPERT: Scope.PERSON, Role.FIRM_USER: Scope.PERSON, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "withdraw_consent": {Role.EXPERT: Scope.PERSON, Role.FIRM_USER: Scope.PERSON, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "hand_over_work": {**_OFFICE, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "open_programme": {Role.ADMINISTRATOR: Scope.PROGRAMME},
        "open_complex": {Role.ADMINISTRATOR: Scope.PROGRAMME},
        "give_role": {Role.ADMINISTRATOR: Scope.PROGRAMME},
        "import_records": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
    },
)
