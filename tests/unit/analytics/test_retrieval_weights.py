import math

import pytest

from minicluster.analytics.retrieval.weights import GRAM_WEIGHT, UsualLengths, frequency_part, question_weights, rarity, term_counts, usual_lengths


def test_a_part_by_hand():
    # "spindle" twice among four words, usual length 27: 2 / (2 + 1.2 × (.25 + .75 × 4 / 27)) = 2 / (2 + 1.3 / 3).
    counts = term_counts("spindle heat spindle drift")
    assert counts == {"spindl": 2, "heat": 1, "drift": 1}
    assert [frequency_part(count, 4, 27.0) for count in counts.values()] == pytest.approx([2 / (2 + 1.3 / 3), 1 / (1 + 1.3 / 3), 1 / (1 + 1.3 / 3)])


def test_a_score_by_hand_for_three_documents():
    # The Okapi score of Robertson and Zaragoza, written out: idf × tf / (tf + k1 × (1 − b + b × dl / avgdl)), avgdl being (2 + 3 + 1) / 3.
    documents = [["heat", "drift"], ["heat", "heat", "noise"], ["noise"]]
    idf = {"heat": math.log(1 + 1.5 / 2.5), "drift": math.log(1 + 2.5 / 1.5)}
    by_hand = [
        idf["heat"] * 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2)) + idf["drift"] * 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2)),
        idf["heat"] * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2)),
        0.0,
    ]
    counted = [term_counts(" ".join(document)) for document in documents]
    usual = usual_lengths(3, sum(counts.total() for counts in counted), 0, 0)
    holding = {term: sum(term in counts for counts in counted) for term in ("heat", "drift")}
    scores = [
        sum(
            weight * frequency_part(counts[term], counts.total(), usual.words) * rarity(3, holding[term])
            for term, weight in question_weights("heat drift").items()
        )
        for counts in counted
    ]
    assert scores == pytest.approx(by_hand)


def test_two_fields_have_their_own_lengths_and_grams_weigh_less():
    assert question_weights("진동 진동") == {"진동": 2.0, "~진동": 2 * GRAM_WEIGHT}
    assert usual_lengths(4, 100, 2, 60) == UsualLengths(words=25.0, grams=30.0)


def test_a_rare_term_weighs_more_and_none_weighs_less_than_nothing():
    weights = [rarity(1000, documents) for documents in range(1, 1001)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0
