"""Whether a sentence agrees with its own numbers."""

import doctest

import pytest

from minicluster.analytics import claims
from minicluster.analytics.claims import ClaimError, Interval, check_claim, printed


def verdict(formula, numbers, wording, figure=None, **more):
    said = {} if figure is None else {"figure": figure}
    return str(check_claim({"formula": formula, "numbers": numbers, "wording": wording, **said, **more}).verdict)


def test_what_the_docstrings_show_is_so():
    assert doctest.testmod(claims).failed == 0


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        ("139", 138.5, 139.5),
        ("67E9", 66.5e9, 67.5e9),
        ("80.7%", 0.8065, 0.8075),
        ("2.0", 1.95, 2.05),
        ("=68", 68, 68),
        ("3,644", 3643.5, 3644.5),
        ("-5", -5.5, -4.5),
    ],
)
def test_a_printed_figure_stands_for_all_that_is_printed_like_it(figure, low, high):
    assert [float(end) for end in printed(figure).ends] == pytest.approx([low, high])


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["139", "67"], "holds"),
        (["130", "67"], "fails"),
        (["135", "67"], "undecided"),
        (["134", "67"], "undecided"),
        (["=134", "=67"], "fails"),
        (["=135", "=67"], "holds"),
    ],
)
def test_more_than_double_holds_only_where_nothing_that_is_printed_so_is_less(numbers, expected):
    assert verdict("ratio", numbers, "more_than_double") == expected


@pytest.mark.parametrize(
    ("wording", "expected"),
    [("more_than", "fails"), ("at_least", "holds"), ("less_than", "fails"), ("at_most", "holds"), ("about", "holds"), ("as_printed", "holds")],
)
def test_the_edge_itself_is_at_least_and_at_most_and_not_more_nor_less(wording, expected):
    assert verdict("ratio", ["=134", "=67"], wording, "2") == expected


@pytest.mark.parametrize(
    ("wording", "expected"),
    [("more_than", "undecided"), ("at_least", "undecided"), ("less_than", "undecided"), ("at_most", "undecided"), ("as_printed", "holds")],
)
def test_where_the_rounding_lies_on_both_sides_nothing_is_decided(wording, expected):
    assert verdict("ratio", ["134", "67"], wording, "2") == expected


@pytest.mark.parametrize(
    ("formula", "numbers", "says", "more", "expected"),
    [
        ("ratio", ["150", "50"], ("as_printed", "3"), {}, "holds"),
        ("ratio", ["180", "50"], ("as_printed", "3"), {}, "fails"),
        ("ratio", ["176", "50"], ("as_printed", "3"), {}, "undecided"),
        ("ratio", ["=36", "=7"], ("between", ["4", "7"]), {}, "holds"),
        ("ratio", ["=27", "=7"], ("between", ["4", "7"]), {}, "fails"),
        ("ratio", ["28", "7"], ("between", ["4", "7"]), {}, "undecided"),
        ("ratio", ["97", "50"], ("doubled", None), {}, "holds"),
        ("ratio", ["80", "50"], ("doubled", None), {}, "fails"),
        ("ratio", ["26", "50"], ("halved", None), {}, "holds"),
        ("ratio", ["100", "50"], ("at_least_double", None), {}, "undecided"),
        ("growth", ["132", "100"], ("as_printed", "32%"), {}, "holds"),
        ("growth", ["140", "100"], ("as_printed", "32%"), {}, "fails"),
        ("growth", ["=80", "=100"], ("as_printed", "-20%"), {}, "holds"),
        ("growth_per_year", ["121", "100"], ("as_printed", "10%"), {"years": 2}, "holds"),
        ("growth_per_year", ["121", "100"], ("as_printed", "10%"), {"years": 1}, "fails"),
        ("growth_per_year", ["139", "67"], ("about", "15.7%"), {"years": 5}, "holds"),
        ("share", ["=2940", "=3644"], ("as_printed", "80.7%"), {}, "holds"),
        ("share", ["=2940", "=3644"], ("as_printed", "80.6%"), {}, "fails"),
        ("share", ["294E1", "=3644"], ("as_printed", "80.6%"), {}, "undecided"),
        ("share", ["=55", "=126"], ("at_most", "=1"), {}, "holds"),
        ("share", ["=127", "=126"], ("at_most", "=1"), {}, "fails"),
        ("sum", ["=18", "=14", "=12"], ("at_most", "=68"), {}, "holds"),
        ("sum", ["=18", "=14", "=12"], ("as_printed", "=68"), {}, "fails"),
        ("sum", ["18.4", "14.3", "12.2"], ("as_printed", "45"), {}, "holds"),
        ("sum", ["18.4", "14.3", "12.2"], ("as_printed", "44.8"), {}, "undecided"),
        ("sum", ["1795"], ("about", "18E2"), {}, "holds"),
    ],
)
def test_each_formula_and_wording(formula, numbers, says, more, expected):
    assert verdict(formula, numbers, *says, **more) == expected


def test_a_machine_reads_what_was_found_and_what_was_said():
    found = check_claim({"formula": "ratio", "numbers": ["139", {"printed": "67", "claim": "art-05"}], "wording": "more_than_double"}).as_data()
    assert found == {
        "verdict": "holds",
        "low": pytest.approx(138.5 / 67.5),
        "computed": pytest.approx(139 / 67),
        "high": pytest.approx(139.5 / 66.5),
        "said_from": 2.0,
        "said_to": None,
    }


def test_a_negative_denominator_turns_the_ends():
    found = check_claim({"formula": "ratio", "numbers": ["10", "-5"], "wording": "about", "figure": "-2"})
    assert isinstance(found.found, Interval)
    assert found.found.low < found.found.middle < found.found.high


GOOD = {"formula": "ratio", "numbers": ["139", "67"], "wording": "more_than", "figure": "2"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"formula": "median"}, "There is no formula “median”. Write one of ratio, share, growth, growth_per_year, sum."),
        ({"numbers": []}, "The formula has no numbers. Write them as they were printed."),
        ({"numbers": "139"}, "The formula has no numbers. Write them as they were printed."),
        ({"numbers": ["139", 67]}, "A number of the formula is not a text. Write it in quotes as it was printed: 2.0 is not 2."),
        ({"numbers": ["139"]}, "A ratio has 1 numbers. Write two: the first is put over the second."),
        ({"numbers": ["139", "many"]}, "“many” is not a printed number. Write digits, such as 139, 67E9, 80.7% or =68."),
        ({"numbers": ["139", "inf"]}, "“inf” is not a printed number. Write digits, such as 139, 67E9, 80.7% or =68."),
        ({"numbers": ["139", "0"]}, "A number of the formula may be 0, and nothing can be set against it. Write the figures that the sentence compares."),
        ({"figure": None}, "The wording “more_than” has no figure. Write it as it was printed, in quotes."),
        ({"formula": "growth_per_year", "years": 0}, "years is 0. Write the whole number of years between both figures."),
        ({"formula": "growth_per_year", "years": 2, "numbers": ["-3", "67"]}, "A number of the formula may be 0, and nothing can be set against it. Write the figures that the sentence compares."),
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_checked_says_what_to_write(change, message):
    with pytest.raises(ClaimError) as caught:
        check_claim(GOOD | change)
    assert str(caught.value) == message


@pytest.mark.parametrize("change", [{"wording": "roughly"}, {"wording": "between", "figure": "2"}, {"wording": None}])
def test_a_wording_that_is_none_is_refused_with_those_that_are(change):
    with pytest.raises(ClaimError, match=r"^There is no wording .* Write one of more_than, at_least, .*; between has two figures\.$"):
        check_claim(GOOD | change)
