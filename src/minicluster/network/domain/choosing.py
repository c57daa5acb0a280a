"""Of what a viewer may see the network: the mini-clusters by complex, with how many members each has."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q

from minicluster.members.domain.queries import within
from minicluster.members.models import Complex, Group
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.network import rules
from minicluster.network.domain.wholes import Whole, complexes_within
from minicluster.platform.permissions import Scope, Viewer


@dataclass(frozen=True)
class ChosenFrom:
    """A whole whose network opens, with how many living members it has."""

    whole: Whole
    organisations: int
    experts: int


@dataclass(frozen=True)
class ComplexChoice:
    """A complex with its mini-clusters; its own network opens where the viewer may see all of it."""

    complex: Complex
    whole: ChosenFrom | None
    groups: list[ChosenFrom]


def networks_for(viewer: Viewer) -> list[ComplexChoice]:
    """The networks that the viewer may see, by complex; in two statements."""
    scope = rules.PERMISSIONS.scope(viewer, "view_network")
    rows = Group.objects.filter(within(scope, viewer, group="pk", complex_="complex_id")).select_related("complex")
    groups = rows.annotate(**_counts("memberships")).order_by("complex__name_ko", "complex_id", "name_ko", "pk")
    complexes = {row.pk: _chosen(rules.WholeKind.COMPLEX, row) for row in complexes_within(viewer).annotate(**_counts("groups__memberships"))}
    return [
        ComplexChoice(complex_, complexes.get(complex_.pk), [_chosen(rules.WholeKind.GROUP, group) for group in among])
        for complex_, among in _by_complex(groups)
    ]


def sees_programme(viewer: Viewer) -> bool:
    """Whether the viewer may see the network of the whole programme."""
    return rules.PERMISSIONS.scope(viewer, "view_network") is Scope.PROGRAMME


def _by_complex(groups: Iterable[Group]) -> Iterable[tuple[Complex, Iterable[Group]]]:
    return groupby(groups, key=lambda group: group.complex)


def _counts(path: str) -> dict[str, Count]:
    living = Q(**{f"{path}__state__in": LIVING_MEMBERSHIP})
    return {name: Count(f"{path}__{field}", filter=living, distinct=True) for name, field in (("organisations", "organisation"), ("experts", "person"))}


def _chosen(kind: rules.WholeKind, record: Group | Complex) -> ChosenFrom:
    return ChosenFrom(Whole(kind, record), record.organisations, record.experts)  # type: ignore[union-attr]  # the counts are annotated
