"""What is chosen from a chart is what loops over plain rows choose: nothing out of view, nothing that is barred, and none that counts is lost to one that does not."""

from dataclasses import replace

import numpy as np
import pytest

from minicluster.analytics.retrieval.weights import UsualLengths
from minicluster.platform.search.charts import REACH, Chart, chart_of, values_of
from minicluster.platform.search.choosing import Limits, Pointer, Within, chosen
from minicluster.platform.search.listing import Listing
from minicluster.platform.search.lists import Reading
from minicluster.platform.search.models import POSITION_DIMENSIONS
from minicluster.platform.search.terms import number_of, packed, scores

ROWS, SCOPES, MOST = 3_000, 5, 20
NOTHING = np.zeros(0, dtype=np.int64)
EVERYWHERE = Within(None, NOTHING)
ALL_COMPARED = Limits(likely=2 * ROWS, documents=MOST, highest=1, candidates=1, completed=1, own=1)
SIFTED = replace(ALL_COMPARED, likely=700)
USUAL = UsualLengths(8.0, 1.0)


def positions(random, count):
    """Directions of which a few are shared, about as long as a position."""
    mixed = random.normal(size=(count, 24)) @ random.normal(size=(24, POSITION_DIMENSIONS)) + 2 * random.normal(size=(count, POSITION_DIMENSIONS))
    return (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def drawn():
    """A chart, and per document what it was made of; one aim."""
    random = np.random.default_rng(5)
    *places, aim = positions(random, ROWS + 1)
    documents, candidates, scopes = random.permutation(ROWS) + 1, random.integers(1, ROWS // 3, ROWS), np.sort(random.integers(0, SCOPES, ROWS))
    of_document = {
        document: (candidate, scope, float(aim @ place))
        for document, candidate, scope, place in zip(documents.tolist(), candidates.tolist(), scopes.tolist(), places, strict=True)
    }
    return chart_of(documents, candidates, scopes, values_of(np.array(places)), lists_of([packed({}) for _row in range(ROWS)])), of_document, aim


def lists_of(documents):
    with Listing() as listing:
        listing.add(documents, USUAL)
        return listing.lists()


def nearest(of_document, *, scopes=range(SCOPES), barred=(), most=MOST):
    """The nearest documents in view by a loop."""
    seen = {document: nearness for document, (_candidate, scope, nearness) in of_document.items() if scope in scopes and document not in set(barred)}
    return sorted(seen, key=seen.get, reverse=True)[:most]


def near_enough(found, expected, of_document):
    """The same documents but for those that rounding to a byte cannot tell apart."""
    least = min(of_document[document][2] for document in expected) - REACH / 127
    return len(set(found) & set(expected)) >= 0.9 * len(expected) and all(of_document[document][2] >= least for document in found)


@pytest.mark.parametrize("way", [ALL_COMPARED, SIFTED], ids=["compared", "sifted"])
@pytest.mark.parametrize("scopes", [None, [0, 2, 3, 4, 77]])
def test_the_nearest_in_view_are_chosen(drawn, way, scopes):
    chart, of_document, aim = drawn
    found = chosen(chart, Pointer({}, aim), Within(scopes, NOTHING), way).tolist()
    assert len(found) == MOST
    assert near_enough(found, nearest(of_document, scopes=scopes or range(SCOPES)), of_document)


@pytest.mark.parametrize("way", [ALL_COMPARED, SIFTED], ids=["compared", "sifted"])
def test_documents_that_are_barred_take_no_place(drawn, way):
    chart, of_document, aim = drawn
    barred = nearest(of_document, most=300)
    found = chosen(chart, Pointer({}, aim), Within(None, np.array(barred)), way).tolist()
    assert near_enough(found, nearest(of_document, barred=barred), of_document)


def test_an_aim_among_several_has_its_share_of_what_is_chosen(drawn):
    chart, of_document, aim = drawn
    found = chosen(chart, Pointer({}, aim, share=0.25), EVERYWHERE, ALL_COMPARED).tolist()
    assert (len(found), near_enough(found, nearest(of_document, most=MOST // 4), of_document)) == (MOST // 4, True)


def test_the_best_few_of_each_candidate_who_is_judged_come_too_as_far_as_they_are_in_view(drawn):
    chart, of_document, aim = drawn
    limits = replace(ALL_COMPARED, documents=6, completed=6, own=2)
    found = set(chosen(chart, Pointer({}, aim), Within([0, 1], NOTHING), limits).tolist())
    expected = set(nearest(of_document, scopes=[0, 1], most=6))
    for candidate in {of_document[document][0] for document in expected}:
        own = [document for document, (of_candidate, scope, _nearness) in of_document.items() if of_candidate == candidate and scope in {0, 1}]
        expected |= set(sorted(own, key=lambda document: -of_document[document][2])[:2])
    assert found == expected


def test_a_chart_is_the_same_after_it_was_written_and_read(drawn):
    chart, of_document, _aim = drawn
    again = Chart.read(np.concatenate(list(chart.written())))
    assert sorted(again.documents.tolist()) == sorted(of_document)
    columns = [{**vars(one.lists), **{name: column for name, column in vars(one).items() if isinstance(column, np.ndarray)}} for one in (chart, again)]
    assert all(np.array_equal(columns[0][name], columns[1][name]) for name in columns[0])


def test_an_empty_chart_finds_nothing():
    nothing = Listing().lists()
    chart = chart_of(NOTHING, NOTHING, NOTHING, np.zeros((0, POSITION_DIMENSIONS), dtype=np.int8), nothing)
    pointer = Pointer({6: 1.0}, np.ones(POSITION_DIMENSIONS, dtype=np.float32))
    again = Chart.read(np.concatenate(list(chart.written())))
    assert [chosen(one, pointer, within, SIFTED).tolist() for one in (chart, again) for within in (EVERYWHERE, Within([3], NOTHING))] == [[]] * 4


TERMS = {"every": 1.0, "many": 2.0, "some": 3.0, "few": 5.0, "nowhere": 9.0}


@pytest.fixture(scope="module")
def spoken():
    """The packed terms of rows that hold frequent terms and rare ones, their lists, and what each term weighs."""
    random = np.random.default_rng(6)
    shares = {"every": 1.0, "many": 0.4, "some": 0.03, "few": 0.01, "other": 0.5}
    documents = [packed({term: int(random.integers(1, 4)) for term, share in shares.items() if random.random() < share}) for _row in range(ROWS)]
    return documents, lists_of(documents), {number_of(term): weight for term, weight in TERMS.items()}


@pytest.mark.parametrize("most", [10**9, 500, 0])
@pytest.mark.parametrize("spans", [[(0, ROWS)], [(100, 400), (900, 1_700)], []])
def test_sums_are_those_of_the_documents_whether_lists_are_read_or_looked_up(spoken, most, spans):
    documents, lists, impacts = spoken
    rows = np.array([row for begin, end in spans for row in range(begin, end)], dtype=np.int64)
    numbers = np.array(sorted(impacts))
    by_hand = scores([documents[row] for row in rows], np.array([[impacts[number] for number in numbers.tolist()]]), numbers, USUAL)[0]
    reading = Reading(lists, ROWS, impacts, spans, most)
    assert reading.whole(rows).tolist() == pytest.approx(by_hand.tolist(), abs=sum(TERMS.values()) / 500)
    assert np.count_nonzero(np.delete(reading.sums, rows)) == 0
    # Half of the weight is read in any case.
    assert (np.count_nonzero(reading.sums) == 0) == (not spans)


def test_by_words_alone_the_best_are_chosen(spoken):
    documents, lists, impacts = spoken
    numbers = np.arange(1, ROWS + 1)
    chart = chart_of(numbers, numbers, np.zeros(ROWS, dtype=np.int64), np.zeros((ROWS, POSITION_DIMENSIONS), dtype=np.int8), lists)
    found = chosen(chart, Pointer(impacts, None), EVERYWHERE, replace(ALL_COMPARED, likely=100))
    terms = np.array(sorted(impacts))
    by_hand = scores(documents, np.array([[impacts[number] for number in terms.tolist()]]), terms, USUAL)[0]
    assert by_hand[found - 1].min() >= np.sort(by_hand)[-MOST] - sum(TERMS.values()) / 250


def test_which_terms_are_listed_and_which_have_a_column_follows_from_how_many_rows_hold_them(spoken):
    documents, lists, _impacts = spoken
    assert (sorted(lists.rare.tolist()), sorted(lists.frequent.tolist())) == tuple(
        sorted(number_of(term) for term in terms) for terms in (("some", "few"), ("every", "many", "other"))
    )
    assert lists.columns.shape == (3, len(documents))
