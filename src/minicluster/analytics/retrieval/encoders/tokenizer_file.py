"""Cutting texts as a `tokenizer.json` says, for models that somebody puts into a folder: the kinds Unigram (XLM-RoBERTa, e5, bge-m3) and WordPiece (BERT)."""

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from minicluster.analytics.retrieval.encoders.errors import UnreachableError
from minicluster.analytics.retrieval.encoders.packed import Vocabulary
from minicluster.analytics.retrieval.encoders.pieces import Pieces

_MARKS: Final = (("<s>", "</s>"), ("[CLS]", "[SEP]"))
_LONGEST_WORD: Final = 100
_SIGNS: Final = re.compile(r"[\w]+|[^\w\s]|_")


class Tokenizer:
    """The numbers of a text's pieces, between the model's marks for begin and end."""

    def __init__(self, path: Path) -> None:
        described = json.loads(path.read_text(encoding="utf-8"))
        readers: dict[str, Callable[[dict[str, Any]], tuple[Callable[[str], list[int]], dict[str, int]]]] = {"Unigram": _unigram, "WordPiece": _word_piece}
        kind = described["model"].get("type", "WordPiece" if "##" in str(described["model"].get("continuing_subword_prefix")) else "")
        if kind not in readers:
            raise UnreachableError(f"{path.name} cuts words by {kind or 'an unnamed method'}, which cannot be read here; Unigram and WordPiece can.")
        self._cut, numbers = readers[kind](described)
        numbers |= {token["content"]: token["id"] for token in described.get("added_tokens", [])}
        marks = [(numbers[begin], numbers[end]) for begin, end in _MARKS if begin in numbers and end in numbers]
        if not marks:
            raise UnreachableError(f"{path.name} names no marks for begin and end of a text.")
        self._begin, self._end = marks[0]

    def pieces(self, text: str, *, longest: int) -> list[int]:
        """The numbers of a text, cut off where the model reads no further."""
        return [self._begin, *self._cut(text)[: longest - 2], self._end]


def _unigram(described: dict[str, Any]) -> tuple[Callable[[str], list[int]], dict[str, int]]:
    listed = described["model"]["vocab"]
    unknown = described["model"]["unk_id"]
    pieces = {text: (number, score) for number, (text, score) in enumerate(listed) if number != unknown}
    words = Pieces(Vocabulary(pieces, unknown, min(score for _text, score in listed) - 10, {}))

    def cut(text: str) -> list[int]:
        written = " ".join(unicodedata.normalize("NFKC", text).split())
        return words.of(written) if written else []

    return cut, {text: number for number, (text, _score) in enumerate(listed)}


def _word_piece(described: dict[str, Any]) -> tuple[Callable[[str], list[int]], dict[str, int]]:
    numbers: dict[str, int] = described["model"]["vocab"]
    unknown = numbers[described["model"].get("unk_token", "[UNK]")]
    small = bool((described.get("normalizer") or {}).get("lowercase"))

    def cut(text: str) -> list[int]:
        written = unicodedata.normalize("NFC", text)
        return [piece for word in _SIGNS.findall(_plain(written) if small else written) for piece in _longest_first(word, numbers, unknown)]

    return cut, dict(numbers)


def _plain(text: str) -> str:
    """Small letters without accents. Hangul is put together again: it is not an accent."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _longest_first(word: str, numbers: dict[str, int], unknown: int) -> list[int]:
    pieces: list[int] = []
    start = 0
    while start < len(word) <= _LONGEST_WORD:
        mark = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in numbers), start)
        if end == start:
            return [unknown]
        pieces.append(numbers[mark + word[start:end]])
        start = end
    return pieces or [unknown]
