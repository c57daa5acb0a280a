"""Numbers and money as offices write them: `3억 5천만원`, `1,200천원`, `△120`, and units in a column's head. Pure."""

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from minicluster.platform.imports.refusing import unreadable
from minicluster.platform.imports.tidying import plain

_SMALL = {"천": 1_000, "백": 100, "십": 10}
_LARGE = {"조": 10**12, "억": 10**8, "만": 10**4}
_TOKEN = re.compile(r"\s*(?:(\d[\d,]*(?:\.\d+)?|\.\d+)|([조억만천백십]))")
_MILLION = re.compile(r"(?<=[\d\s])(?:million|mil\.?|mn|m)$", re.IGNORECASE)
_CURRENCIES = (("USD", re.compile(r"us\s*\$|u\.?s\.?d\.?|\$|미국?\s*달러|달러|미불|불", re.IGNORECASE)), ("KRW", re.compile(r"krw|₩|￦|\\|원", re.IGNORECASE)))
_WELL_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_MINUS = re.compile(r"^[△▲▽▼−–-]\s*|^\((.*)\)$")

HOW_TO_WRITE_NUMBERS = _("Write a number, such as 1200 or 1,200.")
HOW_TO_WRITE_MONEY = _("Write a number, with its unit if it has one, such as 350,000,000, 3억 5천만원 or 1,200천원.")


def number(cell: Any) -> Decimal:
    """The number in a cell: thousands separators, Korean numerals, a minus as `-`, `△` or brackets.

    Raises:
        UnreadableError: it is no number.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise unreadable(_("This number is infinite, or none at all."), HOW_TO_WRITE_NUMBERS)
        return Decimal(str(cell))
    text = plain(cell)
    bare = _MINUS.sub(lambda found: found.group(1) or "", text).strip()
    if not re.search(r"\d", bare):
        raise unreadable(_("This is not a number."), HOW_TO_WRITE_NUMBERS)
    value = _magnitude(bare)
    return -value if bare != text else value


def _magnitude(text: str) -> Decimal:
    million = _MILLION.sub("", text).strip()
    if million != text:
        return _magnitude(million) * 1_000_000
    total, section, pending, place = Decimal(0), Decimal(0), None, 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or (found.group(1) and (pending is not None or not _WELL_GROUPED.fullmatch(found.group(1)))):
            raise unreadable(_("This is not a number."), HOW_TO_WRITE_NUMBERS)
        place = found.end()
        digits, letter = found.groups()
        if digits:
            pending = Decimal(digits.replace(",", ""))
        elif letter in _SMALL:
            section, pending = section + (Decimal(1) if pending is None else pending) * _SMALL[letter], None
        else:
            section += Decimal(0) if pending is None else pending
            total, section, pending = total + (section or Decimal(1)) * _LARGE[letter], Decimal(0), None
    return total + section + (Decimal(0) if pending is None else pending)


def money(cell: Any, currency: str, *, unit: Decimal = Decimal(1)) -> int:
    """An amount in whole won or dollars. `unit` is the column's (백만원: 1,000,000); a unit in the cell itself stands instead of it.

    Raises:
        UnreadableError: it is no amount, or one in another currency.
    """
    text = plain(cell)
    said = currency_of(text)
    if said not in ("", currency):
        raise unreadable(_("The amount is in another currency than this column."), HOW_TO_WRITE_MONEY)
    bare = _without_currency(text)
    try:
        value = number(cell if isinstance(cell, (int, float)) else bare)
    except InvalidOperation:
        raise unreadable(_("This is not an amount."), HOW_TO_WRITE_MONEY) from None
    has_own_unit = bool(re.search(r"[조억만천백십]|[a-z]$", bare, re.IGNORECASE))
    return int((value if has_own_unit else value * unit).to_integral_value())


def currency_of(text: str) -> str:
    """`KRW`, `USD` or nothing said."""
    return next((name for name, pattern in _CURRENCIES if pattern.search(text)), "")


def unit_of_head(text: str) -> Decimal | None:
    """What one stands for in a column headed `매출액(백만원)` or `수출(천불)`; None where the words are no unit."""
    words = plain(text).casefold().replace("단위", "").strip(" :：")
    bare = _without_currency(words).strip()
    if currency_of(words) == "" and bare not in {*_SMALL, *_LARGE, "백만", "천만", "십억", "million", "m"}:
        return None
    try:
        return _magnitude("1" + bare if re.fullmatch(r"million|mil\.?|mn|m", bare) else bare) if bare else Decimal(1)
    except ValueError:
        return {"thousand": Decimal(1000), "k": Decimal(1000)}.get(bare)


def _without_currency(text: str) -> str:
    for _name, pattern in _CURRENCIES:
        text = pattern.sub("", text)
    return text.strip()
