"""Effects on logarithms as people read them: in per cent."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from minicluster.outcomes.rules.impact_words import LIMITS

_PER_CENT: Final = 100
_LARGE: Final = 1_000


def as_per_cent(log: float) -> float:
    """The relative change in per cent that a change of a natural logarithm is: 100 · (exp(b) − 1).

    >>> as_per_cent(0.0), round(as_per_cent(0.0954), 2), round(as_per_cent(-0.693147), 2)
    (0.0, 10.01, -50.0)
    """
    return _PER_CENT * math.expm1(log)


def per_cent_text(log: float | None) -> str:
    """A change of a logarithm as text with its sign, such as `+10.0 %`; a dash where there is none.

    >>> per_cent_text(0.0954), per_cent_text(-0.02), per_cent_text(0.0), per_cent_text(None)
    ('+10.0 %', '−2.0 %', '0.0 %', '–')
    """
    if log is None:
        return "–"
    value = as_per_cent(log)
    shown = f"{abs(value):,.0f}" if abs(value) >= _LARGE else f"{abs(value):.1f}"
    sign = "" if float(shown.replace(",", "")) == 0 else "+" if value > 0 else "−"
    return f"{sign}{shown} %"


def span_text(lower: float | None, upper: float | None) -> str:
    """An interval as text: `+1.0 % to +2.0 %` without words that would have to be translated.

    >>> span_text(0.01, 0.02), span_text(None, None)
    ('+1.0 % … +2.0 %', '–')
    """
    return "–" if lower is None or upper is None else f"{per_cent_text(lower)} … {per_cent_text(upper)}"


def _size(log: float) -> str:
    return per_cent_text(abs(log)).lstrip("+")


_FORMS: Final[Mapping[str, Callable[[float], str]]] = {
    "slope": _size,
    "misfit": _size,
    "naive": per_cent_text,
    "staggered": per_cent_text,
    "share": lambda share: f"{_PER_CENT * share:.0f} %",
    "p": lambda p: "p < 0.001" if p < 1 / _LARGE else f"p = {p:.3f}",
    "treated_from": lambda year: f"{year:.0f}",
}


def limit_text(code: str, figures: Mapping[str, Any]) -> str:
    """What cannot be shown, as a sentence with its evidence.

    Raises:
        KeyError: there are no words for this code, or a number that they name is missing.
    """
    shown = {name: _FORMS[name](value) if name in _FORMS else value for name, value in figures.items()}
    return str(LIMITS[code]) % shown
