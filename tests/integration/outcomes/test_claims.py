import csv

import pytest
from factories import make_complex, make_programme

from minicluster.outcomes.domain.claims import PUBLISHED_CLAIMS, load_claims
from minicluster.outcomes.models import Claim, Indicator
from minicluster.outcomes.rules import CERTAINTIES, FigureKind

pytestmark = pytest.mark.django_db


def test_every_published_figure_is_there_with_its_source():
    claims = load_claims(make_programme())
    rows = list(csv.DictReader(PUBLISHED_CLAIMS.read_text(encoding="utf-8").splitlines()))
    assert sorted(claims) == sorted(row["id"] for row in rows)
    assert [claim.code for claim in claims.values() if not claim.source or claim.invented] == []
    assert {claim.kind for claim in claims.values()} <= set(FigureKind.values)
    assert {claim.certainty for claim in claims.values()} <= set(CERTAINTIES)


def test_the_two_export_forecasts_of_one_article_contradict_each_other_both_ways():
    claims = load_claims(make_programme())
    text, headline = claims["art-06"], claims["art-07"]
    assert (text.value, headline.value) == (139_000_000_000, 130_000_000_000)
    assert (list(text.conflicts_with.all()), list(headline.conflicts_with.all())) == ([headline], [text])
    assert text.source == headline.source
    assert [claim.code for claim in claims.values() if claim.conflicts_with.exists()] == ["art-06", "art-07"]


def test_a_claim_about_a_complex_belongs_to_it_and_one_about_a_measured_topic_to_its_indicator():
    programme = make_programme()
    wonju = make_complex(programme, slug="wonju")
    claims = load_claims(programme)
    assert {claim.code for claim in claims.values() if claim.complex == wonju} == {"art-12", "art-13", "won-01", "won-02"}
    assert claims["art-06"].indicator == Indicator.objects.get(programme=programme, slug="exports")
    assert claims["prg-05"].indicator == Indicator.objects.get(programme=programme, slug="problems_found")
    assert claims["art-01"].indicator is None


def test_loading_again_changes_nothing_and_overwrites_nothing():
    programme = make_programme()
    load_claims(programme)
    Claim.objects.filter(code="art-05").update(statement_en="corrected by hand")
    before = sorted(Claim.objects.values_list())
    load_claims(programme)
    assert sorted(Claim.objects.values_list()) == before
