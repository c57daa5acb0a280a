"""The pictures of a profile, as Vega-Lite specifications. Each has a table on the same page that says the same."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import networkx as nx
from django.utils.translation import gettext as _

from minicluster.mapping.domain.profiles import Line, Profile
from minicluster.platform.pictures import PLAIN, STRONG

SHOWN: Final = 20
_WIDTH: Final = 520
_ROW: Final = 22
_SEED: Final = 2007
Picture = Mapping[str, Any]


def strength(profile: Profile) -> Picture:
    """The location quotients with their intervals, the strongest first."""
    rows = [_strength_row(line) for line in profile.lines if line.lq][:SHOWN]
    by_size = {"field": "industry", "type": "nominal", "sort": [row["industry"] for row in rows], "title": None}
    quotient = {"type": "quantitative", "scale": {"type": "log"}, "title": _("Location quotient (1 = as the country)"), "axis": {"tickCount": 6}}
    colour = {"condition": {"test": "datum.strong", "value": STRONG}, "value": PLAIN}
    return {
        "data": {"values": rows}, "width": _WIDTH, "height": {"step": _ROW},
        "layer": [
            {"mark": {"type": "rule", "strokeDash": [4, 3], "color": PLAIN}, "encoding": {"x": {"datum": 1, **quotient}}},
            {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"y": by_size, "x": {"field": "lower", **quotient}, "x2": {"field": "upper"}, "color": colour}},
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": {"y": by_size, "x": {"field": "lq", **quotient}, "color": colour}},
        ],
    }  # fmt: skip


def portfolio(profile: Profile) -> Picture:
    """Strength against growth beyond the country's; the size of a point is the number of employees."""
    lines = [line for line in profile.lines if line.lq and line.growth is not None and line.growth_in_country is not None]
    largest = {line.code for line in sorted(lines, key=lambda line: -(line.employees or 0))[:8]}
    rows = [_portfolio_row(line, named=line.code in largest) for line in lines]
    x = {"field": "growth", "type": "quantitative", "axis": {"format": "+%"}, "title": _("Growth beyond the country's")}
    y = {"field": "lq", "type": "quantitative", "scale": {"type": "log"}, "title": _("Location quotient")}
    lead = {"mark": {"type": "rule", "strokeDash": [4, 3], "color": PLAIN}}
    return {
        "data": {"values": rows}, "width": _WIDTH, "height": 360,
        "layer": [
            {**lead, "encoding": {"y": {"datum": 1, "type": "quantitative"}}},
            {**lead, "encoding": {"x": {"datum": 0, "type": "quantitative"}}},
            {
                "mark": {"type": "circle", "opacity": 0.75},
                "encoding": {"x": x, "y": y, "size": {"field": "employees", "type": "quantitative", "title": _("Employees"), "scale": {"range": [20, 900]}}, "color": {"condition": {"test": "datum.strong", "value": STRONG}, "value": PLAIN}},
            },
            {"mark": {"type": "text", "dy": -14, "fontSize": 11, "limit": 150}, "encoding": {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}}},
        ],
    }  # fmt: skip


def relatedness(profile: Profile) -> Picture:
    """The industries as points, near where they are often strong in the same regions; what the complex is strong in stands out."""
    graph = nx.Graph()
    graph.add_weighted_edges_from((pair.one, pair.other, pair.proximity) for pair in profile.pairs)
    strong, near = {line.code for line in profile.strong}, {line.code for line in profile.near}
    graph.add_nodes_from(sorted(strong | near))
    places = _laid_out(graph)
    points = [
        {
            "x": float(x), "y": float(y), "industry": profile.figures.names[code], "kind": _kind(code, strong, near),
            "label": profile.figures.names[code] if code in strong | near else "",
        }
        for code, (x, y) in places.items()
    ]  # fmt: skip
    edges = [
        {"x": float(places[pair.one][0]), "y": float(places[pair.one][1]), "x2": float(places[pair.other][0]), "y2": float(places[pair.other][1])}
        for pair in profile.pairs
    ]
    x, y = ({"field": name, "type": "quantitative", "axis": None, "scale": {"zero": False}} for name in "xy")
    kinds = [_kind("", {""}, set()), _kind("", set(), {""}), _kind("", set(), set())]
    colour = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": kinds, "range": [STRONG, "#c77700", "#c3c9d0"]},
        "legend": {"orient": "bottom"},
    }
    shape = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": kinds, "range": ["circle", "diamond", "circle"]},
        "legend": {"orient": "bottom"},
    }
    return {
        "width": 760, "height": 520,
        "layer": [
            {"data": {"values": edges}, "mark": {"type": "rule", "color": "#d5dae0"}, "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}},
            {"data": {"values": points}, "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1}, "encoding": {"x": x, "y": y, "color": colour, "shape": shape}},
            {"data": {"values": points}, "mark": {"type": "text", "dy": -13, "fontSize": 11}, "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


PICTURES: Final[dict[str, Callable[[Profile], Picture]]] = {"strength": strength, "portfolio": portfolio, "relatedness": relatedness}


def _laid_out(graph: nx.Graph) -> dict[str, Any]:
    """A place for every industry. What hangs together is laid out by distance; where something stands alone, distance says nothing of it."""
    if graph and nx.is_connected(graph):
        return dict(nx.kamada_kawai_layout(graph, weight=None))
    return dict(nx.spring_layout(graph, seed=_SEED))


def _strength_row(line: Line) -> dict[str, Any]:
    # A logarithm has no nought: an interval that reaches it is drawn to the end of the scale.
    return {"industry": line.industry, "lq": line.lq, "lower": max(line.lower or 0.0, 0.01), "upper": line.upper, "strong": line.is_strong}


def _portfolio_row(line: Line, *, named: bool) -> dict[str, Any]:
    beyond = (line.growth or 0.0) - (line.growth_in_country or 0.0)
    label = line.industry if named or line.is_strong else ""
    return {"growth": beyond, "lq": line.lq, "employees": line.employees, "strong": line.is_strong, "label": label}


def _kind(code: str, strong: set[str], near: set[str]) -> str:
    if code in strong:
        return _("Strong here")
    return _("Near to what is strong") if code in near else _("Others")
