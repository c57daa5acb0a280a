"""Raising problems right after a visit: one form for each thing noticed, with the firm's open problems that read like it."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories import SOME_TIME, make_activity, make_firm, make_group, make_person, make_problem, make_user
from PIL import Image

from minicluster.meetings.models import VisitReport
from minicluster.platform.permissions import Role
from minicluster.problems.models import Problem

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
CRACKS, NOISE = "금형 모서리에 거북등 같은 잔금이 갑니다", "도금조 뒤쪽 배기 소음이 커서 작업자가 힘들어합니다"


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def visit(group):
    return make_activity(group, host=make_firm(group), state="held")


@pytest.fixture
def coordinator(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group]), SIGN_IN)
    return client


def make_report(visit, *texts):
    report = VisitReport.objects.create(programme=visit.programme, activity=visit, firm=visit.host, written_at=SOME_TIME, summary="기록")
    return report, [report.observations.create(position=position, text=text) for position, text in enumerate(texts, start=1)]


def page_of(report):
    return reverse("problems:visit-report-raise", args=[report.pk])


def alike(answer):
    """What is offered for each observation as the same."""
    return {row["heard"].observation: row["alike"].of_the_firm for row in answer.context["rows"]}


def test_a_duplicate_of_an_open_problem_of_that_firm_is_offered_beside_what_it_reads_like(coordinator, visit, group):
    report, (cracks, noise) = make_report(visit, CRACKS, NOISE)
    known = make_problem(group, visit.host, title="금형 모서리 잔금", description="금형 모서리에 거북등 같은 잔금이 가서 자주 깎습니다")
    make_problem(group, visit.host, title="금형 모서리 잔금", description=CRACKS, state="closed")
    make_problem(group, title="금형 모서리 잔금", description=CRACKS)
    shown = coordinator.get(page_of(report))
    assert alike(shown) == {cracks: [known], noise: []}
    assert f'form="raise-{cracks.pk}" name="same_as" value="{known.pk}"' in shown.content.decode()


def test_what_is_the_same_is_added_to_the_open_problem_with_one_press(coordinator, visit, group):
    report, (cracks,) = make_report(visit, CRACKS)
    known = make_problem(group, visit.host, title="금형 모서리 잔금", description="금형 모서리에 거북등 같은 잔금이 가서 자주 깎습니다")
    form = coordinator.get(page_of(report)).context["rows"][0]["form"]
    as_it_stands = {name: form[name].value() for name in ("firm", "title", "description")}
    sent = {**as_it_stands, "observation": cracks.pk, "same_as": known.pk}
    assert coordinator.post(page_of(report), sent).headers["Location"] == page_of(report)
    added = Problem.objects.exclude(pk=known.pk).get()
    assert (added.duplicate_of_id, added.description, added.origin_observation, added.state) == (known.pk, CRACKS, cracks, "merged")


def test_one_is_raised_after_the_other_and_the_page_shows_what_came_of_each(coordinator, visit):
    report, (cracks, noise) = make_report(visit, CRACKS, NOISE)
    typed = {"firm": visit.host_id, "title": "소음", "description": NOISE, "wanted_result": "85 dB 아래", "observation": noise.pk}
    assert coordinator.post(page_of(report), typed).headers["Location"] == page_of(report)
    raised = Problem.objects.get()
    assert (raised.origin_activity, raised.origin_observation, raised.origin, raised.raised_on_behalf, raised.wanted_result) == (
        visit, noise, "visit", True, "85 dB 아래",
    )  # fmt: skip
    shown = coordinator.get(page_of(report))
    assert {row["heard"].observation: row["heard"].raised for row in shown.context["rows"]} == {cracks: [], noise: [raised]}
    assert alike(shown) == {cracks: [], noise: []}


def test_before_a_second_one_is_raised_it_is_asked_whether_it_is_the_same(coordinator, visit, group):
    report, (cracks,) = make_report(visit, CRACKS)
    known = make_problem(group, visit.host, title="금형 모서리 잔금", description=CRACKS)
    typed = {"firm": visit.host_id, "title": "금형 잔금", "description": f"{CRACKS}.", "observation": cracks.pk}
    asked = coordinator.post(page_of(report), typed)
    assert (asked.status_code, alike(asked), Problem.objects.count()) == (200, {cracks: [known]}, 1)
    assert "None of these: raise it as a new problem" in asked.content.decode()
    assert coordinator.post(page_of(report), {**typed, "is_new": "on"}).status_code == 302
    assert Problem.objects.count() == 2


def test_what_is_not_filled_in_stands_at_its_field_and_looking_saves_nothing(coordinator, visit):
    report, (cracks, noise) = make_report(visit, CRACKS, NOISE)
    typed = {"firm": visit.host_id, "title": "", "description": NOISE, "observation": noise.pk}
    wrong = coordinator.post(page_of(report), typed)
    errors = {row["heard"].observation: set(row["form"].errors) for row in wrong.context["rows"]}
    assert (wrong.status_code, errors) == (422, {cracks: set(), noise: {"title"}})
    assert f'href="#{noise.pk}-title"' in wrong.content.decode()
    assert coordinator.post(page_of(report), {**typed, "look": "1"}).status_code == 200
    assert coordinator.post(page_of(report), {**typed, "observation": "x"}).status_code == 200
    assert Problem.objects.count() == 0


def test_while_one_types_the_buttons_belong_to_the_form_of_the_observation(coordinator, visit, group):
    _report, (cracks,) = make_report(visit, CRACKS)
    make_problem(group, visit.host, title="금형 모서리 잔금", description=CRACKS)
    typed = {"firm": visit.host_id, "title": "금형 모서리 잔금", "description": ""}
    part = coordinator.post(reverse("problems:raise-alike") + f"?observation={cracks.pk}", typed).content.decode()
    assert re.findall(r'form="([^"]+)"', part) == [f"raise-{cracks.pk}"]


def test_it_takes_as_many_statements_for_fifty_observations_as_for_one(coordinator, visit, group, django_assert_max_num_queries):
    report, _none = make_report(visit)
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            observation = report.observations.create(position=report.observations.count() + 1, text=CRACKS)
            make_problem(group, visit.host, origin_observation=observation, origin_activity=visit, description=CRACKS)
        with django_assert_max_num_queries(30) as queries:
            assert coordinator.get(page_of(report)).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1


def test_who_may_not_read_the_report_or_raise_does_not_get_the_page(client, visit, group):
    report, _rows = make_report(visit, CRACKS)
    users = {
        "own firm": make_user(Role.FIRM_USER, group.programme, organisation=visit.host, groups=[group]),
        "other firm": make_user(Role.FIRM_USER, group.programme, organisation=make_firm(group), groups=[group]),
        "elsewhere": make_user(Role.COORDINATOR, group.programme, groups=[make_group(group.programme)]),
        "officer": make_user(Role.GROUP_OFFICER, group.programme, groups=[group]),
        "other programme": make_user(Role.COORDINATOR, make_group().programme),
    }
    answers = {}
    for name, user in users.items():
        client.force_login(user, SIGN_IN)
        answers[name] = client.get(page_of(report)).status_code
    assert answers == {"own firm": 200, "other firm": 404, "elsewhere": 404, "officer": 403, "other programme": 404}


def test_from_the_yard_to_the_problem_with_a_photo(coordinator, visit):
    content = io.BytesIO()
    Image.new("RGB", (20, 10)).save(content, "JPEG")
    typed = {"firm": visit.host_id, "summary": "두 시간", "row_count": 2, "row-0-row": 0, "row-0-text": CRACKS, "row-1-row": 0, "row-1-text": ""}
    photos = {"row-1-photo": SimpleUploadedFile("IMG.jpg", content.getvalue())}
    saved = coordinator.post(reverse("meetings:visit-report-write", args=[visit.pk]), {**typed, **photos})
    report = VisitReport.objects.get()
    assert saved.headers["Location"] == page_of(report)
    cracks, photo = report.observations.all()
    assert (cracks.text, cracks.photo, photo.text) == (CRACKS, None, "Photo")
    address = reverse("meetings:activity-file", args=[photo.photo_id])
    for page in (page_of(report), report.get_absolute_url(), reverse("meetings:visit-report-write", args=[visit.pk])):
        assert f'src="{address}"' in coordinator.get(page).content.decode(), page
    assert coordinator.get(address).headers["Content-Type"] == "image/jpeg"
    forged = {"row-0-photo": SimpleUploadedFile("a.jpg", b"no photo")}
    refused = coordinator.post(reverse("meetings:visit-report-write", args=[visit.pk]), {**typed, "row-0-row": cracks.pk, "row-0-text": "고침", **forged})
    assert "Photo of observation 1: This file is no photo" in refused.content.decode()
    assert "고침" in refused.content.decode()
    assert [row.text for row in report.observations.all()] == [CRACKS, "Photo"]
