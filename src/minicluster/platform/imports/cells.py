"""Readers of cells, to be named in a `Field`. Pure."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from minicluster.platform.imports import amounts, contacts, days
from minicluster.platform.imports.fields import Reader
from minicluster.platform.imports.refusing import LANGUAGES, unreadable
from minicluster.platform.imports.tidying import plain, tidy, word

_YES = frozenset({"예", "네", "유", "o", "ㅇ", "○", "◯", "v", "√", "✓", "y", "yes", "true", "1", "참", "있음", "해당", "가능"})
_NO = frozenset({"아니오", "아니요", "무", "x", "×", "n", "no", "false", "0", "거짓", "없음", "해당없음", "불가"})
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
_SEVERAL = re.compile(r"\s*[,;/|\n、]\s*|\s*ㆍ\s*")


def text(maximum: int) -> Reader:
    """Text of at most so many characters, kept as it was typed but for stray spaces."""

    def read(cell: Any, _unit: Decimal) -> str:
        said = tidy(json.dumps(cell, ensure_ascii=False) if isinstance(cell, (list, dict)) else cell)
        if len(said) > maximum:
            raise unreadable(
                format_lazy(_("The text has {length} characters; {maximum} are possible."), length=len(said), maximum=maximum), _("Shorten the text.")
            )
        if _EXCEL_ERROR.fullmatch(said):
            raise unreadable(_("The cell holds an error of the spreadsheet."), _("Mend the formula, or type the value."))
        return said

    return read


def line(maximum: int) -> Reader:
    """Text on one line."""
    read_text = text(maximum)

    def read(cell: Any, unit: Decimal) -> str:
        return " ".join(str(read_text(cell, unit)).split())

    return read


def choice(values: Any, synonyms: Mapping[Any, tuple[str, ...]]) -> Reader:
    """One of Django's `choices`, by its value, its label in either language, or a synonym that offices write."""

    def read(cell: Any, _unit: Decimal) -> Any:
        said = word(cell)
        for value, label in values.choices:
            if said in {word(value), *_labels(label), *(word(synonym) for synonym in synonyms.get(value, ()))}:
                return values(value)
        raise unreadable(_("This is none of the possible words."), format_lazy(_("Write one of: {words}."), words=_Listed(values)))

    return read


def _labels(label: Any) -> set[str]:
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(word(label))
    return found


class _Listed:
    """The labels of choices, listed in the language of the moment."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def __str__(self) -> str:
        return ", ".join(str(label) for _value, label in self._values.choices)


def yes_no(cell: Any, _unit: Decimal) -> bool:
    """A yes or a no, in the words and signs that offices use."""
    said = word(cell)
    if said in _YES or said in _NO:
        return said in _YES
    raise unreadable(_("This is neither yes nor no."), _("Write 예 or 아니오, O or X."))


def whole_number(minimum: int = 0, maximum: int = 2**31 - 1) -> Reader:
    """A whole number in a range; a counter behind it (`12명`) does no harm."""

    def read(cell: Any, _unit: Decimal) -> int:
        value = amounts.number(re.sub(r"\s*[명개건회석급]$", "", plain(cell)) if isinstance(cell, str) else cell)
        if value != value.to_integral_value() or not minimum <= value <= maximum:
            raise unreadable(
                format_lazy(_("A whole number from {minimum} to {maximum} is meant."), minimum=minimum, maximum=maximum), amounts.HOW_TO_WRITE_NUMBERS
            )
        return int(value)

    return read


def money(currency: str, *, may_be_negative: bool = False) -> Reader:
    """An amount in whole won (`KRW`) or dollars (`USD`)."""

    def read(cell: Any, unit: Decimal) -> int:
        value = amounts.money(cell, currency, unit=unit)
        if not (may_be_negative or value >= 0) or abs(value) >= 2**63:
            raise unreadable(_("The amount is out of range."), amounts.HOW_TO_WRITE_MONEY)
        return value

    return read


def decimal(digits: int = 20, places: int = 4) -> Reader:
    """A number with decimals; with a unit of money in the cell or the column's head it is counted in whole won or dollars."""

    def read(cell: Any, unit: Decimal) -> Decimal:
        said = plain(cell)
        currency = amounts.currency_of(said)
        value = Decimal(amounts.money(cell, currency)) if currency else amounts.number(cell) * unit
        if abs(value) >= 10**digits:
            raise unreadable(_("The amount is out of range."), amounts.HOW_TO_WRITE_NUMBERS)
        return round(value, places)

    return read


def share(cell: Any, _unit: Decimal) -> Decimal:
    """A share from 0 to 1: `0.3`, `30%`, `30`."""
    said = plain(cell)
    value = amounts.number(said.removesuffix("%").strip() if isinstance(cell, str) else cell)
    if said.endswith("%") or value > 1:
        value /= 100
    if not 0 <= value <= 1:
        raise unreadable(_("A share lies between 0 % and 100 %."), _("Write it as 30% or 0.3."))
    return round(value, 4)


def several(reader: Reader) -> Reader:
    """Several values in one cell, divided by a comma, a semicolon, a slash or a new line."""

    def read(cell: Any, unit: Decimal) -> tuple[Any, ...]:
        parts = cell if isinstance(cell, list) else _SEVERAL.split(tidy(cell))
        return tuple(dict.fromkeys(reader(part, unit) for part in parts if tidy(part)))

    return read


def day(cell: Any, _unit: Decimal) -> Any:
    """A day."""
    return days.day(cell)


def period_of_time(cell: Any, _unit: Decimal) -> Any:
    """From when to when."""
    return days.period_of_time(cell)


def period(cell: Any, _unit: Decimal) -> Any:
    """The first and the last day of a period."""
    return days.period(cell)


def clock_time(cell: Any, _unit: Decimal) -> Any:
    """A time of day."""
    return days.clock_time(cell)


def year(cell: Any, _unit: Decimal) -> int:
    """A year."""
    return days.year(cell)


def phone(cell: Any, _unit: Decimal) -> str:
    """Telephone numbers."""
    return contacts.phone(cell)


def mail(cell: Any, _unit: Decimal) -> str:
    """A mail address."""
    return contacts.mail(cell)
