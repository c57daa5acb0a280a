"""Impact studies: made of a small programme whose effect is known, read by those who may, never with one estimate alone."""

import copy
import io
import math
import re
from datetime import date

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from factories import make_firm, make_programme, make_user, make_viewer
from impact_programmes import EFFECT, make_compared_programme
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from minicluster.members.models import Complex, Group, OrganisationYear
from minicluster.outcomes import rules
from minicluster.outcomes.domain import impact
from minicluster.outcomes.domain.impact import actions, comparing, reading
from minicluster.outcomes.models import ComparisonYear, ImpactStudy
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    # Placebos cost time, and nothing here depends on how many there are; figures that were compared in one test are not compared again in the next.
    monkeypatch.setattr(comparing, "PLACEBOS", 8)
    for name in ("compared_firms", "compared_complexes"):
        monkeypatch.setattr(actions, name, remembered(getattr(comparing, name)))


KNOWN = {}


def remembered(compare):
    def compared(panel):
        # All but the ids of complexes, which differ from test to test and stand in no estimate.
        key = (compare.__name__, panel.rows.drop("complex", "outside", "place").write_csv())
        if key not in KNOWN:
            KNOWN[key] = compare(panel)
        return copy.deepcopy(KNOWN[key])

    return compared


@pytest.fixture
def programme():
    return make_compared_programme()


def office_of(programme):
    return make_viewer(Role.PROGRAMME_OFFICE, programme)


def make_study(programme):
    return impact.make_impact_study(actor=office_of(programme), measure="sales_krw")


def sign_in(client, role, programme, **reach):
    client.force_login(make_user(role, programme, **reach), BACKEND)


def values_of(study):
    return {row.code: row.firms.estimate for row in reading.estimator_rows(study)}


def test_where_the_declining_join_the_naive_figure_is_biased_and_those_that_hold_the_course_equal_are_not(programme):
    values = values_of(make_study(programme))
    assert set(values) == set(rules.ESTIMATORS)
    assert abs(values["naive"] - EFFECT) > 0.05
    assert abs(values["matched"] - EFFECT) < 0.02
    assert abs(values["staggered_course"] - EFFECT) < 0.02
    assert abs(values["synthetic_did"] - EFFECT) < 0.05


def test_every_estimate_has_an_error_and_complexes_have_theirs_from_placebos(programme):
    study = make_study(programme)
    rows = reading.estimator_rows(study)
    assert [row.code for row in rows if row.firms.error is None] == []
    complexes = {row.code: row.complexes for row in rows if row.complexes}
    assert set(complexes) == set(rules.ESTIMATORS) - {"staggered_course"}
    assert (complexes["synthetic_did"].inference, complexes["synthetic_did"].treated, complexes["synthetic_did"].controls) == ("from placebos", 4, 5)
    codes = {limit["code"] for limit in study.result["firms"]["cannot_show"]}
    assert {"selection_on_decline", "unseen_selection", "errors_by_firm", "others_known"} <= codes


def test_the_same_rows_make_no_second_study_and_a_changed_row_does(programme):
    first = make_study(programme)
    assert make_study(programme) == first
    assert AuditEntry.objects.filter(action="make_impact_study").count() == 1
    ComparisonYear.objects.filter(firm__code="out0-0", year=2007).update(sales_krw=1)
    second = make_study(programme)
    assert second != first
    first.refresh_from_db()
    assert values_of(first) != values_of(second)


def test_a_firm_that_cannot_be_compared_is_counted_with_the_reason(programme):
    lonely = make_firm(Group.objects.first())
    OrganisationYear.objects.create(programme=programme, organisation=lonely, year=2003, sales_krw=5)
    study = make_study(programme)
    assert [(one["code"], one["members"], one["others"]) for one in study.result["left_out"]] == [("gap", 1, 0)]


def leave_out(programme, *, members, others):
    """Take a year away from so many firms of each side, and every figure from three others."""
    for firm in list(OrganisationYear.objects.filter(programme=programme).order_by("organisation").values_list("organisation", flat=True).distinct())[:members]:
        OrganisationYear.objects.filter(organisation=firm, year=2005).delete()
    firms = list(ComparisonYear.objects.filter(firm__programme=programme).order_by("firm").values_list("firm", flat=True).distinct())
    ComparisonYear.objects.filter(firm__in=firms[:others], year=2005).delete()
    ComparisonYear.objects.filter(firm__in=firms[-3:]).delete()


