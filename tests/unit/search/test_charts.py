"""A chart finds what loops over plain rows find: nothing out of view, nothing that is barred, and none that counts is lost to one that does not."""

from dataclasses import replace

import numpy as np
import pytest

from minicluster.platform.search.charts import REACH, Chart, Sought, chart_of, values_of
from minicluster.platform.search.models import POSITION_DIMENSIONS

ROWS, SCOPES, MOST = 3_000, 5, 20
NOTHING = np.zeros(0, dtype=np.int64)
ALL_COMPARED = Sought(None, NOTHING, sifted=ROWS, completed=0, own=0)
SIFTED = replace(ALL_COMPARED, sifted=600)


def positions(random, count):
    """Directions of which a few are shared, about as long as a position."""
    mixed = random.normal(size=(count, 24)) @ random.normal(size=(24, POSITION_DIMENSIONS)) + 2 * random.normal(size=(count, POSITION_DIMENSIONS))
    return (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def drawn():
    """A chart, and per document what it was made of; one aim."""
    random = np.random.default_rng(5)
    *places, aim = positions(random, ROWS + 1)
    documents, candidates, scopes = random.permutation(ROWS) + 1, random.integers(1, ROWS // 3, ROWS), random.integers(0, SCOPES, ROWS)
    of_document = {
        document: (candidate, scope, float(aim @ place))
        for document, candidate, scope, place in zip(documents.tolist(), candidates.tolist(), scopes.tolist(), places, strict=True)
    }
    return chart_of(documents, candidates, scopes, values_of(np.array(places))), of_document, aim


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
def test_the_nearest_in_view_are_found(drawn, way, scopes):
    chart, of_document, aim = drawn
    found = chart.sought(aim, MOST, replace(way, scopes=scopes)).tolist()
    assert len(found) == MOST
    assert near_enough(found, nearest(of_document, scopes=scopes or range(SCOPES)), of_document)


@pytest.mark.parametrize("way", [ALL_COMPARED, SIFTED], ids=["compared", "sifted"])
def test_documents_that_are_barred_take_no_place(drawn, way):
    chart, of_document, aim = drawn
    barred = nearest(of_document, most=300)
    found = chart.sought(aim, MOST, replace(way, barred=np.array(barred))).tolist()
    assert near_enough(found, nearest(of_document, barred=barred), of_document)


def test_the_nearest_few_of_the_nearest_ones_candidates_come_too_as_far_as_they_are_in_view(drawn):
    chart, of_document, aim = drawn
    found = chart.sought(aim, MOST, replace(ALL_COMPARED, scopes=[0, 1], completed=5, own=2)).tolist()
    expected = []
    for candidate in sorted({of_document[document][0] for document in found[:5]}):
        own = [document for document, (of_candidate, scope, _nearness) in of_document.items() if of_candidate == candidate and scope in {0, 1}]
        expected += sorted(own, key=lambda document: -of_document[document][2])[:2]
    assert sorted(found[MOST:]) == sorted(expected)


def test_a_chart_is_the_same_after_it_was_written_and_read(drawn):
    chart, of_document, aim = drawn
    again = Chart.read(chart.written())
    assert again.sought(aim, ROWS, ALL_COMPARED).tolist() == chart.sought(aim, ROWS, ALL_COMPARED).tolist()
    assert (again.documents[again.by_candidate].size, sorted(again.documents.tolist())) == (ROWS, sorted(of_document))


def test_an_empty_chart_finds_nothing():
    chart = chart_of(NOTHING, NOTHING, NOTHING, np.zeros((0, POSITION_DIMENSIONS), dtype=np.int8))
    assert chart.sought(np.ones(POSITION_DIMENSIONS, dtype=np.float32), MOST, replace(SIFTED, completed=5, own=2)).tolist() == []
