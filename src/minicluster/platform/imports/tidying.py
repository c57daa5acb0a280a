"""What people type, made comparable. Pure."""

import re
import unicodedata
from typing import Any

# Only what a typing habit makes wide: `㈜` and other letters with a meaning of their own stay as they are.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
_UNSEEN = re.compile(r"_x000[dD]_|[\u200b-\u200f\u202a-\u202e\u2060\ufeff\xad\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_BESIDE_NAMES = re.compile(r"[\s·ㆍ・.,'’`\"“”()\[\]{}<>:;_/\\|*※□■○●▶☞?!-]+")
_NOTHING = frozenset({"", "-", "--", "—", "–", "―"})
_EXACT = 2.0**53  # up to here a spreadsheet's number is exact
_NO_VALUE = frozenset({"n/a", "na", "없음", "해당없음", "해당사항없음", "미상", "미정", "모름", "none", "unknown", "null"})


def as_text(cell: Any) -> str:
    """The cell as a person sees it; a whole number has no decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return str(cell)


def tidy(cell: Any) -> str:
    """The text of a cell for keeping and showing: composed Hangul, narrow letters and digits, single spaces, nothing that cannot be seen."""
    text = unicodedata.normalize("NFC", as_text(cell).replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in _UNSEEN.sub("", text.translate(_NARROW)).split("\n"))
    return "\n".join(lines).strip()


def plain(cell: Any) -> str:
    """The text of a cell for reading a value from it: one line, compatibility forms resolved (`㈜` → `(주)`, `２` → `2`)."""
    return " ".join(unicodedata.normalize("NFKC", tidy(cell)).split())


def key(cell: Any) -> str:
    """The text for comparing: without case, spaces and punctuation."""
    return _BESIDE_NAMES.sub("", plain(cell).casefold())


def word(cell: Any) -> str:
    """The text for comparing with a list of words, in which a mere sign (`○`) is a word too."""
    return key(cell) or plain(cell).casefold()


def is_blank(cell: Any) -> bool:
    """Whether nothing is said: an empty cell or a dash."""
    return not isinstance(cell, (list, dict)) and tidy(cell) in _NOTHING


def says_nothing(cell: Any) -> bool:
    """Whether a cell that should hold a value says that there is none (`없음`, `N/A`)."""
    return is_blank(cell) or plain(cell).casefold().replace(" ", "") in _NO_VALUE
