"""A text as terms: Korean words (mecab-ko, compounds taken apart) and Hangul 2-grams, English stems, numbers and codes.

Terms stand in two fields, because their lengths differ: words, and 2-grams, which find what the dictionary does not know and what was written
without spaces. A 2-gram carries a mark so that it is never taken for a word.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from minicluster.analytics.retrieval.stop_words import ENGLISH_STOP_WORDS, KOREAN_STOP_WORDS

GRAM_MARK: Final = "~"

_LATIN_OR_NUMBER: Final = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*")
_PART: Final = re.compile(r"[a-z]+|\d+")
_HANGUL_RUN: Final = re.compile(r"[가-힣]+")
_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)?")
# Nouns, roots, verbs, adjectives; particles, endings, suffixes, dependent nouns and punctuation say nothing of the subject.
_CONTENT_TAGS: Final = frozenset({"NNG", "NNP", "NR", "XR", "VV", "VA", "SH"})
_MECAB_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: the term under which it is indexed, and how it was written."""

    term: str
    surface: str


def normal_form(text: str) -> str:
    """One way of writing each character: full-width digits and letters, compatibility forms, decomposed Hangul, capitals."""
    return unicodedata.normalize("NFKC", text).lower()


def words_of(text: str) -> list[Word]:
    """The words of a text in the order of their kind: Korean ones first, then Latin words, numbers and codes.

    >>> [word.term for word in words_of("연구실에서 EMG 3.5 mm, Measuring vibrations")]
    ['연구', '실', 'emg', '3.5', 'mm', 'measur', 'vibrat']
    """
    normal = normal_form(text)
    return [*_korean_words(_LATIN_OR_NUMBER.sub(" ", normal)), *_latin_words(normal)]


def grams_of(text: str) -> list[str]:
    """The Hangul 2-grams of a text, marked; they do not reach over spaces or other signs.

    >>> grams_of("진동판 EMG")
    ['~진동', '~동판']
    """
    runs = _HANGUL_RUN.findall(normal_form(text))
    return [GRAM_MARK + run[start : start + 2] for run in runs for start in range(len(run) - 1)]


def _korean_words(text: str) -> Iterator[Word]:
    if not _HANGUL_RUN.search(text):
        return
    with _MECAB_LOCK:
        morphemes = _mecab().parse(text)
    for morpheme in morphemes:
        for form, tag in _parts(morpheme):
            if tag in _CONTENT_TAGS and form not in KOREAN_STOP_WORDS:
                yield Word(form, morpheme.surface)


def _parts(morpheme: Any) -> Iterator[tuple[str, str]]:
    # A compound or an inflected form tells its parts as form/tag/meaning, joined by +.
    if morpheme.feature.expression is None:
        yield morpheme.surface, morpheme.feature.pos
        return
    for part in morpheme.feature.expression.split("+"):
        form, _slash, tag = part.partition("/")
        yield form, tag.partition("/")[0]


def _latin_words(text: str) -> Iterator[Word]:
    for found in _LATIN_OR_NUMBER.finditer(text):
        token = found.group()
        if _DECIMAL.fullmatch(token):
            yield Word(token, token)
            continue
        parts = _PART.findall(token)
        if len(parts) > 1 and any(part.isdigit() for part in parts):
            yield Word(token, token)  # a code such as 60601-1 or sus304 counts as a whole and by its parts
        yield from (Word(_stem(part), part) for part in parts if part not in ENGLISH_STOP_WORDS and (len(part) > 1 or len(parts) == 1))


@cache
def _mecab() -> Any:
    from mecab import MeCab  # loaded when the first Korean text comes: the dictionary takes memory

    return MeCab()


def _stem(word: str) -> str:
    stemmer = getattr(_STEMMERS, "english", None)
    if stemmer is None:
        from snowballstemmer import stemmer as make_stemmer

        stemmer = _STEMMERS.english = make_stemmer("english")
    stem: str = stemmer.stemWord(word)
    return stem


# A stemmer keeps the word it works on, so each thread has its own.
_STEMMERS: Final = threading.local()
