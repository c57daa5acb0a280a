"""Whether a sentence agrees with its own numbers: "more than double" with 139 and 67. Structured formulas, no reading of language. Pure: no Django, no database.

A printed figure stands for all that is printed like it: 139 for 138.5 to 139.5, 67E9 for 66.5 to 67.5 thousand million. What follows from several of them is an
interval too, and where it lies on both sides of what the sentence says, nothing can be decided. A figure that was counted and not rounded is written with an equals
sign: =68.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

# How far "about" and "doubled" may be from their figure, where it is not printed more coarsely than that.
ABOUT: Final = Fraction(5, 100)


class ClaimError(ValueError):
    """A formula that cannot be checked, with what is wrong and what to do."""


class Verdict(StrEnum):
    """The three answers."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Interval:
    """All that a number may be, and what it is taken for; an end that is None is open for ever."""

    low: Fraction | None
    middle: Fraction
    high: Fraction | None

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """Both ends of a closed one."""
        return (self.middle if self.low is None else self.low, self.middle if self.high is None else self.high)


@dataclass(frozen=True)
class Check:
    """What became of a formula.

    Attributes:
        verdict: whether the sentence agrees.
        found: what its numbers give.
        said: what the sentence says of it; for thresholds one end is open.
    """

    verdict: Verdict
    found: Interval
    said: Interval

    def as_data(self) -> dict[str, Any]:
        """The same for a machine."""
        found, said = ([None if end is None else float(end) for end in (one.low, one.middle, one.high)] for one in (self.found, self.said))
        return {"verdict": str(self.verdict), "low": found[0], "computed": found[1], "high": found[2], "said_from": said[0], "said_to": said[2]}


def printed(figure: str) -> Interval:
    """A number as it was printed, and all that is printed like it.

    >>> [float(end) for end in printed("139").ends], [float(end) for end in printed("80.7%").ends], [float(end) for end in printed("=68").ends]
    ([138.5, 139.5], [0.8065, 0.8075], [68.0, 68.0])
    """
    text = figure.strip().replace(",", "")
    scale = Fraction(1, 100) if text.endswith("%") else Fraction(1)
    try:
        number = Decimal(text.removeprefix("=").removesuffix("%").strip())
    except InvalidOperation:
        number = Decimal("nan")
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ClaimError(f"“{figure}” is not a printed number. Write digits, such as 139, 67E9, 80.7% or =68.")
    half = Fraction(0) if text.startswith("=") else Fraction(10) ** exponent / 2
    middle = Fraction(number)
    return Interval((middle - half) * scale, middle * scale, (middle + half) * scale)


def _quotient(numbers: Sequence[Fraction], _years: int) -> Fraction:
    return numbers[0] / numbers[1]


def _growth(numbers: Sequence[Fraction], _years: int) -> Fraction:
    return numbers[0] / numbers[1] - 1


def _growth_per_year(numbers: Sequence[Fraction], years: int) -> Fraction:
    return Fraction(float(numbers[0] / numbers[1]) ** (1 / years)) - 1


def _sum(numbers: Sequence[Fraction], _years: int) -> Fraction:
    return sum(numbers, Fraction(0))


# Each is steady in every one of its numbers, so that its ends lie at theirs.
FORMULAS: Final[Mapping[str, Callable[[Sequence[Fraction], int], Fraction]]] = {
    "ratio": _quotient,
    "share": _quotient,
    "growth": _growth,
    "growth_per_year": _growth_per_year,
    "sum": _sum,
}
PAIR: Final = 2


def _near(figure: Interval) -> Interval:
    slack = abs(figure.middle) * ABOUT
    low, high = figure.ends
    return Interval(min(low, figure.middle - slack), figure.middle, max(high, figure.middle + slack))


def _above(figure: Interval) -> Interval:
    return Interval(figure.middle, figure.middle, None)


def _below(figure: Interval) -> Interval:
    return Interval(None, figure.middle, figure.middle)


# What a wording makes of its figure. "3 times" and "by 32 %" are `as_printed`, with their figure as it was printed: 3, 32%.
WORDINGS: Final[Mapping[str, Callable[[Interval], Interval]]] = {
    "more_than": _above,
    "at_least": _above,
    "less_than": _below,
    "at_most": _below,
    "about": _near,
    "as_printed": lambda figure: figure,
}
STRICT: Final = frozenset({"more_than", "less_than"})
THRESHOLDS: Final = frozenset({"more_than", "at_least", "less_than", "at_most"})
# Words that have their figure in them.
WORDS_WITH_FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "more_than_double": ("more_than", "=2"),
    "at_least_double": ("at_least", "=2"),
    "doubled": ("about", "=2"),
    "halved": ("about", "=0.5"),
}


