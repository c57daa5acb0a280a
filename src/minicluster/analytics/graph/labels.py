"""Which names stand in a picture of a network, and where: the most central first, none on another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from minicluster.analytics.graph.network import Array

# Where a name may stand around its node, the best first: how far to the right (0 middle) and down, in its own half sizes.
PLACES: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -0.8), (1, 0.8), (-1, -0.8), (-1, 0.8))
CLEAR: Final = 3.0
# Left, top, right, bottom.
Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A name in a picture.

    Attributes:
        node: the place of its node.
        left: of the box in which it stands.
        top: of the box.
        right: of the box.
        bottom: of the box.
    """

    node: int
    left: float
    top: float
    right: float
    bottom: float


def labels(
    at: Array, radius: Array, sizes: Array, order: Sequence[int], *, frame: tuple[float, float], most: int, covers: int, taken: Sequence[Box] = ()
) -> list[Label]:
    """Where names stand, so that no two overlap and none leaves the frame.

    Each is tried beside, above and below its node, and stands where it covers fewest nodes; one that finds no place is left out.

    Args:
        at: of the nodes, shape (nodes, 2).
        radius: shape (nodes,).
        sizes: breadth and height of each name, shape (nodes, 2), in the unit of `at`.
        order: in which names are given places.
        frame: breadth and height of the picture.
        most: how many names at most.
        covers: how many of the first in `order` may cover nodes, which then get no name; no name covers the node of another.
        taken: boxes in which something else is written.
    """
    found: list[Label] = []
    boxes = np.array(taken, dtype=float).reshape(-1, 4)
    named, hidden = np.zeros(len(at), dtype=bool), np.zeros(len(at), dtype=bool)
    for turn, node in enumerate(order):
        if len(found) == most:
            break
        if hidden[node]:
            continue
        choices = _choices(at[node], radius[node], sizes[node])
        free = (choices[:, :2] >= 0).all(axis=1) & (choices[:, 2:] <= frame).all(axis=1) & ~_overlap(choices, boxes).any(axis=1)
        on = _covered(choices, at, radius)
        on[:, node] = False
        free &= ~on[:, named].any(axis=1) & ((turn < covers) | ~on.any(axis=1))
        if free.any():
            best = np.where(free, on.sum(axis=1), np.inf).argmin()
            found.append(Label(node, *choices[best].tolist()))
            boxes, named[node], hidden = np.vstack([boxes, choices[best]]), True, hidden | on[best]
    return found


def _choices(at: Array, radius: float, size: Array) -> Array:
    """The boxes in which a name may stand: left, top, right, bottom; shape (places, 4)."""
    way = np.array(PLACES)
    half = size / 2
    middle = at + way * (half + radius * np.where(np.abs(way) == 1, 1, 0.8) + CLEAR * np.where(way[:, :1] != 0, [1, 0], [0, 0]))
    return np.hstack([middle - half, middle + half])


def _overlap(choices: Array, boxes: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether each choice overlaps each box; shape (choices, boxes)."""
    apart = (choices[:, None, :2] >= boxes[None, :, 2:]) | (choices[:, None, 2:] <= boxes[None, :, :2])
    return np.asarray(~apart.any(axis=2))


def _covered(choices: Array, at: Array, radius: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether each choice covers a part of each node; shape (choices, nodes)."""
    nearest = np.clip(at[None], choices[:, None, :2], choices[:, None, 2:])
    return np.asarray(((at[None] - nearest) ** 2).sum(axis=2) < radius**2)