def left_out_cells(page):
    """The rows of the table of those who are not compared, tags taken away."""
    table = page.split("<h3>Not compared</h3>")[1].split("<tbody>")[1].split("</tbody>")[0]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("</tr>")[:-1]]


def note_of(study):
    document = pypdf.PdfReader(io.BytesIO(impact.impact_note(study)))
    return "".join("".join(page.extract_text() for page in document.pages).split())


SOME = "Some firms are not in the comparison: for want of figures, of a year before, or of anything above zero."
SUMS = "firms are not in the comparison,"


def test_where_one_or_two_firms_are_left_out_neither_they_nor_a_sum_that_would_tell_them_are_counted(client, programme):
    leave_out(programme, members=2, others=4)
    study = make_study(programme)
    assert [(one["code"], one["members"], one["others"]) for one in study.result["left_out"]] == [("no_figure", 0, 3), ("gap", 2, 4)]
    sign_in(client, Role.FUNDER, programme, language="en")
    page = client.get(f"/impact/{study.pk}/").content.decode()
    labels = [str(rules.LeftOut(code).label) for code in ("no_figure", "gap")]
    assert left_out_cells(page) == [[labels[0], "0", "3"], [labels[1], "fewer than three", "4"]]
    assert (page.count(SOME), page.count(SUMS)) == (1, 0)
    told = (f"{labels[0]} 0 + 3 · {labels[1]} fewer than three + 4", SOME, SUMS)
    assert [note_of(study).count("".join(one.split())) for one in told] == [1, 1, 0]


def test_in_korean_they_are_fewer_than_three_as_well(programme):
    leave_out(programme, members=2, others=4)
    study = make_study(programme)
    with translation.override("ko"):
        assert [row[1:] for row in reading.left_out_rows(study)] == [("0", "3"), ("3개 미만", "4")]
        assert reading.limits_of(study).count("일부 기업은 수치, 가입 전 연도 또는 0보다 큰 값이 없어 비교에서 빠졌습니다.") == 1


def test_where_three_or_more_are_left_out_for_each_reason_they_are_counted(programme):
    leave_out(programme, members=3, others=4)
    study = make_study(programme)
    assert [row[1:] for row in reading.left_out_rows(study)] == [("0", "3"), ("3", "4")]
    wanted = "10 firms are not in the comparison, 3 of them members: for want of figures, of a year before, or of anything above zero."
    assert [limit for limit in reading.limits_of(study) if "in the comparison" in limit] == [wanted]


def test_what_cannot_be_compared_is_refused_with_what_to_do():
    programme = make_programme()
    make_firm(None)
    with pytest.raises(InvalidInputError, match=r"nobody to compare: 0 members and 0 other firms .* Please record figures"):
        make_study(programme)
    assert not ImpactStudy.objects.exists()


def test_only_the_programme_office_makes_studies(programme):
    for role in (Role.FUNDER, Role.REVIEWER, Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.GROUP_OFFICER):
        with pytest.raises(NotAllowedError):
            impact.make_impact_study(actor=make_viewer(role, programme), measure="sales_krw")


def test_the_page_shows_every_estimate_beside_the_others_and_the_box_of_limits(client, programme):
    study = make_study(programme)
    sign_in(client, Role.FUNDER, programme)
    text = client.get(f"/impact/{study.pk}/").content.decode()
    for row in reading.estimator_rows(study):
        for said in (row.name, row.compares, row.assumes, row.firms.text, row.firms.span):
            assert str(said).replace("'", "&#x27;") in text
    for said in ("growth, not effect", "What this cannot show", "Were both sides alike?", "figures are kept back"):
        assert said in text
    for limit in reading.limits_of(study):
        assert limit.replace("'", "&#x27;").replace("<", "&lt;") in text
    for name in ("estimates.svg", "event.svg"):
        answer = client.get(f"/impact/{study.pk}/{name}")
        assert (answer.status_code, answer.content[:4]) == (200, b"<svg")


def test_the_list_says_the_range_of_all_estimates_and_never_one(client, programme):
    study = make_study(programme)
    sign_in(client, Role.FUNDER, programme)
    text = client.get("/impact/").content.decode()
    effects = [row.firms.estimate for row in reading.estimator_rows(study) if not row.is_growth]
    assert f"7 estimates of the effect lie between {rules.per_cent_text(min(effects))} and {rules.per_cent_text(max(effects))}" in text
    assert "is not an effect" in text
    assert "Make anew" not in text
    assert client.post("/impact/make/", {"measure": "sales_krw"}).status_code == 403


