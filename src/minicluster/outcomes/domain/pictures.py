"""The picture of a year, as a Vega-Lite specification. The table on the same page says the same."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes.domain.plan_against_actual import YearOfGroup
from minicluster.outcomes.domain.promises import Promises
from minicluster.outcomes.rules import PromiseFate
from minicluster.platform.pictures import PLAIN, STRONG

_WIDTH: Final = 520
_ROW: Final = 26
_UNSETTLED: Final = "#c98a1b"
_MILLION: Final = 1_000_000


def money_by_kind(year: YearOfGroup) -> Mapping[str, Any]:
    """For each kind the budget as a broad bar, and on it what was spent and what is not settled yet."""
    budget, spent, not_settled = _("Budget"), _("Spent"), _("Not settled yet")
    kinds = [row.label for row in year.rows]
    broad = [{"kind": row.label, "what": budget, "from": 0, "to": row.figures.budget_krw / _MILLION} for row in year.rows]
    narrow = [
        {"kind": row.label, "what": what, "from": begin / _MILLION, "to": end / _MILLION}
        for row in year.rows
        for what, begin, end in ((spent, 0, row.figures.spent_krw), (not_settled, row.figures.spent_krw, row.figures.taken_krw))
    ]
    encoding = {
        "y": {"field": "kind", "type": "nominal", "sort": kinds, "title": None},
        "x": {"field": "from", "type": "quantitative", "title": _("KRW million")},
        "x2": {"field": "to"},
        "color": {
            "field": "what", "type": "nominal", "title": None,
            "scale": {"domain": [budget, spent, not_settled], "range": [PLAIN, STRONG, _UNSETTLED]},
        },
    }  # fmt: skip
    return {
        "width": _WIDTH, "height": {"step": _ROW},
        "layer": [
            {"data": {"values": broad}, "mark": {"type": "bar", "height": 18}, "encoding": encoding},
            {"data": {"values": narrow}, "mark": {"type": "bar", "height": 9, "stroke": "white", "strokeWidth": 1}, "encoding": encoding},
        ],
    }  # fmt: skip


def promises_by_fate(promises: Promises) -> Mapping[str, Any]:
    """For each row how many promises were kept, were not, and are unanswered, beside each other in one bar."""
    labels = [str(fate.label) for fate in PromiseFate]
    bars = [
        {"row": row.label, "what": str(fate.label), "order": place, "count": getattr(row, fate.value).value}
        for row in promises.rows
        for place, fate in enumerate(PromiseFate)
    ]
    return {
        "width": _WIDTH, "height": {"step": _ROW}, "data": {"values": bars}, "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "y": {"field": "row", "type": "nominal", "sort": [row.label for row in promises.rows], "title": None},
            "x": {"field": "count", "type": "quantitative", "title": _("promises whose period has ended"), "axis": {"tickMinStep": 1}},
            "color": {"field": "what", "type": "nominal", "title": None, "scale": {"domain": labels, "range": [STRONG, _UNSETTLED, PLAIN]}},
            "order": {"field": "order", "type": "quantitative"},
        },
    }  # fmt: skip
