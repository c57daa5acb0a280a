"""Duplicates: offered while one types, added to instead of typed twice, merged with all that they have been through."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_activity, make_firm, make_group, make_problem, make_user

from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems.domain import actions
from minicluster.problems.domain.queries import merged_into, problems_alike
from minicluster.problems.models import Problem
from minicluster.stories.domain.thread import thread_of

pytestmark = pytest.mark.django_db
TYPED = {"title": "주축 열변위로 치수 변함", "description": "오후가 되면 치수가 커집니다.", "wanted_result": ""}
CANARY = "까나리아비밀문구"


@pytest.fixture
def firm_client(stage):
    client = Client()
    client.force_login(make_user(Role.FIRM_USER, stage.programme, person=stage.contact, organisation=stage.firm))
    return client


def merge(stage, problem, into):
    actions.merge_problem(actor=stage.coordinator, problem=problem, duplicate_of=into, why="같은 내용")
    problem.refresh_from_db()


def test_a_merged_problem_keeps_its_history_and_visit_and_both_lead_to_one_thread(stage):
    visit = make_activity(stage.group, host=stage.firm)
    kept, merged = stage.problem(), actions.raise_problem(actor=stage.coordinator, firm=stage.firm, title="열변위", description="다시 들음", activity=visit)
    merge(stage, merged, kept)
    (shown,) = merged_into(stage.coordinator, kept)
    assert (shown, shown.origin_activity, shown.is_readable) == (merged, visit, True)
    assert list(history_of(merged).values_list("action", flat=True)) == ["raise_problem", "merge_problem"]
    assert [(act.action, act.why) for act in history_of(kept)][-1] == ("take_in_problem", merged.reference)
    threads = [{stop.reference for stop in thread_of(stage.coordinator, record.reference).stops} for record in (kept, merged)]
    assert threads[0] == threads[1]
    assert {kept.reference, merged.reference, visit.reference} <= threads[0]


def test_what_was_merged_before_goes_along(stage):
    first, second, third = stage.problem(), stage.problem(title="둘째"), stage.problem(title="셋째")
    merge(stage, first, second)
    merge(stage, second, third)
    first.refresh_from_db()
    assert (first.duplicate_of, merged_into(stage.coordinator, third)) == (third, [first, second])
    assert [act.changed_fields for act in history_of(first)][-1] == ["duplicate_of"]
    assert first.reference in {stop.reference for stop in thread_of(stage.coordinator, third.reference).stops}


def test_nothing_is_merged_into_itself_into_what_was_merged_or_into_another_firms(stage):
    first, second = stage.problem(), stage.problem(title="둘째")
    elsewhere = make_problem(stage.group, make_firm(stage.group))
    merge(stage, first, second)
    for into in (second, first, elsewhere):
        with pytest.raises(InvalidInputError, match="not merged itself"):
            actions.merge_problem(actor=stage.coordinator, problem=second, duplicate_of=into, why="같음")


def test_a_firm_that_told_it_before_adds_to_it_and_both_texts_stay(stage, firm_client):
    kept = stage.problem()
    answer = firm_client.post(reverse("problems:problem-raise"), {**TYPED, "firm": stage.firm.pk, "same_as": kept.pk})
    added = Problem.objects.exclude(pk=kept.pk).get()
    assert (answer.url, added.state, added.duplicate_of, added.title) == (kept.get_absolute_url(), "merged", kept, TYPED["title"])
    assert list(history_of(added).values_list("action", flat=True)) == ["raise_problem", "add_to_problem"]
    pages = [firm_client.get(record.get_absolute_url()).content.decode() for record in (kept, added)]
    assert [added.get_absolute_url() in pages[0], kept.get_absolute_url() in pages[1]] == [True, True]


def test_without_scripts_a_button_shows_what_reads_alike_and_saves_nothing(stage, firm_client):
    kept = stage.problem()
    answer = firm_client.post(reverse("problems:problem-raise"), {"firm": stage.firm.pk, "title": "주축 열변위", "description": "", "look": "1"})
    assert (answer.status_code, answer.context["alike"].of_the_firm, Problem.objects.count()) == (200, [kept], 1)
    assert answer.context["form"]["title"].value() == "주축 열변위"


def test_while_one_types_the_part_of_the_page_with_what_reads_alike_is_sent(stage, firm_client):
    kept = stage.problem()
    part = firm_client.post(reverse("problems:raise-alike"), {"firm": stage.firm.pk, "title": "주축 열변위", "description": ""}).content.decode()
    assert [kept.get_absolute_url() in part, f'name="same_as" value="{kept.pk}"' in part, "<html" in part] == [True, True, False]


@pytest.mark.parametrize(("secrecy", "is_offered"), [(3, False), (2, False), (1, True), (0, True)])
def test_of_other_firms_only_what_the_reader_may_read_is_offered_and_never_to_add_to(stage, secrecy, is_offered):
    group = make_group(stage.programme)
    other = make_problem(group, make_firm(group), title=f"주축 열변위 {CANARY}", state="confirmed", solution="냉각 보정", secrecy=secrecy)
    alike = problems_alike(stage.firm_user, stage.firm, "주축 열변위 문제", "오후가 되면 치수가 커집니다.")
    assert (alike.of_the_firm, alike.elsewhere) == ([], [other] if is_offered else [])


def test_under_another_title_a_problem_is_known_by_how_its_description_begins(stage):
    group = make_group(stage.programme)
    told = "점심을 먹고 돌아오면 깎은 물건의 구멍이 조금씩 커져 있습니다. " + "기계는 새것입니다. " * 40
    other = make_problem(group, make_firm(group), title="구멍이 커짐", description=told, state="confirmed", secrecy=1)
    alike = problems_alike(stage.firm_user, stage.firm, "가공 치수", "점심을 먹고 돌아오면 깎은 물건의 구멍이 커져 있습니다. 아침에는 괜찮습니다.")
    assert alike.elsewhere == [other]


def test_another_programmes_problems_are_never_alike(stage):
    make_problem(title="주축 열변위", secrecy=0)
    assert not problems_alike(stage.firm_user, stage.firm, "주축 열변위", "오후가 되면 치수가 커집니다.")


@pytest.mark.parametrize("typed", ["", "가", "  ", "😀", "123"])
def test_too_little_is_alike_to_nothing(stage, typed):
    stage.problem()
    assert not problems_alike(stage.firm_user, stage.firm, typed, "")


def test_a_firm_that_cannot_be_chosen_is_no_firm_to_add_to(stage, firm_client):
    other = make_problem(stage.group, make_firm(stage.group), title="주축 열변위")
    for firm in (other.firm_id, "x", "9" * 30):
        part = firm_client.post(reverse("problems:raise-alike"), {"firm": firm, "title": "주축 열변위", "description": ""}).content.decode()
        assert other.get_absolute_url() not in part
