"""How good a partition is, so that numbers of groups can be compared."""

from dataclasses import dataclass

import numpy as np

from minicluster.analytics.formation.standing import Standing


@dataclass(frozen=True)
class Quality:
    """Figures of a partition of organisations.

    Attributes:
        fit: F / n, the mean likeness of organisations to their own group, themselves included.
        silhouette: the mean silhouette (Rousseeuw 1987), −1 to 1, at distances of 1 − likeness; 0 for who is alone.
        within: mean likeness of an organisation to the others of its group.
        between: mean likeness of an organisation to those of all other groups.
    """

    fit: float
    silhouette: float
    within: float
    between: float


def quality(standing: Standing) -> Quality:
    """Measure a partition in which every organisation is a block of its own.

    The mean distance to a group follows from the summed likeness to it, so that the silhouettes are exact without a distance of any pair.
    """
    rows, labels = np.arange(len(standing.labels)), standing.labels
    towards, sizes, own = standing.to_groups(), standing.sizes, standing.blocks.own
    inside = towards[rows, labels] - own
    peers = sizes[labels] - 1
    within = np.divide(inside, peers, out=np.zeros(len(rows)), where=peers > 0)
    between = np.divide(towards.sum(axis=1) - towards[rows, labels], len(rows) - sizes[labels], out=np.zeros(len(rows)), where=len(rows) > sizes[labels])
    elsewhere = towards / np.maximum(sizes, 1)
    elsewhere[rows, labels] = -np.inf
    near, far = np.maximum(1 - within, 0), np.maximum(1 - elsewhere.max(axis=1), 0)
    widest = np.maximum(near, far)
    silhouettes = np.divide(far - near, widest, out=np.zeros(len(rows)), where=(widest > 0) & (peers > 0))
    return Quality(standing.objective / len(rows), float(silhouettes.mean()), float(within.mean()), float(between.mean()))
