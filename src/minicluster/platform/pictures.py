"""Pictures: a Vega-Lite specification becomes an SVG on the server, the same on a page, in print and in a document.

Every picture stands beside a table that says the same and a sentence that reads it; both are the page's.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse

# Quiet lines, the page's own letters, a transparent ground; the two colours can be told apart by whoever sees no red.
_LOOK: Final = {
    "background": None,
    "font": "system-ui, 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": "#e3e6ea", "domainColor": "#9aa3ad", "labelLimit": 260},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
}
STRONG: Final = "#0b5cad"
PLAIN: Final = "#8a94a0"


def svg_of(specification: Mapping[str, Any]) -> str:
    """The picture of a Vega-Lite specification (version 5 or 6) as SVG text."""
    # Starts an engine of its own, which only those who draw should pay for.
    import vl_convert

    return str(vl_convert.vegalite_to_svg({**specification, "config": {**_LOOK, **specification.get("config", {})}}))


def svg_response(specification: Mapping[str, Any]) -> HttpResponse:
    """The picture as an answer that a page shows as an image."""
    return HttpResponse(svg_of(specification), content_type="image/svg+xml; charset=utf-8", headers={"Cache-Control": "private, max-age=300"})
