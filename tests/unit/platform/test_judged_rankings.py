import pytest
from retrieval_sets import CROSSING_PASSAGES, CROSSING_QUESTIONS, as_beir, crossing, korquad, msmarco, news

from minicluster.platform.search.evaluation import Ranked, percentiles, report
from minicluster.platform.search.judged_experts import best_few, ranking_of


def test_the_figures_are_of_the_first_right_document():
    asked = [Ranked(("a", "b"), {"a": 1}, 4.0), Ranked(("a", "b"), {"b": 2, "a": 0}, 8.0), Ranked(("a",), {"z": 1}, 6.0)]
    assert report(asked) == {
        "n": 3, "hit@1": 0.333, "hit@3": 0.667, "hit@10": 0.667, "mrr": 0.5, "ndcg@10": 0.544, "took_ms": {"p50": 6.0, "p95": 7.8},
    }  # fmt: skip


def test_nothing_asked_is_nothing_found():
    assert report([]) == {"n": 0, "hit@1": 0.0, "hit@3": 0.0, "hit@10": 0.0, "mrr": 0.0, "ndcg@10": 0.0, "took_ms": percentiles([])}
    assert percentiles([]) == {"p50": None, "p95": None}


def test_an_owner_is_known_by_the_best_few_documents():
    scored = [(0.2, ("a",)), (1.0, ("a", "b")), (0.6, ("a",))]
    assert best_few(scored, 2) == pytest.approx({"a": 0.8, "b": 1.0})


def test_only_the_judged_who_were_reached_are_ranked():
    assert ranking_of({"a": 0.1, "b": 0.3, "c": 0.6, "d": 0.0, "e": 0.3}, {"a", "b", "d", "e", "f"}) == ["b", "e", "a"]


def test_equal_passages_are_one_and_every_question_counts():
    passages = {"data": [{"paragraphs": [{"context": "P", "qas": [{"question": "x"}, {"question": "y"}]}, {"context": "P", "qas": [{"question": "x"}]}]}]}
    corpus, queries, judged = as_beir(korquad(passages))
    assert (corpus, [query["text"] for query in queries]) == ([{"_id": "d0", "text": "P"}], ["x", "y", "x"])
    assert judged == ["q0\td0\t1", "q1\td0\t1", "q2\td0\t1"]
    assert as_beir(msmarco([{"query": "x", "positive": ["P", "Q"]}]))[2] == ["q0\td0\t1", "q0\td1\t1"]


def test_pairs_of_sentences_are_asked_in_korean_and_answered_in_english():
    corpus, queries, judged = as_beir(news("가\tA\n나\tB\n다\tA\n"))
    assert ([line["text"] for line in corpus], [query["text"] for query in queries]) == (["A", "B"], ["가", "나", "다"])
    assert judged == ["q0\td0\t1", "q1\td1\t1", "q2\td0\t1"]


def test_a_crossing_asks_the_first_questions_of_a_pool_with_further_passages():
    korean = [{"id": number, "query": f"물음 {number}"} for number in range(2000)]
    english = [{"id": number, "positive": [f"passage {number}"]} for number in reversed(range(2000))]
    corpus, queries, judged = as_beir(crossing(korean, english))
    assert (len(corpus), len(queries), len(judged)) == (CROSSING_PASSAGES, CROSSING_QUESTIONS, CROSSING_QUESTIONS)
    assert (corpus[999]["text"], corpus[-1]["text"], queries[-1]["text"]) == ("passage 999", "passage 1499", "물음 999")
