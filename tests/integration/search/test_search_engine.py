from dataclasses import replace as replaced

import pytest
from django.db import connection, transaction
from search_tools import ToyEmbedder

from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search import gathering
from minicluster.platform.search.embedding import embed_documents, refresh_centres
from minicluster.platform.search.engine import FoundDocument, Question, score_documents, search
from minicluster.platform.search.gathering import Aim, View, gather, meanings_of
from minicluster.platform.search.index import Entry, rebuild, replace
from minicluster.platform.search.models import Centre, Document, Posting, Vector
from minicluster.platform.search.progress import Progress, embedding_progress

pytestmark = pytest.mark.django_db

HEAT = Entry("expert", 1, "evidence-1", "주축 열변위 예측", "공작기계 주축의 열변위를 신경망으로 보정한다", "paper", 2006)
NOISE = Entry("expert", 2, "evidence-2", "Gear noise diagnosis", "Order tracking of gear whine", "paper", 2005)
SOLVED = Entry("expert", 3, "evidence-3", "", "주축 열변위로 치수가 커지는 문제를 해결", "solved_problem", 2007, ("problem-9",))
TEXTS = (HEAT, NOISE, SOLVED)
NO_MODELS = {"embedders": ()}


def found(text, programme=1, **more):
    kinds = more.pop("kinds", ("expert",))
    question = Question(programme, text, kinds, more.pop("left_out", ()), more.pop("scopes", None))
    results = search(question, **{**NO_MODELS, **more})
    return {kind: [candidate.candidate_id for candidate in candidates] for kind, candidates in results.items()}


def test_a_written_document_is_found_in_the_same_transaction_and_a_removed_one_is_gone():
    assert found("열변위") == {"expert": []}
    replace(1, ["evidence-1"], [HEAT])
    assert found("열변위") == {"expert": [1]}
    replace(1, ["evidence-1"], [])
    assert found("열변위") == {"expert": []}
    assert (Document.objects.count(), Posting.objects.count()) == (0, 0)


def test_every_document_in_view_has_its_score_best_first():
    rebuild(1, [*TEXTS, replaced(HEAT, candidate_id=5, record="evidence-5", scope=36)])
    scored = score_documents(Question(1, "주축 열변위 예측", ("expert",), ["evidence-3"], []), **NO_MODELS)
    assert [(one.candidate, one.record, one.score) for one in scored] == [(1, "evidence-1", 1.0), (2, "evidence-2", 0.0)]
    assert score_documents(Question(2, "열변위", ("expert",)), **NO_MODELS) == []


def test_across_questions_a_document_scores_by_what_it_covers_of_the_question():
    rebuild(1, TEXTS)
    best = {text: score_documents(Question(1, text, ("expert",)), across=True, **NO_MODELS)[0] for text in ("gear noise", "gear noise of a ship's propeller")}
    assert [one.record for one in best.values()] == ["evidence-2", "evidence-2"]
    assert 1 > best["gear noise"].score > best["gear noise of a ship's propeller"].score > 0


def test_writing_again_replaces_and_changes_nothing_else():
    replace(1, ["evidence-1", "evidence-2"], [HEAT, NOISE])
    replace(1, ["evidence-1"], [Entry("expert", 1, "evidence-1", "도금 두께")])
    assert (found("열변위"), found("도금 두께"), found("gear noise")) == ({"expert": []}, {"expert": [1]}, {"expert": [2]})


def test_another_programme_is_never_found():
    rebuild(1, TEXTS)
    rebuild(2, [Entry("expert", 7, "evidence-7", "주축 열변위")])
    assert (found("열변위"), found("열변위", programme=2), found("열변위", programme=3)) == ({"expert": [1, 3]}, {"expert": [7]}, {"expert": []})


def test_what_stems_from_a_left_out_record_is_not_found():
    rebuild(1, TEXTS)
    assert found("열변위", left_out=["problem-9"]) == {"expert": [1]}
    assert found("열변위", left_out=["evidence-1"]) == {"expert": [3]}


def test_a_scoped_document_is_found_by_those_who_see_into_its_mini_cluster_alone():
    rebuild(1, [HEAT, replaced(HEAT, candidate_id=5, record="evidence-5", scope=36)])
    views = [None, [], [35], [35, 36]]
    assert [found("열변위", scopes=scopes)["expert"] for scopes in views] == [[1, 5], [1], [1], [1, 5]]


