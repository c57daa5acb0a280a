"""The picture of an indicator's figures, as a Vega-Lite specification. The table on the same page says the same."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes.domain.indicator_lines import Line, Point
from minicluster.outcomes.domain.picture_scales import axis_scale
from minicluster.outcomes.domain.registry import IndicatorPage

_WIDTH: Final = 560
_HEIGHT: Final = 300
# Twelve at most can be told apart; the table has all of them.
MOST_LINES: Final = 12


def figures_over_years(page: IndicatorPage) -> Mapping[str, Any]:
    """A line for each whole, cut where a year is missing or the perimeter changed; full points are confirmed, hollow ones provisional."""
    lines = page.lines[:MOST_LINES]
    scale, title = _scale(page, lines)
    years = [year for line in lines for year in line.points] or [0]
    x = {
        "field": "year", "type": "quantitative", "title": None, "scale": {"domain": [min(years) - 0.3, max(years) + 0.3], "nice": False},
        "axis": {"format": "d", "tickMinStep": 1, "values": list(range(min(years), max(years) + 1))},
    }  # fmt: skip
    y = {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": True}}
    stretches = [row for line in lines for row in _stretches(line, scale)]
    names = list(dict.fromkeys(row["who"] for row in stretches))
    who = {"field": "who", "type": "nominal", "title": None, "scale": {"domain": names}, "legend": {"labelLimit": 220}}
    points = [row for line in lines for row in _points(line, scale)]
    return {
        "width": _WIDTH, "height": _HEIGHT,
        "layer": [
            {
                "data": {"values": stretches}, "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": who, "detail": {"field": "stretch"}, "strokeDash": {"field": "dash", "type": "nominal", "scale": None}},
            },
            *(
                {
                    "data": {"values": [row for row in points if row["is_confirmed"] is is_confirmed]},
                    "mark": {"type": "point", "shape": shape, "filled": is_confirmed, "size": 70, "opacity": 1},
                    "encoding": {"x": x, "y": y, "color": who},
                }
                for is_confirmed, shape in ((True, "circle"), (False, "square"))
            ),
            *_breaks(lines, x, (min(years) + max(years)) / 2),
        ],
    }  # fmt: skip


def _scale(page: IndicatorPage, lines: list[Line]) -> tuple[Decimal, str]:
    """What one on the axis stands for, and the axis's title: large money in 억, or in billions."""
    largest = max((abs(point.amount.value) for line in lines for point in line.points.values()), default=Decimal(0))
    return axis_scale(page.unit, largest)


def _points(line: Line, scale: Decimal) -> Iterator[dict[str, Any]]:
    for year, point in sorted(line.points.items()):
        yield {"who": line.label, "year": year, "value": float(point.amount.value / scale), "is_confirmed": point.is_confirmed}


def _stretches(line: Line, scale: Decimal) -> Iterator[dict[str, Any]]:
    """The points of a line, numbered by the stretch that they belong to: a new one begins after a gap and where the perimeter changed."""
    changed = {one.year for one in line.breaks}
    yield from _stretch(line.label, line.points, changed, scale, [1, 0])
    if line.alike:
        yield from _stretch(_("%(whole)s, like for like") % {"whole": line.label}, line.alike, set(), scale, [4, 3])


def _stretch(who: str, points: Mapping[int, Point], changed: set[int], scale: Decimal, dash: list[int]) -> Iterator[dict[str, Any]]:
    number, before = 0, None
    for year in sorted(points):
        number += before != year - 1 or year in changed
        before = year
        yield {"who": who, "stretch": f"{who} {number}", "year": year, "value": float(points[year].amount.value / scale), "dash": dash}


def _breaks(lines: list[Line], x: Mapping[str, Any], middle: float) -> list[Mapping[str, Any]]:
    """A dashed upright line before each year from which on a perimeter holds other complexes, its words on the side where there is more room."""
    changed = sorted({one.year for line in lines for one in line.breaks})
    rows: list[dict[str, Any]] = [{"year": year - 0.5, "told": _("other complexes from %(year)s on") % {"year": year}} for year in changed]
    told = [
        {
            "data": {"values": [row]},
            "mark": {"type": "text", "align": align, "dx": 6 if align == "left" else -6, "dy": 10, "y": 0},
            "encoding": {"x": x, "text": {"field": "told"}},
        }
        for row in rows
        for align in ["right" if row["year"] > middle else "left"]
    ]  # fmt: skip
    return [{"data": {"values": rows}, "mark": {"type": "rule", "strokeDash": [5, 4]}, "encoding": {"x": x}}, *told] if rows else []
