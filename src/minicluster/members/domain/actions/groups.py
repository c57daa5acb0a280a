"""Groups: proposing, founding, renaming, and what becomes of them."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import end_of, follow_on, locked, refuse_future, same_programme
from minicluster.members.models import Complex, Group, GroupName, GroupSuccession, Membership
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def propose_group(
    *,
    actor: Viewer,
    complex: Complex,  # noqa: A002  # the field's word
    slug: str,
    name_ko: str,
    name_en: str,
    speciality_ko: str,
    speciality_en: str,
    level: str = rules.GroupLevel.MINI_CLUSTER,
    model: str = rules.GroupModel.MANAGED,
    parent: Group | None = None,
    invented: bool = False,
    why: str = "",
) -> Group:
    """Propose a group in a complex; `why` says in its history what it was drawn up from.

    Raises:
        InvalidInputError: the complex already has a group of this short name.
    """
    rules.PERMISSIONS.require(actor, "propose_group", complex.place())
    same_programme(complex.programme_id, parent)
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en, speciality_ko=speciality_ko, speciality_en=speciality_en)
    group = Group(programme=complex.programme, complex=complex, parent=parent, slug=slug, level=level, model=model, invented=invented)
    group.name_ko, group.name_en = name_ko, name_en
    group.speciality_ko, group.speciality_en = speciality_ko, speciality_en
    _save_under_its_short_name(group)
    record_act(actor=actor, action="propose_group", record=group, to_state=group.state, why=why)
    return group


def _save_under_its_short_name(group: Group) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise InvalidInputError(_("This complex already has a mini-cluster of that short name. Please choose another."), field="slug") from error


@transaction.atomic
def take_group_step(*, actor: Viewer, group: Group, verb: str, why: str = "") -> Group:
    """Lead a group over one step of its lifecycle. Founding and reorganising ask for more and have actions of their own, to which this leads.

    A group that ends lets its members go on the same day: a membership in nothing is none.
    """
    if verb == "found_group":
        return found_group(actor=actor, group=group, why=why)
    if verb == "reorganise_group":
        raise InvalidInputError(_("Please say into which mini-clusters this one goes, so that its figures stay comparable. Nothing was changed."))
    take_step(group, verb, actor=actor, why=why)
    if not rules.takes_members(group.state):
        _release_members(actor, group, why)
    return group


@transaction.atomic
def found_group(*, actor: Viewer, group: Group, founded_on: date | None = None, why: str = "") -> Group:
    """Found an approved group; its name holds from that day on."""
    day = founded_on or group.programme.today()
    take_step(group, "found_group", actor=actor, why=why, founded_on=day)
    group.names.create(name_ko=group.name_ko, name_en=group.name_en, valid_from=day)
    return group


@transaction.atomic
def rename_group(*, actor: Viewer, group: Group, name_ko: str, name_en: str, from_day: date) -> GroupName:
    """Give a group another name from this day on; it stays the same group and its series go on."""
    rules.PERMISSIONS.require(actor, "record_dated_fact", group.place())
    refuse_future(from_day, group.programme)
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en)
    locked(group)
    if not group.names.filter(valid_to=None).exists():
        group.names.create(name_ko=group.name_ko, name_en=group.name_en, valid_from=group.founded_on or group.programme.started_on)
    row: GroupName = follow_on(group.names, from_day, among={}, facts={"name_ko": name_ko, "name_en": name_en})
    group.name_ko, group.name_en = name_ko, name_en
    group.save(update_fields=["name_ko", "name_en"])
    record_act(actor=actor, action="record_dated_fact", record=group, fields=["name_ko", "name_en"])
    return row


@transaction.atomic
def reorganise_group(*, actor: Viewer, group: Group, successors: Sequence[Group], kind: str, why: str, on_date: date | None = None) -> Group:
    """Merge, split or replace a group: who came out of whom is recorded, and with one successor the members go along.

    After a split the members choose for themselves, so that they leave and apply to the part they want.

    Raises:
        InvalidInputError: the number of successors does not fit the kind, a group would succeed itself, or a successor has ended.
    """
    same_programme(group.programme_id, *successors)
    if group in successors or not rules.fits_succession(kind, len(set(successors))):
        raise InvalidInputError(_("A merger or renaming needs exactly one other mini-cluster, a split at least two. Nothing was changed."), field="successors")
    if not all(rules.takes_members(successor.state) for successor in successors):
        raise InvalidInputError(_("One of these mini-clusters has ended itself, so that nobody could go there. Nothing was changed."), field="successors")
    take_step(group, "reorganise_group", actor=actor, why=why)
    day = on_date or group.programme.today()
    GroupSuccession.objects.bulk_create(GroupSuccession(predecessor=group, successor=successor, kind=kind, on_date=day) for successor in successors)
    for membership in _release_members(actor, group, why):
        if len(successors) == 1:
            _carry_over(actor, membership, successors[0])
    return group


def _release_members(actor: Viewer, group: Group, why: str) -> list[Membership]:
    living = list(Membership.objects.filter(group=group, state__in=rules.LIVING_MEMBERSHIP).select_related("group", "programme"))
    for membership in living:
        take_step(membership, "leave_group", actor=actor, why=why, valid_to=end_of(membership, group.programme.today()))
    return living


def _carry_over(actor: Viewer, former: Membership, successor: Group) -> None:
    """Whoever is in the successor already stays there as they are."""
    member = {"organisation": former.organisation, "person": former.person}
    if former.valid_to is None or Membership.objects.filter(group=successor, valid_to=None, **member).exists():
        return
    membership = Membership.objects.create(
        programme_id=former.programme_id,
        group=successor,
        **member,
        kind=former.kind,
        representative=former.representative,
        deputy=former.deputy,
        state=rules.MembershipState.ACTIVE,
        valid_from=former.valid_to,
        invented=former.invented,
    )
    record_act(actor=actor, action="activate_membership", record=membership, to_state=membership.state)