def check_claim(formula: Mapping[str, Any]) -> Check:
    """Whether a sentence agrees with its own numbers.

    A threshold (more than, at least, less than, at most) holds where all that the numbers may stand for lies on its side, fails where nothing does, and is else
    undecided. A figure (about, as printed) holds where what the printed numbers give lies within what it stands for, fails where nothing of what they may stand for
    does, and is else undecided. "between" is both thresholds.

    Args:
        formula: `formula` (ratio, share: the first over the second; growth: that less 1; growth_per_year, with `years`; sum), `numbers` (texts as they were
            printed, or {"printed": …, "claim": its code}), `wording` (see `WORDINGS`, `WORDS_WITH_FIGURES`, or "between") and, where the wording has none in it,
            `figure` (a text as it was printed; two of them for "between").

    Raises:
        ClaimError: the formula or a number of it cannot be understood; a number below a fraction line may be 0.

    >>> for numbers in (["139", "67"], ["130", "67"], ["139", "69.5"]):
    ...     found = check_claim({"formula": "ratio", "numbers": numbers, "wording": "more_than_double"})
    ...     print(found.verdict, round(float(found.found.middle), 2))
    holds 2.07
    fails 1.94
    undecided 2.0
    """
    found = _computed(formula)
    verdicts, said = zip(*(_judged(wording, figure, found) for wording, figure in _sayings(formula)), strict=True)
    if len(said) == PAIR:
        verdict = next((one for one in (Verdict.FAILS, Verdict.UNDECIDED) if one in verdicts), Verdict.HOLDS)
        return Check(verdict, found, Interval(said[0].low, said[0].middle, said[1].high))
    return Check(verdicts[0], found, said[0])


def numbers_of(formula: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The printed numbers of a formula, each with the code of the claim that it comes from, or nothing."""
    given = formula.get("numbers")
    if not isinstance(given, list) or not given:
        raise ClaimError("The formula has no numbers. Write them as they were printed.")
    pairs = [(one.get("printed"), one.get("claim", "")) if isinstance(one, Mapping) else (one, "") for one in given]
    if not all(isinstance(figure, str) for figure, _code in pairs):
        raise ClaimError("A number of the formula is not a text. Write it in quotes as it was printed: 2.0 is not 2.")
    return [(str(figure), str(code)) for figure, code in pairs]


def _computed(formula: Mapping[str, Any]) -> Interval:
    kind = formula.get("formula")
    compute = FORMULAS.get(str(kind))
    if compute is None:
        raise ClaimError(f"There is no formula “{kind}”. Write one of {', '.join(FORMULAS)}.")
    numbers = [printed(figure) for figure, _code in numbers_of(formula)]
    years = formula.get("years", 1)
    if kind == "sum":
        low, middle, high = (compute(part, 1) for part in ([one.ends[0] for one in numbers], [one.middle for one in numbers], [one.ends[1] for one in numbers]))
        return Interval(low, middle, high)
    if len(numbers) != PAIR:
        raise ClaimError(f"A {kind} has {len(numbers)} numbers. Write two: the first is put over the second.")
    if not isinstance(years, int) or years < 1:
        raise ClaimError(f"years is {years}. Write the whole number of years between both figures.")
    if prod(numbers[1].ends) <= 0 or (kind == "growth_per_year" and numbers[0].ends[0] <= 0):
        raise ClaimError("A number of the formula may be 0, and nothing can be set against it. Write the figures that the sentence compares.")
    corners = [compute(corner, years) for corner in product(*(one.ends for one in numbers))]
    return Interval(min(corners), compute([one.middle for one in numbers], years), max(corners))


def _sayings(formula: Mapping[str, Any]) -> list[tuple[str, Interval]]:
    """What the sentence says, one wording or the two of "between"."""
    wording, figure = str(formula.get("wording")), formula.get("figure")
    if wording in WORDS_WITH_FIGURES:
        wording, figure = WORDS_WITH_FIGURES[wording]
    if wording == "between" and isinstance(figure, list) and len(figure) == PAIR:
        return [("at_least", printed(str(figure[0]))), ("at_most", printed(str(figure[1])))]
    if wording not in WORDINGS:
        words = ", ".join([*WORDINGS, "between", *WORDS_WITH_FIGURES])
        raise ClaimError(f"There is no wording “{wording}” with this figure. Write one of {words}; between has two figures.")
    if not isinstance(figure, str):
        raise ClaimError(f"The wording “{wording}” has no figure. Write it as it was printed, in quotes.")
    return [(wording, printed(figure))]


def _judged(wording: str, figure: Interval, found: Interval) -> tuple[Verdict, Interval]:
    said = WORDINGS[wording](figure)
    low, high = found.ends
    if wording in THRESHOLDS:
        # Turned over, "less than" is "more than".
        near, far, edge = (low, high, figure.middle) if said.high is None else (-high, -low, -figure.middle)
        return _beyond(near, far, edge, strict=wording in STRICT), said
    least, most = said.ends
    if high < least or low > most:
        return Verdict.FAILS, said
    return (Verdict.HOLDS if least <= found.middle <= most else Verdict.UNDECIDED), said


def _beyond(near: Fraction, far: Fraction, edge: Fraction, *, strict: bool) -> Verdict:
    if near > edge or (near == edge and not strict):
        return Verdict.HOLDS
    return Verdict.FAILS if far < edge or (far == edge and strict) else Verdict.UNDECIDED
