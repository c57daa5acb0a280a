"""Names of authors as sources write them: Hangul, romanised in any of the usual ways, or initials.

A romanised name does not say which part is the family's, and one family name is written in many ways (이: Lee, Yi, Rhee), so that every reading of a
name is kept and two names fit where any two of their readings do. The variants per sound follow the Revised Romanisation, McCune-Reischauer without
its marks, and what people print on their cards.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

_INITIALS: Final = ("g|k", "kk|gg|k", "n", "d|t", "tt|dd", "r|l|n", "m", "b|p", "pp|bb", "s|sh", "ss|s", "", "j|ch|c|z", "jj|ch", "ch", "k", "t", "p", "h")
_MEDIALS: Final = (
    "a|ah", "ae|ai|e", "ya", "yae", "eo|u|o|uh|aw", "e|ay", "yeo|you|yu|yo|u", "ye|ie", "o|oh", "wa|oa", "wae|wai", "oe|oi|we", "yo|you", "u|oo|ou|wu|woo", "wo|weo|won", "we",
    "wi|ui|wee", "yu|yoo|you|ew", "eu|u", "ui|eui|ee|i", "i|ee|y|ea",
)  # fmt: skip
_K, _L, _P, _T = "k|g|c|ck", "l|r", "p|b", "t|s"
_FINALS: Final = (
    "", _K, _K, _K, "n", "n", "n", _T, _L, _K, "m", _P, _L, _L, _P, _L, "m", _P, _P, _T, _T, "ng|n", _T, _T, _K, _T, _P, "h|t",
)  # fmt: skip
_FIRST_SYLLABLE, _MEDIAL_COUNT, _FINAL_COUNT = 0xAC00, 21, 28
_TWO_SYLLABLE_FAMILIES: Final = frozenset({"남궁", "황보", "제갈", "선우", "독고", "사공", "서문"})
# Spellings of family names that no rule of sounds gives.
_FAMILY_SPELLINGS: Final = {
    "이": "lee|yi|rhee|ri|rhie|lie|li|yee|e",
    "박": "park|pak|bak|bahk",
    "최": "choi|choe|choy|chey",
    "우": "woo|wu|u",
    "오": "oh|o",
    "안": "ahn|an",
    "서": "seo|suh|so|su|sur|seoh",
    "허": "heo|hur|huh|her|ho",
    "백": "baek|paik|baik|paek|back",
    "노": "noh|roh|no|ro|rho",
    "유": "yoo|yu|ryu|you|lyu|ryoo|yew",
    "류": "ryu|yoo|yu|lyu|ryoo|you",
    "임": "lim|im|rim|yim|leem|rhim",
    "림": "lim|rim|im",
    "정": "jung|jeong|chung|chong|cheong|joung|jong",
    "조": "cho|jo|joe|choh",
    "윤": "yoon|yun|youn|yune",
    "손": "son|sohn|shon",
    "고": "ko|go|koh|goh",
    "구": "koo|gu|ku|goo",
    "권": "kwon|gwon|kweon",
    "곽": "kwak|gwak|kwag",
    "강": "kang|gang",
    "심": "shim|sim",
    "신": "shin|sin",
    "전": "jeon|chun|jun|chon|cheon|jean",
    "천": "chun|cheon|chon",
    "주": "joo|ju|chu|choo",
    "나": "na|ra|nah|rha",
    "라": "ra|na|rha",
    "변": "byun|byeon|pyun|byon",
    "현": "hyun|hyeon|hyon",
    "엄": "um|eom|uhm|oum",
    "여": "yeo|yuh|yo|yeu",
    "양": "yang|ryang",
    "남궁": "namgung|namkoong|namgoong|namkung",
    "황보": "hwangbo|hwangpo",
    "선우": "sunwoo|seonu|sunu",
}
_OTHER_FAMILIES: Final = (
    "김장한송황홍문배남하성차민진지원방공함염추도석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온호범팽승간시갈견당"
)
_CLASSES: Final = {
    letter: sound for letters, sound in (("gkq", "k"), ("dt", "t"), ("bp", "p"), ("jcz", "j"), ("rl", "l"), ("s", "s"), ("aeiouwy", "a")) for letter in letters
}
_HANGUL: Final = re.compile(r"[가-힣]")
_NOT_HANGUL: Final = re.compile(r"[^가-힣]+")
_TITLES: Final = re.compile(r"\b(?:prof(?:essor)?|dr|mr|mrs|ms|ph\.?\s?d)\b\.?|(?:명예|부|조|겸임)?교수님?$|박사님?$|연구원$|책임$|선임$|님$", re.IGNORECASE)
_LONGEST_NAME: Final = 120
_LONGEST_INITIALS: Final = 3


class Fit(IntEnum):
    """How well two names fit: not, by initials only, by a spelling of the same sounds, or letter by letter."""

    NONE = 0
    INITIALS = 1
    VARIANT = 2
    EQUAL = 3


@dataclass(frozen=True)
class Reading:
    """One way to read a name. Parts are in small letters without signs; `given` holds one entry for each part as it was written, so `("j", "s")` for J. S."""

    family: str
    given: tuple[str, ...]

    @property
    def is_hangul(self) -> bool:
        """Whether it is written in Hangul."""
        return bool(_HANGUL.search(self.family))

    @property
    def letters(self) -> str:
        """The given name in one word."""
        return "".join(self.given)

    @property
    def is_initials(self) -> bool:
        """Whether only first letters of the given name stand there."""
        return bool(self.given) and all(len(part) == 1 for part in self.given) and not self.is_hangul


@lru_cache(maxsize=50_000)
def readings(name: str) -> tuple[Reading, ...]:
    """Every way to read a name: family name first or last, where the writing leaves it open.

    >>> [reading.family for reading in readings("Kim, Jae-Sun")]
    ['kim']
    >>> readings("김 재선")
    (Reading(family='김', given=('재', '선')),)
    """
    bare = _TITLES.sub(" ", unicodedata.normalize("NFC", name[:_LONGEST_NAME])).strip(" ,;.")
    if _HANGUL.search(bare):
        return _hangul(_NOT_HANGUL.sub("", bare))
    family, comma, given = bare.partition(",")
    if comma and _words(family) and _words(given):
        return (Reading("".join(_words(family)), _given(given)),)
    tokens = [token for token in re.split(r"\s+", bare) if _words(token)]
    if len(tokens) <= 1:
        return (Reading("".join(_words(bare)), ()),) if _words(bare) else ()
    ways = [("".join(_words(tokens[-1])), " ".join(tokens[:-1])), ("".join(_words(tokens[0])), " ".join(tokens[1:]))]
    return tuple(dict.fromkeys(Reading(family, _given(given)) for family, given in ways if len(family) > 1 or family in {"e", "o", "u"}))


def _hangul(name: str) -> tuple[Reading, ...]:
    length = 2 if name[:2] in _TWO_SYLLABLE_FAMILIES and len(name) > len("남궁") else 1
    return (Reading(name[:length], tuple(name[length:])),)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    return re.findall(r"[^\W\d_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold())


def _given(text: str) -> tuple[str, ...]:
    """`J.-S.`, `J. S.` and `JS` are two initials."""
    if re.fullmatch(rf"[A-Z]{{2,{_LONGEST_INITIALS}}}", text.strip()):
        return tuple(text.strip().casefold())
    return tuple(_words(text))


def fit(one: str, other: str) -> Fit:
    """How well two names fit.

    >>> fit("이성민", "Rhee, Sung-Min"), fit("Kim, J. S.", "김재선"), fit("김민수", "김민호")
    (<Fit.VARIANT: 2>, <Fit.INITIALS: 1>, <Fit.NONE: 0>)
    """
    return max((_fit(first, second) for first in readings(one) for second in readings(other)), default=Fit.NONE)


def _fit(one: Reading, other: Reading) -> Fit:
    if not families(one) & families(other) or not one.given or not other.given:
        return Fit.NONE
    if one.is_initials or other.is_initials:
        return Fit.INITIALS if _initials_fit(one, other) else Fit.NONE
    if one.letters == other.letters and (one.is_hangul or one.family == other.family):
        return Fit.EQUAL
    return Fit.VARIANT if _sounds_alike(one, other) else Fit.NONE


def _sounds_alike(one: Reading, other: Reading) -> bool:
    if one.is_hangul and other.is_hangul:
        return False
    if one.is_hangul or other.is_hangul:
        hangul, latin = (one, other) if one.is_hangul else (other, one)
        return sounds(hangul.letters).fullmatch(latin.letters) is not None
    return _skeleton(one.letters) == _skeleton(other.letters)


def _initials_fit(one: Reading, other: Reading) -> bool:
    """Initials fit from the first on, as far as both tell them; a given name written in one word tells its first only."""
    pairs = zip(one.given, other.given, strict=False)
    return all(_class(first) == _class(second) for first, second in pairs)


def _class(part: str) -> str:
    """The sound class of the first letter: J. may stand for 정, which others begin with C."""
    if _HANGUL.match(part):
        initial = _INITIALS[(ord(part[0]) - _FIRST_SYLLABLE) // (_MEDIAL_COUNT * _FINAL_COUNT)]
        part = initial or "a"
    return _CLASSES.get(part[0], part[0])


@lru_cache(maxsize=50_000)
def sounds(hangul: str) -> re.Pattern[str]:
    """What the syllables may look like in Latin letters."""
    return re.compile("".join(f"(?:{_syllable(syllable)})" for syllable in hangul))


def _syllable(syllable: str) -> str:
    place = ord(syllable) - _FIRST_SYLLABLE
    initial, rest = divmod(place, _MEDIAL_COUNT * _FINAL_COUNT)
    medial, final = divmod(rest, _FINAL_COUNT)
    return "".join(f"(?:{part})" for part in (_INITIALS[initial], _MEDIALS[medial], _FINALS[final]))


def _skeleton(letters: str) -> str:
    """Two romanisations of one name agree in it: consonants by class, the vowels that are confused as one."""
    text = letters.replace("sh", "s").replace("ch", "j").replace("ph", "p")
    text = re.sub(r"y?(?:eo|oo|ou|eu|u|o)h?", "o", text)
    text = re.sub(r"ae|ai|ay", "e", text)
    text = re.sub(r"ee|ea|ui|ie", "i", text)
    return re.sub(r"(.)\1", r"\1", "".join(_CLASSES.get(letter, letter) if letter not in "aeiouwy" else letter for letter in text))


@lru_cache(maxsize=20_000)
def families(reading: Reading) -> frozenset[str]:
    """The Hangul family names that a family name may be; itself where it is none of Korea's."""
    if reading.is_hangul:
        return frozenset({reading.family} | ({"유", "류"} if reading.family in {"유", "류"} else {"임", "림"} if reading.family in {"임", "림"} else set()))
    return frozenset(name for name, pattern in _family_patterns() if pattern.fullmatch(reading.family)) or frozenset({reading.family})


@lru_cache(maxsize=1)
def _family_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    spelled = [(name, re.compile(pattern)) for name, pattern in _FAMILY_SPELLINGS.items()]
    return (*spelled, *((name, sounds(name)) for name in _OTHER_FAMILIES if name not in _FAMILY_SPELLINGS))


def blocks(name: str) -> frozenset[str]:
    """Keys of which two fitting names share one: family name and the sound with which the given name begins.

    >>> blocks("Lee, S.") & blocks("이성민")
    frozenset({'이 s'})
    """
    return frozenset(f"{family} {_class(reading.given[0])}" for reading in readings(name) if reading.given for family in families(reading))
