import shutil
from importlib import import_module

import numpy as np
import pytest
from django.apps import apps
from search_tools import ToyEmbedder

from minicluster.analytics.retrieval.weights import UsualLengths, frequency_part
from minicluster.platform.search import drawing, settling
from minicluster.platform.search.choosing import Limits
from minicluster.platform.search.drawing import open_anew
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.engine import Question, search
from minicluster.platform.search.index import Entry, rebuild, replace
from minicluster.platform.search.listing import Listing
from minicluster.platform.search.models import Document, Extent, Posting, TermCount
from minicluster.platform.search.positions import matrix_for, positions_of, side_by_side
from minicluster.platform.search.remembered import TEXTS
from minicluster.platform.search.settling import settle, settle_when_it_pays
from minicluster.platform.search.terms import EVERY_DOCUMENT, OF_THE_COLLECTION, number_of, packed, scores, usual_lengths_of

pytestmark = pytest.mark.django_db

WIDE = Limits(narrow=0)
ENTRIES = [Entry("expert", number, f"evidence-{number}", f"gear noise topic{number % 5} extra{number}", scope=number % 3) for number in range(1, 31)]


def counted(term):
    return sum(TermCount.objects.filter(term=term).values_list("documents", flat=True))


def usual_lengths_now():
    counts = {number: counted(number) + sum(Posting.objects.filter(term=number).values_list("change", flat=True)) for number in OF_THE_COLLECTION}
    return usual_lengths_of(counts)


def test_settling_moves_postings_into_charts_and_counts_terms_and_extents():
    rebuild(1, ENTRIES)
    embed_documents(1, embedders=[ToyEmbedder()])
    settle(1)
    assert (Posting.objects.count(), len(open_anew(1).by_kind["expert"].documents)) == (0, 30)
    assert (counted(EVERY_DOCUMENT), counted(number_of("gear")), counted(number_of("topic1"))) == (30, 30, 6)
    assert dict(Extent.objects.values_list("scope", "documents")) == {0: 10, 1: 10, 2: 10}


def test_what_comes_and_goes_after_settling_is_counted_and_found_at_once():
    rebuild(1, ENTRIES)
    settle(1)
    replace(1, ["evidence-1"], [])
    replace(1, ["evidence-99"], [Entry("expert", 99, "evidence-99", "gear whine")])
    (first, *_others) = search(Question(1, "whine", ("expert",)), embedders=(), limits=WIDE)["expert"]
    assert first.candidate_id == 99
    assert 1 not in [one.candidate_id for one in search(Question(1, "extra1", ("expert",)), embedders=(), limits=WIDE)["expert"]]
    changes = Posting.objects.filter(term=number_of("gear")).values_list("change", flat=True)
    assert sorted(changes) == [-1, 1]


def test_settling_again_after_changes_equals_settling_all_at_once():
    rebuild(1, ENTRIES[:20])
    settle(1)
    replace(1, [entry.record for entry in ENTRIES], ENTRIES)
    settle(1)
    step_by_step = sorted(TermCount.objects.values_list("term", "documents"))
    rebuild(1, ENTRIES)
    settle(1)
    assert step_by_step == sorted(TermCount.objects.values_list("term", "documents"))


def test_lengths_are_counted_with_every_write_and_are_the_same_when_settled():
    long = Entry("expert", 7, "evidence-7", "주축 열변위 noise")
    rebuild(1, [*ENTRIES[:3], long])
    before = usual_lengths_now()
    settle(1)
    settled = usual_lengths_now()
    replace(1, ["evidence-1", "evidence-7"], [])
    assert (before, settled) == (UsualLengths(22 / 4, 3.0), before)
    assert usual_lengths_now() == UsualLengths(6.0, 1.0)


def test_settling_waits_until_it_pays(monkeypatch):
    rebuild(1, ENTRIES)
    assert not settle_when_it_pays(1)
    monkeypatch.setattr(settling, "CHANGES_ENOUGH", 30)
    assert (settle_when_it_pays(1), settle_when_it_pays(1)) == (True, False)


def test_settling_again_keeps_known_positions_and_adds_those_of_further_documents(monkeypatch):
    rebuild(1, ENTRIES[:20])
    embed_documents(1, embedders=[ToyEmbedder()])
    settle(1)
    before = open_anew(1).by_kind["expert"]
    replace(1, ["evidence-1", "evidence-30"], ENTRIES[29:])
    embed_documents(1, embedders=[ToyEmbedder()])
    asked = []
    monkeypatch.setattr(drawing, "positions_of", lambda *what: [asked.append(what[3]), positions_of(*what)][1])
    settle(1)
    after = open_anew(1).by_kind["expert"]
    came, stayed = (np.setdiff1d(after.documents, before.documents), np.intersect1d(after.documents, before.documents))
    assert (asked[0], len(came), len(stayed)) == (came.tolist(), 1, 19)
    rows = {number: values.tolist() for number, values in zip(before.documents.tolist(), before.values, strict=True)}
    assert {number: values.tolist() for number, values in zip(after.documents.tolist(), after.values, strict=True) if number in rows} == {
        number: rows[number] for number in stayed.tolist()
    }