def test_the_office_makes_a_study_and_is_led_to_it_and_the_second_time_to_the_same(client, programme):
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    first = client.post("/impact/make/", {"measure": "sales_krw"})
    assert actions.finish_impact_study(ImpactStudy.objects.get().pk, should_stop=lambda: False)
    second = client.post("/impact/make/", {"measure": "sales_krw"}, follow=True)
    assert second.redirect_chain == [(first["Location"], 302)]
    assert "nothing new was computed" in second.content.decode()
    refused = client.post("/impact/make/", {"measure": "employees"})
    assert (refused.status_code, "nobody to compare" in refused.content.decode()) == (422, True)


def test_another_programmes_study_does_not_exist(client, programme):
    study = make_study(programme)
    sign_in(client, Role.PROGRAMME_OFFICE, make_programme())
    pages = ("", "rows/", "note.pdf", "estimates.svg", "event.svg")
    assert [client.get(f"/impact/{study.pk}/{page}").status_code for page in pages] == [404] * len(pages)
    assert client.post(f"/impact/{study.pk}/cancel/").status_code == 404


def test_cells_are_open_to_the_programme_and_to_a_manager_of_the_complex_alone(client, programme):
    study = make_study(programme)
    own, other = Complex.objects.filter(programme=programme).order_by("pk")[:2]
    everything = impact.rows_for(office_of(programme), study)
    assert {cell.firms for cell in everything.cells} == {9, 8}
    part = impact.rows_for(make_viewer(Role.COMPLEX_MANAGER, programme, complexes=[own]), study)
    assert ({cell.place for cell in part.cells}, part.is_part) == ({str(own)}, True)
    sign_in(client, Role.GROUP_OFFICER, programme, groups=[own.groups.first()])
    assert (client.get(f"/impact/{study.pk}/").status_code, client.get(f"/impact/{study.pk}/rows/").status_code) == (200, 404)
    assert f"/impact/{study.pk}/rows/" not in client.get(f"/impact/{study.pk}/").content.decode()
    sign_in(client, Role.COMPLEX_MANAGER, programme, complexes=[own])
    text = client.get(f"/impact/{study.pk}/").content.decode()
    assert (f"place=complex-{own.pk}" in text, f"place=complex-{other.pk}" in text) == (True, False)
    assert client.get(f"/impact/{study.pk}/rows/?place=complex-{other.pk}").content.decode().count('scope="row"') == 0


def test_a_count_opens_to_exactly_its_cells(client, programme):
    study = make_study(programme)
    sign_in(client, Role.FUNDER, programme)
    assert f"/impact/{study.pk}/rows/?cohort=joined" in client.get(f"/impact/{study.pk}/").content.decode()
    joined = impact.rows_for(office_of(programme), study, cohort="joined")
    assert sum(cell.firms for cell in joined.cells) == study.result["members"] == 36
    text = client.get(f"/impact/{study.pk}/rows/?cohort=2005").content.decode()
    (cell,) = impact.rows_for(office_of(programme), study, cohort="2005").cells
    sales = OrganisationYear.objects.filter(organisation__memberships__valid_from=date(2005, 3, 1), year=2007)
    assert cell.means[-1] == (2007, round(sum(one.sales_krw for one in sales) / 9, 1))
    assert text.count('scope="row"') == 1


def test_cells_of_fewer_than_three_firms_are_kept_back_with_what_would_give_them_away():
    programme = make_compared_programme(others=5)
    complex_ = Complex.objects.filter(programme=programme).first()
    for firm in complex_.comparison_firms.order_by("pk")[:3]:
        firm.years.filter(year=2005).delete()
    study = make_study(programme)
    rows = impact.rows_for(office_of(programme), study)
    hidden = [(cell.place, cell.cohort) for cell in rows.cells if cell.is_kept_back]
    assert (str(complex_), "never") in hidden
    assert len(hidden) > 1
    assert all(value is None for cell in rows.cells if cell.is_kept_back for _year, value in cell.means)


def test_with_two_members_no_estimate_is_told():
    programme = make_compared_programme()
    keep = list(OrganisationYear.objects.filter(programme=programme).order_by("organisation").values_list("organisation", flat=True).distinct()[:2])
    OrganisationYear.objects.filter(programme=programme).exclude(organisation__in=keep).delete()
    study = make_study(programme)
    assert set(values_of(study).values()) == {None}
    assert "every estimate is kept back" in reading.one_sentence(study)
    assert "kept_back" in {limit["code"] for limit in study.result["firms"]["cannot_show"]}
    assert len(impact.impact_note(study)) > 1000


