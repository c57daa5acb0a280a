"""What a file is, read off its bytes and never off its name. Pure."""

import io
import unicodedata
import zipfile
from typing import Final

TEXT: Final = "text/plain"
CSV: Final = "text/csv"
HWP: Final = "application/x-hwp"
HWPX: Final = "application/hwp+zip"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BEGINNINGS: Final = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_CONTAINER_OF_WEBP: Final = (b"RIFF", b"WEBP")
_ZIP: Final = b"PK\x03\x04"
_COMPOUND_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HWP_SIGNATURE: Final = b"HWP Document File"
_SEPARATORS: Final = ",;\t"
_LINES_LOOKED_AT: Final = 20


def content_type_of(content: bytes) -> str | None:
    """The content type of an allowed kind of file; None for every other kind, also for workbooks with macros."""
    for beginning, content_type in _BEGINNINGS:
        if content.startswith(beginning):
            return content_type
    if content.startswith(_ZIP):
        return _type_of_archive(content)
    if content.startswith(_COMPOUND_FILE):
        return HWP if _HWP_SIGNATURE in content else None
    return _type_of_text(content)


def photo_type_of(content: bytes) -> str | None:
    """The content type of a photo that can be read: JPEG, PNG or WebP; None for everything else. A WebP picture is never stored as such."""
    if (content[:4], content[8:12]) == _CONTAINER_OF_WEBP:
        return WEBP
    found = content_type_of(content[:16])
    return found if found in (JPEG, PNG) else None


def _type_of_archive(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mimetype = _mimetype_in(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    if mimetype == HWPX:
        return HWPX
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else None


def _mimetype_in(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as member:
        return member.read(len(HWPX)).decode("ascii", "replace")


def _type_of_text(content: bytes) -> str | None:
    text = decoded(content)
    if text is None or any(unicodedata.category(character) == "Cc" and character not in "\t\r\n\f" for character in text):
        return None
    return CSV if _is_table(text) else TEXT


def decoded(content: bytes) -> str | None:
    """The text of a Korean office's text file: UTF-8, with or without BOM, or CP949."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
    return len(lines) > 1 and any(lines[0].count(mark) and len({line.count(mark) for line in lines}) == 1 for mark in _SEPARATORS)