def test_a_revoked_right_is_gone_and_a_given_one_there_in_the_same_transaction():
    rebuild(1, [NOISE])
    given = {}
    for scope in (0, 36, 35, 0):
        replace(1, ["evidence-1"], [replaced(HEAT, scope=scope)])
        given[len(given), scope] = found("열변위", scopes=[35])["expert"]
    assert given == {(0, 0): [1], (1, 36): [], (2, 35): [1], (3, 0): [1]}


def counted(monkeypatch):
    """The statements that are gathered with from now on: they do not go through Django's cursors, which count theirs."""
    statements, fetched = [], gathering._fetched
    monkeypatch.setattr(gathering, "_fetched", lambda statement, values: [statements.append(statement), fetched(statement, values)][1])
    return statements


def test_several_aims_are_gathered_at_once_each_as_if_it_were_alone(monkeypatch):
    embedder = ToyEmbedder()
    rebuild(1, TEXTS)
    embed_documents(1, embedders=[embedder])
    texts = ["주축 열변위", "gear noise"]
    aims = [Aim(question_weights(text), vectors) for text, vectors in zip(texts, meanings_of(1, texts, [embedder]), strict=True)]
    statements = []
    monkeypatch.setattr(
        gathering, "_fetched", lambda statement, values, fetched=gathering._fetched: [statements.append(statement), fetched(statement, values)][1]
    )
    together = gather(View(1), aims)["expert"]
    assert len(statements) == 2
    alone = [gather(View(1), [aim])["expert"] for aim in aims]
    assert together.words.tolist() == [pytest.approx(one.words[0].tolist()) for one in alone]
    expected = [pytest.approx(one.meanings[0]["toy"].tolist()) for one in alone]
    assert [together.meanings[place]["toy"].tolist() for place in (0, 1)] == expected
    assert {record: words > 0 for (_candidate, record, _id), words in zip(together.documents, together.words[1], strict=True)} == {
        "evidence-1": False,
        "evidence-2": True,
        "evidence-3": False,
    }


def test_an_aim_without_terms_or_vectors_brings_the_documents_in_view_alone():
    rebuild(1, TEXTS)
    signals = gather(View(1), [Aim({})])["expert"]
    assert (sorted(signals.documents), signals.words.tolist(), signals.meanings, signals.whole) == (
        sorted((entry.candidate_id, entry.record, Document.objects.get(record=entry.record).pk) for entry in TEXTS),
        [[0.0, 0.0, 0.0]],
        [{}],
        True,
    )


def test_kinds_are_separate_lists_and_do_not_influence_each_other():
    rebuild(1, [*TEXTS, Entry("facility", 1, "facility-1", "열변위 측정실"), Entry("firm", 4, "organisation-4", "주축 열변위 보정 장치")])
    alone = search(Question(1, "주축 열변위", ("expert",)), **NO_MODELS)["expert"]
    together = search(Question(1, "주축 열변위", ("firm", "expert", "facility", "support")), **NO_MODELS)
    assert together["expert"] == alone
    assert {kind: [one.candidate_id for one in candidates] for kind, candidates in together.items()} == {
        "firm": [4],
        "expert": [1, 3],
        "facility": [1],
        "support": [],
    }


def test_the_reasons_name_the_words_and_the_record():
    rebuild(1, TEXTS)
    (candidate, *_others) = search(Question(1, "주축의 열변위를 예측", ("expert",)), **NO_MODELS)["expert"]
    (document,) = candidate.documents
    assert document == FoundDocument("evidence-1", "paper", "주축 열변위 예측", 2006, "ko", None, brings=document.brings)
    assert {term for term in document.brings if not term.startswith("~")} == {"주축", "열", "변위", "예측"}


def test_what_the_terms_of_a_document_bring_adds_up_to_its_score_by_words():
    rebuild(1, [*TEXTS, Entry("expert", 9, "evidence-9", "주축 베어링")])
    question = "주축의 열변위를 예측"
    signals = gather(View(1), [Aim(question_weights(question))])["expert"]
    by_record = {record: words for (_candidate, record, _number), words in zip(signals.documents, signals.words[0].tolist(), strict=True) if words}
    found = search(Question(1, question, ("expert",)), **NO_MODELS)["expert"]
    brought = {document.record: sum(document.brings.values()) for candidate in found for document in candidate.documents}
    assert brought == pytest.approx({record: by_record[record] for record in brought})
    assert len(brought) == 3


