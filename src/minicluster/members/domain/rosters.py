"""Who belonged to a group on a day, with the names and the representatives of that day: read off the validity ranges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.models import Group, Membership, OrganisationName, Person, Representation

# Those who were taken in; an application, and one that came to nothing, has days too but was never a membership.
_WERE_MEMBERS: Final = (*rules.LIVING_MEMBERSHIP, *rules.FORMER_MEMBERSHIP)
ROSTER_COLUMNS: Final = ("member", "kind", "representative", "deputy", "member since", "member until", "fate", "record", "invented")


@dataclass(frozen=True)
class Seat:
    """One line of the list of a day."""

    membership: Membership
    name: str
    representative: Person | None
    deputy: Person | None

    @property
    def fate(self) -> str:
        """What became of the membership since; empty while it holds."""
        return "" if self.membership.valid_to is None else str(self.membership.get_state_display())


def memberships_on(group: Group, day: date) -> QuerySet[Membership]:
    """The memberships that held on the day, with what the list of that day says of them."""
    names = OrganisationName.objects.on(day).filter(is_alias=False)
    terms = Representation.objects.on(day).select_related("representative", "deputy")
    held: QuerySet[Membership] = Membership.objects.on(day).filter(group=group, state__in=_WERE_MEMBERS)
    people = [f"{who}__{contact}" for who in ("person", "representative", "deputy") for contact in ("email", "phone")]
    return (
        held.select_related("group", "organisation", "person", "representative", "deputy")
        .defer(*people)
        .prefetch_related(Prefetch("organisation__names", names, "names_of_day"), Prefetch("former_representations", terms, "terms_of_day"))
        .order_by("organisation__name_ko", "person__name_ko", "pk")
    )


def seat_of(membership: Any) -> Seat:
    """A membership of `memberships_on` as its line: under the name of that day, with whoever represented it then."""
    names = membership.organisation.names_of_day if membership.organisation else ()
    term = next(iter(membership.terms_of_day), membership)
    return Seat(membership, str(names[0] if names else membership.member), term.representative, term.deputy)


def roster_rows(group: Group, day: date) -> Iterator[tuple[Any, ...]]:
    """The whole list as rows of a table, for `ROSTER_COLUMNS`."""
    for membership in memberships_on(group, day):
        seat = seat_of(membership)
        yield (
            seat.name, str(membership.get_kind_display()), str(seat.representative or ""), str(seat.deputy or ""), membership.valid_from,
            membership.valid_to, seat.fate, membership.reference, _("invented") if membership.invented else "",
        )  # fmt: skip
