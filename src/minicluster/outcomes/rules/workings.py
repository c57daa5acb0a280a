"""How a claim's formula is worked out, in words: what each printed number stands for, what they give, what the sentence says."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from minicluster.analytics.claims import WORDS_WITH_FIGURES, Check, numbers_of, printed

_FORMULAS: Final[Mapping[str, tuple[str, Promise]]] = {
    "ratio": ("÷", gettext_lazy("The first number over the second")),
    "share": ("÷", gettext_lazy("The first number as a part of the second")),
    "growth": ("÷", gettext_lazy("By how much the first number is greater than the second")),
    "growth_per_year": ("÷", gettext_lazy("By how much the number grew in each year")),
    "sum": ("+", gettext_lazy("All numbers together")),
}
_WORDINGS: Final[Mapping[str, Promise]] = {
    "more_than": gettext_lazy("more than %(figure)s"),
    "at_least": gettext_lazy("at least %(figure)s"),
    "less_than": gettext_lazy("less than %(figure)s"),
    "at_most": gettext_lazy("at most %(figure)s"),
    "about": gettext_lazy("about %(figure)s"),
    "as_printed": gettext_lazy("%(figure)s, as printed"),
    "between": gettext_lazy("between %(figure)s and %(other)s"),
}


@dataclass(frozen=True)
class Quoted:
    """A number of the formula: as it was printed, all that is printed like it, and the code of the claim it comes from."""

    printed: str
    low: float
    high: float
    claim: str

    @property
    def is_exact(self) -> bool:
        """Whether it was counted, not rounded."""
        return self.low == self.high


@dataclass(frozen=True)
class Workings:
    """A formula worked out."""

    what: str
    sign: str
    numbers: list[Quoted]
    low: str
    found: str
    high: str
    """What they give, in per cent where the sentence speaks of per cent."""
    says: str
    """What the sentence says of it, such as "more than 2"."""

    @property
    def is_exact(self) -> bool:
        """Whether nothing in it was rounded."""
        return self.low == self.high


def workings_of(formula: Mapping[str, Any], check: Check) -> Workings:
    """The workings of a formula that was checked.

    Raises:
        ClaimError: the formula cannot be understood.
    """
    sign, what = _FORMULAS[str(formula["formula"])]
    low, high = check.found.ends
    quoted = [_quoted(figure, code) for figure, code in numbers_of(formula)]
    low_told, found_told, high_told = (_plain(number, percent=_speaks_of_per_cent(formula)) for number in (low, check.found.middle, high))
    return Workings(str(what), sign, quoted, low_told, found_told, high_told, _said(formula))


def _speaks_of_per_cent(formula: Mapping[str, Any]) -> bool:
    return str(formula.get("figure", "")).endswith("%")


def _quoted(figure: str, code: str) -> Quoted:
    low, high = printed(figure).ends
    return Quoted(_plain(printed(figure).middle), float(low), float(high), code)


def _said(formula: Mapping[str, Any]) -> str:
    wording, figure = WORDS_WITH_FIGURES.get(str(formula["wording"]), (str(formula["wording"]), formula.get("figure")))
    figures = figure if isinstance(figure, list) else [figure]
    words = [_plain(printed(str(one)).middle, percent=str(one).endswith("%")) for one in figures]
    return str(_WORDINGS[wording]) % {"figure": words[0], "other": words[-1]}


def _plain(number: Fraction, *, percent: bool = False) -> str:
    """A number as people write it: 67,000,000,000, 2.5 or 80.7 %."""
    shown = f"{round(float(number * 100 if percent else number), 4):,.10g}" if abs(number) < 10**9 else f"{int(number):,}"
    return f"{shown} %" if percent else shown
