"""Keeping a file under its SHA-256, and giving it out again. Who may have it is decided by the record it belongs to, before this is called."""

import errno
import hashlib
import os
import tempfile
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from minicluster.platform.database.home import home_folder
from minicluster.platform.files.models import StoredFile
from minicluster.platform.files.sniffing import content_type_of
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError, NotVisibleError, RefusedError

SIZE_LIMIT: Final = 20 * 1024 * 1024
_NAME_LENGTH: Final = 200
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class DiskFullError(RefusedError):
    """There is no room for the file on the disk."""

    status = 507


def store_file(*, content: bytes, name: str, programme_id: int, stored_by_id: int | None) -> StoredFile:
    """Keep a file: checked by its bytes, written in one piece, known by its checksum.

    The same content is kept once on the disk, however many records name it.

    Raises:
        InvalidInputError: empty, larger than 20 MB, or of a kind that is not taken.
        DiskFullError: the disk is full.
    """
    refuse_resident_registration_numbers(file=name)
    content_type = _checked(content)
    digest = hashlib.sha256(content).hexdigest()
    _write(content, path_of(digest))
    stored, _created = StoredFile.objects.get_or_create(
        programme_id=programme_id,
        sha256=digest,
        name=plain_name(name),
        defaults={"content_type": content_type, "size": len(content), "stored_by_id": stored_by_id},
    )
    return stored


def attachment(stored: StoredFile) -> HttpResponse:
    """The file as a download: never shown inside the site, never guessed at by the browser.

    Raises:
        NotVisibleError: the file is missing on the disk (say, after a restore without its files).
    """
    response = HttpResponse(content_of(stored), content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def content_of(stored: StoredFile) -> bytes:
    """What is in the file.

    Raises:
        NotVisibleError: it is missing on the disk.
    """
    try:
        return path_of(stored.sha256).read_bytes()
    except FileNotFoundError as error:
        raise NotVisibleError(_("This file is not on the disk of this installation. Its checksum is kept; please ask the administrator.")) from error


def path_of(digest: str) -> Path:
    """Where the content with this checksum lies."""
    return home_folder() / "files" / digest[:2] / digest


def plain_name(name: str) -> str:
    """A name without folders and control characters, composed (macOS sends Korean decomposed) and not too long; the ending stays."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(character for character in last if character.isprintable()).strip(" .") or "file"
    suffix = PurePosixPath(shown).suffix[:10]
    return shown if len(shown) <= _NAME_LENGTH else shown[: _NAME_LENGTH - len(suffix)] + suffix


def _checked(content: bytes) -> str:
    if not content:
        raise InvalidInputError(_("The file is empty. Nothing was stored; please choose it again."), field="file")
    if len(content) > SIZE_LIMIT:
        raise InvalidInputError(
            _("The file is larger than 20 MB. Nothing was stored; please make it smaller or name where the document is kept."), field="file"
        )
    content_type = content_type_of(content)
    if content_type is None:
        raise InvalidInputError(
            _("This kind of file is not taken. Nothing was stored. Taken are PDF, PNG, JPEG, xlsx, docx, hwp, hwpx, txt and csv, without macros."), field="file"
        )
    return content_type


def _write(content: bytes, path: Path) -> None:
    """Write beside the goal and move into place, so that a half-written file never carries a checksum's name."""
    if path.exists():
        return
    unfinished = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    except OSError as error:
        if unfinished:
            Path(unfinished).unlink(missing_ok=True)
        if error.errno in _NO_ROOM:
            raise DiskFullError(
                _(
                    "The disk of this installation is full. The file was not stored and nothing was changed; ask the administrator to make room, then send it again."
                )
            ) from error
        raise
