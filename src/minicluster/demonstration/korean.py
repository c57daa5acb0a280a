"""Korean writing: particles that fit their word, and names in Latin letters. Pure."""

import re
from typing import Final

_FIRST: Final = ord("가")
_LAST: Final = ord("힣")
_FINALS: Final = 28
_MEDIALS: Final = 21
_RIEUL: Final = 8
# Digits and Latin letters whose Korean reading ends in a consonant (일, 삼, 육, 칠, 팔, 영; 엘, 엠, 엔, 알).
_CLOSED_SIGNS: Final = frozenset("013678LMNRlmnr")
_PARTICLES: Final = re.compile(r"\{(\w+)\}\|(\w+)\|(\w+)")
_GAPS: Final = re.compile(r"\{(\w+)\}")

_INITIAL_LETTERS: Final = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_MEDIAL_LETTERS: Final = ("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i")
_FINAL_LETTERS: Final = ("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t")  # fmt: skip


def ends_in_consonant(word: str) -> bool:
    """Whether a word's last sound is a consonant (받침), which decides between 은 and 는, 이 and 가, 을 and 를."""
    last = word.rstrip(" )]").rstrip()[-1:]
    if last and _FIRST <= ord(last) <= _LAST:
        return (ord(last) - _FIRST) % _FINALS != 0
    return last in _CLOSED_SIGNS


def filled(text: str, **words: object) -> str:
    """Fill a text's gaps: `{product}`, or `{product}|이|가` where the particle depends on the word."""

    def written(found: re.Match[str]) -> str:
        word = str(words[found[1]])
        return word + (found[2] if ends_in_consonant(word) else found[3])

    return _GAPS.sub(lambda found: str(words[found[1]]), _PARTICLES.sub(written, text))


def romanised(word: str) -> str:
    """A Korean word letter by letter in the Revised Romanisation, without its changes of sound; other signs stay."""
    return "".join(_syllable(sign) if _FIRST <= ord(sign) <= _LAST else sign for sign in word).capitalize()


def _syllable(sign: str) -> str:
    number = ord(sign) - _FIRST
    initial, rest = divmod(number, _MEDIALS * _FINALS)
    medial, final = divmod(rest, _FINALS)
    return _INITIAL_LETTERS[initial] + _MEDIAL_LETTERS[medial] + ("l" if final == _RIEUL else _FINAL_LETTERS[final])
