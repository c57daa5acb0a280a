"""Indicators that are worked out of others: ratio, share, growth and sum, as data.

`{"kind": "ratio", "of": ["exports", "employment"]}`. A rate of a whole is worked out of the whole's own figures, never added up from the rates of its parts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.outcomes.rules.money import CURRENCIES, Amount, together
from minicluster.outcomes.rules.unreckonable import UnreckonableError

PERCENT: Final = "%"
Values = Mapping[int, Decimal]


class FormulaKind(TextChoices):
    """How an indicator is worked out of others."""

    RATIO = "ratio", gettext_lazy("The first divided by the second")
    SHARE = "share", gettext_lazy("The first in per cent of the second")
    GROWTH = "growth", gettext_lazy("Change on the year before in per cent")
    SUM = "sum", gettext_lazy("The sum of them")


_FEWEST_AND_MOST: Final = {FormulaKind.RATIO: (2, 2), FormulaKind.SHARE: (2, 2), FormulaKind.GROWTH: (1, 1), FormulaKind.SUM: (2, 20)}


@dataclass(frozen=True)
class Formula:
    """A kind, and the short names of the indicators that it is worked out of, in their order."""

    kind: FormulaKind
    of: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {"kind": str(self.kind), "of": list(self.of)}


@dataclass(frozen=True)
class Known:
    """What a formula has to know of an indicator that it names."""

    unit: str
    formula: Mapping[str, Any]


@dataclass(frozen=True)
class Worked:
    """What a formula gives: a value for each year that has all it needs, and for the others the short names (or years) that are lacking."""

    by_year: dict[int, Decimal]
    lacking: dict[int, tuple[str, ...]]


def formula_of(said: Mapping[str, Any]) -> Formula | None:
    """A formula as it is kept or typed; None where the indicator is counted itself.

    Raises:
        UnreckonableError: an unknown kind, or too few or too many indicators for it.
    """
    if not said:
        return None
    kind, of = said.get("kind"), said.get("of")
    if kind not in FormulaKind.values or not isinstance(of, list | tuple):
        raise UnreckonableError("", _("This is no formula."), _("Choose one of: %(kinds)s.") % {"kinds": ", ".join(FormulaKind.values)})
    fewest, most = _FEWEST_AND_MOST[FormulaKind(kind)]
    if not fewest <= len(of) <= most:
        needed = str(fewest) if fewest == most else f"{fewest}–{most}"
        raise UnreckonableError(
            "",
            _("This kind of formula is worked out of %(needed)s indicators, and %(count)s are named.") % {"needed": needed, "count": len(of)},
            _how_to_name(),
        )
    return Formula(FormulaKind(kind), tuple(str(slug) for slug in of))


def check_formula(slug: str, unit: str, formula: Formula, known: Mapping[str, Known]) -> None:
    """See that a formula can be worked out: `known` is every indicator of the programme by its short name.

    Raises:
        UnreckonableError: an unknown short name, a formula that leads back to itself, units that do not go together, or another unit than it gives.
    """
    for one in formula.of:
        if one not in known and one != slug:
            raise UnreckonableError(one, _("There is no indicator of this short name."), _how_to_name())
    _refuse_circle(slug, formula, known)
    units = [known[one].unit for one in formula.of]
    _check_units(formula, units)
    gives = unit_of(formula, units)
    if gives and gives != unit:
        raise UnreckonableError(slug, _("The formula gives %(gives)s, and the unit is %(unit)s.") % {"gives": gives, "unit": unit}, _("Set the unit to that."))


def unit_of(formula: Formula, units: list[str]) -> str:
    """The unit that a formula gives; empty for a ratio, which is told as `USD per person`."""
    if formula.kind in (FormulaKind.SHARE, FormulaKind.GROWTH):
        return PERCENT
    return units[0] if formula.kind is FormulaKind.SUM else ""


def worked_out(formula: Formula, parts: Mapping[str, Values], unit: str = "") -> Worked:
    """The formula over series by short name, each a value by year. `unit`: of the parts of a sum.

    A year in which a part is lacking has no value and is named, and so is a year in which it would be divided by nothing.
    """
    if formula.kind is FormulaKind.GROWTH:
        return _growth(parts.get(formula.of[0], {}))
    found, lacking = dict[int, Decimal](), dict[int, tuple[str, ...]]()
    for year in sorted({year for slug in formula.of for year in parts.get(slug, {})}):
        absent = tuple(slug for slug in formula.of if year not in parts.get(slug, {}))
        values = [] if absent else [parts[slug][year] for slug in formula.of]
        if not absent and formula.kind is not FormulaKind.SUM and values[1] == 0:
            absent = (formula.of[1],)
        if absent:
            lacking[year] = absent
        else:
            found[year] = _OF_ONE_YEAR[formula.kind]([Amount(value, unit, year) for value in values])
    return Worked(found, lacking)


def _growth(values: Values) -> Worked:
    """From the second year on; a year after a gap has no year before."""
    found, lacking = dict[int, Decimal](), dict[int, tuple[str, ...]]()
    for year in sorted(values)[1:]:
        if values.get(year - 1):
            found[year] = 100 * (values[year] / values[year - 1] - 1)
        else:
            lacking[year] = (str(year - 1),)
    return Worked(found, lacking)


_OF_ONE_YEAR: Final[dict[FormulaKind, Callable[[list[Amount]], Decimal]]] = {
    FormulaKind.RATIO: lambda amounts: amounts[0].value / amounts[1].value,
    FormulaKind.SHARE: lambda amounts: 100 * amounts[0].value / amounts[1].value,
    FormulaKind.SUM: together,
}


def _check_units(formula: Formula, units: list[str]) -> None:
    """What is added or taken as a share is in one unit; two currencies do not stand in one ratio."""
    mixed = set(units) if formula.kind is not FormulaKind.RATIO else {unit for unit in units if unit in CURRENCIES}
    if len(mixed) < 2:  # noqa: PLR2004  # two units are one too many
        return
    other = next(slug for slug, unit in zip(formula.of, units, strict=True) if unit != units[0])
    raise UnreckonableError(
        other,
        _("It is in %(unit)s, and %(first)s is in %(other)s.") % {"unit": units[formula.of.index(other)], "first": formula.of[0], "other": units[0]},
        _("Choose indicators in the same unit."),
    )


def _refuse_circle(slug: str, formula: Formula, known: Mapping[str, Known]) -> None:
    waiting: list[tuple[str, ...]] = [(slug, one) for one in formula.of]
    while waiting:
        *way, last = waiting.pop()
        if last in way:
            raise UnreckonableError(slug, _("The formula leads back to itself: %(way)s.") % {"way": " → ".join([*way, last])}, _how_to_name())
        waiting += [(*way, last, str(one)) for one in known[last].formula.get("of", ())] if last in known else []


def _how_to_name() -> str:
    return _("Name indicators of the registry that are counted, by their short names.")