def test_text_written_without_spaces_is_found_by_its_grams():
    rebuild(1, TEXTS)
    assert found("공작기계주축열변위보정")["expert"][0] == 1


def test_equal_texts_get_one_vector_and_a_second_run_computes_nothing():
    embedder = ToyEmbedder()
    twins = [Entry("expert", number, f"evidence-{number}", "Spindle heat", "The SAME  text") for number in range(11, 16)]
    rebuild(1, [*twins, Entry("expert", 9, "evidence-9", "spindle heat", "the same text"), NOISE])
    assert embedding_progress(1, [embedder]) == Progress(0, 2)
    assert embed_documents(1, embedders=[embedder])
    assert (embedder.calls, embedding_progress(1, [embedder])) == (2, Progress(2, 2))
    assert embed_documents(1, embedders=[embedder])
    assert (embedder.calls, Vector.objects.count()) == (2, 2)


def test_a_job_stopped_half_way_goes_on_where_it_was_and_ends_with_the_same_vectors():
    rebuild(1, [Entry("expert", number, f"evidence-{number}", f"word{number} shared topic{number % 7}") for number in range(100)])
    embed_documents(1, embedders=[ToyEmbedder()])
    at_once = all_vectors_and_centres()
    Vector.objects.all().delete()
    stopped = ToyEmbedder()
    answers = iter([False, True])
    assert not embed_documents(1, embedders=[stopped], should_stop=lambda: next(answers))
    assert 0 < embedding_progress(1, [stopped]).done < 100
    assert embed_documents(1, embedders=[stopped])
    assert (stopped.calls, all_vectors_and_centres()) == (100, at_once)


def all_vectors_and_centres():
    vectors = sorted(Vector.objects.values_list("model", "fingerprint", "embedding"))
    return vectors, sorted(Centre.objects.values_list("role", "model", "language", "texts", "embedding"))


def test_a_document_without_a_vector_yet_is_found_by_its_words_among_others_that_have_theirs():
    embedder = ToyEmbedder()
    rebuild(1, TEXTS)
    embed_documents(1, embedders=[embedder])
    replace(1, ["evidence-8"], [Entry("expert", 8, "evidence-8", "도금 두께 편차")])
    assert found("도금 두께 편차", embedders=[embedder])["expert"][0] == 8


def test_vectors_of_another_model_version_are_not_compared():
    rebuild(1, TEXTS)
    embed_documents(1, embedders=[ToyEmbedder("toy@1")])
    newer = ToyEmbedder("toy@2")
    assert found("gear noise", embedders=[newer]) == found("gear noise")
    assert newer.calls == 0


def test_a_rebuild_keeps_the_vectors_of_texts_that_stay_and_drops_the_others():
    embedder = ToyEmbedder()
    rebuild(1, TEXTS)
    embed_documents(1, embedders=[embedder])
    rebuild(1, [HEAT])
    assert (Vector.objects.count(), embedding_progress(1, [embedder])) == (1, Progress(1, 1))


def test_a_rebuild_that_fails_leaves_the_former_index():
    rebuild(1, TEXTS)

    def broken():
        yield HEAT
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), transaction.atomic():
        rebuild(1, broken())
    assert found("열변위") == {"expert": [1, 3]}


def test_the_question_cannot_reach_into_the_statement():
    rebuild(1, TEXTS)
    assert found("'); DROP TABLE search_document; -- 열변위") == {"expert": [1, 3]}


def test_what_is_found_takes_few_statements(monkeypatch, django_assert_num_queries):
    embedder = ToyEmbedder()
    rebuild(1, TEXTS)
    embed_documents(1, embedders=[embedder])
    statements = counted(monkeypatch)
    with django_assert_num_queries(2):
        found("열변위", embedders=[embedder], kinds=("expert", "firm", "facility", "support"))
    assert len(statements) == 3


def test_a_centre_is_there_for_each_language_of_the_documents():
    embedder = ToyEmbedder()
    rebuild(1, TEXTS)
    embed_documents(1, embedders=[embedder])
    refresh_centres(1, embedder.model)
    assert dict(Centre.objects.values_list("language", "texts")) == {"ko": 2, "en": 1}
    assert connection.in_atomic_block
