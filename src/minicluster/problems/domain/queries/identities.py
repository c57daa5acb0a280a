"""People who may be one, side by side."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from minicluster.members.domain.queries import people_of_group, within
from minicluster.members.models import Affiliation, Person, Programme
from minicluster.platform.permissions import Scope, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.queries.held import evidence_of, expertise_of
from minicluster.problems.models import AuthorIdentity, Evidence, Expertise, PersonPair

_SHOWN = 20


@dataclass(frozen=True)
class Side:
    """What is known of one of the two."""

    person: Person
    affiliations: list[Affiliation]
    identities: list[AuthorIdentity]
    expertise: list[Expertise]
    evidence: list[Evidence]
    evidence_count: int


def pairs_for(viewer: Viewer, state: str = "") -> QuerySet[PersonPair]:
    """The pairs of people of whom it was or is in doubt whether they are one, the likeliest first."""
    rows = PersonPair.objects.filter(_within_reach(viewer)).select_related("earlier", "later", "programme", "decided_by").order_by("-score", "pk")
    return rows.filter(state=state) if state else rows


def _within_reach(viewer: Viewer) -> Q:
    """A coordinator decides about the experts of their groups."""
    scope = rules.PERMISSIONS.scope(viewer, "review_identities")
    if scope is not Scope.GROUPS:
        return within(scope, viewer)
    today = Programme.objects.get(pk=viewer.programme_id).today()
    own = Q(pk__in=[])
    for group_id in viewer.group_ids:
        people = people_of_group(group_id, today).values("pk")
        own |= Q(earlier__in=people) | Q(later__in=people)
    return Q(programme_id=viewer.programme_id) & own


def pair_for(viewer: Viewer, pk: int) -> PersonPair:
    """A pair of people.

    Raises:
        NotVisibleError: there is none within reach.
    """
    found = pairs_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def side_of(viewer: Viewer, person: Person) -> Side:
    """What is known of one of the two, as far as this viewer may see it."""
    evidence = evidence_of(viewer, person)
    return Side(
        person,
        list(person.affiliations.select_related("organisation").order_by("-valid_from", "pk")),
        list(person.author_identities.order_by("pk")[:_SHOWN]),
        list(expertise_of(person)),
        list(evidence[:_SHOWN]),
        evidence.count(),
    )
