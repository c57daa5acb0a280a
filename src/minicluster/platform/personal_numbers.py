"""Resident registration numbers (주민등록번호) are refused wherever they are typed or imported. Pure.

Source: Personal Information Protection Act (PIPA) Art. 24-2. The form is YYMMDD-GNNNNNN; numbers given since October 2020 have no check digit,
so that a valid date and a valid century digit are enough to refuse.
"""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from minicluster.platform.plain_text import plain
from minicluster.platform.refusals import InvalidInputError

# U+1173 is what the vowel ㅡ, often typed for a dash, becomes in compatibility form.
_SHAPE = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})\s*[-–—―‐‑−\u1173~_./·]?\s*([0-9])(\d{6})(?!\d)")
_CENTURY = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000, "8": 2000}
REFUSAL = _("This looks like a resident registration number, which is never stored here. Please remove it; the rest of what you typed is kept.")


def contains_resident_registration_number(text: str) -> bool:
    """Whether the text holds something that reads as a resident registration number, full-width digits included."""
    return any(_is_date(*found.group(1, 2, 3, 4)) for found in _SHAPE.finditer(plain(text)))


def refuse_resident_registration_numbers(**texts: str) -> None:
    """Refuse, at the field that holds one. Actions ask this of what they store, so that no way in is left out.

    Raises:
        InvalidInputError: one of the texts holds such a number.
    """
    for field, text in texts.items():
        if contains_resident_registration_number(text):
            raise InvalidInputError(str(REFUSAL), field=field)


def _is_date(year: str, month: str, day: str, century: str) -> bool:
    try:
        date(_CENTURY[century] + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def without_resident_registration_numbers(text: str) -> str:
    """The text with each such number replaced by stars, for messages that repeat what was typed."""
    if not contains_resident_registration_number(text):
        return text
    return _SHAPE.sub(lambda found: "******-*******" if _is_date(*found.group(1, 2, 3, 4)) else found.group(), plain(text))
