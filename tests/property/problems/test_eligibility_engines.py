"""The eligibility engine against a second one, written separately and as plainly as can be, on generated rules and facts."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.analytics.eligibility import Fact, Facts, Rule, Test, judge

FIRST = date(2005, 1, 1)
NAMES = ("complex", "size", "share")
WORDS = ("a", "ab", "b", "29", "291")
days = st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))
numbers = st.sampled_from((0.0, 0.5, 0.75, 1.0, 2.0, 3.0))


@st.composite
def facts(draw):
    rows = []
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=8)):
        since, length = draw(st.none() | days), draw(st.none() | st.integers(1, 40))
        until = None if length is None else (since or FIRST) + timedelta(days=length)
        rows.append(Fact(name, draw(numbers if name == "share" else st.sampled_from(WORDS)), since, until))
    return Facts(tuple(rows), draw(st.frozensets(st.sampled_from(NAMES))))


@st.composite
def rules(draw):
    test = draw(st.sampled_from(Test))
    if test is Test.WITHIN:
        return Rule("window", test, value=(draw(days), draw(days)))
    if test is Test.AT_LEAST:
        return Rule("number", test, "share", draw(numbers))
    if test is Test.AT_MOST_BY:
        return Rule("money", test, "share", draw(st.dictionaries(st.sampled_from(WORDS), numbers)), by="size")
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
    return Rule("words", test, draw(st.sampled_from(("complex", "size"))), tuple(words))


def plainly(rule, known, day):  # noqa: C901, PLR0911, PLR0912  # it is to be plain, not short
    """The same question answered by walking through every row, with no table of tests."""
    if rule.test == "within":
        return "no" if day < rule.value[0] or day > rule.value[1] else "yes"
    values = {name: [] for name in NAMES}
    for row in known.rows:
        begun = True if row.since is None else not day < row.since
        over = False if row.until is None else not day < row.until
        if begun and not over:
            values[row.name].append(row.value)
    is_known = {name: len(values[name]) > 0 or name in known.complete for name in NAMES}
    if rule.test == "at_most_by":
        if is_known["size"]:
            best = 0
            for size in values["size"]:
                best = max(best, rule.value.get(size, 0))
            if best == 0:
                return "no"
            if not is_known["share"]:
                return "unknown"
            return "no" if any(share > best for share in values["share"]) else "yes"
        return "unknown"
    if not is_known[rule.fact]:
        return "unknown"
    mine = values[rule.fact]
    if rule.test == "any":
        return "yes" if mine else "no"
    if rule.test == "none":
        return "no" if mine else "yes"
    if rule.test == "at_least":
        return "yes" if any(value >= rule.value for value in mine) or rule.value <= 0 else "no"
    hits = 0
    for value in mine:
        for word in rule.value:
            hits += value[: len(word)] == word if rule.test == "begins_with" else value == word
    return ("yes" if hits == 0 else "no") if rule.test == "none_of" else ("yes" if hits else "no")


@settings(max_examples=500, deadline=None)
@given(st.lists(rules(), max_size=6), facts(), days)
def test_both_engines_say_the_same_of_every_rule_and_of_all_together(asked, known, day):
    answer = judge(asked, known, day=day)
    plain = [plainly(rule, known, day) for rule in asked]
    assert [finding.verdict.value for finding in answer.findings] == plain
    together = "no" if "no" in plain else "unknown" if "unknown" in plain else "yes"
    assert answer.verdict.value == together


@settings(max_examples=300, deadline=None)
@given(rules(), facts(), days)
def test_an_unknown_names_what_is_missing_and_a_yes_or_no_never_does(rule, known, day):
    finding = judge([rule], known, day=day).findings[0]
    assert (finding.verdict == "unknown") == bool(finding.missing)


@settings(max_examples=300, deadline=None)
@given(st.lists(rules(), max_size=6), facts(), days)
def test_a_membership_that_no_rule_asks_for_changes_nothing(asked, known, day):
    member = Facts((*known.rows, Fact("membership", "wonju/rehabilitation")), known.complete)
    assert judge(asked, member, day=day) == judge(asked, known, day=day)
