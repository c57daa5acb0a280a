"""Loading the shipped thesaurus: once, quickly, and never over what people have changed."""

from dataclasses import asdict

import pytest
from factories import SOME_DAY, make_programme, make_viewer

from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.refusals import NotAllowedError
from minicluster.problems.domain.actions import load_shipped_thesaurus
from minicluster.problems.domain.queries import concepts_for_engine
from minicluster.problems.domain.shipped_thesaurus import read_shipped_concepts
from minicluster.problems.models import SymptomConcept, Thesaurus

pytestmark = pytest.mark.django_db


def concept(key="cwmt-900", mechanism="공구 마모", **words):
    facts = {"kind": "symptom", "fields": ("cwmt",), "terms": {"ko": ("플랭크 마모",), "en": ("flank wear",)}, "lay": ("날이 금방 무뎌진다",), "told": ()}
    return Concept(key=key, mechanism={"ko": mechanism, "en": "tool wear"}, **{**facts, **words})


def load(programme, *concepts):
    return asdict(load_shipped_thesaurus(actor=make_viewer("administrator", programme), programme=programme, shipped=concepts))


def version_of(programme):
    return Thesaurus.objects.filter(programme=programme).values_list("version", flat=True).first() or 0


def test_the_engine_reads_what_was_shipped_word_for_word():
    programme = make_programme()
    shipped = list(read_shipped_concepts())
    loaded = load_shipped_thesaurus(actor=make_viewer("administrator", programme), programme=programme)
    assert asdict(loaded) == {"created": len(shipped), "updated": 0, "unchanged": 0}
    assert concepts_for_engine(programme.pk) == sorted(shipped, key=lambda one: one.key)


def test_a_second_load_changes_nothing_and_says_so():
    programme = make_programme()
    load(programme, concept())
    acts, version = AuditEntry.objects.count(), version_of(programme)
    assert load(programme, concept()) == {"created": 0, "updated": 0, "unchanged": 1}
    assert (AuditEntry.objects.count(), version_of(programme)) == (acts, version)


def test_a_newer_version_of_the_product_brings_its_better_words():
    programme = make_programme()
    load(programme, concept())
    assert load(programme, concept(mechanism="공구 여유면 마모"), concept("cwmt-901")) == {"created": 1, "updated": 1, "unchanged": 0}
    assert [one.mechanism["ko"] for one in concepts_for_engine(programme.pk)] == ["공구 여유면 마모", "공구 마모"]


@pytest.mark.parametrize("changed", [{"reviewed_on": SOME_DAY}, {"state": "withdrawn"}])
def test_what_people_here_have_changed_or_withdrawn_is_not_overwritten(changed):
    programme = make_programme()
    load(programme, concept())
    SymptomConcept.objects.update(**changed)
    assert load(programme, concept(mechanism="다른 말")) == {"created": 0, "updated": 0, "unchanged": 1}
    assert SymptomConcept.objects.get().mechanism_ko == "공구 마모"


def test_the_version_grows_with_every_change_and_belongs_to_one_programme():
    programme, other = make_programme(), make_programme()
    assert version_of(programme) == 0
    load(programme, concept())
    load(programme, concept(mechanism="다른 말"))
    assert (version_of(programme), version_of(other)) == (2, 0)
    assert concepts_for_engine(other.pk) == []


def test_only_who_administers_the_machine_loads_it():
    programme = make_programme()
    with pytest.raises(NotAllowedError):
        load_shipped_thesaurus(actor=make_viewer("coordinator", programme), programme=programme, shipped=[concept()])
    assert not SymptomConcept.objects.exists()
