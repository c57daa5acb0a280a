"""Lists of postings, the heaviest first, made of more postings than memory should hold, and written as PostgreSQL's binary copy reads them."""

import struct
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Final, Self

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.weights import UsualLengths
from minicluster.platform.search.statement import BLOCK_LENGTH, DOCUMENT_BITS
from minicluster.platform.search.terms import postings_of

Numbers = NDArray[np.int64]

BEGINNING: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END: Final = struct.pack(">h", -1)

# So many postings are held before they go to files, and so many files share them by term.
HELD: Final = 2_000_000
FILES: Final = 16
# A posting's weight lies between 0 and 1 and is kept in sixteen bits.
FULL: Final = 65535
_PAIR: Final = np.dtype([("term", "<i8"), ("posting", "<i8")])
_ELEMENT: Final = np.dtype([("length", ">i4"), ("posting", ">i8")])
_BIGINT: Final = 20  # PostgreSQL's number for the type


def pairs_of(documents: Sequence[tuple[int, bytes]], usual: UsualLengths) -> NDArray[np.void]:
    """The postings of documents, of which the number and the packed terms are given, where documents are usually so long."""
    terms, rows, parts = postings_of([of_document for _number, of_document in documents], usual)
    numbers = np.array([number for number, _terms in documents], dtype=np.int64)
    pairs = np.empty(len(terms), dtype=_PAIR)
    pairs["term"], pairs["posting"] = terms, (np.round(parts * FULL).astype(np.int64) << DOCUMENT_BITS) | numbers[rows]
    return pairs


class Lists:
    """The lists of one kind in one scope, while they grow."""

    def __init__(self) -> None:
        self._held: list[NDArray[np.void]] = []
        self._count = 0
        self._files: list[IO[bytes]] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()

    def add(self, pairs: NDArray[np.void]) -> None:
        """Take in what `pairs_of` made of some documents."""
        self._held.append(pairs)
        self._count += len(pairs)
        if self._count >= HELD:
            self._put_away()

    def sorted(self) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """Part by part: the terms, where the list of each begins, and all postings one list after another."""
        if self._files:
            self._put_away()
        for pairs in self._parts():
            order = np.lexsort((-pairs["posting"], pairs["term"]))
            terms, starts = np.unique(pairs["term"][order], return_index=True)
            yield terms, starts, pairs["posting"][order]

    def _parts(self) -> Iterator[NDArray[np.void]]:
        if not self._files:
            yield np.concatenate([*self._held, np.empty(0, dtype=_PAIR)])
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(file.read(), dtype=_PAIR)

    def _put_away(self) -> None:
        if not self._files:
            self._files = [self._open.enter_context(tempfile.TemporaryFile()) for _part in range(FILES)]  # noqa: SIM115  # closed with the stack
        pairs = np.concatenate([*self._held, np.empty(0, dtype=_PAIR)])
        parts = pairs["term"] % FILES
        for part, file in enumerate(self._files):
            file.write(pairs[parts == part].tobytes())
        self._held, self._count = [], 0


def write_blocks(file: IO[bytes], programme_id: int, kind: str, scope: int, lists: Lists) -> list[tuple[Numbers, Numbers]]:
    """Write the lists as blocks; returns the terms and the lengths of their lists, part by part."""
    counted, head = [], _head(programme_id, kind, scope)
    for terms, starts, postings in lists.sorted():
        lengths = np.diff(np.append(starts, len(postings)))
        counted.append((terms, lengths))
        elements = np.empty(len(postings), dtype=_ELEMENT)
        elements["length"], elements["posting"] = 8, postings
        content = memoryview(elements.tobytes())
        for term, start, length in zip(terms.tolist(), starts.tolist(), lengths.tolist(), strict=True):
            for place in range(0, length, BLOCK_LENGTH):
                size = min(BLOCK_LENGTH, length - place)
                file.write(head(term, place // BLOCK_LENGTH, size))
                file.write(content[(start + place) * _ELEMENT.itemsize : (start + place + size) * _ELEMENT.itemsize])
    return counted


def _head(programme_id: int, kind: str, scope: int) -> Callable[[int, int, int], bytes]:
    """What makes a row of the list up to its postings: each column's length and value, and the head of an array of one dimension."""
    name = kind.encode()
    of_kind = struct.pack(f">i{len(name)}s", len(name), name)

    def row(term: int, place: int, size: int) -> bytes:
        columns = struct.pack(">hiqiq", 6, 8, programme_id, 8, term) + of_kind + struct.pack(">iqii", 8, scope, 4, place)
        return columns + struct.pack(">iiiiii", 20 + size * _ELEMENT.itemsize, 1, 0, _BIGINT, size, 1)

    return row
