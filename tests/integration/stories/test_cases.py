from datetime import date

import pytest
from django.http import Http404
from factories import make_complex, make_group, make_problem, make_user, make_viewer
from threads import CANARY, make_thread, publish

from minicluster.outcomes.domain.actions import report_outcome
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError
from minicluster.stories.domain.actions import (
    amend_case,
    approve_case,
    ask_for_changes,
    check_case,
    draft_case,
    find_case,
    publish_case,
    record_published_case,
    withdraw_case,
)
from minicluster.stories.domain.queries import case_for, draft_start, published_case_for, published_cases, queue_for, results_of, steps_open_to
from minicluster.stories.domain.thread import thread_of
from minicluster.stories.models import SuccessCase

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def public_of(programme):
    return make_viewer(Role.ANONYMOUS, programme)


def test_a_case_goes_from_found_to_published_by_the_word_of_firm_and_expert(thread):
    case = publish(thread)
    assert [entry.action for entry in history_of(case)] == [
        "find_case", "draft_case", "approve_case_as_expert", "approve_case_as_firm_too", "check_case", "publish_case",
    ]  # fmt: skip
    assert list(published_cases(public_of(thread.group.programme))) == [case]
    assert (case.firm, case.expert, case.project) == (thread.firm, thread.expert, thread.project)


def test_a_case_needs_something_true_to_tell_and_is_written_once(thread):
    problem = make_problem(thread.group, state="advised")
    with pytest.raises(IllegalStepError, match="once the firm has confirmed"):
        find_case(actor=thread.viewers.coordinator, problem=problem)
    with pytest.raises(IllegalStepError, match="is being written already"):
        find_case(actor=thread.viewers.coordinator, problem=thread.problem)


def test_nobody_but_firm_and_expert_speaks_for_them(thread):
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="이야기")
    stranger = make_viewer(Role.FIRM_USER, thread.group.programme, organisations=[make_thread(thread.group).firm])
    for viewer in (thread.viewers.coordinator, thread.viewers.office, stranger):
        with pytest.raises(NotAllowedError):
            approve_case(actor=viewer, case=thread.case)
    assert SuccessCase.objects.get(pk=thread.case.pk).state == "draft"


def test_a_change_that_is_asked_for_takes_the_approvals_back(thread):
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="이야기")
    approve_case(actor=thread.viewers.firm, case=thread.case)
    ask_for_changes(actor=thread.viewers.expert, case=thread.case, why="the number of machines is wrong")
    case = SuccessCase.objects.get(pk=thread.case.pk)
    assert (case.state, case.firm_named, case.expert_named) == ("draft", False, False)


def test_the_draft_starts_from_the_public_summary_and_never_from_secret_text(thread):
    start = draft_start(thread.case)
    assert start["story_ko"] == "운동기기 기업이 인체 영향 검증을 찾습니다."
    assert start["results_ko"] == "매출: 30,000,000,000 원, 예상"
    assert start["results_en"] == "Sales: 30,000,000,000 KRW, expected"
    assert CANARY not in str(start)


def test_the_solution_is_told_where_the_firm_has_opened_the_text():
    thread = make_thread(secrecy=1)
    assert draft_start(thread.case)["story_ko"] == f"운동기기 기업이 인체 영향 검증을 찾습니다.\n\n{CANARY}"


def test_a_withdrawn_case_is_gone_from_the_public_and_its_record_stays(thread):
    case = publish(thread)
    withdraw_case(actor=thread.viewers.firm, case=case, why="the buyer asked for it")
    assert list(published_cases(public_of(thread.group.programme))) == []
    with pytest.raises(Http404):
        published_case_for(public_of(thread.group.programme), case.pk)
    assert case_for(thread.viewers.coordinator, case.pk).state == "withdrawn"


def test_an_amended_case_is_public_again_only_after_firm_and_expert_have_agreed_to_the_new_text(thread):
    case, office = publish(thread), thread.viewers.office
    with pytest.raises(NotAllowedError):
        amend_case(actor=thread.viewers.coordinator, case=case, why="a date was wrong", story_ko="다르게")
    with pytest.raises(InvalidInputError):
        amend_case(actor=office, case=case, why="", story_ko="다르게")
    amend_case(actor=office, case=SuccessCase.objects.get(pk=case.pk), why="a date was wrong", story_ko="다르게")
    amended = SuccessCase.objects.get(pk=case.pk)
    assert (amended.state, amended.firm_named, amended.expert_named, list(published_cases(public_of(case.programme)))) == ("draft", False, False, [])
    approve_case(actor=thread.viewers.firm, case=amended)
    approve_case(actor=thread.viewers.expert, case=amended)
    check_case(actor=office, case=amended)
    assert steps_open_to(office, amended) == ["ask_for_changes", "publish_amended_case", "withdraw_case"]
    publish_case(actor=office, case=amended)
    assert (amended.state, published_case_for(public_of(case.programme), case.pk).story_ko) == ("amended", "다르게")


