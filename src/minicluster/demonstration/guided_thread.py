"""The guided thread: from a company visit in Wonju to the published case of a contract for 3,000 machines, each step done by its real action on its own day.

It is a reconstruction with invented names. Everything it writes stands in the journal as if it had been done through the pages.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from django.db.models import Model

from minicluster.demonstration.chronicle import at_hour
from minicluster.demonstration.clock import ProgrammeClock
from minicluster.demonstration.guided_cast import FIRM
from minicluster.demonstration.guided_people import Cast
from minicluster.demonstration.guided_texts import CASE, OBSERVATIONS, PROBLEM, TEXTS, VISIT_SUMMARY
from minicluster.meetings.domain.actions.activities import plan_activity, settle_costs, take_activity_step
from minicluster.meetings.domain.actions.attendance import AttendanceLine, confirm_attendance, record_attendance
from minicluster.meetings.domain.actions.visits import write_visit_report
from minicluster.meetings.models import Activity, Observation
from minicluster.meetings.rules import ActivityKind
from minicluster.members.models import Group, Organisation, Person, Programme
from minicluster.members.rules import OfficeRole, OrganisationKind
from minicluster.outcomes.domain.actions import attach_evidence, confirm_outcome, report_outcome, verify_outcome
from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import Realisation
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems.domain.actions.answering import accept_introduction
from minicluster.problems.domain.actions.disclosing import disclose_details, record_consents
from minicluster.problems.domain.actions.introductions import (
    approve_summary,
    ask_expert,
    complete_introduction,
    record_first_meeting,
    shortlist_candidate,
    start_cooperation,
    suggest_introduction,
)
from minicluster.problems.domain.actions.problems import diagnose_problem, frame_problem, judge_match, raise_problem, set_secrecy, start_matching
from minicluster.problems.domain.actions.projects import (
    add_milestone,
    add_project_partner,
    plan_budget,
    plan_project,
    reach_milestone,
    record_output,
    settle_project,
    sign_agreement,
)
from minicluster.problems.domain.actions.rating import rate_introduction
from minicluster.problems.domain.actions.solving import confirm_solved, report_solved_by_project
from minicluster.problems.domain.actions.steps import take_project_step
from minicluster.problems.domain.matching import match_problem
from minicluster.problems.models import Call, Introduction, Match, Output, Problem, Project
from minicluster.problems.rules import CandidateKind, FundingSource, Judgement, OutputKind, ProblemClass, Secrecy, Urgency
from minicluster.stories.domain.actions import approve_case, check_case, draft_case, find_case, publish_case
from minicluster.stories.models import SuccessCase

M = TypeVar("M", bound=Model)
_MILLION: Final = 1_000_000
CONTRACT_UNITS: Final = 3000
EXPECTED_SALES_KRW: Final = 30_000 * _MILLION
_SALES_SO_FAR_KRW: Final = 1_860 * _MILLION
_BUDGET: Final = (
    (FundingSource.STATE, False, 90),
    (FundingSource.LOCAL, False, 15),
    (FundingSource.FIRM, False, 20),
    (FundingSource.FIRM, True, 25),
)
_MILESTONES: Final = (("시험 계획과 윤리 심의", date(2006, 6, 30)), ("인체 영향 시험", date(2006, 10, 31)), ("시험성적서와 제품 보완", date(2006, 12, 15)))
_ARCHIVE: Final = "원주 추진단 문서고 2007-재활-12 (가상)"


@dataclass(frozen=True)
class _Gain:
    """Something that came of it, with the document that speaks for it."""

    indicator: str
    realisation: Realisation
    value: int
    first_day: date
    last_day: date
    reported_on: date
    note: str
    document: str
    is_confirmed: bool


_SIGNED_ON: Final = date(2007, 3, 16)
_GAINS: Final = (
    _Gain("contract_units", Realisation.REALISED, CONTRACT_UNITS, _SIGNED_ON, _SIGNED_ON, date(2007, 3, 28), "units", "공급 계약서 사본", is_confirmed=True),
    _Gain(
        "sales", Realisation.EXPECTED, EXPECTED_SALES_KRW, date(2007, 4, 1), date(2012, 3, 31), date(2007, 3, 28), "expected", "바이어의 5년 구매 계획서 사본",
        is_confirmed=False,
    ),
    _Gain(
        "sales", Realisation.REALISED, _SALES_SO_FAR_KRW, date(2007, 4, 1), date(2007, 9, 30), date(2007, 10, 4), "sales", "수출신고필증과 세금계산서 합계표",
        is_confirmed=True,
    ),
)  # fmt: skip


def load_guided_thread(programme: Programme) -> int:
    """Make the sign-ins and walk the thread; how many acts were written into the journal."""
    cast = Cast.of(programme)
    cast.sign_in()
    before = AuditEntry.objects.filter(programme_id=programme.pk).count()
    with ProgrammeClock(programme) as clock:
        thread = _Thread(cast, clock)
        thread.visit()
        thread.raise_and_frame()
        thread.match()
        thread.introduce()
        thread.cooperate()
        thread.meet_buyer()
        thread.solve()
        thread.account()
        thread.tell()
        Programme.objects.filter(pk=programme.pk).update(guided_thread=thread.case.reference)
    return AuditEntry.objects.filter(programme_id=programme.pk).count() - before


class _Thread:
    """The steps, in their order. Each sets the clock, reads the record anew and acts as whoever does this step."""

    def __init__(self, cast: Cast, clock: ProgrammeClock) -> None:
        self.cast, self.clock = cast, clock
        self.problem_id = self.introduction_id = self.project_id = self.case_id = 0

    def _on(self, year: int, month: int, day: int, hour: int = 10) -> date:
        self.clock.at(at_hour(date(year, month, day), hour))
        return date(year, month, day)

    def _as(self, role: Role) -> Viewer:
        return self.cast.viewers[role]

    @property
    def coordinator(self) -> Viewer:
        return self._as(Role.COORDINATOR)

    @property
    def problem(self) -> Problem:
        return Problem.objects.get(pk=self.problem_id)

    @property
    def introduction(self) -> Introduction:
        return Introduction.objects.get(pk=self.introduction_id)

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.project_id)

    @property
    def case(self) -> SuccessCase:
        return SuccessCase.objects.get(pk=self.case_id)

    def _meeting(
        self, kind: ActivityKind, title: str, starts_at: datetime, people: list[Person], planned_on: date, *, expert: Person | None = None
    ) -> Activity:
        """Plan, announce and hold an activity with these people at the firm, and confirm who was there."""
        self._on(planned_on.year, planned_on.month, planned_on.day)
        group = Group.objects.get(pk=self.cast.group.pk)
        activity = plan_activity(
            actor=self.coordinator, kind=kind, title=title, groups=[group], starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
            venue=f"{FIRM.ko} 회의실", host=self.cast.firm, speaker=expert, budget_line="미니클러스터 활동비", planned_cost_krw=150_000,
            invented=True,
        )  # fmt: skip
        self._activity_step(activity.pk, "announce_activity", starts_at - timedelta(days=3))
        self._activity_step(activity.pk, "hold_activity", starts_at + timedelta(hours=3))
        record_attendance(actor=self.coordinator, activity=_again(activity), lines=[AttendanceLine(person) for person in people])
        confirm_attendance(actor=self.coordinator, activity=_again(activity))
        return _again(activity)

    def _activity_step(self, pk: int, verb: str, at: datetime) -> None:
        self.clock.at(at)
        take_activity_step(actor=self.coordinator, activity=Activity.objects.get(pk=pk), verb=verb)

    def _coordinator_person(self) -> Person:
        return self.cast.officer(OfficeRole.COORDINATOR)

    def visit(self) -> None:
        """March 2006: the coordinator visits the firm and writes down what was said."""
        people = [self._coordinator_person(), self.cast.contact]
        visit = self._meeting(ActivityKind.VISIT, f"{FIRM.ko} 기업방문", at_hour(date(2006, 3, 14), 14), people, date(2006, 3, 2))
        self._on(2006, 3, 14, 18)
        write_visit_report(actor=self.coordinator, activity=_again(visit), summary=VISIT_SUMMARY, observations=OBSERVATIONS)
        self._on(2006, 4, 4)
        settle_costs(actor=self.coordinator, activity=_again(visit), actual_cost_krw=120_000)

    def raise_and_frame(self) -> None:
        """The observation becomes a problem; it is diagnosed and framed without naming the firm."""
        self._on(2006, 3, 15)
        heard = Observation.objects.get(visit_report__firm=self.cast.firm, text=OBSERVATIONS[1])
        raised = raise_problem(
            actor=self.coordinator, firm=self.cast.firm, group=Group.objects.get(pk=self.cast.group.pk), observation=heard, contact=self.cast.contact,
            problem_class=ProblemClass.TECHNOLOGY, urgency=Urgency.HIGH, **PROBLEM,
        )  # fmt: skip
        self.problem_id = raised.pk
        self._on(2006, 3, 17)
        diagnose_problem(actor=self.coordinator, problem=self.problem, diagnosis=TEXTS["diagnosis"], mechanism=TEXTS["mechanism"])
        self._on(2006, 3, 20)
        frame_problem(actor=self.coordinator, problem=self.problem, public_summary=TEXTS["summary"], trl=7)

    def match(self) -> None:
        """The engine looks for candidates; the coordinator says who fits."""
        self._on(2006, 3, 21)
        start_matching(actor=self.coordinator, problem=self.problem)
        match_problem(actor=self.coordinator, problem=self.problem)
        judge_match(actor=self.coordinator, match=self._match_with_expert(), judgement=Judgement.FITS, reason=TEXTS["fits"])

    def _match_with_expert(self) -> Match:
        return Match.objects.get(problem_id=self.problem_id, kind=CandidateKind.EXPERT, person=self.cast.expert)

    def introduce(self) -> None:
        """The firm approves the anonymous summary, the expert accepts, consents and NDA are there, the details are disclosed, they meet."""
        self._on(2006, 3, 22)
        suggested = suggest_introduction(actor=self.coordinator, problem=self.problem, expert=self.cast.expert, match=self._match_with_expert())
        self.introduction_id = suggested.pk
        shortlist_candidate(actor=self.coordinator, introduction=self.introduction)
        self._on(2006, 3, 23)
        approve_summary(actor=self._as(Role.FIRM_USER), introduction=self.introduction)
        self._on(2006, 3, 24)
        ask_expert(actor=self.coordinator, introduction=self.introduction)
        self._on(2006, 3, 28)
        accept_introduction(actor=self._as(Role.EXPERT), introduction=self.introduction)
        signed = self._on(2006, 3, 31)
        record_consents(actor=self.coordinator, introduction=self.introduction, nda_signed_on=signed, contact_consented_on=signed, expert_consented_on=signed)
        self._on(2006, 3, 31, 15)
        disclose_details(actor=self.coordinator, introduction=self.introduction)
        people = [self._coordinator_person(), self.cast.contact, self.cast.expert]
        meeting = self._meeting(
            ActivityKind.CONSULTATION, TEXTS["first_meeting"], at_hour(date(2006, 4, 7), 14), people, date(2006, 4, 3), expert=self.cast.expert
        )
        record_first_meeting(actor=self.coordinator, introduction=self.introduction, met_on=date(2006, 4, 7), activity=meeting)
        self._on(2006, 4, 10)
        start_cooperation(actor=self.coordinator, introduction=self.introduction)

    def cooperate(self) -> None:
        """The joint project: applied for, selected, agreed, reviewed half-way, with a prototype and a test report, settled."""
        self._on(2006, 4, 24)
        call = Call.objects.filter(programme=self.cast.programme, cap_krw__gte=90 * _MILLION, opens_on__lte=date(2006, 4, 24)).order_by("-opens_on", "pk")[0]
        planned = plan_project(
            actor=self.coordinator, introduction=self.introduction, title=TEXTS["project"], aim=TEXTS["aim"], call=call, starts_on=date(2006, 6, 1),
            ends_on=date(2006, 12, 20),
        )  # fmt: skip
        self.project_id = planned.pk
        for source, in_kind, millions in _BUDGET:
            plan_budget(actor=self.coordinator, project=self.project, source=source, in_kind=in_kind, planned_krw=millions * _MILLION)
        # The call wants three partners: the firm, the university, and somebody who can test.
        tester = Organisation.objects.filter(programme=self.cast.programme, kind__in=(OrganisationKind.INSTITUTE, OrganisationKind.AGENCY)).order_by("pk")[0]
        add_project_partner(actor=self.coordinator, project=self.project, organisation=tester)
        for title, due_on in _MILESTONES:
            add_milestone(actor=self.coordinator, project=self.project, title=title, due_on=due_on)
        for verb, month, day in (("apply_for_project", 5, 2), ("review_project", 5, 12), ("select_project", 5, 15)):
            self._project_step(verb, month, day)
        agreed = self._on(2006, 5, 22)
        sign_agreement(actor=self.coordinator, project=self.project, agreement_date=agreed)
        self._project_step("start_project", 6, 1)
        self._reach(0, date(2006, 6, 28))
        self._project_step("hold_mid_review", 9, 29)
        self._project_step("continue_project", 10, 2)
        self._output(OutputKind.PROTOTYPE, "prototype", date(2006, 10, 20))
        self._reach(1, date(2006, 11, 3))
        self._output(OutputKind.CERTIFICATION, "certification", date(2006, 11, 24))
        self._reach(2, date(2006, 12, 14))
        self._project_step("hold_final_review", 12, 20)
        self._on(2007, 1, 24)
        settle_project(actor=self.coordinator, project=self.project, settled_krw=147_300_000)
        self._on(2007, 2, 1)
        take_project_step(actor=self.coordinator, project=self.project, verb="begin_use_reports")

    def _project_step(self, verb: str, month: int, day: int) -> None:
        self._on(2006, month, day)
        take_project_step(actor=self.coordinator, project=self.project, verb=verb)

    def _reach(self, number: int, day: date) -> None:
        self._on(day.year, day.month, day.day)
        reach_milestone(actor=self.coordinator, project=self.project, milestone=self.project.milestones.all()[number], reached_on=day)

    def _output(self, kind: OutputKind, text: str, day: date, counterpart: Organisation | None = None) -> None:
        self._on(day.year, day.month, day.day, 16)
        record_output(actor=self.coordinator, project=self.project, kind=kind, title=TEXTS[text], on_date=day, counterpart=counterpart)

    def meet_buyer(self) -> None:
        """February and March 2007: the buyer comes, and signs."""
        people = [self._coordinator_person(), self.cast.contact, self.cast.expert]
        self._meeting(ActivityKind.BUYER_MEETING, TEXTS["buyer_meeting"], at_hour(date(2007, 2, 8), 10), people, date(2007, 1, 25))
        self._output(OutputKind.CONTRACT, "contract", _SIGNED_ON, self.cast.buyer)

    def solve(self) -> None:
        """The coordinator reports it solved; the firm, not the coordinator, confirms."""
        self._on(2007, 3, 20)
        report_solved_by_project(actor=self.coordinator, problem=self.problem, solution=TEXTS["solution"])
        self._on(2007, 3, 22)
        complete_introduction(actor=self.coordinator, introduction=self.introduction, result=TEXTS["result"])
        self._on(2007, 3, 26)
        confirm_solved(actor=self._as(Role.FIRM_USER), problem=self.problem)
        rate_introduction(actor=self._as(Role.FIRM_USER), introduction=self.introduction, rating=5)
        self._on(2007, 3, 27)
        rate_introduction(actor=self._as(Role.EXPERT), introduction=self.introduction, rating=5)
        self._on(2007, 4, 12)
        set_secrecy(actor=self._as(Role.FIRM_USER), problem=self.problem, secrecy=Secrecy.PROGRAMME)

    def account(self) -> None:
        """What came of it: realised and expected stand apart, each with its evidence."""
        for gain in _GAINS:
            self._account(gain)

    def _account(self, gain: _Gain) -> None:
        """Report as the firm, attach evidence, verify as complex manager, confirm as programme office."""
        self.clock.at(at_hour(gain.reported_on, 11))
        output = Output.objects.get(project_id=self.project_id, kind=OutputKind.CONTRACT)
        reported = report_outcome(
            actor=self._as(Role.FIRM_USER), indicator=Indicator.objects.get(programme=self.cast.programme, slug=gain.indicator),
            realisation=gain.realisation, value=gain.value, period_from=gain.first_day, period_to=gain.last_day, output=output, note=TEXTS[gain.note],
        )  # fmt: skip
        attach_evidence(actor=self._as(Role.FIRM_USER), outcome=_again(reported), title=gain.document, where_kept=_ARCHIVE)
        self.clock.at(at_hour(gain.reported_on + timedelta(days=5), 11))
        verify_outcome(actor=self._as(Role.COMPLEX_MANAGER), outcome=_again(reported))
        if gain.is_confirmed:
            self.clock.at(at_hour(gain.reported_on + timedelta(days=8), 11))
            confirm_outcome(actor=self._as(Role.PROGRAMME_OFFICE), outcome=_again(reported))

    def tell(self) -> None:
        """The case: found, drafted, approved by firm and expert, checked, published."""
        self._on(2007, 4, 16)
        self.case_id = find_case(actor=self.coordinator, project=self.project, title_ko=CASE["title_ko"], title_en=CASE["title_en"]).pk
        self._on(2007, 4, 20)
        draft_case(actor=self.coordinator, case=self.case, **CASE)
        self._on(2007, 4, 25)
        approve_case(actor=self._as(Role.FIRM_USER), case=self.case)
        self._on(2007, 4, 27)
        approve_case(actor=self._as(Role.EXPERT), case=self.case)
        self._on(2007, 5, 4)
        check_case(actor=self._as(Role.COMPLEX_MANAGER), case=self.case)
        self._on(2007, 5, 11)
        publish_case(actor=self._as(Role.COMPLEX_MANAGER), case=self.case)


def _again(record: M) -> M:
    """The record as it is now, with the clock as it is now."""
    record.refresh_from_db()
    return record
