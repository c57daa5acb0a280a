"""One whole thread, from the visit to the published case, made through the actions of stories and outcomes."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from factories import make_activity, make_expert, make_firm, make_group, make_indicator, make_introduction, make_problem, make_project, make_viewer

from minicluster.meetings.models import Observation, VisitReport
from minicluster.outcomes.domain.actions import report_outcome
from minicluster.platform.permissions import Role
from minicluster.problems.models import Match, Output, ProjectPartner
from minicluster.stories.domain.actions import approve_case, check_case, draft_case, find_case, publish_case

CANARY = "비밀진동수칠십사헤르츠"


def make_thread(group=None, **problem_fields):
    """The records of one thread by their kind; the problem's text is a canary."""
    group = group or make_group()
    firm = make_firm(group)
    visit = make_activity(group, host=firm, title="원주 기업 방문", starts_at=datetime(2006, 3, 2, 1, tzinfo=UTC))
    report = VisitReport.objects.create(programme=group.programme, activity=visit, firm=firm, written_at=datetime(2006, 3, 3, tzinfo=UTC), summary="기록")
    observation = Observation.objects.create(visit_report=report, position=1, text="진동이 고르지 않습니다.")
    problem = make_problem(
        group, firm, title=CANARY, description=CANARY, diagnosis=CANARY, solution=CANARY, wanted_result=CANARY, tried=CANARY, mechanism=CANARY,
        public_summary="운동기기 기업이 인체 영향 검증을 찾습니다.", origin="visit", origin_activity=visit, origin_observation=observation, state="confirmed",
        **problem_fields,
    )  # fmt: skip
    expert = make_expert(group.programme, name_ko="한가람", name_en="Han Garam")
    match = Match.objects.create(
        programme=group.programme, problem=problem, kind="expert", person=expert, rank=1, score=0.9, engine_version="1", found_at=problem.raised_at
    )
    meeting = make_activity(group, kind="consultation", title="첫 만남", starts_at=datetime(2006, 5, 2, 1, tzinfo=UTC))
    introduction = make_introduction(problem, expert, match=match, state="completed", disclosed_at=problem.raised_at, first_meeting=meeting)
    project = make_project(problem, introduction=introduction, state="closed")
    university = expert.affiliations.get().organisation
    ProjectPartner.objects.create(project=project, organisation=firm, role="lead")
    ProjectPartner.objects.create(project=project, organisation=university, person=expert, role="expert")
    output = Output.objects.create(programme=group.programme, project=project, kind="contract", title="3,000대 계약", on_date=date(2007, 3, 2))
    viewers = SimpleNamespace(
        office=make_viewer(Role.PROGRAMME_OFFICE, group.programme),
        coordinator=make_viewer(Role.COORDINATOR, group.programme, groups=[group]),
        firm=make_viewer(Role.FIRM_USER, group.programme, organisations=[firm]),
        expert=make_viewer(Role.EXPERT, group.programme, person=expert),
    )
    indicator = make_indicator(group.programme, slug=f"sales-{problem.pk}", name_ko="매출", name_en="Sales", unit="KRW")
    outcome = report_outcome(
        actor=viewers.coordinator, indicator=indicator, output=output, realisation="expected", value=30_000_000_000,
        period_from=date(2007, 3, 1), period_to=date(2012, 2, 28), contribution_share=0.5,
    )  # fmt: skip
    case = find_case(actor=viewers.coordinator, project=project)
    return SimpleNamespace(
        group=group, firm=firm, visit=visit, report=report, observation=observation, problem=problem, expert=expert, match=match, meeting=meeting,
        introduction=introduction, project=project, output=output, outcome=outcome, case=case, viewers=viewers, indicator=indicator,
    )  # fmt: skip


def publish(thread, *, may_be_named=True):
    """Lead the thread's case over every step to its publication."""
    draft_case(actor=thread.viewers.coordinator, case=thread.case, title_ko="음파 운동기기", title_en="Sonic machine", story_ko="이야기", story_en="Story")
    approve_case(actor=thread.viewers.expert, case=thread.case, may_be_named=may_be_named)
    approve_case(actor=thread.viewers.firm, case=thread.case, may_be_named=may_be_named)
    check_case(actor=thread.viewers.office, case=thread.case)
    publish_case(actor=thread.viewers.office, case=thread.case)
    return thread.case
