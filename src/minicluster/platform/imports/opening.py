"""Opening a file, whatever an office's program wrote it as."""

import gzip
import io
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from minicluster.platform.imports.tables import Table
from minicluster.platform.imports.text_tables import read_text
from minicluster.platform.imports.workbooks import read_workbook
from minicluster.platform.refusals import InvalidInputError

MAXIMUM_BYTES = 300 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_GZIP = b"\x1f\x8b"


def read_tables(path: Path) -> list[Table]:
    """Every sheet of a workbook, or the one table of a text file.

    Raises:
        InvalidInputError: there is no such file, it is too large, damaged, or of no kind that can be read.
    """
    content = read_content(path)
    return tables_of(content, path.name)


def tables_of(content: bytes, name: str) -> list[Table]:
    """The tables in the bytes of a file."""
    return read_workbook(content) if is_workbook(content) else [read_text(content, name)]


def is_workbook(content: bytes) -> bool:
    """Whether a spreadsheet wrote it."""
    return content.startswith((_ZIP, _OLD_EXCEL))


def read_content(path: Path) -> bytes:
    """The bytes of a file, unpacked.

    Raises:
        InvalidInputError: there is no such file, it is empty, too large or damaged.
    """
    if path.is_dir():
        raise InvalidInputError(_("%(file)s is a folder. Nothing was changed; name the file itself.") % {"file": path})
    try:
        too_large = path.stat().st_size > MAXIMUM_BYTES
        content = b"" if too_large else path.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            _("%(file)s cannot be read (%(why)s). Nothing was changed; check the name and that you may read it.") % {"file": path, "why": error.strerror}
        ) from error
    if too_large:
        raise _too_large(path)
    if content.startswith(_GZIP):
        content = _unpacked(content, path)
    if not content.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise InvalidInputError(_("%(file)s is empty. Nothing was changed; save the table again and name that file.") % {"file": path})
    return content


def _unpacked(content: bytes, path: Path) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(MAXIMUM_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidInputError(_("%(file)s is damaged: it cannot be unpacked. Nothing was changed; fetch or save it again.") % {"file": path}) from error
    if len(unpacked) > MAXIMUM_BYTES:
        raise _too_large(path)
    return unpacked


def _too_large(path: Path) -> InvalidInputError:
    return InvalidInputError(
        _("%(file)s is larger than %(limit)s MB. Nothing was changed; divide it into several files.") % {"file": path, "limit": MAXIMUM_BYTES // 1024 // 1024}
    )
