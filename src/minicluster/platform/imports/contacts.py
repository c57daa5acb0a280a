"""Telephone numbers and mail addresses as offices write them. Pure."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from minicluster.platform.imports.refusing import unreadable
from minicluster.platform.imports.tidying import plain

_HOW_TO_WRITE_PHONES = _("Write it as 033-731-1234, 010-1234-5678 or +82-33-731-1234; other notes belong in another column.")
_AREA = re.compile(r"02|0[3-6][1-5]|070|080|050\d|01[016789]")
_SHORT_NATIONAL = re.compile(r"1[568]\d{2}-?\d{4}")
_SEVERAL = re.compile(r"[,;\n]|\s/\s|/(?=\s*0)")


def phone(cell: Any) -> str:
    """Telephone numbers in one form: `033-731-1234`; a foreign one keeps `+` and its country code.

    Raises:
        UnreadableError: it is no telephone number.
    """
    if isinstance(cell, (int, float)):
        # Excel has taken the leading zero away.
        return _one_phone("0" + plain(cell).removeprefix("0"))
    return ", ".join(_one_phone(part) for part in _SEVERAL.split(plain(cell)) if part.strip())


def _one_phone(text: str) -> str:
    text = re.sub(r"^(?:tel|t|전화|휴대폰|hp|h\.p|mobile|m|fax)\s*[.:)]\s*", "", text.strip(), flags=re.IGNORECASE)
    digits = re.sub(r"\D", "", text)
    if not re.fullmatch(r"[\d\s().+\-–~]+", text) or not digits:
        raise unreadable(_("This is not a telephone number."), _HOW_TO_WRITE_PHONES)
    if _SHORT_NATIONAL.fullmatch(digits):
        return f"{digits[:4]}-{digits[4:]}"
    if text.startswith("+") and not digits.startswith("82"):
        return "+" + digits
    national = re.sub(r"^(?:00)?82\(?0?", "0", digits) if re.match(r"\+|0082|82", text) else digits
    return _grouped(national)


def _grouped(digits: str) -> str:
    area = _AREA.match(digits)
    if area is None or len(digits) - len(area.group()) not in (7, 8):
        raise unreadable(_("This is not a telephone number."), _HOW_TO_WRITE_PHONES)
    rest = digits[area.end() :]
    return f"{area.group()}-{rest[:-4]}-{rest[-4:]}"


def mail(cell: Any) -> str:
    """A mail address, in small letters.

    Raises:
        UnreadableError: it is none.
    """
    text = re.sub(r"^mailto:", "", plain(cell), flags=re.IGNORECASE).strip("<>; ").casefold()
    try:
        validate_email(text)
    except ValidationError:
        raise unreadable(_("This is not a mail address."), _("Write one address, such as name@company.co.kr.")) from None
    return text
