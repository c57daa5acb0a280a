import numpy as np
import pytest

from minicluster.analytics.retrieval.fusion import across_questions, fuse

UNKNOWN = float("nan")


def test_within_a_question_the_best_is_whole_and_across_questions_it_need_not_be():
    near, far = np.array([[0.9], [0.1]]), np.array([[0.2], [0.1]])
    words = np.array([1.0, 0.0])
    assert fuse(words, near, 10.0).tolist() == fuse(words, far, 10.0).tolist() == [1.0, 0.0]
    assert across_questions(words, 10.0, near) == pytest.approx([0.5, 0.05])
    assert across_questions(words, 10.0, far) == pytest.approx([0.15, 0.05])


@pytest.mark.parametrize(
    ("most", "meanings", "scores"),
    [(4.0, np.empty((2, 0)), [0.5, 0.0]), (4.0, np.array([[UNKNOWN], [UNKNOWN]]), [0.5, 0.0]), (0.0, np.array([[0.4], [UNKNOWN]]), [0.2, 0.0])],
)
def test_without_vectors_words_count_alone_and_without_words_nothing_is_divided_by_nothing(most, meanings, scores):
    words = np.array([2.0, 0.0]) if most else np.zeros(2)
    assert across_questions(words, most, meanings) == pytest.approx(scores)
