"""What a process remembers of texts is what the database holds: it is never older, and never somebody else's."""

import numpy as np
import pytest
from django.db import connection
from search_tools import ToyEmbedder

from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search.choosing import Limits
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.gathering import Aim, View, gather, meanings_of
from minicluster.platform.search.index import Entry, rebuild, replace
from minicluster.platform.search.models import Document, Vector
from minicluster.platform.search.remembered import TEXTS, Texts
from minicluster.platform.search.settling import settle

pytestmark = pytest.mark.django_db

ENTRIES = [Entry("expert", number, f"evidence-{number}", f"gear noise topic{number % 5} extra{number}", scope=number % 3) for number in range(1, 31)]
TOY = ToyEmbedder()


def gathered(text="gear topic1", *, scopes=None, limits=None):
    (vectors,) = meanings_of(1, [text], [TOY])
    found = gather(View(1, ("expert",), scopes=scopes), [Aim(question_weights(text), vectors)], limits or Limits()).get("expert")
    return {} if found is None else {record: place for place, (_candidate, record, _number) in enumerate(found.documents)}, found


def test_a_question_that_was_asked_before_brings_the_same_without_reading_vectors_again():
    rebuild(1, ENTRIES)
    embed_documents(1, embedders=[TOY])
    TEXTS.forget()
    _places, first = gathered()
    Vector.objects.all().delete()
    _places, second = gathered()
    assert (len(first.documents), first.documents, first.words.tolist()) == (30, second.documents, second.words.tolist())
    assert first.meanings[0]["toy"].tolist() == pytest.approx(second.meanings[0]["toy"].tolist(), nan_ok=True)
    TEXTS.forget()
    assert np.isnan(gathered()[1].meanings[0]["toy"]).all()


def test_the_cosines_of_a_narrow_view_are_those_that_the_statement_computes_for_a_wide_one():
    rebuild(1, ENTRIES)
    embed_documents(1, embedders=[TOY])
    settle(1)
    narrow_places, narrow = gathered()
    wide_places, wide = gathered(limits=Limits(narrow=0, documents=30))
    assert (narrow.whole, wide.whole, narrow_places.keys()) == (True, False, wide_places.keys())
    in_wide = [wide.meanings[0]["toy"][wide_places[record]] for record in narrow_places]
    assert narrow.meanings[0]["toy"].tolist() == pytest.approx(in_wide, abs=0.002, nan_ok=True)
    assert narrow.words[0].tolist() == pytest.approx([wide.words[0][wide_places[record]] for record in narrow_places])


def test_a_vector_that_comes_after_its_text_was_remembered_counts_from_then_on():
    rebuild(1, ENTRIES)
    embed_documents(1, embedders=[TOY])
    replace(1, ["evidence-99"], [Entry("expert", 99, "evidence-99", "gear whine")])
    places, before = gathered()
    assert np.isnan(before.meanings[0]["toy"][places["evidence-99"]])
    embed_documents(1, embedders=[TOY])
    places, after = gathered()
    assert not np.isnan(after.meanings[0]["toy"][places["evidence-99"]])


def test_a_remembered_text_is_shown_to_nobody_whose_scope_it_has_left():
    rebuild(1, ENTRIES)
    assert "evidence-1" in gathered(scopes=(1,))[0]
    replace(1, ["evidence-1"], [Entry("expert", 1, "evidence-1", ENTRIES[0].title, scope=2)])
    assert "evidence-1" not in gathered(scopes=(1,))[0]
    assert "evidence-1" in gathered(scopes=(2,))[0]


def test_a_number_that_is_given_to_another_text_does_not_bring_the_first_ones_content():
    rebuild(1, [Entry("expert", 1, "evidence-1", "gear noise")])
    first, _signals = gathered("gear")
    number = Document.objects.get().pk
    rebuild(1, [Entry("expert", 2, "evidence-2", "plating thickness")])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_posting SET document_id = %s", [number])
        cursor.execute("UPDATE search_document SET id = %s", [number])
    _places, signals = gathered("gear")
    assert (list(first), signals.documents, signals.words.tolist()) == (["evidence-1"], [(2, "evidence-2", number)], [[0.0]])


def test_where_too_much_is_remembered_it_begins_anew_and_still_knows_what_is_wanted():
    rebuild(1, ENTRIES)
    fingerprints = np.fromiter(Document.objects.order_by("pk").values_list("fingerprint", flat=True), dtype=np.int64)
    texts = Texts(most=20)
    texts.read(1, fingerprints[:15], [])
    texts.read(1, fingerprints[15:], [])
    assert (texts.places(fingerprints[:15]).max(), texts.places(fingerprints[15:]).min()) == (-1, 0)
    texts.read(1, fingerprints, [])
    assert sorted(texts.places(fingerprints).tolist()) == list(range(30))


def test_in_a_programme_that_no_process_can_remember_a_view_is_chosen_from_earlier():
    rebuild(1, ENTRIES)
    embed_documents(1, embedders=[TOY])
    settle(1)
    assert [gathered(limits=limits)[1].whole for limits in (Limits(rememberable=30, brief=5), Limits(rememberable=29, brief=5), Limits(rememberable=29))] == [
        True,
        False,
        True,
    ]
