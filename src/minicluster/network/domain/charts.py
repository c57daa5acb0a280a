"""Pictures of measures over the years, as Vega-Lite specifications. The tables on the same page say the same."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.network.domain.helix import HelixYear
from minicluster.network.rules.measuring import Figures, Measure
from minicluster.platform.pictures import PLAIN, STRONG

_WIDTH: Final = 520
_HEIGHT: Final = 200
_YEAR: Final = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}


def density_over_years(figures: Sequence[Figures]) -> Mapping[str, Any]:
    """Density in per cent as a quiet line, and above it what is left of it without the size: ties of each, first year = 1."""
    labels = {Measure.CORRECTED: _("Without what size does to it"), Measure.DENSITY: _("Density (%)")}
    rows = [{"year": one.year, "value": one.of(measure), "what": label} for one in figures for measure, label in labels.items() if one.of(measure) is not None]
    colour = {"field": "what", "type": "nominal", "legend": None, "scale": {"domain": list(labels.values()), "range": [STRONG, PLAIN]}}
    line = {
        "width": _WIDTH, "height": _HEIGHT // 2, "mark": {"type": "line", "point": True},
        "encoding": {"x": _YEAR, "y": {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": True}}, "color": colour},
    }  # fmt: skip
    return {
        "data": {"values": rows},
        "facet": {
            "row": {
                "field": "what",
                "type": "nominal",
                "title": None,
                "sort": list(labels.values()),
                "header": {"labelAngle": 0, "labelAlign": "left", "labelOrient": "top"},
            }
        },
        "spec": line,
        "resolve": {"scale": {"y": "independent"}},
    }


def helix_over_years(years: Sequence[HelixYear]) -> Mapping[str, Any]:
    """T(UIG) with its bootstrap band, and a line at 0."""
    rows = [{"year": one.year, "t": one.found.t, "low": one.found.low, "high": one.found.high} for one in years if one.found is not None]
    values = {"type": "quantitative", "title": _("T(UIG) in mbit")}
    return {
        "width": _WIDTH, "height": _HEIGHT, "data": {"values": rows},
        "layer": [
            {"mark": {"type": "rule", "color": PLAIN}, "data": {"values": [{"zero": 0}]}, "encoding": {"y": {"field": "zero", "type": "quantitative"}}},
            {"mark": {"type": "bar", "width": 14, "color": PLAIN, "opacity": 0.4}, "encoding": {"x": _YEAR, "y": {"field": "low", **values}, "y2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 70, "color": STRONG}, "encoding": {"x": _YEAR, "y": {"field": "t", **values}}},
        ],
    }  # fmt: skip
