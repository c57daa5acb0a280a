"""Why a cell or a row is not taken in. Pure.

Reasons and cures are lazy texts, so that one verdict can be said in both languages.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

LANGUAGES = ("ko", "en")
LazyText = str | Promise


class UnreadableError(ValueError):
    """A cell's value cannot be read as what its column holds."""

    def __init__(self, reason: LazyText, cure: LazyText) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


class RowRefusedError(Exception):
    """A row whose cells can be read cannot be taken in; `field` names the cell that stands in the way, if it is one."""

    def __init__(self, field: str, reason: LazyText, cure: LazyText) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason
        self.cure = cure


def unreadable(reason: LazyText, cure: LazyText) -> UnreadableError:
    """A shorter way to write it."""
    return UnreadableError(reason, cure)


@dataclass(frozen=True)
class Refusal:
    """One cell (or, with no column, the row as a whole) that stands in the way: where, what, why, and what to do."""

    sheet: str
    row: int
    column: str
    cell: str
    value: str
    reason: LazyText
    cure: LazyText

    def as_data(self) -> dict[str, Any]:
        """For a machine, with reason and cure in both languages."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "value": self.value,
            "reason": in_each_language(self.reason),
            "cure": in_each_language(self.cure),
        }


def in_each_language(text: LazyText) -> dict[str, str]:
    """A lazy text in Korean and English."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(text)
    return said