def test_what_was_changed_after_it_was_read_is_not_approved(client, thread):
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="이야기")
    client.force_login(make_user(Role.FIRM_USER, thread.group.programme, organisation=thread.firm), BACKEND)
    address = f"/cases/{thread.case.pk}"
    read = dict(client.get(f"{address}/work/").context["steps"])["approve_case_as_firm"].initial
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="다른 이야기")
    refused = client.post(f"{address}/steps/approve_case_as_firm/", read)
    assert (refused.status_code, SuccessCase.objects.get(pk=thread.case.pk).state) == (422, "draft")
    assert "changed after you had opened it" in refused.content.decode()
    read_again = {"read_text": refused.context["form"]["read_text"].value()}
    assert client.post(f"{address}/steps/approve_case_as_firm/", read_again).status_code == 302
    assert SuccessCase.objects.get(pk=thread.case.pk).state == "firm_approved"


def test_the_expert_too_may_take_a_published_case_back(thread):
    case = publish(thread)
    withdraw_case(actor=thread.viewers.expert, case=case, why="I have left the university")
    assert (SuccessCase.objects.get(pk=case.pk).state, list(published_cases(public_of(case.programme)))) == ("withdrawn", [])


def test_no_resident_number_gets_into_the_text_of_a_case(thread):
    with pytest.raises(InvalidInputError, match="resident registration number"):
        draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="900101-1234567")
    with pytest.raises(InvalidInputError, match="resident registration number"):
        draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="이야기", permission="900101-1234567")
    assert SuccessCase.objects.get(pk=thread.case.pk).state == "found"


def test_who_only_looks_on_does_not_read_the_reasons(client, thread):
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="이야기")
    ask_for_changes(actor=thread.viewers.firm, case=thread.case, why="our buyer is named")
    reasons = {}
    for role, reach in ((Role.COORDINATOR, {"groups": [thread.group]}), (Role.REVIEWER, {})):
        client.force_login(make_user(role, thread.group.programme, **reach), BACKEND)
        reasons[role] = [act.why for act in client.get(f"/cases/{thread.case.pk}/work/").context["history"]]
    assert (reasons[Role.COORDINATOR][-1], set(reasons[Role.REVIEWER])) == ("our buyer is named", {""})


def test_an_outcome_that_came_after_the_firms_word_is_not_made_public(thread):
    case = publish(thread)
    report_outcome(
        actor=thread.viewers.firm, indicator=thread.indicator, project=thread.project, realisation="realised", value=5,
        period_from=thread.output.on_date, period_to=thread.output.on_date,
    )  # fmt: skip
    told = results_of(SuccessCase.objects.get(pk=case.pk))
    assert (told.realised, told.expected) == ([], [thread.outcome])


def test_each_is_offered_the_step_that_is_theirs(thread):
    steps = lambda viewer: steps_open_to(viewer, SuccessCase.objects.get(pk=thread.case.pk))  # noqa: E731  # read three times below
    assert (steps(thread.viewers.coordinator), steps(thread.viewers.firm), steps(thread.viewers.expert)) == (["draft_case"], [], [])
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="이야기")
    assert steps(thread.viewers.firm) == ["approve_case_as_firm", "ask_for_changes", "withdraw_case"]
    approve_case(actor=thread.viewers.firm, case=thread.case)
    assert (steps(thread.viewers.firm), steps(thread.viewers.expert)) == (
        ["ask_for_changes", "withdraw_case"],
        ["approve_case_as_expert_too", "ask_for_changes", "withdraw_case"],
    )


def test_the_queue_asks_whose_turn_it_is(thread):
    waiting = lambda: [len(queue_for(viewer)) for viewer in vars(thread.viewers).values()]  # noqa: E731  # read after each step
    assert waiting() == [1, 1, 0, 0]
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="제목", story_ko="이야기")
    assert waiting() == [0, 0, 1, 1]
    approve_case(actor=thread.viewers.firm, case=thread.case)
    assert waiting() == [0, 0, 0, 1]
    approve_case(actor=thread.viewers.expert, case=thread.case)
    assert waiting() == [1, 0, 0, 0]


@pytest.mark.parametrize("named", [True, False])
def test_the_public_page_names_those_who_agreed_and_nobody_else(client, thread, named):
    case = publish(thread, may_be_named=named)
    page = client.get(case.get_absolute_url()).content.decode()
    assert [name in page for name in (thread.firm.name_en, thread.expert.name_en)] == [named, named]
    assert CANARY not in page
    assert "Story" in page


