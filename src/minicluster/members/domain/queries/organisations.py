"""Organisations as a viewer may see them."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from minicluster.members import rules
from minicluster.members.domain.queries.groups import groups_within
from minicluster.members.domain.queries.reach import reached, today_of, within
from minicluster.members.models import Affiliation, Membership, Organisation, OrganisationName, Site
from minicluster.platform.permissions import Scope, Viewer


def organisations_for(
    viewer: Viewer,
    *,
    kind: str = "",
    group: int | None = None,
    complex: int | None = None,  # noqa: A002  # the field's word
    q: str = "",
    members_only: bool = False,
) -> QuerySet[Organisation]:
    """The organisations of the viewer's programme that fit, with their living memberships and present sites; members only, or also those with a site in the complex."""
    today = today_of(viewer)
    found = Organisation.objects.filter(programme_id=viewer.programme_id)
    if kind:
        found = found.filter(kind=kind)
    if group:
        found = found.filter(_lives_in(group_id=group))
    if members_only:
        found = found.filter(_lives_in(**({"group__complex_id": complex} if complex else {})))
    elif complex:
        found = found.filter(_lives_in(group__complex_id=complex) | Exists(Site.objects.on(today).filter(organisation=OuterRef("pk"), complex_id=complex)))
    for word in q.split():
        found = found.filter(pk__in=_organisations_with(word))
    living = Membership.objects.filter(state__in=rules.LIVING_MEMBERSHIP).select_related("group")
    sites = Site.objects.on(today).select_related("complex")
    return found.prefetch_related(Prefetch("memberships", living, "living_memberships"), Prefetch("sites", sites, "present_sites")).order_by("name_ko", "pk")


def _organisations_with(word: str) -> QuerySet[Any, Any]:
    """Which organisations have the word in a name they have or had, or in their products: a union, so that every part is found by its own index."""
    own = Organisation.objects.filter(is_named(word) | Q(products__icontains=word)).order_by()
    names = OrganisationName.objects.filter(Q(name__icontains=word) | Q(name_en__icontains=word)).order_by()
    return own.values_list("pk").union(names.values_list("organisation_id"))


def _lives_in(**where: Any) -> Exists:
    return Exists(Membership.objects.filter(organisation=OuterRef("pk"), state__in=rules.LIVING_MEMBERSHIP, **where))


def is_named(word: str) -> Q:
    """Those that have the word in either of their names."""
    return Q(name_ko__icontains=word) | Q(name_en__icontains=word)


def organisations_within(viewer: Viewer, scope: Scope | None) -> QuerySet[Organisation]:
    """The organisations that a permission of this scope reaches: themselves, through a living membership, or through a present site."""
    own = Organisation.objects.filter(programme_id=viewer.programme_id)
    if scope in (None, Scope.PROGRAMME, Scope.ORGANISATION, Scope.PERSON):
        return own.filter(within(scope, viewer, organisation="pk"))
    living = Membership.objects.filter(within(scope, viewer, group="group_id", complex_="group__complex_id"), state__in=rules.LIVING_MEMBERSHIP)
    sites = Site.objects.on(today_of(viewer)).filter(complex_id__in=viewer.complex_ids if scope is Scope.COMPLEX else ())
    return own.filter(Q(pk__in=living.values("organisation_id")) | Q(pk__in=sites.values("organisation_id")))


def organisation_for(viewer: Viewer, pk: int, *, to: str = "") -> Organisation:
    """One organisation; another programme's does not exist. With `to`, only for whoever may do that on it."""
    return reached(viewer, get_object_or_404(Organisation.objects.select_related("programme"), programme_id=viewer.programme_id, pk=pk), to)


def staff_of(organisation: Organisation) -> QuerySet[Affiliation]:
    """Who works in an organisation today, without contact data."""
    rows: QuerySet[Affiliation] = Affiliation.objects.on(organisation.programme.today()).filter(organisation=organisation)
    return rows.select_related("person").defer("person__email", "person__phone").order_by("person__name_ko", "pk")


def firms_represented_in(viewer: Viewer, scope: Scope | None) -> QuerySet[Organisation]:
    """The member firms of the groups that a permission of this scope reaches, as far as somebody represents them there."""
    groups = groups_within(viewer, scope).order_by().values("pk")
    represented = Membership.objects.filter(group_id__in=groups, state__in=rules.LIVING_MEMBERSHIP).exclude(representative=None, deputy=None)
    firms = Organisation.objects.filter(pk__in=represented.values("organisation_id"), kind=rules.OrganisationKind.FIRM)
    return firms.order_by("name_ko", "pk")
