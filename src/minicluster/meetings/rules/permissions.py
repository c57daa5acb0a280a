"""Who may do what with meetings, and see what."""

from typing import Final

from minicluster.meetings.rules.activities import ACTIVITY_LIFECYCLE, Visibility
from minicluster.platform.permissions import PermissionMap, Place, Role, Scope, Viewer, covers

_STAFF: Final = {Role.COORDINATOR: Scope.GROUPS, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_OFFICE: Final = {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_WITH_OFFICERS: Final = {**_STAFF, Role.GROUP_OFFICER: Scope.GROUPS}
_SIGNED_IN: Final[dict[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}
_OWN: Final = {Role.FIRM_USER: Scope.PERSON, Role.EXPERT: Scope.PERSON}
PERMISSIONS: Final = PermissionMap(
    "meetings",
    {
        "view_activity": _SIGNED_IN,
        "view_visit_report": {**_WITH_OFFICERS, Role.FIRM_USER: Scope.ORGANISATION},
        "view_attendance": {**_WITH_OFFICERS, Role.FIRM_USER: Scope.GROUPS},
        "plan_activity": _WITH_OFFICERS,
        **dict.fromkeys(ACTIVITY_LIFECYCLE.steps, _WITH_OFFICERS),
        "view_invitation": _WITH_OFFICERS,
        "invite_person": _WITH_OFFICERS,
        # A guest is registered as a person, which officers do not do.
        "invite_guest": _STAFF,
        "answer_invitation": {**_WITH_OFFICERS, **_OWN},
        "settle_message": _WITH_OFFICERS,
        "move_activity": _WITH_OFFICERS,
        "make_calendar_address": {role: Scope.PERSON for role in Role if role not in (Role.ANONYMOUS, Role.REVIEWER, Role.FUNDER)},
        "make_group_calendar_address": _WITH_OFFICERS,
        "register_for_activity": {**_WITH_OFFICERS, Role.FIRM_USER: Scope.GROUPS, Role.EXPERT: Scope.GROUPS},
        "record_attendance": _WITH_OFFICERS,
        "write_agenda": _WITH_OFFICERS,
        "write_minutes": _WITH_OFFICERS,
        "circulate_minutes": _WITH_OFFICERS,
        "comment_on_minutes": {**_WITH_OFFICERS, **_OWN},
        "record_decision": _WITH_OFFICERS,
        "take_in_applicants": _WITH_OFFICERS,
        "take_back_decision": _WITH_OFFICERS,
        "assign_action_item": _WITH_OFFICERS,
        "finish_action_item": {**_WITH_OFFICERS, **_OWN},
        "drop_action_item": _WITH_OFFICERS,
        "write_visit_report": _WITH_OFFICERS,
        "record_election": _WITH_OFFICERS,
        "set_minutes_template": _OFFICE,
        "answer_survey": _OWN,
        "view_survey": _WITH_OFFICERS,
        "follow_up_answer": _STAFF,
        "view_talks": _WITH_OFFICERS,
        "set_up_talks": _WITH_OFFICERS,
        "ask_for_wishes": _WITH_OFFICERS,
        "wish_for_talks": {**_WITH_OFFICERS, **_OWN},
        "arrange_talks": _WITH_OFFICERS,
        "send_talk_lists": _WITH_OFFICERS,
        "view_honorarium": _STAFF,
        "record_honorarium": _STAFF,
        "settle_honoraria": _OFFICE,
        "view_work_plan": _SIGNED_IN,
        "write_work_plan": _WITH_OFFICERS,
        "approve_work_plan": _OFFICE,
        "reopen_work_plan": _OFFICE,
        "change_activity": _WITH_OFFICERS,
        "repeat_activity": _WITH_OFFICERS,
        "cancel_series": _WITH_OFFICERS,
    },
)
SEES_EVERY_GROUP: Final = (Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)


def may_see_activity(viewer: Viewer, visibility: str, place: Place) -> bool:
    """Whether the viewer may know of an activity: of one for its groups only they, the visited firm and those who look after them may."""
    if PERMISSIONS.scope(viewer, "view_activity") is None or viewer.programme_id != place.programme_id:
        return False
    if visibility != Visibility.GROUP or viewer.role in SEES_EVERY_GROUP:
        return True
    if viewer.role is Role.COMPLEX_MANAGER:
        return covers(viewer, Scope.COMPLEX, place)
    return covers(viewer, Scope.GROUPS, place) or covers(viewer, Scope.ORGANISATION, place)


def may_register_person(viewer: Viewer, person_id: int, organisation_ids: frozenset[int]) -> bool:
    """Whether the viewer may take a seat for this person: firms for their own staff, experts for themselves, those who run the activity for anyone."""
    if viewer.role is Role.EXPERT:
        return viewer.person_id == person_id
    if viewer.role is Role.FIRM_USER:
        return viewer.person_id == person_id or bool(viewer.organisation_ids & organisation_ids)
    return True
