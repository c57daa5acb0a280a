"""Models that fail half-way, answer nonsense or were replaced: nothing is lost, the others go on, and it is told."""

import numpy as np
import pytest
from embedding_server import embedding_server
from procrastinate.contrib.django.models import ProcrastinateJob
from search_tools import ToyEmbedder

from minicluster.analytics.retrieval.encoders.errors import UnreachableError
from minicluster.platform.search import tasks
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.engine import Question, search
from minicluster.platform.search.index import Entry, rebuild, replace
from minicluster.platform.search.missing import BATCH
from minicluster.platform.search.models import Centre, EmbeddingTrouble, Vector
from minicluster.platform.search.progress import Progress, clear_former_vectors, embedding_progress
from minicluster.platform.search.service import ServiceModel, ServiceSettings

pytestmark = pytest.mark.django_db

TEXTS = 2 * BATCH + 20


class Failing(ToyEmbedder):
    """Fails with the texts that hold a word, in the way that is given, until it is mended."""

    def __init__(self, word, way, name="failing@1"):
        super().__init__(name)
        self._word, self._way = word, way

    def passages(self, texts):
        vectors = super().passages(texts)
        if any(self._word in text for text in texts):
            return self._way(texts, vectors)
        return vectors

    questions = ToyEmbedder.questions

    def mend(self):
        self._word = "a word that no text holds"


def gone(_texts, _vectors):
    raise UnreachableError("the service went away")


def crashed(_texts, _vectors):
    raise RuntimeError("out of memory")


def no_numbers(texts, vectors):
    return np.where(np.array(["word30 " in text for text in texts])[:, None], np.nan, vectors)


def shorter(_texts, vectors):
    return vectors[:, :-1]


def all_zero(_texts, vectors):
    return vectors * 0


def fewer(_texts, vectors):
    return vectors[1:]


def load(texts=TEXTS):
    rebuild(1, [Entry("expert", number, f"evidence-{number}", f"word{number} shared topic{number % 7}") for number in range(texts)])


def troubles():
    return dict(EmbeddingTrouble.objects.values_list("model", "reason"))


def test_a_model_that_goes_away_half_way_keeps_what_it_gave_and_the_others_go_on():
    load()
    broken, sound = Failing("word30 ", gone), ToyEmbedder("sound@1")
    assert embed_documents(1, embedders=[broken, sound])
    done = Vector.objects.filter(model=broken.model).count()
    assert done % BATCH == 0
    assert embedding_progress(1, [broken, sound]) == Progress(done + TEXTS, 2 * TEXTS, failing=(broken.model,))
    assert troubles() == {broken.model: "the service went away"}
    assert [one.candidate_id for one in search(Question(1, "word30", ("expert",)), top=1, embedders=())["expert"]] == [30]
    before = dict(Vector.objects.filter(model=broken.model).values_list("fingerprint", "embedding"))
    broken.mend()
    assert embed_documents(1, embedders=[broken, sound])
    after = dict(Vector.objects.filter(model=broken.model).values_list("fingerprint", "embedding"))
    assert (len(after), {fingerprint: after[fingerprint] for fingerprint in before} == before) == (TEXTS, True)
    assert (embedding_progress(1, [broken, sound]), troubles()) == (Progress(2 * TEXTS, 2 * TEXTS), {})


@pytest.mark.parametrize(
    ("way", "why"),
    [
        (crashed, "RuntimeError: out of memory"),
        (no_numbers, "Among the numbers that came back are some that are none (NaN or infinite)."),
        (all_zero, "A vector came back that points nowhere (all zero)."),
        (shorter, "Vectors of 7 numbers came back where 8 were expected."),
        (fewer, "1 texts were given, and what came back has the shape (0, 8)."),
    ],
)
def test_a_text_that_a_model_cannot_do_keeps_no_other_from_its_vector(way, why):
    # Two texts come first and have their vectors, so that the right length is known.
    load(2)
    broken = Failing("word30 ", way)
    embed_documents(1, embedders=[broken])
    load()
    assert embed_documents(1, embedders=[broken])
    assert embedding_progress(1, [broken]) == Progress(TEXTS - 1, TEXTS, failing=(broken.model,))
    assert troubles() == {broken.model: f"1 texts were refused, the first because: {why}"}
    broken.mend()
    assert embed_documents(1, embedders=[broken])
    assert (embedding_progress(1, [broken]), troubles()) == (Progress(TEXTS, TEXTS), {})


