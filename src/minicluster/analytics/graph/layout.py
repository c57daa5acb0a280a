"""Where the nodes of a network lie in a picture: parts beside each other, nobody on anybody, whoever is tied to nobody in a block of their own."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from minicluster.analytics.graph.forces import placed
from minicluster.analytics.graph.network import Array, Network, Whole
from minicluster.analytics.graph.positions import component_of, degree_of

# All lengths in radii of the smallest node.
LARGEST: Final = 3.0
# Between nodes, where many are and where few are: dense circles are spread so far, as far as that goes quickly, that they can be looked into.
ROOM: Final = (1.8, 4.0)
SPREADING: Final = 40
# Between nodes at least.
GAP: Final = 0.5
# How far apart nodes lie on average, over the square of a part; a small picture has more room for names.
SPACING: Final = (8.0, 15.0)
SMALL: Final = 100
ASPECT: Final = 1.6
STRETCH: Final = 1.35
# A part of more than this share of all nodes sets the breadth of the picture.
DOMINANT: Final = 0.4
BETWEEN: Final = 6.0
# A place in the block of those tied to nobody: in small pictures as wide as a name.
PLACE: Final = (3.6, 3.6)
PLACE_WITH_NAME: Final = (22.0, 4.2)
PUSHES: Final = 300
# Of what does not overlap but for rounding.
TOUCHING: Final = 1e-3


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the nodes of a network lie; the smallest node has radius 1.

    Attributes:
        at: shape (nodes, 2), x to the right and y down, all within the frame.
        radius: shape (nodes,), 1 to 3; the area grows with the number of contacts.
        component: shape (nodes,), 0 is the largest.
        width: of the frame.
        height: of the frame.
        alone_from: y at which the block of isolates begins; None where everybody is tied to somebody.
    """

    at: Array
    radius: Array
    component: Whole
    width: float
    height: float
    alone_from: float | None


def layout(network: Network, *, seed: int = 0) -> Layout:
    """Where the nodes of a network lie in a picture that can be read; the same for the same network.

    Every component is laid out by itself (see `minicluster.analytics.graph.forces`), freed of overlaps, and turned so that it is broadest from left to right; smaller ones
    stand in rows below the largest, isolates in a block below. The time grows with the square of the nodes: about a second at 2,000.

    Args:
        network: of any kind; directions and weights say nothing about places.
        seed: of the start.
    """
    radius = radii_of(degree_of(network))
    component, sizes = component_of(network)
    tied, is_small = int((sizes > 1).sum()), network.size <= SMALL
    order = np.argsort(component, kind="stable")
    cuts = np.cumsum(sizes)
    rng = np.random.default_rng(seed)
    parts = [order[end - size : end] for end, size in zip(cuts[:tied], sizes[:tied], strict=True)]
    shapes = [_shape(network, nodes, radius[nodes], rng, is_small=is_small) for nodes in parts]
    at = np.zeros((network.size, 2))
    alone = order[cuts[tied - 1] :] if tied else order
    width = _width(shapes, radius, parts)
    bottom = _stack(at, parts, shapes, radius, width)
    alone_from = bottom + (BETWEEN if tied else 0.0) if len(alone) else None
    if alone_from is not None:
        bottom = _block(at, alone, width, alone_from, PLACE_WITH_NAME if is_small else PLACE)
    return Layout(at + BETWEEN, radius, component, width + 2 * BETWEEN, bottom + 2 * BETWEEN, None if alone_from is None else alone_from + BETWEEN)


def radii_of(degree: Whole) -> Array:
    """The radius of each node: its area grows with the number of contacts, from 1 at none to 3 at the most.

    >>> radii_of(np.array([0, 1, 4])).round(2).tolist()
    [1.0, 1.73, 3.0]
    """
    most = max(int(degree.max(initial=0)), 1)
    return np.asarray(np.sqrt(1 + (LARGEST**2 - 1) * degree / most), dtype=np.float64)


