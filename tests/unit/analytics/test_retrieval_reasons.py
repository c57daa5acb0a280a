"""The words that speak for a candidate, with their shares of all that words bring; no database."""

import pytest

from minicluster.analytics.retrieval.reasons import MatchedWord, matched_words, spelling_of

QUESTION = "The spindle vibrates, 진동판 소음"


def test_each_word_has_its_share_as_it_was_written_the_greatest_first():
    spelling = spelling_of(QUESTION, [])
    assert matched_words(spelling, {"vibrat": 1.0, "spindl": 3.0}) == [
        MatchedWord("spindle", 0.75, is_asked=True),
        MatchedWord("vibrates", 0.25, is_asked=True),
    ]


def test_an_experts_term_is_written_as_in_the_thesaurus_and_is_not_taken_for_the_problems_own():
    spelling = spelling_of(QUESTION, ["balancing of spindles", "공진"])
    assert matched_words(spelling, {"balanc": 2.0, "공진": 1.0, "spindl": 1.0}) == [
        MatchedWord("balancing", 0.5, is_asked=False),
        MatchedWord("spindle", 0.25, is_asked=True),
        MatchedWord("공진", 0.25, is_asked=False),
    ]


def test_what_two_grams_bring_counts_to_the_words_in_which_they_stand_and_the_rest_to_none():
    spelling = spelling_of("소음", ["소음기"])
    words = {one.word: one.share for one in matched_words(spelling, {"소음": 4.0, "~소음": 2.0, "~무엇": 2.0})}
    assert words == {"소음": pytest.approx(0.75)}


def test_small_shares_are_not_told_and_of_many_only_the_greatest_five():
    spelling = spelling_of("one two three four five six seven".replace("one", "gear"), [])
    brought = dict.fromkeys(spelling.asked, 1.0)
    assert len(brought) > 5
    assert [one.share for one in matched_words(spelling, brought)] == [pytest.approx(1 / len(brought))] * 5
    assert [one.word for one in matched_words(spelling, {"gear": 0.96, "seven": 0.04})] == ["gear"]


def test_where_nothing_is_shared_there_is_no_word():
    assert matched_words(spelling_of(QUESTION, ["공진"]), {}) == []
