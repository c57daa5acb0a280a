"""The secrets that are planted in the world, and how they are found again in whatever form an answer has."""

import io
import re
import zipfile
from typing import Final

import pypdf

_NUMBERS: Final = {"own": 1, "elsewhere": 2, "other": 3}


def canary(place, kind):
    """The text that stands where only some may read, such as `canary-own-problem`."""
    return f"canary-{place}-{kind}"


def honorarium_of(place):
    """What the expert of the place was paid: a sum that stands nowhere else."""
    return 517_330 + _NUMBERS[place]


def fee_of(place):
    """What the firm of the place owes for a year: a sum that stands nowhere else."""
    return 283_460 + _NUMBERS[place]


_SUMS: Final = {"honorarium": honorarium_of, "fee": fee_of}


def spellings(place, kind):
    """How a secret can be written: a sum also with separators."""
    if kind not in _SUMS:
        return (canary(place, kind),)
    amount = _SUMS[kind](place)
    return (str(amount), f"{amount:,}")


def readable(response):
    """All text of an answer: of workbooks and office documents what is packed in them, of calendars whole lines, of PDFs what a reader sees."""
    content, kind = response.content, response.headers.get("Content-Type", "")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    if kind.startswith("application/pdf") and len(content) > len(b"%PDF-1.7"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    text = content.decode(errors="replace")
    return re.sub(r"\r\n[ \t]", "", text) if kind.startswith("text/calendar") else text
