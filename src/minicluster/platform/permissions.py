"""Who may do what on which records: role × action × scope. Pure.

Each station declares one `PermissionMap` in its `rules.py`; the rights page prints them all and the authorisation tests read them, so there is
no second list to keep true.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.platform.refusals import NotAllowedError, NotVisibleError


class Role(StrEnum):
    """The eleven roles; there are no others."""

    ANONYMOUS = "anonymous"
    FIRM_USER = "firm_user"
    EXPERT = "expert"
    GROUP_OFFICER = "group_officer"
    COORDINATOR = "coordinator"
    COMPLEX_MANAGER = "complex_manager"
    PROGRAMME_OFFICE = "programme_office"
    REVIEWER = "reviewer"
    FUNDER = "funder"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.ANONYMOUS: gettext_lazy("Public"),
    Role.FIRM_USER: gettext_lazy("Firm user"),
    Role.EXPERT: gettext_lazy("Expert"),
    Role.GROUP_OFFICER: gettext_lazy("Group officer"),
    Role.COORDINATOR: gettext_lazy("Coordinator"),
    Role.COMPLEX_MANAGER: gettext_lazy("Complex manager"),
    Role.PROGRAMME_OFFICE: gettext_lazy("Programme office"),
    Role.REVIEWER: gettext_lazy("Reviewer"),
    Role.FUNDER: gettext_lazy("Funder (read only)"),
    Role.PRIVACY_OFFICER: gettext_lazy("Privacy officer"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator"),
}


class Scope(StrEnum):
    """How far a permission reaches. A wider scope contains the narrower ones only where the records say so."""

    PERSON = "person"  # records about the person signed in
    ORGANISATION = "organisation"  # records of the person's own organisation
    GROUPS = "groups"  # records of the groups this person looks after or serves
    COMPLEX = "complex"  # records in this person's complex
    PROGRAMME = "programme"  # every record of the programme


SCOPE_LABELS = {
    Scope.PERSON: gettext_lazy("about oneself"),
    Scope.ORGANISATION: gettext_lazy("own organisation"),
    Scope.GROUPS: gettext_lazy("own groups"),
    Scope.COMPLEX: gettext_lazy("own complex"),
    Scope.PROGRAMME: gettext_lazy("whole programme"),
}


@dataclass(frozen=True)
class Viewer:
    """The person (or nobody) on whose behalf something is read or done: one role in one programme."""

    role: Role
    programme_id: int
    user_id: int | None = None
    person_id: int | None = None
    organisation_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    complex_ids: frozenset[int] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.role is Role.ANONYMOUS


@dataclass(frozen=True)
class Place:
    """Where a record stands: what a scope is compared with."""

    programme_id: int
    person_ids: frozenset[int] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    complex_ids: frozenset[int] = frozenset()


def some_ids(*ids: int | None) -> frozenset[int]:
    """The numbers among what may be missing, for a `Place`."""
    return frozenset(number for number in ids if number is not None)


def covers(viewer: Viewer, scope: Scope | None, place: Place) -> bool:
    """Whether a permission of this scope reaches a record at this place. Never across programmes."""
    if scope is None or viewer.programme_id != place.programme_id:
        return False
    if scope is Scope.PERSON:
        return viewer.person_id is not None and viewer.person_id in place.person_ids
    if scope is Scope.ORGANISATION:
        return bool(viewer.organisation_ids & place.organisation_ids)
    if scope is Scope.GROUPS:
        return bool(viewer.group_ids & place.group_ids)
    if scope is Scope.COMPLEX:
        return bool(viewer.complex_ids & place.complex_ids)
    return True


class PermissionMap(Mapping[str, Mapping[Role, Scope]]):
    """The declarative map of one station: action → role → scope. A role that is not named may not."""

    def __init__(self, station: str, grants: Mapping[str, Mapping[Role, Scope]]) -> None:
        self.station = station
        self._grants = dict(grants)

    def __getitem__(self, action: str) -> Mapping[Role, Scope]:
        return self._grants[action]

    def __iter__(self) -> Iterator[str]:
        return iter(self._grants)

    def __len__(self) -> int:
        return len(self._grants)

    def scope(self, viewer: Viewer, action: str) -> Scope | None:
        """How far this viewer's permission for the action reaches; None where there is none."""
        return self._grants[action].get(viewer.role)

    def allows(self, viewer: Viewer, action: str, place: Place) -> bool:
        """Whether the viewer may do the action on a record at this place."""
        return covers(viewer, self.scope(viewer, action), place)

    def require(self, viewer: Viewer, action: str, place: Place) -> None:
        """Refuse unless allowed: as not visible across programmes, as not allowed within one.

        Raises:
            NotVisibleError: the record belongs to another programme.
            NotAllowedError: the viewer's role or scope does not include it.
        """
        if viewer.programme_id != place.programme_id:
            raise NotVisibleError
        if not self.allows(viewer, action, place):
            raise NotAllowedError(
                _("Your role (%(role)s) does not include this step on this record. Nothing was changed. Ask the coordinator of the group.")
                % {"role": ROLE_LABELS[viewer.role]}
            )
