"""Search as one statement equals search by hand: loops over plain lists, written from the formulas, without any code of the product's ranking."""

import math
from collections import Counter, defaultdict
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_tools import ToyEmbedder

from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.words import grams_of, words_of
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
    words = [okapi(entry.title, question, entries) for entry in entries]
    most = sum(times * idf * weight for _field, _term, times, idf, weight in weighted_terms(question, entries))
    cosines = [[cosine(entry, question, entries, embedder) if with_meaning else None for embedder in EMBEDDERS] for entry in entries]
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


def okapi(text, question, entries):
    own = fields(text)
    total = 0.0
    for field, term, times, idf, weight in weighted_terms(question, entries):
        lengths = [sum(fields(entry.title)[field].values()) for entry in entries]
        usual = max(1, sum(lengths) / max(1, len(lengths) if field == 0 else sum(map(bool, lengths))))
        tf = own[field][term]
        total += weight * times * idf * tf / (tf + 1.2 * (1 - 0.75 + 0.75 * sum(own[field].values()) / usual)) if tf else 0
    return total


def weighted_terms(question, entries):
    collections = [fields(entry.title) for entry in entries]
    for field, weight in ((0, 1.0), (1, 0.3)):
        for term, times in fields(question)[field].items():
            holding = sum(term in document[field] for document in collections)
            yield field, term, times, math.log(1 + (len(entries) - holding + 0.5) / (holding + 0.5)), weight


def fields(text):
    return Counter(word.term for word in words_of(text)), Counter(grams_of(text))


def cosine(entry, question, entries, embedder):
    centres = centres_by_hand(entries, embedder)
    centre_of_question = centres.get(language_of(question)) or next(iter(centres.values()))
    document = difference(embedder.passages([entry.title])[0].tolist(), centres[language_of(entry.title)])
    asked = difference(embedder.questions([question])[0].tolist(), centre_of_question)
    norms = math.hypot(*document) * math.hypot(*asked)
    return sum(one * other for one, other in zip(document, asked, strict=True)) / norms if norms else None


def centres_by_hand(entries, embedder):
    by_language = defaultdict(dict)
    for entry in entries:
        by_language[language_of(entry.title)][entry.title] = embedder.passages([entry.title])[0].tolist()
    vectors = [vector for texts_ in by_language.values() for vector in texts_.values()]
    overall = [sum(column) / (len(vectors) + 8) for column in zip(*vectors, strict=True)]
    return {
        language: [(sum(column) + 8 * wider) / (len(own) + 8) for column, wider in zip(zip(*own.values(), strict=True), overall, strict=True)]
        for language, own in by_language.items()
    }


def difference(one, other):
    return [left - right for left, right in zip(one, other, strict=True)]


def range_of(pool, cosines):
    """How far the cosines of each model reach: where they hardly differ, stretching them magnifies the rounding."""
    for model in range(len(EMBEDDERS)):
        known = [cosines[place][model] for place in pool if cosines[place][model] is not None]
        if len(known) > 1 and len(set(known)) > 1:
            yield max(known) - min(known)


def fused_by_hand(pool, words, cosines, most):
    highest = max([words[place] for place in pool], default=0)
    by_word = 0.1 + 0.5 * min(1, max(0, (highest / most - 0.1) / 0.1)) if most else 0.1
    stretched = []
    for model in range(len(EMBEDDERS)):
        known = [cosines[place][model] for place in pool if cosines[place][model] is not None]
        if known and len(known) >= 0.9 * len(pool):
            stretched.append((model, min(known), max(known) - min(known)))
    fused = {}
    for place in pool:
        total, weights = by_word * (words[place] / highest if highest else 0), by_word
        for model, lowest, reach in stretched:
            if reach > TOLERANCE / 10 and cosines[place][model] is not None:
                total += (1 - by_word) / len(stretched) * (cosines[place][model] - lowest) / reach
                weights += (1 - by_word) / len(stretched)
        fused[place] = total / weights
    return fused


def best_two(values):
    first, *rest = sorted(values, reverse=True)
    return (first + rest[0]) / 2 if rest else 0.9 * first
