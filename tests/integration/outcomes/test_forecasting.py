"""Forecasts of a programme: made, kept, never written over, and made anew of their own accord."""

from datetime import timedelta

import pytest
from factories import SOME_TIME, make_actual, make_complex, make_group, make_indicator, make_programme, make_user, make_viewer
from procrastinate.contrib.django.models import ProcrastinateJob

from minicluster.outcomes import tasks
from minicluster.outcomes.domain import forecasting
from minicluster.outcomes.domain.forecast_requests import call_off_forecasts, forecasts_standing, request_forecasts, request_what_is_due
from minicluster.outcomes.domain.forecasting import make_forecasts
from minicluster.outcomes.models import Baseline, Forecast, ForecastRun, Target
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db


def record(indicator, values, first=2000, **fields):
    return [make_actual(indicator, first + at, value, **{"is_confirmed": True, **fields}) for at, value in enumerate(values)]


def wave(scale, points=8):
    return [scale * (20 + 2 * year + (year * scale) % 3) for year in range(points)]


@pytest.fixture
def programme():
    """Three complexes with exports of eight years."""
    programme = make_programme()
    indicator = make_indicator(programme)
    for scale in (1, 2, 3):
        record(indicator, wave(scale), complex=make_complex(programme))
    programme.indicator = indicator
    return programme


@pytest.fixture
def office(programme):
    return make_viewer(Role.PROGRAMME_OFFICE, programme)


def test_every_series_is_forecast_from_its_figures_and_complexes_add_up_to_the_programme(programme, office):
    run = make_forecasts(actor=office, horizon=2)
    rows = Forecast.objects.filter(run=run)
    assert (rows.count(), run.horizon, run.refusals) == (8, 2, [])
    for year in (2008, 2009):
        parts = sum(row.value for row in rows.filter(year=year, complex__isnull=False))
        assert float(rows.get(year=year, complex=None).value) == pytest.approx(float(parts), rel=1e-6)
    one = rows.filter(complex__isnull=False).order_by("pk").first()
    figures = programme.indicator.actuals.filter(complex=one.complex).order_by("year")
    assert one.made_from == [[figure.year, float(figure.value), figure.pk] for figure in figures]
    assert one.low < one.value < one.high
    assert (one.coverage, one.made_at, one.method in ("median", "drift")) == (0.8, run.made_at, True)
    assert {point[2] for point in rows.filter(complex=None).first().made_from} == {None}
    assert AuditEntry.objects.filter(action="make_forecasts", record_type="forecast-run", record_id=run.pk).count() == 1


def test_the_same_figures_give_the_same_forecasts_and_on_one_day_they_are_kept_once(office):
    first = make_forecasts(actor=office)
    assert make_forecasts(actor=office) == first
    assert make_forecasts(actor=office, horizon=1) != first
    ForecastRun.objects.update(made_at=SOME_TIME)
    second = make_forecasts(actor=office)
    assert (second == first, ForecastRun.objects.count()) == (False, 3)
    told = [list(run.forecasts.order_by("pk").values_list("year", "value", "low", "high", "made_from")) for run in (first, second)]
    assert told[0] == told[1]


def test_a_new_figure_makes_a_new_run_and_the_old_one_stays(programme, office):
    first = make_forecasts(actor=office)
    kept = list(first.forecasts.order_by("pk").values())
    for complex_ in {figure.complex for figure in programme.indicator.actuals.all()}:
        make_actual(programme.indicator, 2008, 90, complex=complex_)
    second = make_forecasts(actor=office)
    assert second != first
    assert (list(first.forecasts.order_by("pk").values()), {one.year for one in second.forecasts.all()}) == (kept, {2009, 2010})


def test_a_short_series_gets_the_direction_alone_and_a_single_figure_or_a_gap_a_reason(programme, office):
    short, single, broken = (make_indicator(programme, slug, is_additive=False) for slug in ("short", "single", "broken"))
    record(short, [3, 4, 6], first=2005)
    record(single, [5])
    record(broken, [1, 2])
    record(broken, [4], first=2004)
    run = make_forecasts(actor=office, horizon=1)
    row = run.forecasts.get(indicator=short)
    assert (row.method, float(row.value), row.low < row.value < row.high) == ("drift", 7.5, True)
    assert [(one["indicator"], one["code"], one["facts"], one["last_year"]) for one in run.refusals] == [
        ("broken", "gap", {"year": 2002}, 2004),
        ("single", "points", {"points": 1}, 2000),
    ]


