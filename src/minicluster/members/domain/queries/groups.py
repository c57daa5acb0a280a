"""Complexes and groups as a viewer may see them, and who holds which office."""

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from minicluster.members import rules
from minicluster.members.domain.queries.reach import reached, today_of, within
from minicluster.members.models import Complex, Group, Office, Person, RoleAssignment
from minicluster.platform.permissions import Role, Scope, Viewer


def groups_for(viewer: Viewer) -> QuerySet[Group]:
    """The groups of the viewer's programme."""
    return Group.objects.filter(programme_id=viewer.programme_id).select_related("complex", "programme")


def group_for(viewer: Viewer, pk: int, *, to: str = "") -> Group:
    """One group; another programme's does not exist. With `to`, only for whoever may do that on it."""
    return reached(viewer, get_object_or_404(groups_for(viewer), pk=pk), to)


def groups_with_counts(viewer: Viewer, *, complex: int | None = None, model: str = "", approval: str = "") -> QuerySet[Group]:  # noqa: A002  # the field's word
    """The groups by complex, or those of one, of one model or of one approval body, with how many firms, experts and other members live in each."""
    living = Q(memberships__state__in=rules.LIVING_MEMBERSHIP)
    firms, experts = living & Q(memberships__organisation__kind=rules.OrganisationKind.FIRM), living & Q(memberships__person__isnull=False)
    counts = {"firms": Count("memberships", filter=firms), "experts": Count("memberships", filter=experts), "all_members": Count("memberships", filter=living)}
    wanted = {"complex": complex, "model": model, "approval_body": approval}
    found = groups_for(viewer).filter(**{look_up: value for look_up, value in wanted.items() if value})
    return found.annotate(**counts).order_by("complex__name_ko", "name_ko")


def groups_within(viewer: Viewer, scope: Scope | None) -> QuerySet[Group]:
    """The groups that a permission of this scope reaches."""
    return groups_for(viewer).filter(within(scope, viewer, group="pk", complex_="complex_id")).order_by("complex__name_ko", "name_ko")


def open_groups_for(viewer: Viewer) -> QuerySet[Group]:
    """The groups of the viewer's programme that take members, by complex."""
    return groups_for(viewer).exclude(state__in=rules.ENDED_GROUP).order_by("complex__name_ko", "name_ko")


def complexes_for(viewer: Viewer) -> QuerySet[Complex]:
    """The complexes of the viewer's programme."""
    return Complex.objects.filter(programme_id=viewer.programme_id).select_related("programme").order_by("name_ko")


def officers_of(group: Group) -> QuerySet[Office]:
    """Who holds which office in a group today."""
    today = group.programme.today()
    rows: QuerySet[Office] = Office.objects.on(today).filter(group=group).select_related("person").defer("person__email", "person__phone")
    return rows.order_by("role", "valid_from")


def coordinator_of(group: Group) -> Person | None:
    """Who coordinates a group today; the problems of the group are theirs, whoever wrote them down."""
    office = officers_of(group).filter(role=rules.OfficeRole.COORDINATOR).last()
    return office.person if office else None


def groups_coordinated_by(person: Person) -> list[Group]:
    """The groups whose coordinator this person is today, by office or by the role of their account."""
    by_office = Office.objects.on(person.programme.today()).filter(person=person, role=rules.OfficeRole.COORDINATOR).values("group_id")
    by_role = RoleAssignment.objects.filter(person=person, role=Role.COORDINATOR).values("groups")
    return list(Group.objects.filter(Q(pk__in=by_office) | Q(pk__in=by_role), programme_id=person.programme_id).select_related("programme").order_by("pk"))


def chairs(viewer: Viewer) -> frozenset[int]:
    """The groups in whose chair this viewer sits today, as an officer who is signed in."""
    if viewer.role is not Role.GROUP_OFFICER or viewer.person_id is None:
        return frozenset()
    held = Office.objects.on(today_of(viewer)).filter(person_id=viewer.person_id, role=rules.OfficeRole.CHAIR, programme_id=viewer.programme_id)
    return frozenset(held.values_list("group_id", flat=True))
