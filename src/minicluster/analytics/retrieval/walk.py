"""From documents to experts by a walk: whoever is near many good documents is reached often (random walk with restart, Tong et al. 2006).

The walk goes over the graph of a candidate pool, documents on the one side and their owners on the other, and starts anew at documents in proportion
to how good they are. So a co-author of the best document is reached even where their own documents say less.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np

Owner = TypeVar("Owner", bound=Hashable)
# How often the walk starts anew, and when it stands still.
RESTART: Final = 0.3
STILL: Final = 1e-9
MOST_STEPS: Final = 200


def walk_to_owners(scores: Sequence[float], owners: Sequence[Sequence[Owner]], *, restart: float = RESTART) -> dict[Owner, float]:
    """How often each owner is reached, adding up to at most 1; owners of documents without a score are reached only through others.

    Args:
        scores: one per document, 0 or more: how often the walk starts there.
        owners: the owners of each document; a document without owners is left out.
        restart: the chance at each step of starting anew, above 0 and at most 1.

    Raises:
        ValueError: the numbers do not agree, a score is negative, or the chance is out of its range.

    >>> reached = walk_to_owners([1.0, 0.0], [["a", "b"], ["b", "c"]])
    >>> sorted(reached, key=reached.get, reverse=True)
    ['b', 'a', 'c']
    """
    if len(scores) != len(owners):
        raise ValueError(f"{len(scores)} scores for {len(owners)} documents; there must be as many")
    if min(scores, default=0) < 0 or not 0 < restart <= 1:
        raise ValueError("scores must be 0 or more, and the chance of starting anew above 0 and at most 1")
    owned = [(score, list(dict.fromkeys(names))) for score, names in zip(scores, owners, strict=True) if names]
    start = np.array([score for score, _names in owned])
    if not owned or not start.sum():
        return {}
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for _score, names in owned for name in names))}
    steps = _steps([[numbers[name] for name in names] for _score, names in owned], len(numbers))
    return dict(zip(numbers, _reached(start / start.sum(), steps, restart).tolist(), strict=True))


def _steps(owned: Sequence[Sequence[int]], owners: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """1 where a document belongs to an owner (documents × owners)."""
    table = np.zeros((len(owned), owners))
    for document, names in enumerate(owned):
        table[document, names] = 1
    return table


def _reached(
    start: "np.ndarray[tuple[int], np.dtype[np.float64]]", belongs: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", restart: float
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    to_owners = belongs / belongs.sum(axis=1, keepdims=True)
    to_documents = (belongs / belongs.sum(axis=0)).T
    documents = start.copy()
    for _step in range(MOST_STEPS):
        following = restart * start + (1 - restart) * (documents @ to_owners) @ to_documents
        moved = np.abs(following - documents).sum()
        documents = following
        if moved < STILL:
            break
    reached: np.ndarray[tuple[int], np.dtype[np.float64]] = documents @ to_owners
    return reached


def by_owner(scores: Sequence[float], owners: Sequence[Sequence[Owner]]) -> Mapping[Owner, float]:
    """Plain voting: the sum of the scores of each owner's documents (Macdonald and Ounis 2006, CombSUM); what the walk is compared with."""
    votes: defaultdict[Owner, float] = defaultdict(float)
    for score, names in zip(scores, owners, strict=True):
        for name in dict.fromkeys(names):
            votes[name] += score
    return dict(votes)
