"""What tells who is behind a text: names, however they are written, and ways to reach somebody."""

import re
from collections.abc import Iterable
from typing import Final

from minicluster.platform.plain_text import plain

_LEGAL_FORMS: Final = re.compile(r"\(주\)|㈜|주식회사|유한회사|\(유\)|\b(?:co|ltd|inc|corp|corporation|company|limited|llc)\b\.?,?", re.IGNORECASE)
_MAIL_ADDRESS: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_TELEPHONE: Final = re.compile(r"(?<!\d)(?:\+82[-. )]*|\(?0)\d{1,2}\)?[-. )]*\d{3,4}[-. ]?\d{4}(?!\d)|(?<!\d)1[5-8]\d\d-\d{4}(?!\d)")


def without_legal_form(name: str) -> str:
    """A firm's name without what says that it is one.

    >>> without_legal_form("(주)한빛정밀"), without_legal_form("Hanbit Precision Co., Ltd.")
    ('한빛정밀', 'Hanbit Precision')
    """
    return " ".join(_LEGAL_FORMS.sub(" ", plain(name)).split()).strip(" .,")


def what_identifies(summary: str, names: Iterable[str]) -> list[str]:
    """The parts of an anonymised summary that tell who is behind it: a firm's name or alias, a person's name, a mail address, a telephone number.

    Names are compared without legal form, spaces and case; a name in Latin letters counts only as a whole word, so that `LG` is not found in `algae`.
    """
    summary = plain(summary)
    found = [match.group() for pattern in (_MAIL_ADDRESS, _TELEPHONE) for match in pattern.finditer(summary)]
    return found + sorted({name for name in names if _is_named(plain(name), summary)})


def _is_named(name: str, summary: str) -> bool:
    core = without_legal_form(name)
    if len(core) <= 1:
        return False
    if core.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(core.casefold())}(?![a-z0-9])", summary.casefold()) is not None
    return in_one_run(core) in in_one_run(summary)


def in_one_run(text: str) -> str:
    """The text without spaces and letter case, as texts are compared."""
    return re.sub(r"\s+", "", text).casefold()
