"""The file that a backup is: one tar with the dump, the stored files, the key and a manifest with their checksums.

database.dump   pg_dump's custom format (compressed)
files/…         what people stored
secret_key      signs sessions and links: with it, links that are under way stay valid
manifest.json   the last member: format, version, time, sha256 and size of every member, rows of every table
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from minicluster.platform.database.errors import DatabaseUnavailableError

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
KEY = "secret_key"
FILES = "files"
BLOCK_BYTES = 1024**2


class BackupError(DatabaseUnavailableError):
    """A backup cannot be written or read back; nothing was changed."""


@dataclass(slots=True)
class Manifest:
    """What a backup holds."""

    minicluster: str
    made_at: str
    server: str
    rows: dict[str, int]
    format: int = FORMAT
    members: dict[str, dict[str, Any]] = field(default_factory=dict)


@contextmanager
def replaced_when_complete(file: Path) -> Iterator[Path]:
    """Give a temporary name beside the file; it takes the file's name when the block ends well, else it is removed."""
    draft = file.with_name(f".{file.name}.partial-{os.getpid()}")
    try:
        yield draft
        with draft.open("rb") as stream:
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def write_archive(file: Path, members: dict[str, Path], manifest: Manifest) -> None:
    """Write the members, then the manifest with their checksums."""
    with _for_its_user_alone(file) as stream, tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, source in members.items():
            manifest.members[name] = _add(archive, name, source)
        written = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        archive.addfile(_entry(MANIFEST, len(written)), io.BytesIO(written))


def _for_its_user_alone(file: Path) -> IO[bytes]:
    # Whoever can read a backup has everything.
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _add(archive: tarfile.TarFile, name: str, source: Path) -> dict[str, Any]:
    with source.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        reader = _Summing(stream)
        archive.addfile(_entry(name, size), reader)
    return {"sha256": reader.digest.hexdigest(), "bytes": size}


class _Summing(io.RawIOBase):
    """Hands a stream on and sums what went through."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self.stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.digest.update(block)
        return block


def read_manifest(file: Path) -> Manifest:
    """Read the manifest and compare every member with it; what is damaged or strange is refused as a whole."""
    written, found = b"", {}
    try:
        with tarfile.open(file, mode="r:") as archive:
            for entry in archive:
                if entry.name == MANIFEST:
                    written = _stream(archive, entry).read()
                else:
                    found[entry.name] = {"sha256": _checksum(_stream(archive, entry)), "bytes": entry.size}
        manifest = Manifest(**json.loads(written))
    except (tarfile.TarError, ValueError, TypeError) as reason:
        text = "%(file)s is not a whole backup (%(reason)s). Nothing was changed. Take another copy of it, or an older backup."
        raise BackupError(text, file=file, reason=reason) from reason
    _compare(file, manifest, found)
    return manifest


def _stream(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(entry) if entry.isreg() and _is_expected(entry.name) else None
    if stream is None:
        msg = f"unexpected member {entry.name}"
        raise ValueError(msg)
    return stream


def _is_expected(name: str) -> bool:
    path = PurePosixPath(name)
    below = path.parts[:1] == (FILES,) and len(path.parts) > 1 and ".." not in path.parts
    return below or name in {DUMP, KEY, MANIFEST}


def _checksum(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()


def _compare(file: Path, manifest: Manifest, found: dict[str, dict[str, Any]]) -> None:
    if manifest.format != FORMAT:
        text = "%(file)s was written by a newer minicluster (%(version)s). Nothing was changed. Install that version, then restore."
        raise BackupError(text, file=file, version=manifest.minicluster)
    names = manifest.members.keys() | found.keys() | {DUMP}
    different = sorted(name for name in names if manifest.members.get(name) != found.get(name) or name not in found)
    if different:
        text = (
            "%(file)s is damaged: %(count)s parts differ from their checksums, the first is %(name)s. Nothing was changed. "
            "Take another copy of it, or an older backup."
        )
        raise BackupError(text, file=file, count=len(different), name=different[0])


def checksum_of(path: Path) -> str:
    """Sum up a file."""
    with path.open("rb") as stream:
        return _checksum(stream)


def extract(file: Path, target: Callable[[str], Path | None]) -> None:
    """Write each member where `target` says, in one piece; None leaves it out."""
    with tarfile.open(file, mode="r:") as archive:
        for entry in archive:
            path = target(entry.name)
            if path is not None:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with replaced_when_complete(path) as draft, _stream(archive, entry) as stream, _for_its_user_alone(draft) as copy:
                    shutil.copyfileobj(stream, copy, BLOCK_BYTES)
