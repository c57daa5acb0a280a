"""What the actions refuse, in which words, and that a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_expert, make_firm, make_group, make_organisation, make_person, make_viewer

from minicluster.members.models import Affiliation, Consent, Disclosure, Tie
from minicluster.platform.audit.journal import history_of
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError, RefusedError
from minicluster.problems import rules
from minicluster.problems.domain import actions
from minicluster.problems.models import Evidence, Introduction, Problem

pytestmark = pytest.mark.django_db


def _refused(kind, action, field="", /, **facts):
    """The message of a refusal, after which the journal and the table of problems are as they were."""
    before = AuditEntry.objects.count()
    with pytest.raises(kind) as refusal:
        action(**facts)
    assert (AuditEntry.objects.count(), refusal.value.field) == (before, field)
    return refusal.value.message


def test_raising_asks_for_a_mini_cluster_and_the_right_firm(stage):
    lone = make_organisation(stage.programme)
    texts = {"title": "문제", "description": "설명"}
    owner = make_viewer(Role.FIRM_USER, stage.programme, organisations=[lone])
    assert "belongs to no mini-cluster" in _refused(InvalidInputError, actions.raise_problem, "firm", actor=owner, firm=lone, **texts)
    _refused(NotAllowedError, actions.raise_problem, actor=owner, firm=stage.firm, **texts)
    _refused(NotAllowedError, actions.raise_problem, actor=stage.office, firm=stage.firm, **texts)
    foreign = make_firm()
    _refused(NotVisibleError, actions.raise_problem, actor=stage.coordinator, firm=foreign, **texts)
    _refused(InvalidInputError, actions.raise_problem, "description", actor=stage.firm_user, firm=stage.firm, title="문제", description=" ")
    _refused(InvalidInputError, actions.raise_problem, "tried", actor=stage.firm_user, firm=stage.firm, **texts, tried="800101-1234567")
    assert not Problem.objects.exists()


def test_a_coordinator_who_raises_by_telephone_says_so_and_looks_after_it(stage):
    problem = actions.raise_problem(actor=stage.coordinator, firm=stage.firm, title="문제", description="설명")
    assert (problem.origin, problem.raised_on_behalf, problem.coordinator, problem.secrecy) == ("call", True, stage.coordinator_person, 3)


def test_of_a_firms_two_groups_the_problem_goes_to_the_one_its_coordinator_looks_after(stage):
    from factories import make_membership

    second = make_group(complex=stage.group.complex)
    make_membership(second, stage.firm)
    other = make_viewer(Role.COORDINATOR, stage.programme, groups=[second])
    problems = [
        actions.raise_problem(actor=actor, firm=stage.firm, title=f"{actor.role} 문제", description=str(sorted(actor.group_ids)))
        for actor in (stage.coordinator, other, stage.firm_user)
    ]
    assert [problem.group for problem in problems] == [stage.group, second, stage.group]


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (state, verb)
        for state in ("raised", "diagnosed", "framed", "matching")
        for verb in ("return_problem", "diagnose_problem", "frame_problem", "start_matching", "confirm_solved", "close_problem")
        if rules.PROBLEM_LIFECYCLE.target_of(verb, state) is None
    ],
)
def test_a_step_that_does_not_lead_on_is_refused_and_changes_nothing(stage, state, verb):
    facts = {
        "return_problem": {"why": "왜"},
        "diagnose_problem": {"diagnosis": "진단"},
        "frame_problem": {"public_summary": "요약입니다"},
    }.get(verb, {})
    problem = stage.problem(state)
    actor = stage.firm_user if verb == "confirm_solved" else stage.coordinator
    _refused(IllegalStepError, actions.take_problem_step, actor=actor, problem=problem, verb=verb, **facts)
    problem.refresh_from_db()
    assert problem.state == state


def test_only_the_firm_confirms_and_only_the_firm_lowers_the_secrecy(stage):
    problem = stage.problem("matching")
    actions.report_solved_by_firm(actor=stage.coordinator, problem=problem, solution="스스로 해결")
    for actor in (stage.coordinator, stage.office, stage.expert_viewer):
        _refused(NotAllowedError, actions.confirm_solved, actor=actor, problem=problem)
    _refused(NotAllowedError, actions.set_secrecy, actor=stage.coordinator, problem=problem, secrecy=1)
    actions.set_secrecy(actor=stage.firm_user, problem=problem, secrecy=1)
    actions.set_secrecy(actor=stage.coordinator, problem=problem, secrecy=2)
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    assert (problem.state, problem.secrecy, Evidence.objects.count()) == ("confirmed", 2, 0)


def test_a_problem_is_merged_only_into_another_of_the_same_firm(stage):
    problem, twin = stage.problem(), stage.problem()
    other = actions.raise_problem(actor=stage.coordinator, firm=make_firm(stage.group), title="다른", description="기업")
    for wrong in (problem, other):
        _refused(InvalidInputError, actions.merge_problem, "duplicate_of", actor=stage.coordinator, problem=problem, duplicate_of=wrong, why="같음")
    _refused(InvalidInputError, actions.merge_problem, "why", actor=stage.coordinator, problem=problem, duplicate_of=twin, why=" ")
    actions.merge_problem(actor=stage.coordinator, problem=problem, duplicate_of=twin, why="같은 내용")
    assert (problem.state, problem.duplicate_of) == ("merged", twin)


def test_a_returned_problem_comes_back_with_what_was_missing(stage):
    problem = stage.problem()
    actions.return_problem(actor=stage.coordinator, problem=problem, why="언제부터입니까?")
    actions.resubmit_problem(actor=stage.firm_user, problem=problem, title=problem.title, description="6월부터 오후마다 커집니다.")
    assert (problem.state, problem.description) == ("raised", "6월부터 오후마다 커집니다.")


def test_a_summary_that_tells_who_is_behind_it_never_gets_to_the_shortlist(stage):
    problem = stage.problem("diagnosed")
    told = _refused(InvalidInputError, actions.frame_problem, "public_summary", actor=stage.coordinator, problem=problem, public_summary="한결정밀의 문제")
    assert "(주)한결정밀" in told
    introduction = stage.introduction()
    stage.firm.names.create(name="에이치제이테크", is_alias=True, valid_from="2004-01-01")
    for summary in ("에이치제이테크 설비", "담당 오세라 과장", "문의 010-2345-6789", "a@b.co.kr 로 연락", " "):
        _refused(InvalidInputError, actions.edit_summary, "summary", actor=stage.coordinator, introduction=introduction, summary=summary)
    Introduction.objects.filter(pk=introduction.pk).update(summary="한결정밀 설비")
    introduction.refresh_from_db()
    _refused(InvalidInputError, actions.shortlist_candidate, "summary", actor=stage.coordinator, introduction=introduction)


def test_the_firm_approves_what_it_has_read_and_nothing_else(stage):
    introduction = stage.introduction("shortlisted")
    read = introduction.summary
    actions.edit_summary(actor=stage.coordinator, introduction=introduction, summary="다른 요약입니다.")
    _refused(IllegalStepError, actions.approve_summary, actor=stage.firm_user, introduction=introduction, read_summary=read)
    actions.take_introduction_step(actor=stage.firm_user, introduction=introduction, verb="return_summary", why="재질을 빼 주십시오.")
    actions.shortlist_candidate(actor=stage.coordinator, introduction=introduction)
    actions.approve_summary(actor=stage.firm_user, introduction=introduction, read_summary="다른  요약입니다.\r\n")
    _refused(IllegalStepError, actions.edit_summary, actor=stage.coordinator, introduction=introduction, summary="또 다른 요약")


def test_no_expert_is_asked_about_the_own_firm_or_more_than_three_times_at_once(stage):
    problem = stage.problem("matching")
    Affiliation.objects.create(person=stage.expert, organisation=stage.firm, valid_from="2006-01-01")
    _refused(InvalidInputError, actions.suggest_introduction, "expert", actor=stage.coordinator, problem=problem, expert=stage.expert)
    busy = make_expert(stage.programme)
    waiting = [stage.introduction("summary_approved", expert=busy) for _number in range(4)]
    for introduction in waiting[:3]:
        actions.ask_expert(actor=stage.coordinator, introduction=introduction)
    assert "3 requests open" in _refused(InvalidInputError, actions.ask_expert, "expert", actor=stage.coordinator, introduction=waiting[3])
    actions.take_introduction_step(actor=stage.coordinator, introduction=waiting[0], verb="withdraw_introduction", why="기업이 취소했습니다.")
    actions.ask_expert(actor=stage.coordinator, introduction=waiting[3])
    assert waiting[3].state == "asked"


def test_an_expert_is_suggested_once_and_only_while_matching(stage):
    _refused(IllegalStepError, actions.suggest_introduction, actor=stage.coordinator, problem=stage.problem("framed"), expert=stage.expert)
    introduction = stage.introduction()
    _refused(IllegalStepError, actions.suggest_introduction, actor=stage.coordinator, problem=introduction.problem, expert=stage.expert)
    _refused(NotVisibleError, actions.suggest_introduction, actor=stage.coordinator, problem=introduction.problem, expert=make_expert())


def test_nothing_is_disclosed_without_both_consents_and_the_nda(stage):
    introduction = stage.introduction("accepted")
    facts = {"actor": stage.coordinator, "introduction": introduction, "nda_signed_on": stage.today}
    _refused(InvalidInputError, actions.record_consents, "contact_consented_on", **facts, expert_consented_on=stage.today)
    _refused(InvalidInputError, actions.record_consents, "expert_consented_on", **facts, contact_consented_on=stage.today)
    ahead = stage.today + timedelta(days=1)
    _refused(InvalidInputError, actions.record_consents, "nda_signed_on", **{**facts, "nda_signed_on": ahead})
    _refused(IllegalStepError, actions.take_introduction_step, actor=stage.expert_viewer, introduction=introduction, verb="accept_introduction")
    assert (Consent.objects.count(), Disclosure.objects.count(), introduction.state) == (0, 0, "accepted")
    both = {"contact_consented_on": stage.today, "expert_consented_on": stage.today}
    actions.record_consents(**facts, **both)
    Consent.objects.filter(person=stage.expert).update(withdrawn_at=stage.programme.now())
    _refused(InvalidInputError, actions.disclose_details, actor=stage.coordinator, introduction=introduction)
    assert (Disclosure.objects.count(), Tie.objects.count(), introduction.state) == (0, 0, "consented")


def test_a_consent_that_a_person_has_given_themselves_is_used(stage):
    from minicluster.members.domain.actions import give_consent

    introduction = stage.introduction("accepted")
    given = give_consent(
        actor=stage.expert_viewer, person=stage.expert, recipient=stage.firm, purpose="소개", data_fields=["name", "email", "phone"], about=introduction
    )
    actions.record_consents(actor=stage.coordinator, introduction=introduction, nda_signed_on=stage.today, contact_consented_on=stage.today)
    assert list(Consent.objects.filter(person=stage.expert)) == [given]


def test_a_contact_has_to_be_named_and_to_be_of_the_firm(stage):
    introduction = stage.introduction("accepted")
    days = {"nda_signed_on": stage.today, "contact_consented_on": stage.today, "expert_consented_on": stage.today}
    stranger = make_person(stage.programme)
    _refused(InvalidInputError, actions.record_consents, "contact", actor=stage.coordinator, introduction=introduction, contact=stranger, **days)
    Problem.objects.filter(pk=introduction.problem_id).update(contact=None)
    introduction.problem.contact = None
    _refused(InvalidInputError, actions.record_consents, "contact", actor=stage.coordinator, introduction=introduction, **days)
    actions.record_consents(actor=stage.coordinator, introduction=introduction, contact=stage.contact, **days)
    assert Problem.objects.get().contact == stage.contact


def test_a_first_meeting_lies_between_the_disclosure_and_today(stage):
    introduction = stage.introduction("disclosed")
    for day in (stage.today + timedelta(days=1), stage.today - timedelta(days=2)):
        _refused(InvalidInputError, actions.record_first_meeting, "met_on", actor=stage.coordinator, introduction=introduction, met_on=day)


def test_both_sides_rate_once_they_have_met_and_each_only_its_own(stage):
    introduction = stage.introduction("met")
    _refused(IllegalStepError, actions.rate_introduction, actor=stage.firm_user, introduction=introduction, rating=5)
    actions.start_cooperation(actor=stage.coordinator, introduction=introduction)
    _refused(InvalidInputError, actions.rate_introduction, "rating", actor=stage.firm_user, introduction=introduction, rating=6)
    _refused(NotAllowedError, actions.rate_introduction, actor=stage.coordinator, introduction=introduction, rating=5)
    actions.rate_introduction(actor=stage.firm_user, introduction=introduction, rating=5)
    actions.rate_introduction(actor=stage.expert_viewer, introduction=introduction, rating=4)
    introduction.refresh_from_db()
    assert (introduction.firm_rating, introduction.expert_rating) == (5, 4)


def test_a_project_is_planned_once_they_cooperate_and_brings_firm_and_expert_together(stage):
    early = stage.introduction("met")
    _refused(IllegalStepError, actions.plan_project, actor=stage.coordinator, introduction=early, title="과제")
    _refused(InvalidInputError, actions.plan_project, actor=stage.coordinator, title="과제")
    actions.start_cooperation(actor=stage.coordinator, introduction=early)
    project = actions.plan_project(actor=stage.coordinator, introduction=early, title="열변위 보정")
    assert list(project.partners.order_by("pk").values_list("organisation", "person", "role")) == [
        (stage.firm.pk, stage.contact.pk, "lead"),
        (stage.expert.affiliations.get().organisation_id, stage.expert.pk, "expert"),
    ]
    assert early.problem.state == "in_project"


def test_a_project_for_a_support_programme_needs_no_introduction(stage):
    problem = stage.problem("matching")
    actions.take_problem_step(actor=stage.coordinator, problem=problem, verb="refer_to_support")
    project = actions.plan_project(actor=stage.coordinator, problem=problem, title="시험인증 지원")
    for verb in ("apply_for_project", "review_project", "select_project"):
        actions.take_project_step(actor=stage.office, project=project, verb=verb)
    actions.sign_agreement(actor=stage.office, project=project, agreement_date=stage.today)
    assert (project.state, problem.state, project.starts_on) == ("agreement", "in_project", stage.today)


def test_the_plan_of_a_project_is_closed_in_the_end_and_its_dates_make_sense(stage):
    project = stage.project()
    ahead = stage.today + timedelta(days=1)
    _refused(IllegalStepError, actions.record_output, actor=stage.coordinator, project=project, kind="patent", title="특허", on_date=stage.today)
    _refused(InvalidInputError, actions.sign_agreement, "agreement_date", actor=stage.coordinator, project=project, agreement_date=ahead)
    _refused(
        InvalidInputError, actions.sign_agreement, "ends_on",
        actor=stage.coordinator, project=project, agreement_date=stage.today, ends_on=stage.today - timedelta(days=9),
    )  # fmt: skip
    milestone = actions.add_milestone(actor=stage.coordinator, project=project, title="시제품", due_on=ahead)
    other = stage.project()
    _refused(InvalidInputError, actions.reach_milestone, "milestone", actor=stage.coordinator, project=other, milestone=milestone, reached_on=stage.today)
    running = stage.project("settlement")
    _refused(IllegalStepError, actions.add_milestone, actor=stage.coordinator, project=running, title="늦음", due_on=ahead)
    _refused(
        InvalidInputError, actions.record_output, "counterpart", actor=stage.coordinator, project=running, kind="contract", title="계약", on_date=stage.today
    )
    _refused(InvalidInputError, actions.record_output, "on_date", actor=stage.coordinator, project=running, kind="patent", title="특허", on_date=ahead)


def test_reopening_takes_the_evidence_out_of_the_search(stage):
    from minicluster.platform.search.models import Document

    introduction = stage.introduction("cooperating")
    actions.report_solved_by_advice(actor=stage.coordinator, problem=introduction.problem, solution="조치")
    actions.confirm_solved(actor=stage.firm_user, problem=introduction.problem)
    record = Evidence.objects.get().reference
    assert Document.objects.filter(record=record).count() == 1
    actions.reopen_problem(actor=stage.firm_user, problem=introduction.problem, why="다시 나타났습니다.")
    assert Document.objects.filter(record=record).count() == 0


def test_after_a_second_solution_the_evidence_tells_of_that_one(stage):
    introduction = stage.introduction("cooperating")
    problem = introduction.problem
    actions.set_secrecy(actor=stage.firm_user, problem=problem, secrecy=1)
    actions.report_solved_by_advice(actor=stage.coordinator, problem=problem, solution="냉각수 유량을 늘렸다")
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    evidence = Evidence.objects.get()
    assert "냉각수 유량을 늘렸다" in evidence.text
    actions.reopen_problem(actor=stage.firm_user, problem=problem, why="다시 나타났습니다.")
    actions.report_solved_by_firm(actor=stage.firm_user, problem=problem, solution="주축을 바꾸었다")
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    again = Evidence.objects.get()
    assert (again.pk, "냉각수" in again.text, "주축을 바꾸었다" in again.text) == (evidence.pk, False, True)


def test_expertise_facilities_and_support_programmes_are_registered_and_found(stage):
    from minicluster.platform.search.models import Document

    university = stage.expert.affiliations.get().organisation
    office = make_viewer(Role.PROGRAMME_OFFICE, stage.programme)
    expertise = actions.register_expertise(actor=stage.expert_viewer, person=stage.expert, statement_ko="열변위 예측")
    facility = actions.register_facility(actor=office, organisation=university, name_ko="측정실", description="레이저 간섭계")
    support = actions.register_support_programme(actor=office, name_ko="시험인증 지원", description="시험비 지원", purpose="certification")
    assert set(Document.objects.values_list("record", flat=True)) >= {expertise.reference, facility.reference, support.reference}
    _refused(NotAllowedError, actions.register_expertise, actor=stage.expert_viewer, person=make_expert(stage.programme), statement_ko="남의 것")
    _refused(InvalidInputError, actions.register_expertise, "statement_ko", actor=stage.expert_viewer, person=stage.expert)
    _refused(NotAllowedError, actions.register_support_programme, actor=stage.coordinator, name_ko="x", description="y", purpose="finance")


def test_a_record_blanked_for_a_reader_cannot_be_saved_over_its_secrets(stage):
    from minicluster.problems.domain.queries import problem_for

    stage.problem()
    blank = problem_for(stage.office, Problem.objects.get().pk)
    assert (blank.title, blank.heading, blank.is_readable) == ("", "Confidential problem", False)
    for write in ({}, {"update_fields": ["title"]}):
        with pytest.raises(ValueError, match="blanked"):
            blank.save(**write)
    assert Problem.objects.get().title == "주축 열변위"


def test_every_refusal_says_that_nothing_was_changed(stage):
    problem = stage.problem()
    for action, facts in (
        (actions.diagnose_problem, {"diagnosis": " "}),
        (actions.merge_problem, {"duplicate_of": problem, "why": "x"}),
        (actions.start_matching, {}),
    ):
        with pytest.raises(RefusedError, match="Nothing was changed"):
            action(actor=stage.coordinator, problem=problem, **facts)


def test_two_who_press_at_once_are_judged_by_what_is_stored_and_not_by_what_they_had_before_their_eyes(stage):
    introduction = stage.introduction("shortlisted")
    stale = Introduction.objects.get(pk=introduction.pk)
    actions.approve_summary(actor=stage.firm_user, introduction=introduction)
    _refused(IllegalStepError, actions.edit_summary, actor=stage.coordinator, introduction=stale, summary="뒤늦은 요약")
    problem = Problem.objects.get()
    actions.set_secrecy(actor=stage.firm_user, problem=Problem.objects.get(), secrecy=1)
    actions.set_secrecy(actor=stage.coordinator, problem=problem, secrecy=2)
    assert list(history_of(problem).filter(action__endswith="_secrecy").values_list("action", flat=True)) == ["lower_secrecy", "raise_secrecy"]


def test_the_experts_row_is_held_before_one_looks_whether_they_were_suggested(stage):
    problem = stage.problem("matching")
    with CaptureQueriesContext(connection) as queries:
        actions.suggest_introduction(actor=stage.coordinator, problem=problem, expert=stage.expert)
    statements = [query["sql"] for query in queries.captured_queries]
    held = next(number for number, sql in enumerate(statements) if "FOR UPDATE" in sql and '"members_person"' in sql)
    looked = next(number for number, sql in enumerate(statements) if sql.startswith("SELECT 1 AS") and 'FROM "problems_introduction"' in sql)
    assert held < looked


def test_an_answer_goes_to_whoever_coordinates_the_mini_cluster_today(stage):
    introduction = stage.introduction("asked")
    successor = make_person(stage.programme)
    stage.group.offices.create(programme=stage.programme, person=successor, role="coordinator", valid_from=stage.today)
    actions.accept_introduction(actor=stage.expert_viewer, introduction=introduction)
    assert introduction.problem.coordinator == stage.coordinator_person
    assert Message.objects.latest("pk").recipient == successor.email


@pytest.mark.parametrize("verb", ["report_solved_by_firm", "put_on_hold"])
def test_what_nobody_has_diagnosed_or_worked_on_is_not_counted_as_such(stage, verb):
    problem = stage.problem("raised" if verb == "report_solved_by_firm" else "framed")
    facts = {"solution": "스스로"} if verb == "report_solved_by_firm" else {"why": "기업 사정"}
    _refused(IllegalStepError, actions.take_problem_step, actor=stage.coordinator, problem=problem, verb=verb, **facts)


def test_one_problem_comes_of_two_presses(stage):
    words = {"title": "주축 열변위", "description": "오후가 되면 치수가 커집니다."}
    actions.raise_problem(actor=stage.firm_user, firm=stage.firm, **words)
    with pytest.raises(IllegalStepError, match="word for word"):
        actions.raise_problem(actor=stage.firm_user, firm=stage.firm, **words)
    assert Problem.objects.count() == 1
