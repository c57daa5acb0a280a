"""Kept forecasts beside what came: of the same whole and year, and of no other."""

import re
from datetime import timedelta
from html import unescape

import pytest
from factories import SOME_TIME, make_actual, make_complex, make_indicator, make_programme, make_user, make_viewer

from minicluster.outcomes.domain.forecast_scores import APART, SCORED, WAITING, scores_for
from minicluster.outcomes.domain.forecasting import make_forecasts
from minicluster.outcomes.models import Claim, Forecast, Perimeter
from minicluster.outcomes.rules.forecast_scores import Maker
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


def wave(scale):
    return [scale * (20 + 2 * year + (year * scale) % 3) for year in range(8)]


@pytest.fixture
def programme():
    programme = make_programme()
    programme.indicator = make_indicator(programme)
    programme.parts = [make_complex(programme) for _number in range(3)]
    for scale, complex_ in enumerate(programme.parts, 1):
        for at, value in enumerate(wave(scale)):
            make_actual(programme.indicator, 2000 + at, value, complex=complex_, is_confirmed=True)
    return programme


@pytest.fixture
def office(programme):
    return make_viewer(Role.PROGRAMME_OFFICE, programme)


def test_a_forecast_waits_and_is_scored_when_the_figure_of_its_year_is_recorded(programme, office):
    make_forecasts(actor=office, horizon=1)
    assert scores_for(office).counts == {SCORED: 0, WAITING: 4, APART: 0}
    make_actual(programme.indicator, 2008, 40, complex=programme.parts[0])
    (scored,) = scores_for(office).of(SCORED)
    row = Forecast.objects.get(complex=programme.parts[0])
    assert (scored.score.came, scored.is_confirmed, scored.kept.maker) == (40.0, False, Maker.RUN)
    assert scored.score.error == pytest.approx(float(row.value) - 40)
    assert scored.score.naive_error == wave(1)[-1] - 40
    assert scored.hits[0] == (80, row.low <= 40 <= row.high)


def test_a_sum_is_scored_once_every_one_of_the_very_same_complexes_has_its_figure(programme, office):
    make_forecasts(actor=office, horizon=1)
    for value, complex_ in zip((40, 80), programme.parts, strict=False):
        make_actual(programme.indicator, 2008, value, complex=complex_)
    assert programme.name_en not in {one.subject for one in scores_for(office).of(SCORED)}
    make_actual(programme.indicator, 2008, 120, complex=programme.parts[2])
    make_actual(programme.indicator, 2008, 1000, complex=make_complex(programme))
    (whole,) = [one for one in scores_for(office).of(SCORED) if one.subject == str(programme)]
    assert whole.score.came == 240


def test_what_a_person_recorded_is_set_beside_the_last_figure_known_then(programme, office):
    part = programme.parts[0]
    fields = {"programme": programme, "indicator": programme.indicator, "complex": part, "year": 2008, "value": 50, "method": "by eye"}
    Forecast.objects.create(**fields, made_at=SOME_TIME + timedelta(days=1), low=30, high=60, coverage=0.9)
    make_actual(programme.indicator, 2008, 40, complex=part, recorded_at=SOME_TIME + timedelta(days=400))
    (scored,) = scores_for(office).of(SCORED)
    assert (scored.kept.maker, scored.method, scored.kept.before, scored.hits) == (Maker.PERSON, "by eye", tuple(map(float, wave(1))), [(90, True)])
    (record,) = scores_for(office).records
    assert (record.number, [(hits.percent, hits.held, hits.of) for hits in record.hits]) == (1, [(90, 1, 1)])


def claim(programme, code, scope, kind, **fields):
    common = {"topic": "exports", "unit": "USD", "statement_ko": code, "statement_en": code, "source": "신문", "source_date": "2007-10-22"}
    return Claim.objects.create(programme=programme, indicator=programme.indicator, code=code, scope=scope, kind=kind, **common, **fields)


