"""How good a ranking is, against judgements of what is right."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")
# What a place is worth that was never reached.
NOWHERE: Final = 0.0


def first_place(ranking: Sequence[Item], is_right: Callable[[Item], bool]) -> int | None:
    """The place of the first right item, from 1; None where none is there.

    >>> first_place(["a", "b"], "b".__eq__)
    2
    """
    return next((place for place, item in enumerate(ranking, start=1) if is_right(item)), None)


def hit_rate(places: Sequence[int | None], depth: int) -> float:
    """The share of questions whose first right item stands among the first `depth`; 0 without questions."""
    return sum(place is not None and place <= depth for place in places) / len(places) if places else 0.0


def mean_reciprocal_rank(places: Sequence[int | None]) -> float:
    """The mean of 1 / place (Voorhees 1999); 0 without questions.

    >>> mean_reciprocal_rank([1, 4, None])
    0.4166666666666667
    """
    return sum(NOWHERE if place is None else 1 / place for place in places) / len(places) if places else 0.0


def discounted_gain(ranking: Sequence[Item], grades: Mapping[Item, int], depth: int = 10) -> float:
    """NDCG with gains 2^grade - 1 (Burges et al. 2005), from 0 to 1; 0 where nothing is graded.

    >>> discounted_gain(["a", "b"], {"b": 2, "a": 2}), round(discounted_gain(["x", "b"], {"b": 2}), 3)
    (1.0, 0.631)
    """
    best = sorted(grades.values(), reverse=True)
    ideal = _gain(best[:depth])
    return _gain([grades.get(item, 0) for item in ranking[:depth]]) / ideal if ideal else 0.0


def average_precision(ranking: Sequence[Item], right: set[Item]) -> float:
    """The mean precision at the places of the right items; those that are not in the ranking count 0.

    >>> average_precision(["a", "x", "b"], {"a", "b"})
    0.8333333333333333
    """
    found, total = 0, 0.0
    for place, item in enumerate(ranking, start=1):
        if item in right:
            found += 1
            total += found / place
    return total / len(right) if right else 0.0


def weighted_kendall_loss(scores: Mapping[Item, float], ratings: Mapping[Item, float]) -> tuple[float, float]:
    """What a ranking loses on pairs that are ordered the other way, and what could be lost (Stelmakh et al. 2023).

    A pair counts with the difference of its ratings; a tie of scores loses half of it.

    >>> weighted_kendall_loss({"a": 1.0, "b": 0.0}, {"a": 2, "b": 5})
    (3.0, 3.0)
    """
    items = sorted(ratings, key=lambda item: ratings[item])
    lost = total = 0.0
    for number, lower in enumerate(items):
        for higher in items[number + 1 :]:
            difference = ratings[higher] - ratings[lower]
            total += difference
            lost += difference * (0.5 if scores[higher] == scores[lower] else float(scores[higher] < scores[lower]))
    return lost, total


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1)))
