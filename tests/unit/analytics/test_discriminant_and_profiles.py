import numpy as np
import pytest

from minicluster.analytics.retrieval.discriminant import fit_discriminant
from minicluster.analytics.retrieval.profiles import fit_profiles


def test_a_discriminant_scores_as_the_gaussian_log_density_does():
    random = np.random.default_rng(11)
    vectors = random.normal(size=(60, 4)).astype(np.float32)
    classes = np.arange(60) % 3
    model = fit_discriminant(vectors, classes, 3, shrinkage=0.4)
    means = np.stack([vectors[classes == one].mean(axis=0) for one in range(3)])
    within = np.cov((vectors - means[classes]).T, bias=True)
    shrunk = 0.6 * within + 0.4 * np.trace(within) / 4 * np.eye(4)
    point = random.normal(size=4)
    densities = np.array([-0.5 * (point - mean) @ np.linalg.inv(shrunk) @ (point - mean) for mean in means])
    scores = model.scores(point.astype(np.float32))
    assert scores - scores[0] == pytest.approx(densities - densities[0], abs=1e-3)


def test_examples_without_classes_are_refused():
    with pytest.raises(ValueError, match="2 vectors for 0 classes"):
        fit_discriminant(np.ones((2, 3), dtype=np.float32), np.array([], dtype=int), 1, shrinkage=0.1)


def test_profiles_score_as_cosines_of_tf_idf_sums_do():
    texts = [{"a": 1.0, "b": 2.0}, {"b": 1.0, "c": 0.3}, {"d": 1.0}, {"a": 1.0, "d": 1.0}]
    model = fit_profiles(texts, [0, 0, 1, 1], 2)
    names = ["a", "b", "c", "d"]
    rarity = np.array([np.log(4 / (1 + sum(name in text for text in texts))) for name in names])
    rows = np.array([[min(text.get(name, 0), 1) for name in names] for text in texts]) * rarity
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    sums = np.stack([rows[:2].sum(axis=0), rows[2:].sum(axis=0)])
    asked = np.array([1, 0, 1, 0]) * rarity
    expected = sums @ asked / np.linalg.norm(asked) / np.linalg.norm(sums, axis=1)
    assert model.scores({"a": 5.0, "c": 1.0, "unknown": 1.0}) == pytest.approx(expected, abs=1e-6)


def test_there_must_be_a_class_for_every_text():
    with pytest.raises(ValueError, match="zip"):
        fit_profiles([{"a": 1.0}], [], 1)
