"""Setting up an installation: its programme, its complexes, and who may sign in as what. Done by whoever administers the machine."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.models import Complex, Group, Organisation, Person, Programme, RoleAssignment
from minicluster.platform.accounts.models import User
from minicluster.platform.audit.journal import record_act, record_acts
from minicluster.platform.permissions import Place, Role, Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


def machine_administrator(programme: Programme) -> Viewer:
    """Whoever can run commands on the machine acts as administrator, without a person behind it."""
    return Viewer(Role.ADMINISTRATOR, programme.pk)


@transaction.atomic
def open_programme(*, slug: str, name_ko: str, name_en: str, started_on: date) -> Programme:
    """Make a programme, the tenant in which everything else lives.

    Raises:
        IllegalStepError: there is one of that short name.
    """
    if Programme.objects.filter(slug=slug).exists():
        raise IllegalStepError(_("There is a programme of this short name already. Nothing was changed."))
    programme = Programme.objects.create(slug=slug, name_ko=name_ko, name_en=name_en, started_on=started_on)
    record_acts(
        actor=machine_administrator(programme), action="open_programme", programme_id=programme.pk, at=programme.now(), acts=[("programme", programme.pk, ())]
    )
    return programme


@transaction.atomic
def open_complex(*, actor: Viewer, programme: Programme, slug: str, name_ko: str, name_en: str, kind: str) -> Complex:
    """Make an industrial complex of the programme.

    Raises:
        IllegalStepError: there is one of that short name.
    """
    rules.PERMISSIONS.require(actor, "open_complex", Place(programme.pk))
    if Complex.objects.filter(programme=programme, slug=slug).exists():
        raise IllegalStepError(_("There is a complex of this short name already. Nothing was changed."))
    opened = Complex.objects.create(programme=programme, slug=slug, name_ko=name_ko, name_en=name_en, kind=kind)
    record_act(actor=actor, action="open_complex", record=opened)
    return opened


@transaction.atomic
def give_role(
    *,
    actor: Viewer,
    programme: Programme,
    email: str,
    role: Role,
    password: str = "",
    person: Person | None = None,
    organisation: Organisation | None = None,
    groups: Iterable[Group] = (),
    complexes: Iterable[Complex] = (),
) -> RoleAssignment:
    """Let somebody sign in to the programme in a role with its reach; their account is made if it is not there, which needs a password.

    Raises:
        IllegalStepError: they have this role already.
        InvalidInputError: no mail address, or a password that is too weak.
    """
    rules.PERMISSIONS.require(actor, "give_role", Place(programme.pk))
    user = User.objects.filter(email=email.strip().lower()).first() or _new_user(email, password)
    if RoleAssignment.objects.filter(user=user, programme=programme, role=role).exists():
        raise IllegalStepError(_("This person has the role already. Nothing was changed."))
    assignment = RoleAssignment.objects.create(user=user, programme=programme, role=role, person=person, organisation=organisation)
    assignment.groups.set(groups)
    assignment.complexes.set(complexes)
    record_acts(actor=actor, action="give_role", programme_id=programme.pk, at=programme.now(), acts=[("role-assignment", assignment.pk, ["role"])])
    return assignment


def _new_user(email: str, password: str) -> User:
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as reason:
        raise InvalidInputError(_("No account was made: %(why)s") % {"why": " ".join(reason.messages)}) from reason
    return User.objects.create_user(email, password)
