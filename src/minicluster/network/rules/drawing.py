"""The picture of a network as SVG: shapes, lines and names. Pure: all texts are given.

A network of 2,000 nodes has to stay small enough to be sent and moved about: ties of one kind and one month are one path.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Final
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.members.rules import OrganisationKind, TieKind

BREADTH: Final = 1200
LETTER: Final = 15.0
LINE: Final = 1.25
_LEGAL_FORMS: Final = ("(주)", "㈜", "주식회사")
_LONGEST_NAME: Final = 14.0
_CAPITAL, _SPACE, _SMALL_LETTER = 0.68, 0.3, 0.56


class Look(TextChoices):
    """How a node is drawn: its shape says what its colour says."""

    FIRM = "firm", _("Firm (circle)")
    UNIVERSITY = "university", _("University (square)")
    INSTITUTE = "institute", _("Research institute (diamond)")
    PUBLIC = "public", _("Agency or government (triangle)")
    OTHER = "other", _("Association, finance, buyer, unknown (hexagon)")


_LOOKS: Final = {
    OrganisationKind.FIRM: Look.FIRM,
    OrganisationKind.UNIVERSITY: Look.UNIVERSITY,
    OrganisationKind.INSTITUTE: Look.INSTITUTE,
    OrganisationKind.AGENCY: Look.PUBLIC,
    OrganisationKind.GOVERNMENT: Look.PUBLIC,
    OrganisationKind.COMPLEX_OFFICE: Look.PUBLIC,
}
COLOURS: Final = {Look.FIRM: "#2f6f9f", Look.UNIVERSITY: "#b8500f", Look.INSTITUTE: "#75408f", Look.PUBLIC: "#2b7048", Look.OTHER: "#5d646b"}
# Corners on a circle of radius 1, so that no shape leaves the room that was kept for it.
_DIAGONAL, _HALF, _HIGH = 0.7071, 0.5, 0.866
_CORNERS: Final = {
    Look.UNIVERSITY: ((-_DIAGONAL, -_DIAGONAL), (_DIAGONAL, -_DIAGONAL), (_DIAGONAL, _DIAGONAL), (-_DIAGONAL, _DIAGONAL)),
    Look.INSTITUTE: ((0, -1), (1, 0), (0, 1), (-1, 0)),
    Look.PUBLIC: ((0, -1), (_HIGH, _HALF), (-_HIGH, _HALF)),
    Look.OTHER: ((-1, 0), (-_HALF, -_HIGH), (_HALF, -_HIGH), (1, 0), (_HALF, _HIGH), (-_HALF, _HIGH)),
}
# A circle of the same radius would look larger than the others.
_ROUND: Final = 0.85


@dataclass(frozen=True)
class Stroke:
    """How ties of a kind are drawn.

    Attributes:
        colour: of the line.
        breadth: of the line in a small picture.
        dashes: the pattern, empty for a line without gaps.
    """

    colour: str
    breadth: float
    dashes: str = ""


# From the weakest to the strongest, which lies on top; told apart by pattern and breadth.
STROKES: Final = {
    TieKind.MET: Stroke("#929ca5", 1.1),
    TieKind.INTRODUCED: Stroke("#8a3ffc", 2.0, "2 4"),
    TieKind.COOPERATED: Stroke("#0b5cad", 2.4, "9 4"),
    TieKind.CONTRACTED: Stroke("#1d242b", 3.4),
}


def look_of(kind: str) -> Look:
    """How an organisation of this kind is drawn; what it is not known counts among the others."""
    return _LOOKS.get(OrganisationKind(kind), Look.OTHER) if kind else Look.OTHER


@dataclass(frozen=True)
class DrawnNode:
    """A node as it is drawn.

    Attributes:
        id: the number of its record.
        x: of its middle.
        y: of its middle.
        radius: of the circle that it fills.
        look: its shape and colour.
        title: what is read out of it.
        since: the month in which it came in, such as 2006-03.
        is_member: filled; who was one is hollow.
    """

    id: int
    x: float
    y: float
    radius: float
    look: Look
    title: str
    since: str
    is_member: bool


@dataclass(frozen=True)
class DrawnTies:
    """The ties of one kind that began in one month: pairs of places among the nodes."""

    kind: TieKind
    since: str
    pairs: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class DrawnText:
    """A text in the picture, its middle line at `y`; of a name the place of its node."""

    x: float
    y: float
    text: str
    node: int | None = None


@dataclass(frozen=True)
class Drawing:
    """All that is drawn, in the order in which nodes were given."""

    title: str
    description: str
    height: float
    nodes: Sequence[DrawnNode]
    ties: Sequence[DrawnTies]
    names: Sequence[DrawnText]
    captions: Sequence[DrawnText]


def short_name(name: str) -> str:
    """A name as it stands in a picture: without its legal form, and cut where it would be longer than fourteen letters of Korean.

    >>> short_name("강원의료기기상생협력연합연구조합"), short_name("(주)원주정밀")
    ('강원의료기기상생협력연합연…', '원주정밀')
    """
    for form in _LEGAL_FORMS:
        name = name.removeprefix(form).removesuffix(form).strip() or name
    if breadth_of(name) <= _LONGEST_NAME:
        return name
    kept = name
    while breadth_of(kept) > _LONGEST_NAME - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def breadth_of(text: str) -> float:
    """How broad a text is, in heights of a letter: a Korean letter is 1."""
    return sum(_breadth(letter) for letter in text)


def _breadth(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 1.0
    return _SPACE if letter == " " else _CAPITAL if letter.isupper() else _SMALL_LETTER


def svg_of(drawing: Drawing) -> str:
    """The picture as an SVG document that needs neither style sheet nor script; what a script hides or finds carries `data-` attributes."""
    size = f'viewBox="0 0 {BREADTH} {_number(drawing.height)}" width="{BREADTH}" height="{_number(drawing.height)}"'
    letters = "font-family=\"system-ui, 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif\""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="network-title network-description" {letters}>'
    told = f'<title id="network-title">{escape(drawing.title)}</title><desc id="network-description">{escape(drawing.description)}</desc>'
    ties = "".join(_layer(kind, drawing) for kind in STROKES)
    nodes = "".join(starmap(_node, enumerate(drawing.nodes)))
    names = "".join(_text(name) for name in drawing.names)
    halo = f'font-size="{LETTER:g}" fill="#1d242b" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke" stroke-opacity="0.85"'
    captions = "".join(_text(caption) for caption in drawing.captions)
    return (
        f'{head}{told}<g class="ties" fill="none" stroke-linecap="butt">{ties}</g><g class="nodes">{nodes}</g>'
        f'<g class="names" {halo}>{names}</g><g class="captions" font-size="{LETTER:g}" fill="#545e68">{captions}</g></svg>'
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _layer(kind: TieKind, drawing: Drawing) -> str:
    stroke, crowd = STROKES[kind], _crowd(drawing)
    dashes = f' stroke-dasharray="{stroke.dashes}"' if stroke.dashes else ""
    faint = 1.0 if kind is not TieKind.MET else 0.85 if crowd == 1 else 0.4
    paths = "".join(_path(ties, drawing.nodes) for ties in drawing.ties if ties.kind is kind)
    return (
        f'<g class="tie-{kind.value}" stroke="{stroke.colour}" stroke-width="{stroke.breadth * crowd:.2g}" stroke-opacity="{faint}"{dashes}>{paths}</g>'
        if paths
        else ""
    )


def _crowd(drawing: Drawing) -> float:
    """Lines are thinner where many are drawn: 1 for a small picture, 0.5 from a thousand ties on."""
    total = sum(len(ties.pairs) for ties in drawing.ties)
    return max(0.5, min(1.0, 1.15 - total / 1500))


def _path(ties: DrawnTies, nodes: Sequence[DrawnNode]) -> str:
    lines = "".join(f"M{_number(nodes[a].x)} {_number(nodes[a].y)}L{_number(nodes[b].x)} {_number(nodes[b].y)}" for a, b in ties.pairs)
    pairs = " ".join(f"{a} {b}" for a, b in ties.pairs)
    return f'<path data-since="{ties.since}" data-pairs="{pairs}" d="{lines}"/>'


def _node(place: int, node: DrawnNode) -> str:
    colour = COLOURS[node.look]
    paint = f'fill="{colour}" stroke="#ffffff" stroke-width="1"' if node.is_member else f'fill="#ffffff" stroke="{colour}" stroke-width="1.6"'
    told = f"<title>{escape(node.title)}</title>"
    facts = f'data-node="{place}" data-id="{node.id}" data-since="{node.since}" {paint}'
    if node.look is Look.FIRM:
        return f'<circle {facts} cx="{_number(node.x)}" cy="{_number(node.y)}" r="{_number(node.radius * _ROUND)}">{told}</circle>'
    corners = " ".join(f"{_number(node.x + node.radius * x)},{_number(node.y + node.radius * y)}" for x, y in _CORNERS[node.look])
    return f"<polygon {facts} points={quoteattr(corners)}>{told}</polygon>"


def _text(text: DrawnText) -> str:
    of = f' data-node="{text.node}"' if text.node is not None else ""
    return f'<text{of} x="{_number(text.x)}" y="{_number(text.y)}" dy="0.35em">{escape(text.text)}</text>'


def sample_of(look: Look) -> str:
    """The shape alone, for the legend."""
    node = _node(0, DrawnNode(0, 9, 9, 8, look, "", "", is_member=True))
    return f'<svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" focusable="false">{node}</svg>'


def line_of(kind: TieKind) -> str:
    """The line alone, for the legend."""
    stroke = STROKES[kind]
    dashes = f' stroke-dasharray="{stroke.dashes}"' if stroke.dashes else ""
    line = f'<path d="M0 6H42" stroke="{stroke.colour}" stroke-width="{stroke.breadth:g}"{dashes}/>'
    return f'<svg viewBox="0 0 42 12" width="42" height="12" aria-hidden="true" focusable="false">{line}</svg>'


def grouped_ties(pairs: Iterable[tuple[str, str, int, int]]) -> list[DrawnTies]:
    """Ties (kind, month, one, other) put together by kind and month, in order."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for kind, since, one, other in pairs:
        found.setdefault((kind, since), []).append((one, other))
    return [DrawnTies(TieKind(kind), since, sorted(ends)) for (kind, since), ends in sorted(found.items())]
