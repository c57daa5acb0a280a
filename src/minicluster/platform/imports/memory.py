"""Which rows were taken in before, and about which records they are."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.crypto import salted_hmac

from minicluster.platform.imports.fields import Row
from minicluster.platform.imports.models import TakenRow

_BATCH = 5_000


class Memory:
    """The rows of one kind that a programme has taken in."""

    def __init__(self, programme_id: int, kind: str, rows: Iterable[Row]) -> None:
        self._programme_id = programme_id
        self._kind = kind
        self._fingerprints = {row.number: fingerprint_of(row) for row in rows}
        self._records: dict[str, int] = {}
        wanted = list(set(self._fingerprints.values()))
        for start in range(0, len(wanted), _BATCH):
            known = TakenRow.objects.filter(programme_id=programme_id, kind=kind, fingerprint__in=wanted[start : start + _BATCH])
            self._records |= dict(known.values_list("fingerprint", "record_id"))

    def knows(self, row: Row) -> bool:
        """Whether a row with these contents was taken in before."""
        return self._fingerprints[row.number] in self._records

    def recall(self, row: Row) -> Row:
        """The row with the record that it was about, if it is known."""
        return replace(row, known_as=self._records.get(self._fingerprints[row.number]))

    def keep(self, taken: Iterable[tuple[int, int]]) -> None:
        """Note rows (by number) that were taken in, each with the record that it is about."""
        fresh = {self._fingerprints[number]: record_id for number, record_id in taken if self._fingerprints[number] not in self._records}
        self._records |= fresh
        TakenRow.objects.bulk_create(
            TakenRow(programme_id=self._programme_id, kind=self._kind, fingerprint=fingerprint, record_id=record_id) for fingerprint, record_id in fresh.items()
        )


def fingerprint_of(row: Row) -> str:
    """A keyed fingerprint of what a row says: nobody can try out names or numbers against it."""
    contents = sorted((str(name), str(value)) for name, value in (*row.values.items(), *row.by_year.items()))
    return salted_hmac("minicluster.imports.row", repr(contents), algorithm="sha256").hexdigest()
