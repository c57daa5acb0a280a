"""The pure rules of mapping: the proposal's lifecycle, permissions, and what may be drawn up."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Role, Scope


class ProposalState(TextChoices):
    """States of a proposal of groups."""

    DRAWN_UP = "drawn_up", _("Drawn up")
    ACCEPTED = "taken_over", _("Accepted")
    DISCARDED = "discarded", _("Discarded")


_P = ProposalState
PROPOSAL_LIFECYCLE: Final = Lifecycle(
    "proposal",
    _P.DRAWN_UP,
    {
        "accept_proposal": step(_P.DRAWN_UP, _P.ACCEPTED),
        "discard_proposal": step(_P.DRAWN_UP, _P.DISCARDED, needs_reason=True),
    },
)

# A complex gets between four and seven groups: fewer are too broad to meet about one thing, and for more there are no coordinators.
FEWEST_GROUPS: Final = 4
MOST_GROUPS: Final = 7

_READERS: Final[dict[Role, Scope]] = {
    Role.COMPLEX_MANAGER: Scope.COMPLEX,
    Role.PROGRAMME_OFFICE: Scope.PROGRAMME,
    Role.REVIEWER: Scope.PROGRAMME,
}
_WRITERS: Final[dict[Role, Scope]] = {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_SIGNED_IN: Final[dict[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}

PERMISSIONS: Final = PermissionMap(
    "mapping",
    {
        "view_map": _SIGNED_IN,
        "view_proposal": _READERS,
        "draw_up_groups": _WRITERS,
        "move_member": _WRITERS,
        "accept_proposal": _WRITERS,
        "discard_proposal": _WRITERS,
    },
)
