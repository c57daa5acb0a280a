"""Words into pieces of the model's vocabulary: of all ways to cut a word, the likeliest.

No piece reaches over a space, so words are cut one by one, and those that come again are remembered: texts of one field repeat their words.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from minicluster.analytics.retrieval.encoders.packed import Vocabulary

# How the vocabulary writes the space in front of a word.
SPACE: Final = "\u2581"
REMEMBERED_WORDS: Final = 50_000
_WORDS: Final = re.compile(rf"{SPACE}*[^{SPACE}]*")
_NEVER: Final = float("-inf")


class Pieces:
    """Cuts texts into the numbers of their pieces, as the model was trained to read them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._longest = max(map(len, vocabulary.pieces))
        self._of_word = lru_cache(maxsize=REMEMBERED_WORDS)(self._cut)

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of a text, without marks for begin and end."""
        written = re.sub("  +", " ", text.translate(self._vocabulary.normal_forms))
        marked = (written if written.startswith(" ") else f" {written}").replace(" ", SPACE)
        return [piece for word in _WORDS.findall(marked) for piece in self._of_word(word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        best = [0.0] + [_NEVER] * len(word)
        came = [(0, 0)] * (len(word) + 1)  # the piece that ends here, and where it starts
        for start in range(len(word)):
            for end, piece, score in self._starting(word, start):
                if best[start] + score > best[end]:
                    best[end], came[end] = best[start] + score, (piece, start)
        return _walked_back(came)

    def _starting(self, word: str, start: int) -> Iterator[tuple[int, int, float]]:
        for end in range(start + 1, min(len(word), start + self._longest) + 1):
            if known := self._vocabulary.pieces.get(word[start:end]):
                yield end, *known
        yield start + 1, self._vocabulary.unknown, self._vocabulary.unknown_score


def _walked_back(came: list[tuple[int, int]]) -> tuple[int, ...]:
    pieces, place = [], len(came) - 1
    while place:
        piece, place = came[place]
        pieces.append(piece)
    return tuple(reversed(pieces))
