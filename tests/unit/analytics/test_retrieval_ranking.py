import numpy as np
import pytest

from minicluster.analytics.retrieval.centring import Average, document_centres, question_centre
from minicluster.analytics.retrieval.fusion import WORD_WEIGHT, WORD_WEIGHT_COVERED, fuse
from minicluster.analytics.retrieval.ranking import SINGLE_DOCUMENT, RankedCandidate, ScoredDocument, rank_candidates
from minicluster.analytics.retrieval.reasons import closeness, shared_words

NONE = np.nan


def test_fusion_by_hand():
    # Words 0, 2, 4 stretch to 0, .5, 1; the models' cosines to 1, 0, .5 and to 0, 1, .5.
    words, meanings = np.array([0.0, 2.0, 4.0]), np.array([[0.6, -0.2], [0.2, 0.2], [0.4, 0.0]])
    for most, weight in ((4000.0, WORD_WEIGHT), (5.0, WORD_WEIGHT_COVERED)):
        half = (1 - weight) / 2
        assert fuse(words, meanings, most) == pytest.approx([half, weight / 2 + half, weight + half])


def test_a_document_without_vectors_is_scored_by_its_words_alone():
    cosines = np.linspace(0, 0.6, 20)
    cosines[7] = NONE
    fused = fuse(np.append(np.zeros(19), 2.0)[::-1], cosines[:, None], 1000.0)
    assert fused == pytest.approx([0.1, *(0.9 * place / 19 if place != 7 else 0.0 for place in range(1, 20))])


def test_a_model_counts_only_once_nearly_all_documents_have_its_vector():
    words = np.array([1.0, 4.0, 0.0, 2.0])
    few = np.array([[0.9, 0.1], [NONE, 0.2], [NONE, 0.3], [NONE, 0.4]])
    # Meanwhile words weigh as much as the model that is complete.
    assert fuse(words, few, 1000.0).tolist() == pytest.approx([0.125, 2 / 3, 1 / 3, 0.75])


def test_a_model_that_tells_no_difference_does_not_count():
    words = np.array([1.0, 4.0])
    assert fuse(words, np.array([[0.3], [0.3]]), 1000.0).tolist() == [0.25, 1.0]


def test_without_any_vector_the_order_is_that_of_the_words():
    words = np.array([0.3, 2.0, 0.0, 1.1])
    assert np.argsort(-fuse(words, np.empty((4, 0)), 5.0)).tolist() == np.argsort(-words).tolist()


def test_a_single_word_score_is_not_stretched_to_nothing():
    # The lowest word score is always 0, that of a document without any shared word, even where every document in view shares one.
    assert fuse(np.array([3.0]), np.empty((1, 0)), 5.0).tolist() == [1.0]


def test_candidates_go_by_their_best_two_records():
    documents = [
        ScoredDocument("kim", "evidence-1", 1, 0.9),
        ScoredDocument("kim", "evidence-2", 2, 0.1),
        ScoredDocument("kim", "evidence-3", 3, 0.5),
        ScoredDocument("lee", "evidence-4", 4, 0.75),
    ]
    assert rank_candidates(documents) == [
        RankedCandidate("kim", 0.7, (documents[0], documents[2])),
        RankedCandidate("lee", 0.75 * SINGLE_DOCUMENT, (documents[3],)),
    ]


def test_a_translation_is_no_second_piece_of_evidence():
    documents = [ScoredDocument("kim", "expertise-1", 1, 0.8), ScoredDocument("kim", "expertise-1", 2, 0.6)]
    assert rank_candidates(documents) == [RankedCandidate("kim", 0.8 * SINGLE_DOCUMENT, (documents[0],))]


def test_the_documents_of_a_language_lean_on_the_others_while_they_are_few():
    averages = {"ko": Average(92, np.array([1.0, 0.0])), "en": Average(8, np.array([0.0, 1.0]))}
    centres = document_centres(averages)
    overall = np.array([92, 8]) / 108
    assert centres["ko"] == pytest.approx((92 * np.array([1, 0]) + 8 * overall) / 100, abs=1e-6)
    assert centres["en"] == pytest.approx((8 * np.array([0, 1]) + 8 * overall) / 16, abs=1e-6)


def test_one_document_is_not_its_own_centre():
    centre = document_centres({"ko": Average(1, np.array([1.0, 0.0]))})["ko"]
    assert 0 < centre[0] < 0.3


def test_questions_stand_where_documents_do_until_they_are_known():
    documents = np.array([1.0, 0.0], dtype=np.float32)
    assert question_centre(None, documents).tolist() == [1.0, 0.0]
    assert question_centre(Average(20, np.array([0.0, 1.0])), documents).tolist() == [0.5, 0.5]


def test_shared_words_are_shown_as_they_were_asked_and_the_weightiest_first():
    assert shared_words("Vibrations of 연구실 machines", {"vibrat": 0.2, "연구": 0.9, "실": 0.5, "other": 3.0}) == ["연구실", "vibrations"]


@pytest.mark.parametrize(
    ("cosines", "word"), [([], None), ([0.02, 0.1], None), ([0.1, 0.2], "related"), ([0.3], "close"), ([0.6, 0.4], "very_close"), ([-0.4], None)]
)
def test_closeness_is_said_in_words(cosines, word):
    assert closeness(cosines) == word
