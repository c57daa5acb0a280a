"""As whom a command reads: somebody who can sign in, or a role; the programme office of the first programme where nothing is said."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from minicluster.platform.permissions import Viewer

ROLES = ("firm_user", "expert", "group_officer", "coordinator", "complex_manager", "programme_office", "reviewer", "funder", "privacy_officer", "administrator")


def acting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--as` and `--role` to a command."""
    by_role = click.option("--role", type=click.Choice(ROLES), help="Read as the first person of this role.")
    by_mail = click.option("--as", "mail", metavar="EMAIL", help="Read as this person, in their first role.")
    return by_mail(by_role(command))


def viewer_for(mail: str | None, role: str | None) -> "Viewer":
    """The viewer that the options name. Call it after `prepare`.

    Raises:
        NotVisibleError: no programme, no such person, or nobody of that role.
    """
    from django.utils.translation import gettext as _

    from minicluster.members.domain.queries import programme_by_default, viewer_of
    from minicluster.members.models import RoleAssignment
    from minicluster.platform.permissions import Role, Viewer
    from minicluster.platform.refusals import NotVisibleError

    programme = programme_by_default()
    if programme is None:
        raise NotVisibleError(_("There is no programme here yet. Load the demonstration with `minicluster demo --no-serve`, or set up a programme first."))
    assignments = RoleAssignment.objects.order_by("pk")
    wanted = assignments.filter(user__email=mail.strip().lower()) if mail else assignments.filter(programme=programme)
    found = wanted.filter(role=role).first() if role else wanted.first() if mail else None
    if found is None and (mail or role not in {None, Role.PROGRAMME_OFFICE}):
        raise NotVisibleError(_("Nobody here signs in under this address or in this role. Nothing was read; compare the address, or choose another role."))
    return viewer_of(found, programme) if found else Viewer(Role.PROGRAMME_OFFICE, programme.pk)