def test_a_model_that_fails_with_every_text_is_given_up_after_a_few():
    load()
    broken = Failing("word", crashed)
    assert embed_documents(1, embedders=[broken])
    assert (Vector.objects.count(), troubles()) == (0, {broken.model: "RuntimeError: out of memory"})
    assert broken.calls < 3 * BATCH


def test_a_service_that_is_away_leaves_search_by_words_and_one_that_is_back_completes_it():
    load(5)
    with embedding_server() as address:
        service = ServiceModel(ServiceSettings(address, "toy"))
    assert embed_documents(1, embedders=[service])
    assert troubles()[service.model].endswith("refuses the connection: is the service running?")
    assert [one.candidate_id for one in search(Question(1, "word3", ("expert",)), top=1, embedders=[service])["expert"]] == [3]
    with embedding_server() as address:
        assert embed_documents(1, embedders=[ServiceModel(ServiceSettings(address, "toy"))])
    assert (embedding_progress(1, [service]), troubles()) == (Progress(5, 5), {})


def test_a_service_that_goes_away_after_all_vectors_are_there_leaves_search_by_words():
    load(5)
    with embedding_server() as address:
        service = ServiceModel(ServiceSettings(address, "toy", version="goes-away"))
        embed_documents(1, embedders=[service])
        near = search(Question(1, "word3", ("expert",)), top=1, embedders=[service])["expert"][0].documents[0]
    alone = search(Question(1, "word4", ("expert",)), top=1, embedders=[service])["expert"][0]
    assert (near.closeness is not None, alone.candidate_id, alone.documents[0].closeness) == (True, 4, None)


@pytest.mark.parametrize("manner", ["refusing", "nan"])
def test_a_text_that_a_service_refuses_keeps_no_other_from_its_vector(manner):
    load(20)
    replace(1, ["evidence-99"], [Entry("expert", 99, "evidence-99", "poison")])
    with embedding_server(manner) as address:
        service = ServiceModel(ServiceSettings(address, "toy"))
        assert embed_documents(1, embedders=[service])
    assert embedding_progress(1, [service]) == Progress(20, 21, failing=(service.model,))


def test_another_version_renews_all_vectors_and_the_former_ones_go_when_it_has_all():
    load(30)
    rebuild(2, [Entry("expert", 1, "evidence-1", "another programme")])
    former, newer = ToyEmbedder("toy@1"), ToyEmbedder("toy@2")
    for programme in (1, 2):
        embed_documents(programme, embedders=[former])
    assert embedding_progress(1, [newer]) == Progress(0, 30, renewing=True)
    embed_documents(1, embedders=[newer])
    assert (clear_former_vectors([newer]), Vector.objects.filter(model="toy@1").count()) == (0, 31)
    embed_documents(2, embedders=[newer])
    assert clear_former_vectors([newer]) == 31
    assert set(Vector.objects.values_list("model", flat=True)) == set(Centre.objects.values_list("model", flat=True)) == {"toy@2"}


def test_what_is_missing_is_asked_for_by_the_clock():
    load(3)
    rebuild(2, [Entry("expert", 1, "evidence-1", "another programme")])
    for embedder in EMBEDDERS:
        embed_documents(2, embedders=[ToyEmbedder(embedder.model)])
    tasks.embed_what_is_missing()
    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [("search.embed_documents", {"programme_id": 1})]
