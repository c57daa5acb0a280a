"""Who may see and do what in the network."""

from typing import Final

from minicluster.platform.permissions import PermissionMap, Role, Scope

_OFFICE: Final[dict[Role, Scope]] = {Role.COORDINATOR: Scope.GROUPS, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_INSIDE: Final[dict[Role, Scope]] = {**_OFFICE, Role.GROUP_OFFICER: Scope.GROUPS}

PERMISSIONS: Final = PermissionMap(
    "network",
    {
        # Organisations and what is counted of them; no person is named.
        "view_network": {**_INSIDE, Role.REVIEWER: Scope.PROGRAMME, Role.FUNDER: Scope.PROGRAMME},
        "view_people": _INSIDE,
        "view_meeting_proposals": _INSIDE,
        "set_pair_aside": _OFFICE,
    },
)
