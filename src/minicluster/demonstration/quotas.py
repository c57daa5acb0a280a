"""How many of what, and where: whole numbers that add up to the published totals. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import Final, TypeVar

from minicluster.demonstration.geography import COMPLEXES
from minicluster.problems.rules import ProblemClass, ProblemState

K = TypeVar("K")

SEED: Final = 2007
EXPERTS: Final = 1700
ACTIVITIES: Final = 10_000
PROBLEMS: Final = 3644
SOLVED: Final = 2940
CASES: Final = 40
LEAST_PER_GROUP: Final = 3
# The guided thread brings its own firm, expert and three activities into this group; they count towards the totals.
GUIDED_GROUP: Final = "wonju/rehabilitation-devices"
GUIDED_ACTIVITIES: Final = 3

# The programme's mix: technology and quality together 40 %, regulation and infrastructure together 5 %.
CLASS_SHARES: Final = {
    ProblemClass.TECHNOLOGY: 27,
    ProblemClass.QUALITY: 13,
    ProblemClass.CERTIFICATION: 8,
    ProblemClass.MARKETING: 18,
    ProblemClass.FINANCE: 12,
    ProblemClass.PEOPLE: 8,
    ProblemClass.MANAGEMENT: 9,
    ProblemClass.REGULATION: 3,
    ProblemClass.INFRASTRUCTURE: 2,
}
_S = ProblemState
# 3,644 found, of which 2,940 solved by October 2007; the rest is spread over every state that open work can be in.
STATE_COUNTS: Final = {
    _S.FOLLOW_UP: 980,
    _S.CONFIRMED: 1320,
    _S.CLOSED: 180,
    _S.UNCONFIRMED: 310,
    _S.ADVISED: 70,
    _S.PROJECT_SOLVED: 40,
    _S.SELF_SOLVED: 40,
    _S.RAISED: 60,
    _S.RETURNED: 24,
    _S.DIAGNOSED: 60,
    _S.FRAMED: 40,
    _S.MATCHING: 80,
    _S.INTRODUCED: 120,
    _S.REFERRED: 70,
    _S.IN_PROJECT: 110,
    _S.ON_HOLD: 60,
    _S.UNSOLVABLE: 80,
}


@dataclass(frozen=True)
class Slot:
    """A problem to be: its class and the state it has reached."""

    problem_class: ProblemClass
    state: ProblemState


# Its problem, which the firm has confirmed, and the one that the same firm has just raised.
GUIDED_SLOTS: Final = (Slot(ProblemClass.TECHNOLOGY, ProblemState.CONFIRMED), Slot(ProblemClass.TECHNOLOGY, ProblemState.RAISED))


ASKED_SLOT: Final = Slot(ProblemClass.TECHNOLOGY, ProblemState.MATCHING)


@dataclass(frozen=True)
class GroupQuota:
    """What one mini-cluster holds."""

    firms: int
    firms_outside: int
    experts: int
    activities: int
    slots: Sequence[Slot]
    cases: int


def largest_remainder(total: int, shares: Mapping[K, float]) -> dict[K, int]:
    """Divide a whole number in proportion to shares so that the parts are whole and add up (Hare quota, largest remainder)."""
    whole = sum(shares.values())
    exact = {key: total * share / whole for key, share in shares.items()}
    parts = {key: int(value) for key, value in exact.items()}
    missing = total - sum(parts.values())
    for key in sorted(exact, key=lambda key: parts[key] - exact[key])[:missing]:
        parts[key] += 1
    return parts


def at_least(parts: Mapping[str, int], least: int) -> dict[str, int]:
    """The parts, none smaller than `least`: a small sample still has a living council in every group."""
    return {key: max(least, part) for key, part in parts.items()}


def scaled(total: int, scale: float) -> int:
    """A total at a scale."""
    return round(total * scale)


def seeded(seed: int, purpose: str) -> Random:
    """The random numbers of one purpose: repeatable, and nothing secret hangs on them."""
    return Random(f"{seed} {purpose}")  # noqa: S311  # not for secrets


def problem_slots(scale: float, seed: int) -> list[Slot]:
    """Every problem's class and state, in an order that the seed shuffles."""
    total = scaled(PROBLEMS, scale)
    classes = _listed(largest_remainder(total, CLASS_SHARES))
    states = _listed(largest_remainder(total, STATE_COUNTS))
    seeded(seed, "states").shuffle(states)
    slots = [Slot(problem_class, state) for problem_class, state in zip(classes, states, strict=True)]
    seeded(seed, "slots").shuffle(slots)
    return slots


def _listed(counts: Mapping[K, int]) -> list[K]:
    return [key for key, count in counts.items() for _turn in range(count)]


def group_quotas(scale: float, seed: int = SEED) -> dict[str, GroupQuota]:
    """What each of the 36 groups holds, by `complex/group`."""
    firms = _firms_by_group(scale)
    outside = _outside_by_group(firms, scale)
    size: Mapping[str, float] = firms
    experts = at_least(largest_remainder(scaled(EXPERTS, scale), size), LEAST_PER_GROUP)
    activities = largest_remainder(scaled(ACTIVITIES, scale), size)
    problems = largest_remainder(scaled(PROBLEMS, scale), size)
    cases = largest_remainder(max(2, scaled(CASES, scale)), {key: count for key, count in problems.items() if count} or size)
    slots = iter(_without_guided(problem_slots(scale, seed)))
    problems[GUIDED_GROUP] = max(0, problems[GUIDED_GROUP] - len(GUIDED_SLOTS))
    quotas = {key: GroupQuota(firms[key], outside[key], experts[key], activities[key], tuple(islice(slots, problems[key])), cases.get(key, 0)) for key in firms}
    guided = quotas[GUIDED_GROUP]
    quotas[GUIDED_GROUP] = replace(guided, firms=guided.firms - 1, experts=guided.experts - 1, activities=max(0, guided.activities - GUIDED_ACTIVITIES))
    return quotas


def _without_guided(slots: list[Slot]) -> list[Slot]:
    """Without the slots that the guided thread fills, and with one to ask its engineer about at the front: the guided group is the first to take."""
    for own in GUIDED_SLOTS:
        slots.pop(_place_of(own, slots))
    return [slots.pop(_place_of(ASKED_SLOT, slots)), *slots]


def _place_of(slot: Slot, slots: list[Slot]) -> int:
    return slots.index(slot) if slot in slots else -1


def _firms_by_group(scale: float) -> dict[str, int]:
    rows: dict[str, int] = {}
    for fact in COMPLEXES:
        shares = {f"{fact.slug}/{group.slug}": group.weight for group in fact.groups}
        rows |= at_least(largest_remainder(scaled(fact.firms, scale), shares), LEAST_PER_GROUP)
    return rows


def _outside_by_group(firms: Mapping[str, int], scale: float) -> dict[str, int]:
    rows: dict[str, int] = {}
    for fact in COMPLEXES:
        own = {key: count for key, count in firms.items() if key.startswith(f"{fact.slug}/")}
        rows |= largest_remainder(scaled(fact.firms_outside, scale), own)
    return rows
