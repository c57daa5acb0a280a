"""The mini-cluster, complex or programme whose network somebody may read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from minicluster.members.domain.queries import complexes_for, groups_within, within
from minicluster.members.models import Complex, Group, Membership, Programme
from minicluster.members.rules import FORMER_MEMBERSHIP, LIVING_MEMBERSHIP
from minicluster.network import rules
from minicluster.platform.permissions import Place, Scope, Viewer


@dataclass(frozen=True)
class Whole:
    """What a network is read of.

    Attributes:
        kind: mini-cluster, complex or programme.
        record: it.
    """

    kind: rules.WholeKind
    record: Group | Complex | Programme

    def __str__(self) -> str:
        return str(self.record)

    @property
    def pk(self) -> int:
        """The number of the record."""
        return int(self.record.pk)

    @property
    def programme(self) -> Programme:
        """The programme in which it lies."""
        return self.record if isinstance(self.record, Programme) else self.record.programme

    @property
    def is_programme(self) -> bool:
        """Whether it is the whole programme."""
        return self.kind is rules.WholeKind.PROGRAMME

    def get_absolute_url(self) -> str:
        """The page of its network; the pages below hang on to it."""
        page = f"network:{self.kind.name.lower()}-network"
        return reverse(page) if self.is_programme else reverse(page, args=[self.pk])

    def today(self) -> date:
        """The day by the programme's clock."""
        return self.programme.today()

    def place(self) -> Place:
        """Where it stands for permissions."""
        return Place(self.pk) if isinstance(self.record, Programme) else self.record.place()

    def memberships(self) -> QuerySet[Membership]:
        """The memberships, living and former, that make up its members; never applications that came to nothing."""
        look_up = {rules.WholeKind.GROUP: "group_id", rules.WholeKind.COMPLEX: "group__complex_id", rules.WholeKind.PROGRAMME: "programme_id"}[self.kind]
        were = Q(state__in=LIVING_MEMBERSHIP) | Q(state__in=FORMER_MEMBERSHIP, valid_to__isnull=False)
        return Membership.objects.filter(were, **{look_up: self.pk})


def whole_for(viewer: Viewer, kind: str, pk: int | None = None) -> Whole:
    """One mini-cluster or complex, or the viewer's programme, for whoever may see its network; anything else does not exist."""
    kind = rules.WholeKind(kind)
    scope = rules.PERMISSIONS.scope(viewer, "view_network")
    if kind is rules.WholeKind.GROUP:
        return Whole(kind, get_object_or_404(groups_within(viewer, scope), pk=pk or 0))
    if kind is rules.WholeKind.COMPLEX:
        return Whole(kind, get_object_or_404(complexes_within(viewer), pk=pk or 0))
    programmes = Programme.objects.filter(pk__in=[viewer.programme_id] if scope is Scope.PROGRAMME else [])
    return Whole(kind, get_object_or_404(programmes))


def complexes_within(viewer: Viewer) -> QuerySet[Complex]:
    """The complexes whose network the viewer may see."""
    return complexes_for(viewer).filter(within(rules.PERMISSIONS.scope(viewer, "view_network"), viewer, complex_="pk"))


def may_see_people(viewer: Viewer, whole: Whole) -> bool:
    """Whether the viewer may see who of the people is tied to whom there."""
    return rules.PERMISSIONS.allows(viewer, "view_people", whole.place())
