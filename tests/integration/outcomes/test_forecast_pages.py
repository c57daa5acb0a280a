"""The pages of forecasts, as the roles see them."""

import pytest
from django.db import connection
from factories import make_actual, make_complex, make_indicator, make_programme, make_user, make_viewer
from procrastinate.contrib.django.models import ProcrastinateJob

from minicluster.outcomes.domain.dashboards import complex_dashboard, programme_dashboard
from minicluster.outcomes.domain.forecast_requests import request_forecasts
from minicluster.outcomes.domain.forecasting import make_forecasts
from minicluster.outcomes.models import Baseline, Target
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


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
    make_actual(make_indicator(programme, "single", name_en="Visits"), 2005, 5)
    return programme


@pytest.fixture
def run(programme):
    common = {"programme": programme, "indicator": programme.indicator, "complex": programme.parts[0]}
    Baseline.objects.create(**common, year=2005, value=30)
    Target.objects.create(**common, year=2008, value=31, set_at=programme.now())
    return make_forecasts(actor=make_viewer(Role.PROGRAMME_OFFICE, programme), horizon=1)


def sign_in(client, role, programme, **fields):
    client.force_login(make_user(role, programme, **fields), BACKEND)


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_latest_run_shows_intervals_chances_and_why_a_series_has_no_forecast(client, programme, run):
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    page = text_of(client, "/forecasts/")
    one = run.forecasts.get(complex=programme.parts[0])
    assert f"/forecasts/series/{one.pk}/" in page
    assert f"{one.target_percent} %" in page
    assert "Yearly figures: 1. A direction needs at least two" in page
    assert f"/indicators/{programme.indicator.pk}/" in page
    assert 'action="/forecasts/make/"' in page
    assert text_of(client, f"/forecasts/{run.pk}/").count("<tr>") == page.count("<tr>")


@pytest.mark.usefixtures("run")
def test_the_words_are_korean_for_a_korean_reader(client, programme):
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    client.cookies["django_language"] = "ko"
    page = text_of(client, "/forecasts/")
    assert [word in page for word in ("전망", "80% 구간", "목표 달성 확률", "시계열", "Forecast")] == [True, True, True, True, False]


@pytest.mark.usefixtures("run")
def test_a_funder_sees_but_cannot_make_and_is_not_shown_how(client, programme):
    sign_in(client, Role.FUNDER, programme)
    assert 'action="/forecasts/make/"' not in text_of(client, "/forecasts/")
    text_of(client, "/forecasts/scores/")
    answers = [client.post("/forecasts/make/", {"horizon": "2"}), client.get("/forecasts/making/"), client.post("/forecasts/making/call-off/")]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not ProcrastinateJob.objects.exists()


def test_another_programmes_runs_and_series_do_not_exist(client, run):
    sign_in(client, Role.PROGRAMME_OFFICE, make_programme())
    series = run.forecasts.first().pk
    for address in (f"/forecasts/{run.pk}/", f"/forecasts/series/{series}/", f"/forecasts/series/{series}.svg"):
        assert client.get(address).status_code == 404
    assert "No forecasts have been made yet" in text_of(client, "/forecasts/")


def test_making_is_asked_for_watched_and_called_off(client, programme):
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    assert client.post("/forecasts/make/", {"horizon": "9"}).status_code == 200
    assert not ProcrastinateJob.objects.exists()
    assert client.post("/forecasts/make/", {"horizon": "3"})["Location"] == "/forecasts/making/"
    assert ProcrastinateJob.objects.get().args["horizon"] == 3
    watched = client.get("/forecasts/making/")
    assert (watched["Refresh"], "waits for its turn" in watched.content.decode()) == ("3", True)
    assert "Forecasts are being made" in text_of(client, "/forecasts/")
    client.post("/forecasts/make/", {"horizon": "3"})
    assert ProcrastinateJob.objects.count() == 1
    assert client.post("/forecasts/making/call-off/")["Location"] == "/forecasts/"
    assert not ProcrastinateJob.objects.exists()
    assert "Refresh" not in client.get("/forecasts/making/").headers


