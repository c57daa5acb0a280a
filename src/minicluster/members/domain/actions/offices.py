"""Offices in a group, and handing a coordinator's work to another."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import close_range, locked, refuse_future, same_programme
from minicluster.members.domain.announcements import work_handed_over
from minicluster.members.domain.queries import groups_coordinated_by
from minicluster.members.models import Group, Office, Person, RoleAssignment
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def give_office(*, actor: Viewer, group: Group, person: Person, role: str, from_day: date, until: date | None = None, invented: bool = False) -> Office:
    """Give a person an office in a group for a term."""
    rules.PERMISSIONS.require(actor, "give_office", group.place())
    return enter_office(actor=actor, group=group, person=person, role=role, from_day=from_day, until=until, invented=invented)


@transaction.atomic
def enter_office(*, actor: Viewer, group: Group, person: Person, role: str, from_day: date, until: date | None = None, invented: bool = False) -> Office:
    """Let a person enter an office, for an action that has asked its own permission (an election, a hand-over).

    An office with one holder ends the former holder's term. The coordinator's office and the role that opens the group go together, so that entering
    it asks for the permission to hand over work.

    Raises:
        InvalidInputError: the term ends before it begins, or the former holder's began on that day or later.
        NotAllowedError: it is the coordinator's office, and the actor may not hand over work.
    """
    same_programme(group.programme_id, person)
    if until is not None and until <= from_day:
        raise InvalidInputError(_("The term would end before it begins. Please check the days; nothing was changed."), field="until")
    locked(group)
    if role == rules.OfficeRole.COORDINATOR:
        rules.PERMISSIONS.require(actor, "hand_over_work", group.place())
        refuse_future(from_day, group.programme)
    if (held := _held_for_this_term(group, person, role, from_day, until)) is not None:
        return held
    office: Office = Office.objects.create(
        programme_id=group.programme_id, group=group, person=person, role=role, valid_from=from_day, valid_to=until, invented=invented
    )
    record_act(actor=actor, action="give_office", record=office, fields=["person", "role"])
    if role == rules.OfficeRole.COORDINATOR and (until is None or until > group.programme.today()):
        _move_role(group, person)
    return office


def _held_for_this_term(group: Group, person: Person, role: str, from_day: date, until: date | None) -> Office | None:
    """The same term if it is entered already; the terms that it follows end when it begins."""
    shared = group.offices.filter(role=role) if role in rules.ONE_HOLDER else group.offices.filter(role=role, person=person)
    for held in shared.filter(Q(valid_to=None) | Q(valid_to__gt=from_day)):
        if (held.person_id, held.valid_from, held.valid_to) == (person.pk, from_day, until):
            return held  # type: ignore[no-any-return]  # the dated manager is typed loosely
        close_range(held, from_day)
    return None


def _move_role(group: Group, person: Person) -> None:
    """The group opens to the coordinator's account, and to no former coordinator's any more."""
    role = _coordinator_role_of(person)
    for former in RoleAssignment.objects.filter(programme_id=group.programme_id, role=Role.COORDINATOR, groups=group).exclude(pk=role.pk):
        former.groups.remove(group)
    role.groups.add(group)


@transaction.atomic
def hand_over_work(*, actor: Viewer, giver: Person, taker: Person, groups: Iterable[Group] | None = None, why: str = "") -> list[Group]:
    """Hand a coordinator's groups, and with them their problems and clocks, to another in one act: the office and the role that opens the groups.

    Without `groups`, all of them go. Problems, clocks and applications belong to a group, so that they follow its coordinator; what the giver had promised
    to do for it is passed on by the stations above, which hear of it.

    Raises:
        InvalidInputError: the taker has no account in the programme, nothing was looked after by the giver, or they took it over only today.
    """
    same_programme(actor.programme_id, giver, taker)
    chosen = None if groups is None else {group.pk for group in groups}
    handed = [group for group in groups_coordinated_by(giver) if chosen is None or group.pk in chosen]
    if not handed:
        raise InvalidInputError(_("This person coordinates none of these mini-clusters, so that there is nothing to hand over."), field="giver")
    for group in handed:
        rules.PERMISSIONS.require(actor, "hand_over_work", group.place())
        _refuse_a_second_change_today(group)
        enter_office(actor=actor, group=group, person=taker, role=rules.OfficeRole.COORDINATOR, from_day=group.programme.today())
        record_act(actor=actor, action="hand_over_work", record=group, fields=["coordinator"], why=why)
    work_handed_over.send(sender=Group, actor=actor, giver=giver, taker=taker, groups=handed, why=why)
    return handed


def _coordinator_role_of(person: Person) -> RoleAssignment:
    account = RoleAssignment.objects.filter(person=person, programme_id=person.programme_id).order_by("pk").first()
    if account is None:
        raise InvalidInputError(_("This person has no account here yet, so that nobody would see the work. Please set one up first."), field="taker")
    role, _is_new = RoleAssignment.objects.get_or_create(
        user_id=account.user_id, programme_id=person.programme_id, role=Role.COORDINATOR, defaults={"person": person}
    )
    return role


def _refuse_a_second_change_today(group: Group) -> None:
    """A term of no day does not exist, and what happened today is not wiped out."""
    if Office.objects.filter(group=group, role=rules.OfficeRole.COORDINATOR, valid_from=group.programme.today()).exists():
        raise InvalidInputError(
            _("“%(group)s” changed its coordinator only today, and history is not overwritten. Nothing was changed; please hand it over tomorrow.")
            % {"group": group},
            field="groups",
        )
