"""An invented network of circles, in each of which some know many and most know few, with a few who belong to two, small parts and isolates."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from minicluster.network import rules
from minicluster.network.domain.reading import Node, TiesWithin

KINDS = ("met", "introduced", "cooperated", "contracted")
WHAT = ("firm", "firm", "firm", "firm", "university", "institute", "agency", "association")
NAMES = ("대성정밀", "한빛메디칼", "동해바이오", "원주의공", "에이스전자", "세종금속산업", "우진하이텍", "Mirae Medical", "(주)청솔소재", "강원시스템")
ALONE = 0.14
OUTSIDE = 0.04
CIRCLE = 3


def tied_pairs(nodes, ties, circles, seed=0):
    """Distinct pairs of numbers below `nodes`; the last of them stay isolates, and before these three are tied among themselves only."""
    rng = np.random.default_rng(seed)
    core = nodes - int(nodes * ALONE) - CIRCLE
    circle = rng.integers(0, circles, core)
    popular = rng.pareto(2.2, core) + 0.4
    pairs = {(core, core + 1), (core + 1, core + 2)}
    while len(pairs) < ties:
        among = np.flatnonzero(circle == rng.integers(circles)) if rng.random() > OUTSIDE else np.arange(core)
        one, other = rng.choice(among, 2, p=popular[among] / popular[among].sum())
        if one != other:
            pairs.add((int(min(one, other)), int(max(one, other))))
    return sorted(pairs)


def planted_reading(nodes, ties, circles, seed=0):
    """The same as a network read of a whole that has no record."""
    rng = np.random.default_rng(seed)
    pairs = tied_pairs(nodes, ties, circles, seed)
    days = [date(2005, 5, 1) + timedelta(days=int(day)) for day in rng.integers(0, 880, len(pairs))]
    table = pl.DataFrame({
        "from": [one for one, _ in pairs], "to": [other for _, other in pairs], "kind": rng.choice(KINDS, len(pairs), p=[0.8, 0.12, 0.06, 0.02]), "on_date": days,
        "through_type": "activity", "through_id": range(len(pairs)), "weight": 0.5,
    })  # fmt: skip
    kinds = rng.choice(WHAT, nodes)
    known = tuple(
        Node(number, f"{NAMES[number % len(NAMES)]} {number}", str(kinds[number]), date(2005, 5, 1), is_member=bool(rng.random() > 0.08))
        for number in range(nodes)
    )
    return TiesWithin("planted circles", rules.Level.ORGANISATION, date(2007, 10, 22), known, table)
