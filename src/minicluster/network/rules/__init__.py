"""The pure rules of the network: who may see and do what, of what a network is read, and how it is drawn."""

from minicluster.network.rules.drawing import (
    BREADTH,
    COLOURS,
    LETTER,
    LINE,
    STROKES,
    Drawing,
    DrawnNode,
    DrawnText,
    DrawnTies,
    Look,
    breadth_of,
    grouped_ties,
    line_of,
    look_of,
    sample_of,
    short_name,
    svg_of,
)
from minicluster.network.rules.permissions import PERMISSIONS
from minicluster.network.rules.wholes import PERMISSION_OF_LEVEL, Level, WholeKind

__all__ = [
    "BREADTH",
    "COLOURS",
    "LETTER",
    "LINE",
    "PERMISSIONS",
    "PERMISSION_OF_LEVEL",
    "STROKES",
    "Drawing",
    "DrawnNode",
    "DrawnText",
    "DrawnTies",
    "Level",
    "Look",
    "WholeKind",
    "breadth_of",
    "grouped_ties",
    "line_of",
    "look_of",
    "sample_of",
    "short_name",
    "svg_of",
]
