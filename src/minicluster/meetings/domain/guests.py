"""People who come without an account, and how those who come are named to each other."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import organisation_ids_on
from minicluster.members.models import Affiliation, Organisation, Person
from minicluster.members.rules import OrganisationKind
from minicluster.platform.permissions import Role, Viewer


@dataclass(frozen=True)
class Guest:
    """Somebody with the organisation they come from, and no more: no address, no telephone."""

    person: Person
    organisation: str

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}" if self.organisation else str(self.person)


def guest_viewer(activity: Activity, person: Person) -> Viewer:
    """Whoever comes by a link of this person, as the viewer that they would be with an account: of a firm, else an expert."""
    at_a_firm = Affiliation.objects.on(activity.programme.today()).filter(person=person, organisation__kind=OrganisationKind.FIRM).exists()
    return Viewer(Role.FIRM_USER if at_a_firm else Role.EXPERT, activity.programme_id, person_id=person.pk)


def named(people: Collection[Person], activity: Activity) -> list[Guest]:
    """Each of these people with the organisation for which they work on the day of the activity."""
    works_at = organisation_ids_on(timezone.localtime(activity.starts_at).date(), [person.pk for person in people])
    organisations = Organisation.objects.in_bulk(set(works_at.values()))
    return [Guest(person, str(organisations[works_at[person.pk]]) if person.pk in works_at else "") for person in people]