def test_the_target_that_was_set_last_gets_its_probability_and_one_without_ground_a_reason(programme, office):
    complexes = sorted({figure.complex for figure in programme.indicator.actuals.all()}, key=lambda one: one.pk)
    common = {"programme": programme, "indicator": programme.indicator}
    Baseline.objects.create(**common, complex=complexes[0], year=2005, value=30)
    Target.objects.create(**common, complex=complexes[0], year=2008, value=500, set_at=SOME_TIME)
    holding = Target.objects.create(**common, complex=complexes[0], year=2008, value=31, set_at=SOME_TIME + timedelta(days=1))
    Target.objects.create(**common, complex=complexes[1], year=2008, value=500, set_at=SOME_TIME.replace(year=1999))
    run = make_forecasts(actor=office, horizon=1)
    row = run.forecasts.get(complex=complexes[0])
    assert (row.target, row.target_probability > 0.5) == (holding, True)
    assert [(one["complex"], one["code"], one["facts"]) for one in run.refusals] == [(complexes[1].pk, "no_baseline", {"year": 2008})]


def test_only_the_programme_office_makes_forecasts_and_only_over_a_few_years(programme, office):
    for role in (Role.FUNDER, Role.COMPLEX_MANAGER, Role.FIRM_USER):
        with pytest.raises(NotAllowedError):
            make_forecasts(actor=make_viewer(role, programme))
    for horizon in (0, 6):
        with pytest.raises(InvalidInputError, match="1 to 5 years"):
            make_forecasts(actor=office, horizon=horizon)
    with pytest.raises(InvalidInputError, match="no yearly figure"):
        make_forecasts(actor=make_viewer(Role.PROGRAMME_OFFICE, make_programme()))
    assert not ForecastRun.objects.exists()


def test_a_break_while_they_are_kept_leaves_no_half_run(office, monkeypatch):
    def broken(**_fields):
        raise ConnectionError

    monkeypatch.setattr(forecasting, "record_act", broken)
    with pytest.raises(ConnectionError):
        make_forecasts(actor=office)
    assert (ForecastRun.objects.count(), Forecast.objects.count()) == (0, 0)


class Running:
    """A running job that is asked to stop before its nth step."""

    def __init__(self, *, steps=100, cancelled=False):
        self._steps, self._cancelled, self.said = iter(range(steps)), cancelled, []

    def should_stop(self):
        return next(self._steps, None) is None

    def is_cancelled(self):
        return self._cancelled

    def tell(self, done, of):
        self.said.append((done, of))


def waiting():
    return list(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", "args"))


def test_the_job_is_asked_for_once_and_says_how_far_it_is(programme, office):
    user = make_user(Role.PROGRAMME_OFFICE, programme)
    asked = make_viewer(Role.PROGRAMME_OFFICE, programme)
    assert [request_forecasts(actor=asked, horizon=1) for _time in range(2)] == [True, False]
    ((name, arguments),) = waiting()
    assert (name, arguments) == ("outcomes.make_forecasts", {"programme_id": programme.pk, "user_id": None, "horizon": 1})
    assert (forecasts_standing(office).state, forecasts_standing(make_viewer(Role.FUNDER, programme))) == ("todo", None)
    job = Running()
    tasks.make(job, programme_id=programme.pk, user_id=user.pk, horizon=1)
    assert (ForecastRun.objects.get().made_by, job.said) == (user, [(0, 3)])


def test_a_job_that_has_to_end_is_asked_for_again_and_one_that_was_called_off_is_not(programme):
    arguments = {"programme_id": programme.pk, "user_id": None, "horizon": 1}
    tasks.make(Running(steps=0, cancelled=True), **arguments)
    assert (waiting(), ForecastRun.objects.count()) == ([], 0)
    tasks.make(Running(steps=0), **arguments)
    assert (waiting(), ForecastRun.objects.count()) == ([("outcomes.make_forecasts", arguments)], 0)


def test_what_waits_is_called_off_by_those_who_may_ask_for_it(programme, office):
    assert not call_off_forecasts(actor=office)
    request_forecasts(actor=office)
    with pytest.raises(NotAllowedError):
        call_off_forecasts(actor=make_viewer(Role.FUNDER, programme))
    assert (call_off_forecasts(actor=office), waiting()) == (True, [])


def test_of_its_own_accord_a_run_is_asked_for_when_a_confirmed_figure_of_a_new_year_has_come_once_a_day(programme, office):
    assert request_what_is_due(programme)
    call_off_forecasts(actor=office)
    make_forecasts(actor=office, horizon=1)
    group = make_group(programme)
    make_actual(programme.indicator, 2006, 1, group=group, is_confirmed=True)
    assert not request_what_is_due(programme), "the latest run is of today"
    ForecastRun.objects.update(made_at=SOME_TIME)
    assert request_what_is_due(programme), "a new series"
    call_off_forecasts(actor=office)
    make_forecasts(actor=office, horizon=1)
    ForecastRun.objects.update(made_at=SOME_TIME)
    assert not request_what_is_due(programme), "its refusal is known"
    complex_ = programme.indicator.actuals.filter(complex__isnull=False).first().complex
    figure = make_actual(programme.indicator, 2008, 60, complex=complex_)
    assert not request_what_is_due(programme), "provisional"
    figure.is_confirmed = True
    figure.save()
    assert request_what_is_due(programme)
    assert waiting()[0][1]["horizon"] == 1
