"""Who may do what with outcomes."""

from typing import Final

from minicluster.platform.permissions import PermissionMap, Place, Role, Scope, Viewer, covers


def opens(viewer: Viewer, permissions: PermissionMap, action: str, place: Place) -> bool:
    """Whether this viewer can open every row at a place. A figure is a link only then: behind it stand exactly its rows.

    A permission for own groups opens the rows of one of them, but not those of a complex in which other groups stand too.
    """
    scope = permissions.scope(viewer, action)
    if scope is Scope.GROUPS:
        return bool(place.group_ids) and place.programme_id == viewer.programme_id and place.group_ids <= viewer.group_ids
    return scope in (Scope.PROGRAMME, Scope.COMPLEX) and covers(viewer, scope, place)


_OFFICE: Final[dict[Role, Scope]] = {Role.COORDINATOR: Scope.GROUPS, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_READERS: Final[dict[Role, Scope]] = {
    **_OFFICE,
    Role.FIRM_USER: Scope.ORGANISATION,
    Role.GROUP_OFFICER: Scope.GROUPS,
    Role.REVIEWER: Scope.PROGRAMME,
    Role.FUNDER: Scope.PROGRAMME,
}
_LOOKING_ON: Final[dict[Role, Scope]] = {**_OFFICE, Role.GROUP_OFFICER: Scope.GROUPS, Role.REVIEWER: Scope.PROGRAMME, Role.FUNDER: Scope.PROGRAMME}
_PROGRAMME: Final[dict[Role, Scope]] = {Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_ANYONE: Final = dict.fromkeys(Role, Scope.PROGRAMME)
_SIGNED_IN: Final[dict[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}

PERMISSIONS: Final = PermissionMap(
    "outcomes",
    {
        "view_dashboard": _SIGNED_IN,
        "view_claims": _ANYONE,
        "view_outcome": _READERS,
        "record_claim": _PROGRAMME,
        "define_indicator": _PROGRAMME,
        "set_baseline": _PROGRAMME,
        "set_target": {**_PROGRAMME, Role.COMPLEX_MANAGER: Scope.COMPLEX},
        "record_forecast": {**_PROGRAMME, Role.COMPLEX_MANAGER: Scope.COMPLEX},
        "report_outcome": {**_OFFICE, Role.FIRM_USER: Scope.ORGANISATION},
        "attach_evidence": {**_OFFICE, Role.FIRM_USER: Scope.ORGANISATION},
        "verify_outcome": {Role.COMPLEX_MANAGER: Scope.COMPLEX, **_PROGRAMME},
        "confirm_outcome": _PROGRAMME,
        "correct_outcome": _OFFICE,
        "share_credit": _OFFICE,
        "view_follow_up": {**_OFFICE, Role.FIRM_USER: Scope.ORGANISATION},
        "answer_follow_up": {**_OFFICE, Role.FIRM_USER: Scope.ORGANISATION},
        "view_promises": _LOOKING_ON,
        "define_perimeter": _PROGRAMME,
        "record_actual": {**_PROGRAMME, Role.COMPLEX_MANAGER: Scope.COMPLEX},
        "confirm_actual": _PROGRAMME,
        "record_prices": _PROGRAMME,
        "make_forecasts": _PROGRAMME,
        "view_impact": _LOOKING_ON,
        "make_impact_study": _PROGRAMME,
        "view_review": _LOOKING_ON,
        "open_review_round": _PROGRAMME,
        "seat_reviewer": _PROGRAMME,
        "score_review": {Role.REVIEWER: Scope.PROGRAMME},
        "begin_scoring": _PROGRAMME,
        "decide_review": _PROGRAMME,
        "view_report": _LOOKING_ON,
        "keep_office_form": {**_PROGRAMME, Role.COMPLEX_MANAGER: Scope.PROGRAMME},
        "view_open_data": _ANYONE,
        "view_reference_models": _SIGNED_IN,
    },
)
