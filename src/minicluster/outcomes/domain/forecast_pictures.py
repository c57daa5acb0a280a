"""The picture of a forecast: what was, what is foreseen with its intervals, what was aimed at. The table on the same page says the same."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes.domain.forecasts import SeriesAhead
from minicluster.outcomes.models import Target
from minicluster.outcomes.rules import UNITS
from minicluster.platform.pictures import PLAIN, STRONG

_WIDTH: Final = 560
_HEIGHT: Final = 300
_AIM: Final = "#c98a1b"


def fan(series: SeriesAhead, targets: Iterable[Target]) -> Mapping[str, Any]:
    """Years from left to right: the figures as a line with points, the forecast as a broken line in its intervals, targets as diamonds."""
    figures, foreseen, aims = _("Yearly figure"), _("Forecast"), _("Target")
    first, last = series.points[0][0], series.last.year
    lines = [
        {"year": year, "value": value, "what": what}
        for what, points in ((figures, _figures(series)), (foreseen, _foreseen(series)))
        for year, value in points
    ]  # fmt: skip
    diamonds = [{"year": target.year, "value": float(target.value), "what": aims} for target in targets if first <= target.year <= last]
    color = {
        "field": "what", "type": "nominal", "title": None, "scale": {"domain": [figures, foreseen, aims], "range": [PLAIN, STRONG, _AIM]},
    }  # fmt: skip
    x = {
        "field": "year", "type": "quantitative", "title": None, "axis": {"format": "d", "tickMinStep": 1, "grid": False},
        "scale": {"domain": [first, last], "nice": False},
    }  # fmt: skip
    y = {"field": "value", "type": "quantitative", "title": f"{series.indicator} ({_unit(series)})", "axis": {"format": "~s"}, "scale": {"zero": False}}
    dash = {"condition": {"test": {"field": "what", "equal": foreseen}, "value": [5, 4]}, "value": [1, 0]}
    return {
        "width": _WIDTH, "height": _HEIGHT,
        "layer": [
            *(_band(series, x, y, ends, opacity) for ends, opacity in ((("outer_low", "outer_high"), 0.14), (("low", "high"), 0.26))),
            {"data": {"values": lines}, "mark": {"type": "line", "point": True}, "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash}},
            {"data": {"values": diamonds}, "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 110}, "encoding": {"x": x, "y": y, "color": color}},
        ],
    }  # fmt: skip


def _band(series: SeriesAhead, x: Mapping[str, Any], y: Mapping[str, Any], ends: tuple[str, str], opacity: float) -> Mapping[str, Any]:
    """An interval as an area that opens from the last figure."""
    low, high = ends
    year, value, _figure = series.known
    rows = [{"year": year, "value": value, "to": value}]
    rows += [
        {"year": one.year, "value": float(getattr(one, low)), "to": float(getattr(one, high))} for one in series.forecasts if getattr(one, low) is not None
    ]
    return {
        "data": {"values": rows},
        "mark": {"type": "area", "color": STRONG, "opacity": opacity},
        "encoding": {"x": x, "y": y, "y2": {"field": "to"}},
    }


def _figures(series: SeriesAhead) -> list[tuple[int, float]]:
    return [(year, value) for year, value, _figure in series.points]


def _foreseen(series: SeriesAhead) -> list[tuple[int, float]]:
    """From the last figure on, so that the line has no gap."""
    return [_figures(series)[-1], *((one.year, float(one.value)) for one in series.forecasts)]


def _unit(series: SeriesAhead) -> str:
    return str(UNITS.get(series.indicator.unit, series.indicator.unit))
