"""Linear discriminant analysis (Fisher 1936) of many classes with few examples each, on vectors of meaning."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_TINY: Final = 1e-7


@dataclass(frozen=True)
class Discriminant:
    """Directions (dimensions × classes) and offsets (one per class): a vector's score for each class is linear in it."""

    directions: Floats
    offsets: Floats

    def scores(self, vector: Floats) -> NDArray[np.float64]:
        """The score of each class; only their differences mean something."""
        return (vector @ self.directions + self.offsets).astype(np.float64)


def fit_discriminant(vectors: Floats, classes: NDArray[np.int64], number: int, *, shrinkage: float, weights: NDArray[np.float64] | None = None) -> Discriminant:
    """Separate the classes by their means, with one covariance within all classes, shrunk towards a sphere (Friedman 1989).

    Args:
        vectors: examples × dimensions.
        classes: the class of each example, 0 to number - 1.
        number: how many classes there are; one without examples gets the score of the origin.
        shrinkage: 0 keeps the covariance as it is, 1 makes it a sphere.
        weights: how much each example counts; all alike by default.

    Raises:
        ValueError: there are no examples, or their numbers do not agree.

    >>> model = fit_discriminant(np.eye(2, dtype=np.float32).repeat(2, axis=0), np.array([0, 0, 1, 1]), 2, shrinkage=0.5)
    >>> int(model.scores(np.array([0.9, 0.1], dtype=np.float32)).argmax())
    0
    """
    if len(vectors) == 0 or len(vectors) != len(classes):
        raise ValueError(f"{len(vectors)} vectors for {len(classes)} classes; there must be as many, and at least one")
    counted = np.ones(len(classes)) if weights is None else weights
    means = np.zeros((number, vectors.shape[1]))
    np.add.at(means, classes, vectors * counted[:, None])
    means /= np.maximum(np.bincount(classes, counted, number), np.finfo(float).tiny)[:, None]
    within = vectors - means[classes]
    covariance = (within * counted[:, None]).T @ within / counted.sum()
    spread = max(float(np.trace(covariance)) / len(covariance), _TINY)
    shrunk = (1 - shrinkage) * covariance + shrinkage * spread * np.eye(len(covariance))
    directions = np.linalg.solve(shrunk + _TINY * np.eye(len(shrunk)), means.T)
    return Discriminant(directions.astype(np.float32), (-0.5 * (means.T * directions).sum(axis=0)).astype(np.float32))
