"""From documents to candidates: whoever has two good documents goes before whoever has one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar


class Sortable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Whether it comes before."""


Key = TypeVar("Key", bound=Sortable)

# One document alone is weaker evidence than two that agree.
SINGLE_DOCUMENT: Final = 0.9


@dataclass(frozen=True, slots=True)
class ScoredDocument(Generic[Key]):
    """A document with its score, the candidate for whom it speaks, and the record from which it was made."""

    candidate: Key
    record: str
    document: int
    score: float


@dataclass(frozen=True, slots=True)
class RankedCandidate(Generic[Key]):
    """A candidate with their score and the documents that made it, best first."""

    candidate: Key
    score: float
    documents: tuple[ScoredDocument[Key], ...]


def rank_candidates(documents: Iterable[ScoredDocument[Key]]) -> list[RankedCandidate[Key]]:
    """Candidates by the mean of their best two records, best first; equal ones in the order of their candidate key.

    A record that exists in two languages counts once, by its better text: a translation is not a second piece of evidence.
    """
    best: dict[Key, dict[str, ScoredDocument[Key]]] = defaultdict(dict)
    for document in documents:
        known = best[document.candidate].get(document.record)
        if known is None or document.score > known.score:
            best[document.candidate][document.record] = document
    ranked = [_of_records(candidate, records.values()) for candidate, records in best.items()]
    return sorted(ranked, key=lambda found: (-found.score, found.candidate))


def _of_records(candidate: Key, records: Iterable[ScoredDocument[Key]]) -> RankedCandidate[Key]:
    first, *others = sorted(records, key=lambda document: (-document.score, document.document))
    score = (first.score + others[0].score) / 2 if others else first.score * SINGLE_DOCUMENT
    return RankedCandidate(candidate, score, (first, *others[:1]))
