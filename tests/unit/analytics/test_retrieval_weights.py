import math

import pytest

from minicluster.analytics.retrieval.weights import GRAM_WEIGHT, frequency_part, postings_of, question_weights, rarity


def test_a_posting_by_hand():
    # "spindle" twice among four words, usual length 27: 2 / (2 + 1.2 × (.25 + .75 × 4 / 27)) = 2 / (2 + 1.3 / 3).
    postings = postings_of("spindle heat spindle drift")
    assert postings == pytest.approx({"spindl": 2 / (2 + 1.3 / 3), "heat": 1 / (1 + 1.3 / 3), "drift": 1 / (1 + 1.3 / 3)})


def test_a_score_by_hand_for_three_documents():
    # The Okapi score of Robertson and Zaragoza, written out: idf × tf / (tf + k1 × (1 − b + b × dl / avgdl)), avgdl being 27.
    documents = [["heat", "drift"], ["heat", "heat", "noise"], ["noise"]]
    idf = {"heat": math.log(1 + 1.5 / 2.5), "drift": math.log(1 + 2.5 / 1.5)}
    by_hand = [
        idf["heat"] * 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 27)) + idf["drift"] * 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 27)),
        idf["heat"] * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 27)),
        0.0,
    ]
    postings = [postings_of(" ".join(document)) for document in documents]
    holding = {term: sum(term in posting for posting in postings) for term in ("heat", "drift")}
    scores = [sum(weight * posting.get(term, 0) * rarity(3, holding[term]) for term, weight in question_weights("heat drift").items()) for posting in postings]
    assert scores == pytest.approx(by_hand)


def test_two_fields_have_their_own_lengths_and_grams_weigh_less():
    assert question_weights("진동 진동") == {"진동": 2.0, "~진동": 2 * GRAM_WEIGHT}
    assert postings_of("음파진동")["~파진"] == pytest.approx(frequency_part(1, 3, 28.0))


def test_a_rare_term_weighs_more_and_none_weighs_less_than_nothing():
    weights = [rarity(1000, documents) for documents in range(1, 1001)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0
