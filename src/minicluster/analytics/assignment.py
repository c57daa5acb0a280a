"""Whom to ask about what, all at once: requests are spread over experts by minimum-cost flow, under each expert's capacity.

One problem after the other, the best expert of many problems is asked until the cap is reached and late problems get nobody. Seen together, the
problems share their experts: as many wishes as possible are met, then the share of new faces, then the sum of the scores is the greatest possible.

The flow runs source → problem → expert → (new faces | known faces) → sink; a wish that nobody can meet stays without flow. It is solved by the network
simplex method (Ahuja, Magnanti, Orlin: Network Flows, 1993, ch. 11) on whole numbers, so it ends and is exact to `SCALE`.
"""

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import networkx as nx

Problem = TypeVar("Problem", bound=Hashable)
Expert = TypeVar("Expert", bound=Hashable)

# Scores are told apart to four decimals, as the engine rounds them.
SCALE: Final = 10_000


@dataclass(frozen=True)
class Assignment(Generic[Problem, Expert]):
    """Who is asked about what: pairs of problem and expert, their summed score, how many wishes of a problem stay unmet, how many new faces are asked.

    `new_faces_wanted` is what the share asks of this many requests; fewer are asked where no more new faces fit.
    """

    pairs: tuple[tuple[Problem, Expert], ...]
    total: float
    unmet: dict[Problem, int]
    new_faces: int
    new_faces_wanted: int


def assign(
    scores: Mapping[tuple[Problem, Expert], float],
    *,
    demands: Mapping[Problem, int],
    capacities: Mapping[Expert, int],
    new_faces: Collection[Expert] = (),
    new_face_share: float = 0.0,
) -> Assignment[Problem, Expert]:
    """Assign experts to problems so that most wishes are met, with the share of new faces, at the greatest sum of scores, in this order.

    Args:
        scores: (problem, expert) → score from 0 to 1, for the pairs that may be formed; each is formed once at most.
        demands: problem → how many experts it wishes for, ≥ 0.
        capacities: expert → how many more requests they may get, ≥ 0; an expert who is not named gets none.
        new_faces: the experts who count as new.
        new_face_share: the part of all requests, 0–1, that goes to new faces at least, rounded up.

    Returns:
        The pairs in the order of `scores`. Equal input gives an equal answer.

    Raises:
        ValueError: a score or the share lies outside 0–1, or a demand or capacity is negative.

    Example: problem 1 alone would take Kim, but then nobody is left for problem 2.

    >>> found = assign({(1, "Kim"): 0.9, (1, "Lee"): 0.8, (2, "Kim"): 0.5}, demands={1: 1, 2: 1}, capacities={"Kim": 1, "Lee": 1})
    >>> found.pairs, found.total, found.unmet
    (((1, 'Lee'), (2, 'Kim')), 1.3, {})
    """
    _refuse_bad_input(scores, demands, capacities, new_face_share)
    possible = {pair: score for pair, score in scores.items() if demands.get(pair[0], 0) and capacities.get(pair[1], 0)}
    slots = len(_flow(possible, demands, capacities, frozenset(), 0))
    wanted = math.ceil(round(new_face_share * slots, 9))
    pairs = _flow(possible, demands, capacities, frozenset(new_faces), wanted)
    met = {problem: sum(pair[0] == problem for pair in pairs) for problem in demands}
    unmet = {problem: demand - met[problem] for problem, demand in demands.items() if demand > met[problem]}
    total = round(sum(possible[pair] for pair in pairs), 6)
    return Assignment(pairs, total, unmet, sum(expert in new_faces for _problem, expert in pairs), wanted)


def _refuse_bad_input(scores: Mapping[Any, float], demands: Mapping[Any, int], capacities: Mapping[Any, int], share: float) -> None:
    if not all(0 <= value <= 1 for value in (*scores.values(), share)):
        raise ValueError("scores and the share of new faces lie between 0 and 1")
    if any(value < 0 for value in (*demands.values(), *capacities.values())):
        raise ValueError("demands and capacities are not negative")


def _flow(
    possible: Mapping[tuple[Problem, Expert], float],
    demands: Mapping[Problem, int],
    capacities: Mapping[Expert, int],
    new_faces: Collection[Expert],
    new_faces_wanted: int,
) -> tuple[tuple[Problem, Expert], ...]:
    if not possible:
        return ()
    # A met wish weighs more than all new faces, a wanted new face more than all scores: so the three aims never trade with each other.
    most = sum(demands.values()) + 1
    per_new_face = most * SCALE
    per_wish = most * (per_new_face + SCALE)
    graph = nx.MultiDiGraph()
    graph.add_edge("sink", "source", weight=-per_wish, capacity=most)
    for problem in dict.fromkeys(problem for problem, _expert in possible):
        graph.add_edge("source", ("problem", problem), capacity=demands[problem], weight=0)
    for expert in dict.fromkeys(expert for _problem, expert in possible):
        graph.add_edge(("expert", expert), "new" if expert in new_faces else "known", capacity=capacities[expert], weight=0)
    for (problem, expert), score in possible.items():
        graph.add_edge(("problem", problem), ("expert", expert), capacity=1, weight=-round(score * SCALE))
    graph.add_edge("new", "sink", capacity=new_faces_wanted, weight=-per_new_face)
    graph.add_edge("new", "sink", capacity=most, weight=0)
    graph.add_edge("known", "sink", capacity=most, weight=0)
    _cost, flow = nx.network_simplex(graph)
    return tuple((problem, expert) for problem, expert in possible if flow["problem", problem]["expert", expert][0])
