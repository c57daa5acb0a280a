"""Who met whom at an activity, by the ties that it and its talks of two left."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Talk
from minicluster.members.models import Person, Tie, record_type_of
from minicluster.members.rules import MEETING_TIE_LIMIT
from minicluster.platform.permissions import Viewer


@dataclass(frozen=True)
class Encounter:
    """Somebody whom a person met, what that weighs, and whether the two had a talk of their own."""

    person: Person
    weight: float
    in_talk: bool


@dataclass(frozen=True)
class Encounters:
    """For each person whom they met, by name; with what makes up the weights."""

    rows: list[tuple[Person, list[Encounter]]]
    present: int
    circle_limit: int

    @property
    def is_circle(self) -> bool:
        """Whether so few sat together that everyone met everyone."""
        return self.present <= self.circle_limit

    @property
    def circle_weight(self) -> float:
        """What each pair of such a circle weighs."""
        return 1 / (self.present - 1) if self.present > 1 else 0.0


def encounters_at(viewer: Viewer, activity: Activity) -> Encounters:
    """Who met whom there, for whoever may see who attended."""
    rules.PERMISSIONS.require(viewer, "view_attendance", activity.place())
    met: dict[Person, dict[Person, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in _ties_of(activity):
        met[tie.one][tie.other].append(tie)
        met[tie.other][tie.one].append(tie)
    rows = [(person, sorted((_encounter(*found) for found in others.items()), key=_by_weight)) for person, others in met.items()]
    present = activity.attendances.filter(kind__in=rules.WAS_THERE).count()
    return Encounters(sorted(rows, key=lambda row: (str(row[0]), row[0].pk)), present, MEETING_TIE_LIMIT)


def _ties_of(activity: Activity) -> QuerySet[Tie]:
    talks = Talk.objects.filter(talk_round__activity=activity)
    through = Q(through_type=activity.record_type, through_id=activity.pk) | Q(through_type=record_type_of(Talk), through_id__in=talks.values("pk"))
    contacts = [f"{side}__{field}" for side in ("one", "other") for field in ("email", "phone")]
    return Tie.objects.filter(through, programme_id=activity.programme_id).select_related("one", "other").defer(*contacts)


def _encounter(person: Person, ties: Iterable[Tie]) -> Encounter:
    through = [(tie.weight, tie.through_type) for tie in ties]
    return Encounter(person, sum(weight for weight, _type in through), any(kind == record_type_of(Talk) for _weight, kind in through))


def _by_weight(encounter: Encounter) -> tuple[float, str, int]:
    return -encounter.weight, str(encounter.person), encounter.person.pk