def test_a_published_forecast_is_never_set_beside_another_set_of_complexes(programme, office):
    claim(programme, "art-05", "7 complexes", "actual", value=67, year=2003)
    claim(programme, "art-06", "7 complexes", "forecast", value=139, year=2008)
    claim(programme, "prg-18", "12 complexes", "actual", value=155, year=2008)
    twelve = Perimeter.objects.create(programme=programme, slug="12-complexes", name_ko="12개 단지", name_en="The twelve")
    make_actual(programme.indicator, 2008, 155, perimeter=twelve)
    (apart,) = scores_for(office).of(APART)
    assert (apart.kept.value, apart.kept.before, apart.score) == (139, (67.0,), None)
    assert [other.split(":")[0] for other in apart.others] == ["prg-18", "The twelve 2008"]
    seven = Perimeter.objects.create(programme=programme, slug="7-complexes", name_ko="7개 단지", name_en="The seven")
    make_actual(programme.indicator, 2008, 120, perimeter=seven)
    (scored,) = scores_for(office).of(SCORED)
    assert (scored.score.error, scored.score.naive_error, scored.kept.maker) == (19.0, 67.0 - 120.0, Maker.CLAIM)


def test_what_is_published_in_another_unit_is_no_forecast_of_a_yearly_figure(programme, office):
    one = claim(programme, "art-13", "programme", "forecast", value=30, year=2012)
    Claim.objects.filter(pk=one.pk).update(unit="KRW over 5 years")
    assert scores_for(office).counts == {SCORED: 0, WAITING: 0, APART: 0}


def test_what_rests_on_a_figure_kept_from_the_reader_is_left_out_with_the_sum_that_would_tell_it(programme, office):
    hidden = programme.indicator.actuals.filter(complex=programme.parts[0]).first()
    hidden.is_confidential = True
    hidden.save()
    make_forecasts(actor=office, horizon=1)
    funder = scores_for(make_viewer(Role.FUNDER, programme))
    assert (len(scores_for(office).of(WAITING)), len(funder.of(WAITING)), funder.kept_back) == (4, 2, 2)
    assert {one.subject for one in funder.of(WAITING)} == {str(part) for part in programme.parts[1:]}


def test_a_figure_that_came_and_is_kept_from_the_reader_is_not_told_by_its_score(programme, office):
    make_forecasts(actor=office, horizon=1)
    make_actual(programme.indicator, 2008, 40, complex=programme.parts[0], firms=2)
    assert scores_for(office).counts[SCORED] == 1
    firm = scores_for(make_viewer(Role.FIRM_USER, programme))
    assert (firm.counts[SCORED], firm.counts[WAITING], firm.kept_back) == (0, 3, 1)


def test_the_number_of_statements_does_not_grow_with_the_forecasts(programme, office, django_assert_num_queries, django_assert_max_num_queries):
    make_forecasts(actor=office, horizon=1)
    with django_assert_max_num_queries(12) as few:
        scores_for(office)
    make_forecasts(actor=office, horizon=2)
    claim(programme, "art-06", "7 complexes", "forecast", value=139, year=2008)
    with django_assert_num_queries(len(few.captured_queries)):
        scores_for(office)


def test_the_number_of_a_maker_and_a_method_opens_to_exactly_those_forecasts(client, programme, office):
    common = {"programme": programme, "indicator": programme.indicator, "year": 2008, "value": 50, "made_at": SOME_TIME + timedelta(days=1)}
    for complex_, method in zip(programme.parts, ("by eye", "by eye", "trend & survey=5 %"), strict=True):
        Forecast.objects.create(**common, complex=complex_, method=method)
    make_forecasts(actor=office, horizon=1)
    for complex_ in programme.parts:
        make_actual(programme.indicator, 2008, 40, complex=complex_, recorded_at=SOME_TIME + timedelta(days=400))
    client.force_login(make_user(Role.PROGRAMME_OFFICE, programme), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/forecasts/scores/")
    links = [(unescape(query), int(number)) for query, number in re.findall(r'data-label="Scored"><a href="([^"]*)">(\d+)</a>', page.content.decode())]
    records = page.context["scores"].records
    assert [number for _query, number in links] == [record.number for record in records]
    assert {record.method: record.number for record in records if record.maker == Maker.PERSON} == {"by eye": 2, "trend & survey=5 %": 1}
    for (query, number), record in zip(links, records, strict=True):
        shown = client.get(f"/forecasts/scores/{query}").context["page"].object_list
        assert [(one.kept.maker, one.kept.method, one.state) for one in shown] == [(record.maker, record.method, SCORED)] * number
    assert page.context["page"].paginator.count == sum(number for _query, number in links) == 7
    nothing = ("show=scored&maker=nobody", "show=waiting&maker=person&method=by+eye")
    assert [client.get(f"/forecasts/scores/?{query}").status_code for query in nothing] == [404, 404]
