"""What people decided about what is held: corrections, removals, and who is one with whom, so that no import says otherwise again."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from minicluster.members.models import Person, Programme
from minicluster.problems.models import Correction, PairState, PersonPair, RemovalRequest, RemovalState


class Corrected:
    """The corrections of a programme."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme

    @cached_property
    def _known(self) -> dict[tuple[str, int, str], str]:
        rows = Correction.objects.filter(programme=self._programme).values_list("record_kind", "record_pk", "field", "said_before")
        return {(kind, pk, field): said for kind, pk, field, said in rows}

    def has(self, kind: str, pk: int, field: str) -> bool:
        """Whether this field of the record was corrected."""
        return (kind, pk, field) in self._known

    def without(self, kind: str, pk: int, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts that a source may still tell of a record."""
        return {field: value for field, value in facts.items() if not self.has(kind, pk, field)}

    def records(self, kind: str, field: str, said: str) -> list[int]:
        """The records of which a source said this before it was corrected."""
        return [pk for (known, pk, name), before in self._known.items() if (known, name, before) == (kind, field, said)]

    def said_before(self, kind: str, pks: Iterable[int], texts: Iterable[str]) -> bool:
        """Whether one of the texts is what stood in one of these records before it was corrected."""
        wanted, about = set(texts), set(pks)
        return any(known == kind and pk in about and before in wanted for (known, pk, _field), before in self._known.items())


def removed_people(programme: Programme) -> frozenset[int]:
    """The people whose expertise was removed at their wish."""
    granted = RemovalRequest.objects.filter(programme=programme, state=RemovalState.REMOVED)
    return frozenset(granted.values_list("person_id", flat=True))


class Standing:
    """With whom the evidence of a person stands, after the decisions that two are one."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme

    @cached_property
    def _merged(self) -> dict[int, int]:
        return dict(PersonPair.objects.filter(programme=self._programme, state=PairState.SAME).values_list("later_id", "earlier_id"))

    def of(self, person: Person) -> Person:
        """The person themselves, or whom they are one with."""
        seen = {person.pk}
        while (pk := self._merged.get(person.pk)) and pk not in seen:
            seen.add(pk)
            person = Person.objects.select_related("programme").get(pk=pk)
        return person
