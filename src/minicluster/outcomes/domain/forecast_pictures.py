"""The picture of a forecast: what was, what is foreseen with its intervals, what was aimed at. The table on the same page says the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes.domain.forecasts import SeriesAhead
from minicluster.outcomes.domain.picture_scales import axis_scale
from minicluster.outcomes.models import Target
from minicluster.platform.pictures import PLAIN, STRONG

_WIDTH: Final = 560
_HEIGHT: Final = 300
_AIM: Final = "#c98a1b"
_BANDS: Final = ((("outer_low", "outer_high"), 0.14), (("low", "high"), 0.26))


@dataclass(frozen=True)
class _Axes:
    """Years from left to right, values upwards; what one on the upright axis stands for."""

    x: Mapping[str, Any]
    y: Mapping[str, Any]
    one: float

    def scaled(self, value: float | Decimal) -> float:
        return float(value) / self.one


def fan(series: SeriesAhead, targets: Iterable[Target]) -> Mapping[str, Any]:
    """The figures as a line with points, the forecast as a broken line within its intervals (the inner one darker), targets as diamonds."""
    axes = _axes(series)
    figures, foreseen, aims = _("Yearly figure"), _("Forecast"), _("Target")
    lines = [
        {"year": year, "value": axes.scaled(value), "what": what}
        for what, points in ((figures, _figures(series)), (foreseen, _foreseen(series)))
        for year, value in points
    ]
    years = range(series.points[0][0], series.last.year + 1)
    diamonds = [{"year": target.year, "value": axes.scaled(target.value), "what": aims} for target in targets if target.year in years]
    color = {"field": "what", "type": "nominal", "title": None, "scale": {"domain": [figures, foreseen, aims], "range": [PLAIN, STRONG, _AIM]}}
    dash = {"condition": {"test": {"field": "what", "equal": foreseen}, "value": [5, 4]}, "value": [1, 0]}
    places = {"x": axes.x, "y": axes.y, "color": color}
    return {
        "width": _WIDTH, "height": _HEIGHT,
        "layer": [
            *(_band(series, axes, ends, opacity) for ends, opacity in _BANDS),
            {"data": {"values": lines}, "mark": {"type": "line", "point": True}, "encoding": {**places, "strokeDash": dash}},
            {"data": {"values": diamonds}, "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 110}, "encoding": places},
        ],
    }  # fmt: skip


def _axes(series: SeriesAhead) -> _Axes:
    largest = max(*(abs(value) for _year, value in _figures(series)), *(abs(float(one.high or one.value)) for one in series.forecasts))
    one, unit = axis_scale(series.indicator.unit, Decimal(largest))
    first, last = series.points[0][0], series.last.year
    x = {
        "field": "year", "type": "quantitative", "title": None, "scale": {"domain": [first, last], "nice": False},
        "axis": {"format": "d", "tickMinStep": 1, "grid": False},
    }  # fmt: skip
    y = {"field": "value", "type": "quantitative", "title": f"{series.indicator} ({unit})", "scale": {"zero": False}}
    return _Axes(x, y, float(one))


def _band(series: SeriesAhead, axes: _Axes, ends: tuple[str, str], opacity: float) -> Mapping[str, Any]:
    """An interval as an area that opens from the last figure."""
    year, value, _figure = series.known
    edges = [(year, value, value), *((one.year, *(getattr(one, end) for end in ends)) for one in series.forecasts if getattr(one, ends[0]) is not None)]
    rows = [{"year": year, "value": axes.scaled(low), "to": axes.scaled(high)} for year, low, high in edges]
    return {
        "data": {"values": rows},
        "mark": {"type": "area", "color": STRONG, "opacity": opacity},
        "encoding": {"x": axes.x, "y": axes.y, "y2": {"field": "to"}},
    }


def _figures(series: SeriesAhead) -> list[tuple[int, float]]:
    return [(year, value) for year, value, _figure in series.points]


def _foreseen(series: SeriesAhead) -> list[tuple[int, float]]:
    """From the last figure on, so that the line has no gap."""
    return [_figures(series)[-1], *((one.year, float(one.value)) for one in series.forecasts)]
