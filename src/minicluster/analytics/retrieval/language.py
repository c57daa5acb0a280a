"""The language of a text, by its script: a Korean text may be full of Latin terms and is still Korean."""

import re
from collections.abc import Iterable
from typing import Final, Literal

Language = Literal["ko", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")
KOREAN_SHARE: Final = 0.15
_HANGUL: Final = re.compile(r"[가-힣ㄱ-ㆎ]")
_LATIN: Final = re.compile(r"[A-Za-z]")


def language_of(text: str) -> Language:
    """`ko` where at least 15 % of the Hangul and Latin letters are Hangul, else `en`.

    A Hangul syllable says as much as two or three Latin letters, so that a text half of whose words are Latin terms still counts as Korean.

    >>> language_of("IGBT 모듈의 power cycling 수명"), language_of("Heat checking of die-casting dies (금형)"), language_of("")
    ('ko', 'en', 'en')
    """
    hangul = len(_HANGUL.findall(text))
    letters = hangul + len(_LATIN.findall(text))
    return "ko" if letters and hangul / letters >= KOREAN_SHARE else "en"


def by_language(texts: Iterable[str]) -> dict[Language, list[str]]:
    """The texts of each language that occurs, in their order.

    >>> by_language(["edge wears", "날이 닳는다"])
    {'ko': ['날이 닳는다'], 'en': ['edge wears']}
    """
    told = list(texts)
    found: dict[Language, list[str]] = {language: [text for text in told if language_of(text) == language] for language in LANGUAGES}
    return {language: of_language for language, of_language in found.items() if of_language}
