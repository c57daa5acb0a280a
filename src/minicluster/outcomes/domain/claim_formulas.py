"""What the sentences of the published claims say of their own numbers, as `minicluster.analytics.claims` reads it.

Numbers stand here as they were printed (139E9 for 139 bn; an equals sign for what was counted). Claims whose sentence compares nothing are not here. The article's
"more than double" stands beside both of its figures for 2008, because they cannot both be meant.
"""

from collections.abc import Mapping
from typing import Any, Final

Formula = Mapping[str, Any]


def _part_of_whole(part: str, whole: str) -> Formula:
    return {"formula": "share", "numbers": [part, whole], "wording": "at_most", "figure": "=1"}


def _more_than_double(later: str, code: str) -> Formula:
    return {
        "formula": "ratio",
        "numbers": [{"printed": later, "claim": code}, {"printed": "67E9", "claim": "art-05"}],
        "wording": "more_than_double",
        "words_of": "art-06",
    }


PUBLISHED_FORMULAS: Final[Mapping[str, Formula]] = {
    "art-04": {
        "formula": "ratio",
        "numbers": [{"printed": "=36", "claim": "art-04"}, {"printed": "=7", "claim": "art-03"}],
        "wording": "between",
        "figure": ["4", "7"],
    },
    "art-06": _more_than_double("139E9", "art-06"),
    "art-07": _more_than_double("130E9", "art-07"),
    "prg-03": {"formula": "sum", "numbers": ["=18", "=14", "=12"], "wording": "at_most", "figure": "=68"},
    "prg-04": _part_of_whole("=13", "=68"),
    "prg-06": {
        "formula": "share",
        "numbers": [{"printed": "294E1", "claim": "prg-06"}, {"printed": "=3644", "claim": "prg-05"}],
        "wording": "as_printed",
        "figure": "80.7%",
    },
    "uls-01": _part_of_whole("=55", "=126"),
    "chw-01": _part_of_whole("=20", "=363"),
    "gwj-01": _part_of_whole("=84", "=111"),
    "gwj-02": _part_of_whole("=120", "=123"),
}
