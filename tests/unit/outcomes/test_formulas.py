from decimal import Decimal

import pytest

from minicluster.outcomes import rules
from minicluster.outcomes.rules import STANDARD_INDICATORS, Formula, FormulaKind, Known, UnreckonableError, check_formula, formula_of, worked_out

RATIO = {"kind": "ratio", "of": ["exports", "employment"]}
KNOWN = {
    "exports": Known("USD", {}),
    "sales": Known("KRW", {}),
    "more_sales": Known("KRW", {}),
    "employment": Known("persons", {}),
    "each": Known("USD per person", RATIO),
}


def by_year(**values):
    return {int(year[1:]): Decimal(value) for year, value in values.items()}


def test_a_formula_is_read_as_it_is_kept():
    assert formula_of({}) is None
    assert formula_of(RATIO) == Formula(FormulaKind.RATIO, ("exports", "employment"))
    assert formula_of(RATIO).as_data() == RATIO


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "product", "of": ["a", "b"]}, "Choose one of: ratio, share, growth, sum"),
        ({"kind": "ratio", "of": "exports"}, "no formula"),
        ({"kind": "ratio", "of": ["exports"]}, "worked out of 2 indicators, and 1 are named"),
        ({"kind": "growth", "of": ["exports", "sales"]}, "worked out of 1 indicators, and 2 are named"),
        ({"kind": "sum", "of": ["sales"]}, "2–20 indicators"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_cure(said, why):
    with pytest.raises(UnreckonableError, match=why):
        formula_of(said)


@pytest.mark.parametrize(
    ("slug", "unit", "said", "row", "why"),
    [
        ("new", "USD", {"kind": "ratio", "of": ["exports", "nowhere"]}, "nowhere", "no indicator of this short name"),
        ("exports", "%", {"kind": "growth", "of": ["each"]}, "exports", "exports → each → exports"),
        ("new", "%", {"kind": "growth", "of": ["new"]}, "new", "new → new"),
        ("new", "KRW", {"kind": "sum", "of": ["sales", "exports"]}, "exports", "in USD, and sales is in KRW"),
        ("new", "%", {"kind": "share", "of": ["sales", "employment"]}, "employment", "in persons, and sales is in KRW"),
        ("new", "x", {"kind": "ratio", "of": ["sales", "exports"]}, "exports", "in USD, and sales is in KRW"),
        ("new", "USD", {"kind": "sum", "of": ["sales", "more_sales"]}, "new", "gives KRW, and the unit is USD"),
        ("new", "USD", {"kind": "growth", "of": ["exports"]}, "new", "gives %"),
    ],
)
def test_a_formula_that_cannot_be_worked_out_names_the_row(slug, unit, said, row, why):
    with pytest.raises(UnreckonableError, match=why) as refusal:
        check_formula(slug, unit, formula_of(said), KNOWN)
    assert refusal.value.row == row
    assert refusal.value.cure


def test_each_kind_gives_its_values():
    parts = {"a": by_year(y2004="50", y2005="60", y2006="90"), "b": by_year(y2004="200", y2005="240", y2006="300")}
    assert worked_out(formula_of({"kind": "ratio", "of": ["a", "b"]}), parts).by_year == by_year(y2004="0.25", y2005="0.25", y2006="0.3")
    assert worked_out(formula_of({"kind": "share", "of": ["a", "b"]}), parts).by_year == by_year(y2004="25", y2005="25", y2006="30")
    assert worked_out(formula_of({"kind": "sum", "of": ["a", "b"]}), parts, "KRW").by_year == by_year(y2004="250", y2005="300", y2006="390")
    assert worked_out(formula_of({"kind": "growth", "of": ["a"]}), parts).by_year == by_year(y2005="20", y2006="50")


def test_a_year_that_lacks_a_part_has_no_value_and_names_it():
    parts = {"a": by_year(y2004="50", y2006="90", y2007="1"), "b": by_year(y2004="200", y2005="240", y2007="0")}
    share = worked_out(formula_of({"kind": "share", "of": ["a", "b"]}), parts)
    assert (share.by_year, share.lacking) == (by_year(y2004="25"), {2005: ("a",), 2006: ("b",), 2007: ("b",)})
    growth = worked_out(formula_of({"kind": "growth", "of": ["a"]}), parts)
    assert (growth.lacking, list(growth.by_year)) == ({2006: ("2005",)}, [2007])
    assert worked_out(formula_of(RATIO), {}).by_year == {}


def test_every_standard_formula_can_be_worked_out_and_the_whole_chain_is_there():
    known = {slug: Known(one.unit, one.formula) for slug, one in STANDARD_INDICATORS.items()}
    for slug, one in STANDARD_INDICATORS.items():
        formula = formula_of(one.formula)
        if formula:
            check_formula(slug, one.unit, formula, known)
            assert not one.is_additive or formula.kind is FormulaKind.SUM
    assert {one.level for one in STANDARD_INDICATORS.values()} == set(rules.IndicatorLevel)
    assert all(one.definition_ko and one.definition_en for one in STANDARD_INDICATORS.values())
