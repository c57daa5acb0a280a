"""The picture of a year, as a Vega-Lite specification. The table on the same page says the same."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes.domain.plan_against_actual import YearOfGroup
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
