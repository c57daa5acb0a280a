"""The picture of a network: positions once on all ties, and what of it stands at a time."""

import hashlib
import json
import zlib
from typing import Any, Final

import numpy as np
import polars as pl
from django.core.cache import cache
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minicluster.analytics.graph import Layout, degree_of, labels, layout
from minicluster.network import rules
from minicluster.network.domain.growing import month_of
from minicluster.network.domain.reading import Node, TiesWithin

# Of more than these nobody can read a picture: a programme is read by its complexes.
MOST_NODES: Final = 2_500
# In small pictures everybody may have a name, in larger ones the most central; where nodes are many and small, names may cover some.
_MOST_NAMES: Final = 45
_NAMES_IN_ALL: Final = 100
_COVERS_FROM: Final = 600
_SURE_OF_A_NAME: Final = 12
# A node is never drawn larger than this, however few there are.
_LARGEST_UNIT: Final = 9.0
_KEPT_FOR: Final = 24 * 60 * 60
# Counted up whenever pictures are made in another way.
_VERSION: Final = 2


def may_be_drawn(reading: TiesWithin) -> bool:
    """Whether there is a picture: somebody is tied, and they are not too many."""
    return not reading.ties.is_empty() and len(reading.nodes) <= MOST_NODES


def picture_of(reading: TiesWithin, shown: TiesWithin) -> str:
    """The picture of what is shown, laid out by all that was read, kept by a digest of both.

    Args:
        reading: all ties of the whole: they decide where everybody lies.
        shown: the same or an earlier state: what is drawn.
    """
    key = f"network-picture-{_digest(reading, shown)}"
    kept = cache.get(key)
    if kept is None:
        kept = zlib.compress(rules.svg_of(drawing_of(reading, shown)).encode(), level=1)
        cache.set(key, kept, _KEPT_FOR)
    return zlib.decompress(kept).decode()


def _digest(reading: TiesWithin, shown: TiesWithin) -> str:
    nodes = [(node.id, node.name, node.kind, str(node.since), node.is_member) for node in reading.nodes]
    facts = [_VERSION, get_language(), reading.level, str(reading.whole), str(shown.until) if shown is not reading else "", nodes]
    rows = reading.ties.select("from", "to", "kind", "on_date").hash_rows().to_numpy().tobytes()
    return hashlib.sha256(json.dumps(facts).encode() + rows).hexdigest()


def drawing_of(reading: TiesWithin, shown: TiesWithin) -> rules.Drawing:
    """What is drawn, from the positions of all that was read."""
    network = reading.network
    if network is None:
        return rules.Drawing(_title(shown), _description(), 0, (), (), (), ())
    places, degree = layout(network), degree_of(network)
    unit = min(rules.BREADTH / places.width, _LARGEST_UNIT)
    # What is less broad than the picture stands in its middle.
    at, radius = places.at * unit + [(rules.BREADTH - places.width * unit) / 2, 0], places.radius * unit
    height = places.height * unit
    seen = [place for place, pk in enumerate(network.names) if pk in shown.by_id]
    drawn = {network.names[place]: number for number, place in enumerate(seen)}
    nodes = [shown.by_id[network.names[place]] for place in seen]
    order = sorted(range(len(seen)), key=lambda number: (-degree[seen[number]], seen[number]))
    captions = _captions(places, at, radius, unit)
    return rules.Drawing(
        title=_title(shown),
        description=_description(),
        height=height,
        nodes=[_drawn(node, at[place], radius[place], int(degree[place])) for node, place in zip(nodes, seen, strict=True)],
        ties=rules.grouped_ties((kind, month_of(first), drawn[one], drawn[other]) for one, other, kind, first in _first_ties(shown)),
        names=_names(nodes, at[seen], radius[seen], order, height=height, captions=captions),
        captions=captions,
    )


def _first_ties(shown: TiesWithin) -> list[tuple[int, int, str, Any]]:
    """Of each pair and kind the first tie, in a fixed order."""
    keys = ["from", "to", "kind"]
    return shown.ties.group_by(keys).agg(pl.col("on_date").min()).sort(keys).rows()


def _drawn(node: Node, at: Any, radius: float, degree: int) -> rules.DrawnNode:
    kind = node.workplace or node.kind_label
    ties = ngettext("tied to %(count)d other", "tied to %(count)d others", degree) % {"count": degree}
    former = () if node.is_member else (_("no longer a member"),)
    title = f"{node.name}: {', '.join((*((kind,) if kind else ()), ties, *former))}"
    return rules.DrawnNode(node.id, float(at[0]), float(at[1]), float(radius), rules.look_of(node.kind), title, month_of(node.since), node.is_member)


def _names(nodes: list[Node], at: Any, radius: Any, order: list[int], *, height: float, captions: list[rules.DrawnText]) -> list[rules.DrawnText]:
    texts = [rules.short_name(node.name) for node in nodes]
    sizes = np.array([(rules.breadth_of(text) * rules.LETTER, rules.LETTER * rules.LINE) for text in texts]).reshape(-1, 2)
    most = len(nodes) if len(nodes) <= _NAMES_IN_ALL else _MOST_NAMES
    covers = len(nodes) if len(nodes) > _COVERS_FROM else _SURE_OF_A_NAME
    found = labels(at, radius, sizes, order, frame=(rules.BREADTH, height), most=most, covers=covers, taken=[_box_of(caption) for caption in captions])
    return [rules.DrawnText(label.left, (label.top + label.bottom) / 2, texts[label.node], label.node) for label in found]


def _box_of(caption: rules.DrawnText) -> tuple[float, float, float, float]:
    half = rules.LETTER * rules.LINE / 2
    return caption.x, caption.y - half, caption.x + rules.breadth_of(caption.text) * rules.LETTER, caption.y + half


def _captions(places: Layout, at: Any, radius: Any, unit: float) -> list[rules.DrawnText]:
    if places.alone_from is None:
        return []
    alone = np.flatnonzero(places.at[:, 1] >= places.alone_from)
    left = float((at[alone, 0] - radius[alone]).min())
    return [rules.DrawnText(left, places.alone_from * unit - rules.LETTER * 0.6, _("Tied to nobody: %(count)d") % {"count": len(alone)})]


def _title(shown: TiesWithin) -> str:
    return _("Network of %(whole)s") % {"whole": shown.whole}


def _description() -> str:
    return _("Who is near is tied; the larger, the more others somebody is tied to. The tables on the page say the same.")
