"""Search as one statement equals search by hand: loops over plain lists, written from the formulas, without any code of the product's ranking."""

from collections import defaultdict
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_by_hand import Collection, best_two, fused_by_hand
from search_tools import ToyEmbedder

from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.engine import Question, search
from minicluster.platform.search.index import Entry, rebuild

pytestmark = pytest.mark.django_db

VOCABULARY = ("주축", "열변위", "보정", "도금", "두께", "진동판", "spindle", "heat", "gear", "noise", "vibration", "304", "3.5")
KINDS = ("expert", "firm", "support")
EMBEDDERS = [ToyEmbedder("toy-a"), ToyEmbedder("toy-b")]
# Halfvec keeps eleven bits.
TOLERANCE = 0.01

programmes = count(1000)
texts = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5).map(" ".join)
documents = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(1, 3), texts, st.sets(st.sampled_from(["problem-1", "problem-2", "project-3"]), max_size=2)), max_size=25
)
filters = st.tuples(st.sets(st.sampled_from(KINDS), min_size=1), st.sets(st.sampled_from(["problem-1", "project-3", "evidence-2"])))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(documents, documents, texts, filters, st.booleans())
def test_search_under_filters_equals_search_by_hand(own, others, question, filtered, with_meaning):
    kinds, left_out = filtered
    programme, elsewhere = next(programmes), next(programmes)
    entries = entries_of(own)
    rebuild(programme, entries)
    rebuild(elsewhere, entries_of(others))
    if with_meaning:
        embed_documents(programme, embedders=EMBEDDERS)
        embed_documents(elsewhere, embedders=EMBEDDERS)
    results = search(Question(programme, question, sorted(kinds), left_out), top=100, embedders=EMBEDDERS)
    by_hand, doubtful = search_by_hand(entries, question, kinds, left_out, with_meaning=with_meaning)
    for kind in kinds:
        found = {candidate.candidate_id: candidate.score for candidate in results[kind]}
        assert list(found.values()) == sorted(found.values(), reverse=True)
        if kind not in doubtful:
            assert found == pytest.approx(by_hand[kind], abs=TOLERANCE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(documents, texts, st.sampled_from(VOCABULARY))
def test_a_document_that_says_the_question_word_for_word_is_found_by_words_alone(own, question, more):
    programme = next(programmes)
    rebuild(programme, [*entries_of(own), Entry("expert", 99, "evidence-999", f"{question} {more}")])
    assert 99 in [candidate.candidate_id for candidate in search(Question(programme, question, ("expert",)), top=100, embedders=())["expert"]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(documents, texts)
def test_more_of_the_question_in_a_document_never_lowers_it_below_one_with_less_of_equal_length(own, question):
    programme = next(programmes)
    fillers = ["zzz"] * len(question.split())
    half = question.split()[: len(fillers) // 2]
    more, less = Entry("firm", 1, "organisation-1", question), Entry("firm", 2, "organisation-2", " ".join([*half, *fillers[len(half) :]]))
    rebuild(programme, [*(entry for entry in entries_of(own) if entry.candidate_kind != "firm"), more, less])
    scores = {one.candidate_id: one.score for one in search(Question(programme, question, ("firm",)), top=10, embedders=())["firm"]}
    assert scores[1] >= scores.get(2, 0.0)


def entries_of(rows):
    return [
        Entry(kind, candidate, f"evidence-{number}", text, origins=tuple(sorted(origins)))
        for number, (kind, candidate, text, origins) in enumerate(rows, start=1)
    ]


def search_by_hand(entries, question, kinds, left_out, *, with_meaning):
    """The score of each candidate by kind, and the kinds in which halfvec's rounding decides who is found."""
    collection = Collection(entries, EMBEDDERS)
    words, most = collection.words(question), collection.most(question)
    cosines = collection.cosines(question) if with_meaning else [[None for _embedder in EMBEDDERS] for _entry in entries]
    scores, doubtful = {}, set()
    for kind in kinds:
        pool = [place for place, entry in enumerate(entries) if entry.candidate_kind == kind and not left_out & {entry.record, *entry.origins}]
        fused = fused_by_hand(pool, words, cosines, most)
        per_candidate = defaultdict(list)
        for place in pool:
            sum_of_cosines = sum(value or 0 for value in cosines[place])
            if words[place] == 0 and abs(sum_of_cosines) < TOLERANCE:
                doubtful.add(kind)
            if words[place] > 0 or sum_of_cosines > 0:
                per_candidate[entries[place].candidate_id].append(fused[place])
        scores[kind] = {candidate: best_two(values) for candidate, values in per_candidate.items()}
        doubtful |= {kind for values in range_of(pool, cosines) if 0 <= values < 0.2}
    return scores, doubtful


def range_of(pool, cosines):
    """How far the cosines of each model reach: where they hardly differ, stretching them magnifies the rounding."""
    for model in range(len(EMBEDDERS)):
        known = [cosines[place][model] for place in pool if cosines[place][model] is not None]
        if len(known) > 1 and len(set(known)) > 1:
            yield max(known) - min(known)