@pytest.mark.parametrize(("language", "said"), [("en", "What this cannot show"), ("ko", "이 분석으로 알 수 없는 것")])
def test_the_note_is_one_page_with_every_estimate_and_every_limit(programme, language, said):
    study = make_study(programme)
    ImpactStudy.objects.filter(pk=study.pk).update(invented=True)
    study.refresh_from_db()
    with translation.override(language):
        document = pypdf.PdfReader(io.BytesIO(impact.impact_note(study)))
        limits, rows = reading.limits_of(study), reading.estimator_rows(study)
    text = "".join(page.extract_text() for page in document.pages)
    packed = "".join(text.split())
    assert len(document.pages) == 1
    assert said in text
    wanted = [*limits, *(row.name for row in rows), *(row.firms.text for row in rows), study.digest[:16], "Yearly survey"]
    assert [one for one in wanted if "".join(one.split()) not in packed] == []


def test_the_note_opens_as_pdf_for_a_reader(client, programme):
    study = make_study(programme)
    sign_in(client, Role.REVIEWER, programme)
    answer = client.get(f"/impact/{study.pk}/note.pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_study_is_made_in_the_background_and_its_page_says_how_far(client, programme):
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    address = client.post("/impact/make/", {"measure": "sales_krw"})["Location"]
    waiting = client.get(address)
    study = ImpactStudy.objects.get()
    assert ("waits for its turn" in waiting.content.decode(), waiting["Refresh"]) == (True, "10")
    assert [client.get(f"{address}{page}").status_code for page in ("rows/", "note.pdf", "estimates.svg")] == [404] * 3
    assert "being made" in client.get("/impact/").content.decode()
    assert actions.finish_impact_study(study.pk, should_stop=lambda: True) is False
    assert actions.finish_impact_study(study.pk, should_stop=lambda: False) is True
    done = client.get(address)
    assert ("All estimates side by side" in done.content.decode(), "Refresh" in done) == (True, False)
    before = ImpactStudy.objects.get().result
    assert actions.finish_impact_study(study.pk, should_stop=lambda: False) is True
    assert ImpactStudy.objects.get().result == before
    with pytest.raises(IllegalStepError):
        impact.cancel_impact_study(actor=office_of(programme), study=study)


def test_a_study_that_waits_can_be_given_up_and_the_job_then_does_nothing(client, programme):
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    client.post("/impact/make/", {"measure": "sales_krw"})
    study = ImpactStudy.objects.get()
    assert client.post(f"/impact/{study.pk}/cancel/")["Location"] == "/impact/"
    assert actions.finish_impact_study(study.pk, should_stop=lambda: False) is True
    assert not ImpactStudy.objects.exists()


def test_rows_that_were_lost_while_a_study_waited_are_told_in_the_readers_language(client, programme):
    study, is_new = impact.request_impact_study(actor=office_of(programme), measure="sales_krw")
    assert is_new
    ComparisonYear.objects.all().delete()
    assert actions.finish_impact_study(study.pk, should_stop=lambda: False) is True
    sign_in(client, Role.PROGRAMME_OFFICE, programme)
    assert "nobody to compare" in client.get(f"/impact/{study.pk}/").content.decode()
    assert "The last one could not be made" in client.get("/impact/").content.decode()


def test_a_worker_that_has_to_stop_leaves_the_study_to_the_next(programme):
    study, _is_new = impact.request_impact_study(actor=office_of(programme), measure="sales_krw")
    waiting = ProcrastinateJob.objects.filter(task_name="outcomes.make_impact_study")
    assert [one.args for one in waiting] == [{"study_id": study.pk}]
    waiting.update(status="doing")
    app.tasks["outcomes.make_impact_study"].func(Stopped(), study_id=study.pk)
    assert waiting.filter(status="todo").count() == 1


class Stopped:
    """The context of a worker that is told to end."""

    def should_abort(self):
        return True


def test_the_list_asks_as_often_with_three_studies_as_with_one(client, programme, django_assert_num_queries):
    make_study(programme)
    sign_in(client, Role.FUNDER, programme)
    client.get("/impact/")
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get("/impact/")
    for number in range(2):
        ComparisonYear.objects.filter(firm__code="out0-0", year=2007).update(sales_krw=1000 + number)
        make_study(programme)
    with django_assert_num_queries(len(first)):
        client.get("/impact/")


def test_who_has_no_part_in_it_sees_no_study(programme):
    study = make_study(programme)
    with pytest.raises(NotVisibleError):
        impact.study_for(make_viewer(Role.EXPERT, programme), study.pk)
    assert math.isfinite(values_of(study)["naive"])