def test_after_the_work_the_page_leads_to_the_forecasts_and_after_a_failure_it_says_so(client, programme, run):
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    assert f'href="/forecasts/{run.pk}/"' in text_of(client, "/forecasts/making/")
    request_forecasts(actor=make_viewer(Role.PROGRAMME_OFFICE, programme))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    page = text_of(client, "/forecasts/making/")
    assert ("The last making failed" in page, "Refresh" in page) == (True, False)


def test_a_series_opens_to_its_picture_its_figures_and_its_targets(client, programme, run):
    sign_in(client, Role.FUNDER, programme)
    one = run.forecasts.get(complex=programme.parts[0])
    page = text_of(client, f"/forecasts/series/{one.pk}/")
    figures = programme.indicator.actuals.filter(complex=programme.parts[0])
    assert all(f"/figures/{figure.pk}/" in page for figure in figures)
    assert "with a chance of 80 % it will lie between" in page
    picture = client.get(f"/forecasts/series/{one.pk}.svg")
    assert (picture["Content-Type"], b"Target" in picture.content) == ("image/svg+xml; charset=utf-8", True)
    whole = run.forecasts.get(complex=None)
    assert "sum of the yearly figures of all complexes" in text_of(client, f"/forecasts/series/{whole.pk}/")


def test_what_rests_on_a_confidential_figure_does_not_exist_for_a_reader(client, programme, run):
    figure = programme.indicator.actuals.filter(complex=programme.parts[0]).first()
    figure.is_confidential = True
    figure.save()
    closed = [run.forecasts.get(complex=complex_).pk for complex_ in (programme.parts[0], None)]
    sign_in(client, Role.FUNDER, programme)
    page = text_of(client, "/forecasts/")
    assert ("2 series rest on figures" in page, any(f"/forecasts/series/{pk}/" in page for pk in closed)) == (True, False)
    assert [client.get(f"/forecasts/series/{pk}{end}").status_code for pk in closed for end in ("/", ".svg")] == [404] * 4
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    text_of(client, f"/forecasts/series/{closed[0]}/")


@pytest.mark.usefixtures("run")
def test_the_dashboard_tells_what_people_recorded_and_no_run(programme):
    viewer = make_viewer(Role.FUNDER, programme)
    assert [figure.record_type for figure in complex_dashboard(viewer, programme.parts[0].pk).figures] == ["baseline", "target"]
    assert programme_dashboard(viewer).figures == []


def test_scores_are_shown_by_maker_and_each_waiting_forecast_is_listed(client, programme, run):
    make_actual(programme.indicator, 2008, 40, complex=programme.parts[0])
    sign_in(client, Role.FUNDER, programme)
    page = text_of(client, "/forecasts/scores/")
    assert ("reckoned from the yearly figures" in page, "provisional" in page) == (True, True)
    waiting = text_of(client, "/forecasts/scores/?show=waiting")
    assert waiting.count(f"/forecasts/series/{run.forecasts.get(complex=programme.parts[1]).pk}/") == 1
    text_of(client, "/forecasts/scores/?show=apart")
    assert client.get("/forecasts/scores/?show=nothing").status_code == 404


@pytest.mark.usefixtures("run")
def test_the_statements_of_a_run_do_not_grow_with_its_series(client, programme, django_assert_num_queries, django_assert_max_num_queries):
    sign_in(client, Role.FUNDER, programme)
    with django_assert_max_num_queries(30) as few:
        text_of(client, "/forecasts/")
    other = make_indicator(programme, "jobs")
    for complex_ in programme.parts:
        for at, value in enumerate(wave(2)):
            make_actual(other, 2000 + at, value, complex=complex_)
    make_forecasts(actor=make_viewer(Role.PROGRAMME_OFFICE, programme), horizon=1)
    with django_assert_num_queries(len(few.captured_queries)):
        text_of(client, "/forecasts/")
