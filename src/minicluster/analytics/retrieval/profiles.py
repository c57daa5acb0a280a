"""Classes of texts as profiles of their terms: tf-idf centroids (Rocchio 1971), compared by their cosine."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Terms = Mapping[str, float]
# However often a text repeats a term, it says it once.
MOST_OF_A_TERM = 1.0


@dataclass(frozen=True)
class Profiles:
    """For each term the classes that use it: `classes` and `weights` from `starts[t]` to `starts[t + 1]`."""

    number: int
    places: Mapping[str, int]
    rarities: NDArray[np.float32]
    starts: NDArray[np.int64]
    classes: NDArray[np.int32]
    weights: NDArray[np.float32]

    def scores(self, terms: Terms) -> NDArray[np.float64]:
        """The cosine of the terms with each class, from 0 to 1; all 0 where no term is known."""
        known = [(self.places[term], min(weight, MOST_OF_A_TERM)) for term, weight in terms.items() if term in self.places]
        parts = [(place, weight * float(self.rarities[place])) for place, weight in known]
        length = math.sqrt(sum(weight * weight for _place, weight in parts))
        found = np.zeros(self.number)
        for place, weight in parts if length else ():
            span = slice(self.starts[place], self.starts[place + 1])
            found[self.classes[span]] += self.weights[span] * (weight / length)  # a class stands at most once in a span
        return found


def fit_profiles(texts: Sequence[Terms], classes: Sequence[int], number: int) -> Profiles:
    """The profile of each class from its texts' terms.

    Raises:
        ValueError: there are not as many texts as classes.

    >>> model = fit_profiles([{"a": 1.0}, {"b": 1.0}, {"c": 1.0}], [0, 1, 1], 2)
    >>> model.scores({"a": 2.0}).round(2).tolist(), model.scores({"unknown": 1.0}).tolist()
    ([1.0, 0.0], [0.0, 0.0])
    """
    frequency = Counter(term for terms in texts for term in terms)
    rarity = {term: math.log(len(texts) / (1 + count)) for term, count in frequency.items() if count + 1 < len(texts)}
    sums: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for terms, text_class in zip(texts, classes, strict=True):
        for term, weight in _unit({term: min(weight, MOST_OF_A_TERM) * rarity[term] for term, weight in terms.items() if term in rarity}):
            sums[text_class][term] += weight
    return _inverted({text_class: dict(_unit(terms)) for text_class, terms in sums.items()}, rarity, number)


def _unit(terms: Terms) -> Iterable[tuple[str, float]]:
    length = math.sqrt(sum(weight * weight for weight in terms.values()))
    return ((term, weight / length) for term, weight in terms.items()) if length else ()


def _inverted(profiles: Mapping[int, Terms], rarity: Mapping[str, float], number: int) -> Profiles:
    lists: dict[str, list[tuple[int, float]]] = {term: [] for term in rarity}
    for text_class in sorted(profiles):
        for term, weight in profiles[text_class].items():
            lists[term].append((text_class, weight))
    lengths = [len(entries) for entries in lists.values()]
    entries = [entry for entries in lists.values() for entry in entries]
    return Profiles(
        number,
        {term: place for place, term in enumerate(lists)},
        np.array([rarity[term] for term in lists], dtype=np.float32),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.array([text_class for text_class, _weight in entries], dtype=np.int32),
        np.array([weight for _class, weight in entries], dtype=np.float32),
    )
