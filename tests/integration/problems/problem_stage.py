"""A firm, its coordinator and an expert on one stage, and a problem led as far along the thread as a test wants."""

from datetime import timedelta

from factories import make_expert, make_firm, make_group, make_person, make_viewer

from minicluster.platform.permissions import Role
from minicluster.problems.domain import actions
from minicluster.problems.models import Problem

SUMMARY = "한 공작기계 업체가 오후에 생기는 열변형의 원인을 찾습니다."


class Stage:
    """Who takes part, with a viewer for each."""

    def __init__(self):
        self.group = make_group()
        self.programme = self.group.programme
        self.firm = make_firm(self.group, name_ko="(주)한결정밀", name_en="Hangyeol Precision")
        self.contact = make_person(organisation=self.firm, name_ko="오세라", name_en="Oh Sera", phone="010-2345-6789")
        self.expert = make_expert(self.programme, name_ko="문하람", name_en="Mun Haram")
        self.coordinator_person = make_person(self.programme)
        self.coordinator = make_viewer(Role.COORDINATOR, self.programme, person=self.coordinator_person, groups=[self.group])
        self.firm_user = make_viewer(Role.FIRM_USER, self.programme, person=self.contact, organisations=[self.firm])
        self.expert_viewer = make_viewer(Role.EXPERT, self.programme, person=self.expert)
        self.office = make_viewer(Role.COMPLEX_MANAGER, self.programme, complexes=[self.group.complex])

    @property
    def today(self):
        return self.programme.today()

    def problem(self, state="raised", **fields):
        values = {
            "title": "주축 열변위",
            "description": "오후가 되면 치수가 커집니다." + " 오늘도." * Problem.objects.count(),
            "wanted_result": "하루 종일 5 µm 이내",
        }
        problem = actions.raise_problem(actor=self.firm_user, firm=self.firm, **{**values, **fields})
        for name, step in self._problem_steps():
            if problem.state == state:
                break
            step(problem)
            assert problem.state == name
        return problem

    def _problem_steps(self):
        yield (
            "diagnosed",
            lambda problem: actions.diagnose_problem(actor=self.coordinator, problem=problem, diagnosis="온도에 따른 주축 팽창", mechanism="열팽창"),
        )
        yield "framed", lambda problem: actions.frame_problem(actor=self.coordinator, problem=problem, public_summary=SUMMARY, trl=4)
        yield "matching", lambda problem: actions.start_matching(actor=self.coordinator, problem=problem)

    def introduction(self, state="suggested", problem=None, expert=None):
        problem = problem or self.problem("matching")
        introduction = actions.suggest_introduction(actor=self.coordinator, problem=problem, expert=expert or self.expert)
        for name, step in self._introduction_steps():
            if introduction.state == state:
                break
            step(introduction)
            assert introduction.state == name
        return introduction

    def _introduction_steps(self):
        coordinator, days = self.coordinator, {"nda_signed_on": self.today, "contact_consented_on": self.today, "expert_consented_on": self.today}
        yield "shortlisted", lambda row: actions.shortlist_candidate(actor=coordinator, introduction=row)
        yield "summary_approved", lambda row: actions.approve_summary(actor=self.firm_user, introduction=row)
        yield "asked", lambda row: actions.ask_expert(actor=coordinator, introduction=row)
        yield (
            "accepted",
            lambda row: actions.accept_introduction(actor=make_viewer(Role.EXPERT, self.programme, person=row.expert), introduction=row),
        )
        yield "consented", lambda row: actions.record_consents(actor=coordinator, introduction=row, **days)
        yield "disclosed", lambda row: actions.disclose_details(actor=coordinator, introduction=row)
        yield "met", lambda row: actions.record_first_meeting(actor=coordinator, introduction=row, met_on=self.today)
        yield "cooperating", lambda row: actions.start_cooperation(actor=coordinator, introduction=row)
        yield "completed", lambda row: actions.complete_introduction(actor=coordinator, introduction=row, result="보정 모델을 만들었습니다.")

    def project(self, state="planned"):
        introduction = self.introduction("cooperating")
        project = actions.plan_project(actor=self.coordinator, introduction=introduction, title="열변위 보정 개발")
        for name, step in self._project_steps():
            if project.state == state:
                break
            step(project)
            assert project.state == name
        return project

    def _project_steps(self):
        def plain(verb):
            return lambda row: actions.take_project_step(actor=self.coordinator, project=row, verb=verb)

        yield (
            "agreement",
            lambda row: actions.sign_agreement(actor=self.coordinator, project=row, agreement_date=self.today, ends_on=self.today + timedelta(days=200)),
        )
        yield "running", plain("start_project")
        yield "final_review", plain("hold_final_review")
        yield "settlement", lambda row: actions.settle_project(actor=self.coordinator, project=row, settled_krw=90_000_000)
