"""The pictures of a study, as Vega-Lite specifications. The tables on the same page say the same."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain.impact.reading import EstimatorRow, Shown
from minicluster.platform.pictures import PLAIN, STRONG

_WIDTH: Final = 460
_ROW: Final = 38
_OTHER: Final = "#c98a1b"
_IN_TWO_LINES: Final = {"labelExpr": "indexof(datum.label, '(') < 0 ? split(datum.label, ', ') : datum.label", "labelLimit": 320}
# The font of whoever looks may be broader than the one by which room was made.
_ROOM_FOR_NAMES: Final = {"left": 40, "right": 5, "top": 5, "bottom": 5}


def estimates_picture(rows: Iterable[EstimatorRow]) -> Mapping[str, Any]:
    """A point with its interval for every estimate on one axis in per cent: growth, effects among firms, effects among complexes."""
    growth, firms, complexes = _("growth, not effect"), _("effect among firms"), _("effect among complexes")
    points: list[dict[str, Any]] = []
    order: list[str] = []
    for row in rows:
        for shown, kind in ((row.firms, firms), (row.complexes, complexes)):
            if shown is not None and shown.estimate is not None:
                points.append(_point(row, shown, growth if row.is_growth else kind))
        order.append(row.name)
    kinds = [growth, firms, complexes]
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": _IN_TWO_LINES},
        "yOffset": {"field": "level", "type": "nominal"},
        "color": {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": kinds, "range": [PLAIN, STRONG, _OTHER]}, "legend": {"orient": "top"}},
    }
    shape = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": kinds, "range": ["square", "circle", "diamond"]},
        "legend": {"orient": "top"},
    }
    return _with_zero(points, encoding, shape, _ROW * max(1, len(order)))


def event_picture(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Effects by years since joining, each with its interval; those before joining in the quiet colour."""
    before, after = _("before joining"), _("after joining")
    points = [
        {**_ends(row["estimate"], row["lower"], row["upper"]), "steps": row["steps"], "kind": before if row["steps"] < 0 else after}
        for row in rows
        if row["estimate"] is not None
    ]
    y = {"field": "value", "type": "quantitative", "title": _("per cent")}
    encoding = {
        "x": {"field": "steps", "type": "ordinal", "title": _("years since joining"), "axis": {"labelAngle": 0}},
        "color": {
            "field": "kind",
            "type": "nominal",
            "title": None,
            "scale": {"domain": [before, after], "range": [PLAIN, STRONG]},
            "legend": {"orient": "top"},
        },
    }
    spans = {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {**encoding, "y": {**y, "field": "lower"}, "y2": {"field": "upper"}}}
    marks = {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": {**encoding, "y": y}}
    zero = {"data": {"values": [{"value": 0}]}, "mark": {"type": "rule", "strokeDash": [4, 3], "color": PLAIN}, "encoding": {"y": y}}
    return {"width": _WIDTH, "height": 220, "data": {"values": points}, "layer": [zero, spans, marks]}


def _with_zero(points: list[dict[str, Any]], encoding: Mapping[str, Any], shape: Mapping[str, Any], height: int) -> Mapping[str, Any]:
    x = {"field": "value", "type": "quantitative", "title": _("per cent")}
    spans = {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {**encoding, "x": {**x, "field": "lower"}, "x2": {"field": "upper"}}}
    marks = {"mark": {"type": "point", "filled": True, "size": 60, "opacity": 1}, "encoding": {**encoding, "x": x, "shape": shape}}
    zero = {"data": {"values": [{"value": 0}]}, "mark": {"type": "rule", "strokeDash": [4, 3], "color": PLAIN}, "encoding": {"x": x}}
    return {"width": _WIDTH, "height": height, "padding": _ROOM_FOR_NAMES, "data": {"values": points}, "layer": [zero, spans, marks]}


def _point(row: EstimatorRow, shown: Shown, kind: str) -> dict[str, Any]:
    return {**_ends(shown.estimate, shown.lower, shown.upper), "name": row.name, "kind": kind, "level": 0 if shown is row.firms else 1}


def _ends(estimate: float | None, lower: float | None, upper: float | None) -> dict[str, float | None]:
    """In per cent; where there is no interval both ends are the point."""
    value = None if estimate is None else rules.as_per_cent(estimate)
    return {
        "value": value,
        "lower": value if lower is None else rules.as_per_cent(lower),
        "upper": value if upper is None else rules.as_per_cent(upper),
    }
