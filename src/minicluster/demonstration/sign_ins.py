"""One sign-in per role, tied to the guided thread; the password is printed on the pages on purpose."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from django.contrib.auth.hashers import make_password

from minicluster.members.domain.queries import DEMONSTRATION_PASSWORD
from minicluster.members.models import Complex, Group, Organisation, Person, Programme, RoleAssignment
from minicluster.platform.accounts.models import User
from minicluster.platform.permissions import Role

DOMAIN: Final = "demo.example"
SIGNING_IN: Final = tuple(role for role in Role if role is not Role.ANONYMOUS)


def sign_in_for(
    programme: Programme,
    role: Role,
    *,
    domain: str = DOMAIN,
    person: Person | None = None,
    organisation: Organisation | None = None,
    groups: Iterable[Group] = (),
    complexes: Iterable[Complex] = (),
) -> RoleAssignment:
    """Make the account of a role, such as `coordinator@demo.example`."""
    user = User.objects.create(email=f"{role.value}@{domain}", password=_encoded_password())
    assignment = RoleAssignment.objects.create(user=user, programme=programme, role=role.value, person=person, organisation=organisation)
    assignment.groups.set(groups)
    assignment.complexes.set(complexes)
    return assignment


@cache
def _encoded_password() -> str:
    # Hashed once: the password is no secret, and hashing is slow on purpose.
    return make_password(DEMONSTRATION_PASSWORD)
