import re
import socket

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured
from embedding_server import LENGTH, embedding_server, vector_of

from minicluster.analytics.retrieval.embedding import EMBEDDERS as SHIPPED
from minicluster.analytics.retrieval.encoders.errors import EmbeddingError, UnreachableError
from minicluster.platform.search.embedders import QuestionVectors, configured
from minicluster.platform.search.service import ServiceModel, ServiceSettings


def model(address, **more):
    return ServiceModel(ServiceSettings(address, "toy", **more))


def failure(manner, **more):
    with embedding_server(manner) as address, pytest.raises(EmbeddingError) as caught:
        model(address, **more).passages(["spindle heat", "gear noise"])
    return type(caught.value), re.sub(r"127\.0\.0\.1:\d+", "HOST", str(caught.value))


def test_texts_come_back_as_vectors_of_length_one_in_their_order():
    texts = [f"word{number} shared" for number in range(70)]
    with embedding_server() as address:
        vectors = model(address).passages(texts)
    expected = np.array([vector_of(text) for text in texts], dtype=np.float32)
    np.testing.assert_allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-5)


def test_prefixes_distinguish_questions_from_passages():
    with embedding_server() as address:
        plain, prefixed = model(address), model(address, question_prefix="query: ", passage_prefix="passage: ")
        np.testing.assert_array_equal(prefixed.questions(["heat"]), plain.passages(["query: heat"]))
        np.testing.assert_array_equal(prefixed.passages(["heat"]), plain.questions(["passage: heat"]))


@pytest.mark.parametrize(
    ("manner", "more", "told"),
    [
        ("slow", {"seconds": 0.3}, (UnreachableError, "The embedding service at HOST did not answer within 0.3 seconds.")),
        ("short", {"dimensions": LENGTH}, (EmbeddingError, "Vectors of 7 numbers came back where 8 were expected.")),
        ("fewer", {}, (EmbeddingError, "2 texts were given, and what came back has the shape (1, 8).")),
        ("prose", {}, (UnreachableError, "The embedding service at HOST does not answer as /v1/embeddings does: I am a web page")),
        ("key", {"key": "k1"}, (UnreachableError, 'The embedding service at HOST answered with status 401: {"error": "key \'Bearer k1\' is not known"}')),
    ],
)
def test_a_service_that_answers_badly_is_told_of_in_plain_words(manner, more, told):
    assert failure(manner, **more) == told


@pytest.mark.parametrize(("manner", "status"), [("down", 503), ("redirect", 307)])
def test_a_service_that_is_down_or_sends_elsewhere_is_not_followed(manner, status):
    kind, told = failure(manner)
    assert (kind, told.partition(": ")[0]) == (UnreachableError, f"The embedding service at HOST answered with status {status}")


def test_a_refused_connection_is_told_of():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnreachableError, match=rf"^The embedding service at 127\.0\.0\.1:{port} refuses the connection: is the service running\?$"):
        model(f"http://127.0.0.1:{port}/v1/embeddings").questions(["heat"])


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ({"address": "ftp://x/v1", "name": "m"}, "must be an address such as"),
        ({"address": "http://93.184.216.34/v1/embeddings", "name": "m"}, "use https there"),
        ({"address": "http://127.0.0.1/v1/embeddings", "name": ""}, "MINICLUSTER_EMBEDDING_MODEL must be given"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_at_the_start(service, told):
    with pytest.raises(ImproperlyConfigured, match=told):
        configured(service, "")


def test_nothing_is_asked_elsewhere_unless_configured_and_a_service_takes_the_place_of_the_better_model(settings):
    assert configured(settings.EMBEDDING_SERVICE, settings.EMBEDDING_FOLDER) == SHIPPED
    fast, better = configured({**settings.EMBEDDING_SERVICE, "address": "http://127.0.0.1:9/v1/embeddings", "name": "toy", "version": "2"}, "")
    assert (fast, better.model) == (SHIPPED[0], "toy@2")


def test_a_small_machine_does_with_the_fast_model_alone(settings):
    assert configured(settings.EMBEDDING_SERVICE, settings.EMBEDDING_FOLDER, "fast") == (SHIPPED[0],)
    with pytest.raises(ImproperlyConfigured, match=r'^MINICLUSTER_EMBEDDING_MODELS is "none"; it can be "fast" or "both"\.$'):
        configured(settings.EMBEDDING_SERVICE, settings.EMBEDDING_FOLDER, "none")


class Counting:
    model = "counting@1"

    def __init__(self, answer):
        self.calls, self._answer = 0, answer

    def questions(self, texts):
        self.calls += 1
        return self._answer(texts)


def test_a_question_asked_again_is_not_computed_again():
    vectors, counting = QuestionVectors(), Counting(lambda _texts: np.ones((1, 4)))
    answers = [vectors.of(counting, text) for text in ("heat", "heat", "noise", "heat")]
    assert (counting.calls, [answer.tolist() for answer in answers]) == (2, [[1.0] * 4] * 4)


def test_a_model_that_fails_is_left_out_and_not_asked_again_at_once():
    vectors, broken = QuestionVectors(), Counting(lambda _texts: np.full((1, 4), np.nan))
    assert ([vectors.of(broken, text) for text in ("heat", "noise")], broken.calls) == ([None, None], 1)
