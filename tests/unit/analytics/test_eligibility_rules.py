"""The eligibility engine, rule by rule."""

import doctest
from datetime import date

import pytest

from minicluster.analytics import eligibility
from minicluster.analytics.eligibility import Fact, Facts, Rule, Test, judge

DAY = date(2007, 10, 22)


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"),
    [
        (Rule("site", Test.ONE_OF, "complex", ("wonju",)), (Fact("complex", "gumi"), Fact("complex", "wonju")), "yes"),
        (Rule("site", Test.ONE_OF, "complex", ("wonju",)), (Fact("complex", "wonju", until=DAY),), "unknown"),
        (Rule("site", Test.ONE_OF, "complex", ("wonju",)), (Fact("complex", "", since=DAY),), "no"),
        (Rule("size", Test.ONE_OF, "size", ("sme", "micro")), (Fact("size", "sme", until=date(2007, 1, 1)), Fact("size", "mid", since=date(2007, 1, 1))), "no"),
        (Rule("industry", Test.BEGINS_WITH, "industry", ("27", "331")), (Fact("industry", "33110"),), "yes"),
        (Rule("industry", Test.BEGINS_WITH, "industry", ("27", "331")), (Fact("industry", "33210"),), "no"),
        (Rule("partners", Test.AT_LEAST, "partners", 3), (Fact("partners", 2.0),), "no"),
        (Rule("money", Test.AT_MOST_BY, "share", {"sme": 0.75, "large": 0}, by="size"), (Fact("share", 0.75), Fact("size", "sme")), "yes"),
        (Rule("money", Test.AT_MOST_BY, "share", {"sme": 0.75, "large": 0}, by="size"), (Fact("size", "sme"),), "unknown"),
        (Rule("money", Test.AT_MOST_BY, "share", {"sme": 0.75, "large": 0}, by="size"), (Fact("size", "large"),), "no"),
        (Rule("window", Test.WITHIN, value=(DAY, DAY)), (), "yes"),
        (Rule("window", Test.WITHIN, value=(date(2007, 11, 1), date(2007, 12, 1))), (), "no"),
        (Rule("member", Test.ANY, "membership"), (), "unknown"),
    ],
)
def test_a_rule_says_yes_no_or_unknown(rule, facts, verdict):
    assert judge([rule], Facts(facts), day=DAY).verdict.value == verdict


def test_no_row_of_a_complete_register_means_no():
    register = Facts(complete=frozenset({"membership", "supported"}))
    asked = [Rule("member", Test.ANY, "membership"), Rule("once", Test.NONE_OF, "supported", ("support-3/2007",))]
    assert [finding.verdict.value for finding in judge(asked, register, day=DAY).findings] == ["no", "yes"]


def test_the_examples_of_its_page_are_true():
    assert doctest.testmod(eligibility).failed == 0