def test_reading_a_page_changes_nothing_and_the_page_itself_tells_that_it_was_shown(client, thread):
    case = publish(thread)
    client.get(case.get_absolute_url())
    assert SuccessCase.objects.get(pk=case.pk).views == 0
    assert client.post(f"{case.get_absolute_url()}seen/").status_code == 204
    assert SuccessCase.objects.get(pk=case.pk).views == 1


def test_a_case_from_elsewhere_has_its_citation_and_nothing_of_ours(client):
    wonju = make_complex(slug="wonju")
    office = make_viewer(Role.PROGRAMME_OFFICE, wonju.programme)
    facts = {"actor": office, "complex": wonju, "title_ko": "티에스메디텍", "story_ko": "3,000대", "happened_on": wonju.programme.today()}
    with pytest.raises(InvalidInputError, match="needs its citation"):
        record_published_case(**facts, source=" ")
    case = record_published_case(**facts, source="Financial News, 22 October 2007")
    page = client.get(case.get_absolute_url()).content.decode()
    assert ("Financial News, 22 October 2007" in page, case.invented, results_of(case).expected) == (True, False, [])
    amend_case(actor=office, case=case, why="a misprint", story_ko="3,000대 계약")
    assert (case.state, published_case_for(public_of(wonju.programme), case.pk).story_ko) == ("amended", "3,000대 계약")
    with pytest.raises(NotAllowedError):
        record_published_case(**{**facts, "actor": make_viewer(Role.COORDINATOR, wonju.programme)}, source="x")


def test_where_the_source_names_only_the_month_no_page_and_no_thread_shows_a_day(client):
    wonju = make_complex(slug="wonju")
    office = make_viewer(Role.PROGRAMME_OFFICE, wonju.programme)
    case = record_published_case(
        actor=office, complex=wonju, title_ko="티에스메디텍", story_ko="3,000대", happened_on=date(2007, 3, 1), day_known=False, source="신문"
    )
    for address in ("/", "/cases/", case.get_absolute_url()):
        page = client.get(address).content.decode()
        assert ("Mar 2007" in page, "1 Mar 2007" in page) == (True, False)
    assert [row["date"] for row in thread_of(office, case.reference).as_data()["records"]] == ["2007-03"]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_takes_the_same_number_of_statements_whatever_its_length(client, rows, django_assert_max_num_queries):
    group = make_group()
    for number in range(rows):
        SuccessCase.objects.create(programme=group.programme, complex=group.complex, group=group, title_ko=f"사례 {number}", story_ko="이야기",
                                   source="신문", happened_on=group.programme.started_on, state="published")  # fmt: skip
    with django_assert_max_num_queries(8):
        response = client.get(f"/cases/?complex={group.complex_id}")
    assert response.context["page"].paginator.count == rows


def test_the_working_page_shows_a_refusal_where_it_was_typed(client, thread):
    client.force_login(make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group]), BACKEND)
    address = f"/cases/{thread.case.pk}"
    refused = client.post(f"{address}/steps/draft_case/", {"title_ko": "", "story_ko": "주민번호 900101-1234567"})
    assert refused.status_code == 422
    assert "resident registration number" in refused.content.decode()
    taken = client.post(f"{address}/steps/draft_case/", {"title_ko": "제목", "story_ko": "이야기", "happened_on": "2007-03-02"})
    assert (taken.status_code, SuccessCase.objects.get(pk=thread.case.pk).state) == (302, "draft")
    assert client.get(f"{address}/work/").status_code == 200
    assert client.post(f"{address}/steps/publish_case/").status_code == 403
    assert client.post(f"{address}/steps/nonsense/").status_code == 404


def test_a_story_is_found_from_the_page_of_its_problem(client, thread):
    thread.case.delete()
    client.force_login(make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group]), BACKEND)
    assert client.get("/cases/find/").status_code == 404
    address = f"/cases/find/?problem={thread.problem.pk}"
    assert client.get(address).status_code == 200
    client.post(address, {"title_ko": "음파 운동기기"})
    assert SuccessCase.objects.get().title_ko == "음파 운동기기"


def test_the_pages_of_problem_and_project_lead_to_their_story_and_their_outcomes(client, thread):
    client.force_login(make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group]), BACKEND)
    for record in (thread.problem, thread.project):
        page = client.get(record.get_absolute_url()).content.decode()
        wanted = [f"{address}?{record.record_type}={record.pk}" for address in ("/outcomes/report/", "/cases/find/")]
        assert [address for address in [*wanted, f"/thread/{record.reference}/"] if f'href="{address}"' not in page] == []