def _shape(network: Network, nodes: Whole, radius: Array, rng: np.random.Generator, *, is_small: bool) -> Array:
    """One component, turned, spread over its share of room and freed of overlaps; its upper left corner, nodes included, is at 0, 0."""
    at = _turned(placed(network.neighbours[nodes][:, nodes].tocsr(), rng))
    broad, high = np.maximum(np.ptp(at, axis=0), 1e-9)
    wider = np.clip(ASPECT * high / broad, 1, STRETCH)
    room = SPACING[is_small] * np.sqrt(len(nodes))
    at *= np.array([wider, 1.0]) * room / max(broad * wider / np.sqrt(ASPECT), high * np.sqrt(ASPECT))
    at = pushed_apart(at, radius + ROOM[is_small] / 2, most=SPREADING)
    at = pushed_apart(at, radius + GAP / 2)
    return np.asarray(at - (at - radius[:, None]).min(axis=0), dtype=np.float64)


def _turned(at: Array) -> Array:
    """The same, its longest axis from left to right and its heavier half below."""
    centred = at - at.mean(axis=0)
    _left, _size, axes = np.linalg.svd(centred, full_matrices=False)
    # The sign of an axis means nothing; the node that lies farthest out decides it.
    turned = centred @ axes.T
    farthest = np.abs(turned).argmax(axis=0)
    return np.asarray(turned * np.where(turned[farthest, [0, 1]] < 0, -1, 1), dtype=np.float64)


def pushed_apart(at: Array, radius: Array, *, most: int = PUSHES) -> Array:
    """Positions near the ones given, with fewer overlaps or none: whoever overlaps moves apart by half of it.

    Args:
        at: shape (nodes, 2); no two the same.
        radius: shape (nodes,).
        most: rounds. With as many as are the default, what then still overlaps is drawn larger until nothing does.
    """
    at = at.copy()
    for _round in range(most):
        one, other, along, length = _near(at, float(radius.max()))
        overlap = radius[one] + radius[other] - length
        over = overlap > TOUCHING
        if not over.any():
            return at
        one, other = one[over], other[over]
        move = along[over] * ((overlap[over] + 2 * TOUCHING) / 2 / length[over])[:, None]
        for axis in (0, 1):
            at[:, axis] += np.bincount(other, move[:, axis], minlength=len(at)) - np.bincount(one, move[:, axis], minlength=len(at))
    return at if most < PUSHES else _drawn_larger(at, radius)


def _near(at: Array, widest: float) -> tuple[Whole, Whole, Array, Array]:
    """The pairs that may overlap, in a fixed order, with the way from one to the other and its length."""
    pairs = cKDTree(at).query_pairs(2 * widest, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    one, other = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
    along = at[other] - at[one]
    return one, other, along, np.maximum(np.sqrt((along**2).sum(axis=1)), 1e-9)


def _drawn_larger(at: Array, radius: Array) -> Array:
    one, other, _along, length = _near(at, float(radius.max()))
    return np.asarray(at * max(1.0, float(((radius[one] + radius[other]) / length).max(initial=1.0))), dtype=np.float64)


def _width(shapes: list[Array], radius: Array, parts: list[Whole]) -> float:
    """As broad as the largest component, and where that is not most of the picture enough for the wanted proportion."""
    boxes = [(shape + radius[nodes][:, None]).max(axis=0) for shape, nodes in zip(shapes, parts, strict=True)]
    area = sum((box[0] + 2 * BETWEEN) * (box[1] + BETWEEN) for box in boxes) + len(radius) * PLACE[0] * PLACE[1]
    is_dominant = bool(parts) and len(parts[0]) > DOMINANT * len(radius)
    return float(max([0.0 if is_dominant else np.sqrt(area * ASPECT), *(box[0] for box in boxes)]))


def _stack(at: Array, parts: list[Whole], shapes: list[Array], radius: Array, width: float) -> float:
    """Put the components in rows, the largest first, and say where the last row ends."""
    left = top = bottom = 0.0
    for nodes, shape in zip(parts, shapes, strict=True):
        broad, high = (shape + radius[nodes][:, None]).max(axis=0)
        if left and left + broad > width:
            left, top = 0.0, bottom + BETWEEN
        at[nodes] = shape + np.array([left, top])
        left, bottom = left + broad + 2 * BETWEEN, max(bottom, top + high)
    return float(bottom)


def _block(at: Array, alone: Whole, width: float, top: float, place: tuple[float, float]) -> float:
    """Put those who are tied to nobody in rows, and say where the last row ends."""
    across = max(int(width // place[0]), 1)
    row, column = np.divmod(np.arange(len(alone)), across)
    at[alone] = np.column_stack([1 + column * place[0], top + place[1] / 2 + row * place[1]])
    return float(top + (row.max() + 1) * place[1])