def test_a_chart_whose_file_is_gone_is_read_from_the_database_again(settings):
    rebuild(1, ENTRIES)
    embed_documents(1, embedders=[ToyEmbedder()])
    settle(1)
    before = open_anew(1).by_kind["expert"].documents.tolist()
    shutil.rmtree(settings.HOME / "charts")
    assert open_anew(1).by_kind["expert"].documents.tolist() == before


def test_a_position_under_other_models_is_made_anew_and_search_follows():
    rebuild(1, ENTRIES)
    one, other = ToyEmbedder("one"), ToyEmbedder("other")
    embed_documents(1, embedders=[one])
    settle(1)
    search(Question(1, "gear noise", ("expert",)), embedders=[one], limits=WIDE)
    embed_documents(1, embedders=[other])
    assert settle_when_it_pays(1)
    both = search(Question(1, "gear noise", ("expert",)), embedders=[one, other], limits=WIDE)["expert"]
    assert len(both) == 10


def test_documents_whose_lengths_were_not_kept_are_counted_anew_and_found_as_before():
    migration = import_module("minicluster.platform.search.migrations.0007_counts_and_lengths")
    rebuild(1, ENTRIES)
    settle(1)
    question, lengths = Question(1, "gear extra7", ("expert",)), usual_lengths_now()
    before = search(question, top=30, embedders=())
    Document.objects.update(terms=b"")
    migration.count_terms(apps, None)
    TEXTS.forget()
    assert (search(question, top=30, embedders=()), usual_lengths_now()) == (before, lengths)
    assert (Extent.objects.count(), TermCount.objects.count()) == (0, 0)


def test_kinds_do_not_crowd_one_another_out():
    crowd = [Entry("expert", number, f"evidence-{number}", "gear noise") for number in range(1, 300)]
    rebuild(1, [*crowd, Entry("support", 1, "support-1", "gear programme of a wholly other tone")])
    settle(1)
    assert [one.candidate_id for one in search(Question(1, "gear noise"), embedders=(), limits=WIDE)["support"]] == [1]


def test_lists_too_long_for_memory_are_the_same(monkeypatch):
    documents = [packed({"gear": number, f"t{number % 50}": 1}) for number in range(1, 400)]
    short, usual = Listing(), UsualLengths(10.0, 10.0)
    short.add(documents, usual)
    monkeypatch.setattr("minicluster.platform.search.listing.HELD", 7)
    with Listing() as long:
        for document in documents:
            long.add([document], usual)
        found, expected = long.lists(), short.lists()
    assert {name: column.tolist() for name, column in vars(found).items()} == {name: column.tolist() for name, column in vars(expected).items()}
    terms, counts = found.counts()
    assert dict(zip(terms.tolist(), counts.tolist(), strict=True)) == {
        number_of("gear"): 399,
        **{number_of(f"t{rest}"): 8 if rest else 7 for rest in range(50)},
    }
    assert (found.frequent.tolist(), found.columns.shape, len(found.rare)) == ([number_of("gear")], (1, 399), 50)


def test_scores_are_the_weighted_sums_of_what_documents_hold():
    documents = [packed({"a": 2, "b": 1}), packed({}), packed({"b": 3, "c": 1, "~가나": 2})]
    asked = {number_of("a"): 2.0, number_of("b"): 4.0, number_of("~가나"): 8.0}
    numbers = np.array(sorted(asked))
    weights = np.array([[asked[number] for number in numbers.tolist()]])
    by_hand = [
        2.0 * frequency_part(2, 3, 5.0) + 4.0 * frequency_part(1, 3, 5.0),
        0.0,
        4.0 * frequency_part(3, 4, 5.0) + 8.0 * frequency_part(2, 2, 7.0),
    ]
    assert scores(documents, weights, numbers, UsualLengths(5.0, 7.0)).tolist() == [pytest.approx(by_hand)]


def test_main_directions_keep_the_order_of_the_sum_of_cosines():
    random = np.random.default_rng(1)
    latent = random.normal(size=(400, 60))
    parts = [(latent @ random.normal(size=(60, size))).astype(np.float32) for size in (384, 512)]
    rows = side_by_side(parts)
    positions = rows @ matrix_for(rows)
    assert np.allclose(positions @ positions[0], rows @ rows[0], atol=1e-3)
