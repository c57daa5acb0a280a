"""The attendance list as the host works on it: everyone expected, what they answered, and what is written down already."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.shortcuts import get_object_or_404

from minicluster.meetings import rules
from minicluster.meetings.domain.attendance_facts import Counts, GroupQuorum, counts_of, quorum_of, shows_quorum
from minicluster.meetings.domain.door import unmatched_entries
from minicluster.meetings.domain.queries import activities_for, day_of, people_expected, people_who_may_come
from minicluster.meetings.models import Activity, Attendance, DoorEntry, Invitation
from minicluster.members.domain.queries import membership_list, organisation_ids_on
from minicluster.members.models import Organisation, Person
from minicluster.platform.imports.tidying import key
from minicluster.platform.permissions import Viewer

# Whoever answered so will not be there themselves.
_STAYS_AWAY: Final = (rules.InvitationAnswer.DECLINED, rules.InvitationAnswer.DEPUTY)


@dataclass(frozen=True)
class ListedPerson:
    """One line of the list: the person, for whom they work on that day, what they answered, and what is written down about them."""

    person: Person
    organisation: Organisation | None = None
    invitation: Invitation | None = None
    attendance: Attendance | None = None
    is_on_membership_list: bool = False

    @property
    def written(self) -> str:
        """How they attended, as far as it is written down."""
        return self.attendance.kind if self.attendance else ""

    @property
    def proposed(self) -> str:
        """What the answer to the invitation proposes where nothing is written down yet: excused for those who said that they do not come."""
        stays_away = self.invitation is not None and self.invitation.answer in _STAYS_AWAY
        return rules.AttendanceKind.EXCUSED if stays_away and not self.written else ""

    @property
    def search_text(self) -> str:
        """What is looked through when the list is searched."""
        organisation = self.organisation
        return key(" ".join((self.person.name_ko, self.person.name_en, *((organisation.name_ko, organisation.name_en) if organisation else ()))))


@dataclass(frozen=True)
class Standing:
    """How a meeting stands at this moment: who is there, whether it can decide, and what the host has to look at."""

    counts: Counts
    quorums: list[GroupQuorum]
    deputies: list[Attendance]
    unmatched: list[DoorEntry]

    @property
    def to_look_at(self) -> int:
        """How many wait for the host: names to be matched, and deputies of whom it is not known for whom they came."""
        return len(self.unmatched) + sum(attendance.deputy_for_id is None for attendance in self.deputies)


def attendance_list(activity: Activity, q: str = "") -> list[ListedPerson]:
    """Everyone expected, by name; with `q` only those whose name, or whose organisation's, has it. The same number of statements for one person and for a thousand."""
    people = people_expected(activity)
    pks = [person.pk for person in people]
    homes = organisations_of(activity, pks)
    invitations = {row.person_id: row for row in activity.invitations.select_related("deputy")}
    attendances = {row.person_id: row for row in activity.attendances.select_related("deputy_for")}
    members = set(membership_list(group.pk for group in activity.groups.all()).order_by().values_list("pk", flat=True))
    rows = [ListedPerson(one, homes.get(one.pk), invitations.get(one.pk), attendances.get(one.pk), one.pk in members) for one in people]
    return [row for row in rows if key(q) in row.search_text]


def called_with_organisation(activity: Activity, people: Iterable[Person]) -> dict[int, str]:
    """How these people are called in a choice: of one name there may be several."""
    known = list(people)
    homes = organisations_of(activity, [person.pk for person in known])
    return {person.pk: f"{person} · {homes[person.pk]}" if person.pk in homes else str(person) for person in known}


def organisations_of(activity: Activity, people: Iterable[int]) -> dict[int, Organisation]:
    """For whom each of these people works on the day of the activity."""
    homes = organisation_ids_on(day_of(activity), people)
    organisations = Organisation.objects.in_bulk(set(homes.values()))
    return {person: organisations[home] for person, home in homes.items()}


def standing_of(activity: Activity) -> Standing:
    """How the meeting stands: read anew with every tap."""
    deputies = activity.attendances.filter(kind=rules.AttendanceKind.DEPUTY).select_related("person", "deputy_for")
    return Standing(
        counts=counts_of(activity),
        quorums=quorum_of(activity) if shows_quorum(activity) else [],
        deputies=list(deputies.order_by("person__name_ko", "pk")),
        unmatched=list(unmatched_entries(activity)),
    )


def written_kinds(activity: Activity) -> dict[int, str]:
    """What is written down about whom."""
    return dict(activity.attendances.values_list("person_id", "kind"))


def person_listed(activity: Activity, pk: int) -> Person:
    """One person whom the list names."""
    return get_object_or_404(people_who_may_come(activity), pk=pk)


def attendance_for(viewer: Viewer, pk: int) -> Attendance:
    """One person's attendance, for whoever writes it down."""
    rows = Attendance.objects.filter(activity__in=activities_for(viewer).order_by()).select_related("activity__programme", "person", "deputy_for")
    found = get_object_or_404(rows, pk=pk)
    rules.PERMISSIONS.require(viewer, "record_attendance", found.activity.place())
    return found


def chiefs_to_choose(attendance: Attendance) -> list[Person]:
    """In whose place somebody can have come: whoever is expected and not there."""
    there = set(attendance.activity.attendances.filter(kind__in=rules.WAS_THERE).values_list("person_id", flat=True))
    return [person for person in people_expected(attendance.activity) if person.pk not in there]
