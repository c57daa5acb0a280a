"""Every code of the library has its words, and logarithms are read in per cent. No database."""

import ast
import math
from pathlib import Path

import pytest

import minicluster.analytics.impact as library
import minicluster.outcomes as station
from minicluster.outcomes import rules
from minicluster.outcomes.domain.impact.reading import covariate_name

LIBRARY = Path(library.__file__).parent
STATION = Path(station.__file__).parent
# What evidence a limit may bring along, as it comes from the library or from us.
EVIDENCE = {
    "slope": -0.08, "lower": -0.1, "upper": -0.06, "statistic": 9.1, "freedom": 3, "p": 0.0004, "treated": 4, "clusters": 9, "cells": 2, "covariates": "size",
    "unmatched": 3, "units": 5, "share": 0.12, "naive": 0.02, "staggered": 0.0954, "misfit": 0.3, "spread": 1.0, "treated_from": 2005.0, "times_before": 1,
    "firms": 12, "members": 4,
}  # fmt: skip


def calls_of(name):
    for path in sorted(LIBRARY.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield node


def texts_in(node):
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def codes_of_the_library():
    codes = set()
    for call in calls_of("Limit"):
        first = call.args[0]
        codes.update([first.body.value, first.orelse.value] if isinstance(first, ast.IfExp) else [first.value])
    return codes


def reasons_of_the_library():
    """Every constant text that the library gives as the reason why a figure or its error is missing."""
    told = {call.args[0].value for call in calls_of("Estimate.absent") if isinstance(call.args[0], ast.Constant)}
    for call in calls_of("Estimate.with_error"):
        told.update(text for keyword in call.keywords if keyword.arg == "why" for text in texts_in(keyword.value))
    for path in sorted(LIBRARY.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [ast.unparse(target) for target in node.targets] if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AnnAssign):
                names = [ast.unparse(node.target)]
            if node.__class__ in (ast.Assign, ast.AnnAssign) and {"why", "KEPT_BACK", "ONE_TREATED", "NO_PLACEBOS", "FEWER_PLACEBOS"} & set(names):
                told.update(texts_in(node.value))
    # This one is told by a limit, and by no row; the word "none" is the name of an inference.
    return {text for text in told if text.endswith(".")} - {"There is one time before entry: it has no trend."}


def test_no_limit_of_the_library_is_without_words():
    codes = codes_of_the_library()
    assert {"selection_on_decline", "selection_on_growth", "no_sensitivity", "these_only"} <= codes
    assert codes - set(rules.LIMITS) == set()


@pytest.mark.parametrize("code", sorted(rules.LIMITS))
def test_a_limit_says_its_evidence_in_numbers_that_people_read(code):
    text = rules.limit_text(code, EVIDENCE)
    assert "%(" not in text
    assert text.endswith((".", "size."))


def test_evidence_in_logarithms_is_told_in_per_cent():
    assert "by 7.7 % a year" in rules.limit_text("selection_on_decline", {"slope": -0.08}) or "by 8.3 % a year" in rules.limit_text(
        "selection_on_decline", {"slope": -0.08}
    )
    assert "(+2.0 %)" in rules.limit_text("naive_apart", EVIDENCE)
    assert "(p = 0.200)" in rules.limit_text("trends_differ", {"p": 0.2})
    assert "(p < 0.001)" in rules.limit_text("trends_differ", {"p": 0.0002})


def test_no_reason_of_the_library_reaches_a_page_in_its_own_words():
    reasons = reasons_of_the_library()
    assert len(reasons) > 8
    known = {english for english in reasons if len(list(rules.whys_of(english))) == 1 and (list(rules.whys_of(english)) != [english] or english in SAME)}
    assert reasons - known == set()


# Words that are the same here as there.
SAME = {"One pair has no error.", "Nobody is never treated."}


def test_reasons_that_stand_together_are_told_one_by_one():
    both = "There are too few units never treated for placebos: the estimate has no error. Without 3 treated units that have one time before."
    assert list(rules.whys_of(both)) == [
        "There are too few that never joined for placebos: the estimate has no error.",
        "Without 3 that have one year before.",
    ]
    assert list(rules.whys_of("")) == []


@pytest.mark.parametrize(("log", "per_cent"), [(0.0, 0.0), (math.log(1.1), 10.0), (math.log(0.5), -50.0), (1.0, 171.8281828459045)])
def test_an_effect_on_the_logarithm_is_read_as_per_cent(log, per_cent):
    assert rules.as_per_cent(log) == pytest.approx(per_cent, abs=1e-12)


@pytest.mark.parametrize(
    ("log", "text"), [(None, "–"), (0.0, "0.0 %"), (0.0001, "0.0 %"), (math.log(1.1), "+10.0 %"), (math.log(0.9), "−10.0 %"), (math.log(21), "+2,000 %")]
)
def test_per_cent_have_a_sign_and_one_decimal(log, text):
    assert rules.per_cent_text(log) == text


def test_properties_of_firms_have_names():
    assert [
        covariate_name(code) for code in ("size:sme", "industry:29", "log_value before", "trend of log_value before", "log_sales_before", "sales_growth_before")
    ] == [
        "SME",
        "Industry 29",
        "Level before (logarithm)",
        "Growth before (each year, logarithm)",
        "Level of sales before (logarithm)",
        "Growth of sales before (logarithm)",
    ]


def test_no_page_asks_for_a_case_study():
    sources = [path for path in sorted(STATION.rglob("*")) if path.suffix in {".py", ".html", ".typ"}]
    assert len(sources) > 40
    assert [path.name for path in sources if "case_study" in path.read_text()] == []
