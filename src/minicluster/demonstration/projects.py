"""Plans projects with partners, money, milestones and what they brought forth. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from minicluster.demonstration.chronicle import at_work, workday
from minicluster.demonstration.introductions import PlannedIntroduction
from minicluster.demonstration.plan import Key
from minicluster.demonstration.problems import PlannedProblem
from minicluster.demonstration.scene import OpenCall, Scene
from minicluster.demonstration.stages import CUTOFF, Act, Way, walk, write_journal
from minicluster.problems.domain.use_report_days import use_report_days
from minicluster.problems.models import BudgetItem, Milestone, Output, Project, ProjectPartner, UseReport
from minicluster.problems.rules import (
    OUTPUTS_CAN_BE_RECORDED,
    PERMISSIONS,
    PROJECT_LIFECYCLE,
    FundingSource,
    OutputKind,
    PartnerRole,
    ProblemClass,
)

_WITH_CALL: Final = 0.65
_REJECTED: Final = 0.12
_MILLION: Final = 1_000_000
# Where in a project's span each step lies.
_APPLYING: Final = {"apply_for_project": 0.02, "review_project": 0.07, "select_project": 0.09}
_DOING: Final = {"sign_agreement": 0.11, "start_project": 0.12, "hold_mid_review": 0.5, "continue_project": 0.52, "hold_final_review": 0.96}
_AFTERWARDS: Final = {"settle_project": (15, 40), "begin_use_reports": (5, 20)}
_MILESTONES: Final = {"원인 분석과 시험 계획": 0.3, "시제품 또는 조건 적용": 0.6, "현장 검증과 보고": 0.94}
_SHARES: Final = {
    (FundingSource.STATE, False): 0.6,
    (FundingSource.LOCAL, False): 0.1,
    (FundingSource.FIRM, False): 0.15,
    (FundingSource.FIRM, True): 0.15,
}
_OUTPUTS: Final = {
    ProblemClass.TECHNOLOGY: ((OutputKind.PROTOTYPE, "시제품"), (OutputKind.PATENT, "특허 출원"), (OutputKind.PRODUCT, "개선 제품")),
    ProblemClass.QUALITY: ((OutputKind.PRODUCT, "개선 제품"), (OutputKind.TRANSFER, "공정 기술 이전")),
    ProblemClass.CERTIFICATION: ((OutputKind.CERTIFICATION, "인증서"),),
    ProblemClass.MARKETING: ((OutputKind.CONTRACT, "공급 계약"), (OutputKind.PRODUCT, "수출용 제품")),
}
_USES: Final = (
    "개선한 조건을 표준 작업서에 넣어 양산에 쓰고 있습니다.",
    "시제품을 고쳐 두 고객사에 납품하고 있습니다.",
    "같은 방법을 다른 라인에도 적용했습니다.",
)
_OTHER_OUTPUTS: Final = ((OutputKind.TRANSFER, "개선 방법 이전"),)


@dataclass(frozen=True)
class PlannedProject:
    """A project, and what it works on."""

    key: Key
    problem: PlannedProblem
    way: Way
    output: Key | None
    ends_on: date


# Many read a project's title and aim; they tell no more of a confidential problem than its class and public summary do.
_WORK: Final = {
    ProblemClass.TECHNOLOGY: "제조 공정 개선",
    ProblemClass.QUALITY: "품질 안정화",
    ProblemClass.CERTIFICATION: "인증·시험 대응",
    ProblemClass.MARKETING: "국내외 판로 개척",
    ProblemClass.FINANCE: "자금 조달 지원",
    ProblemClass.PEOPLE: "인력 양성 지원",
    ProblemClass.MANAGEMENT: "경영 체계 개선",
    ProblemClass.REGULATION: "규제 대응",
    ProblemClass.INFRASTRUCTURE: "기반 시설 개선",
}


def plan_project(scene: Scene, problem: PlannedProblem, introductions: list[PlannedIntroduction]) -> PlannedProject | None:
    """Plan the project that a problem was moved into, or that a support programme carried; None where there is none."""
    begun = problem.way.time_of("move_into_project", "refer_to_support")
    if begun is None:
        return None
    rng = scene.rng
    introduction = next((one for one in introductions if one.way.time_of("start_cooperation")), None)
    span = (problem.way.time_of("report_solved_by_project") or begun + timedelta(days=rng.randint(180, 300))) - begun
    call = _call_for(rng, scene, problem, begun.date(), needed=introduction is None)
    way = walk(PROJECT_LIFECYCLE, _acts(rng, begun, span, with_call=call is not None, is_solved=problem.way.time_of("report_solved_by_project") is not None))
    starts_on, ends_on = (begun + span * 0.12).date(), (begun + span * 0.95).date()
    key = scene.plan.add(
        Project, problem_id=problem.key, introduction_id=introduction.key if introduction else None, call_id=call.pk if call else None,
        title=f"{problem.subject_ko} {_WORK[problem.slot.problem_class]}"[:200], aim=problem.text.summary, state=way.state, planned_at=begun,
        agreement_date=way.day_of("sign_agreement"), starts_on=starts_on, ends_on=ends_on, invented=True,
    )  # fmt: skip
    write_journal(scene.plan, key, PERMISSIONS, way, coordinator=problem.council.coordinator_user, born=("plan_project", begun))
    _partners(scene, key, problem, introduction)
    _budget(scene, key, way, call)
    _milestones(scene, key, begun, span)
    _use_reports(scene, key, way)
    return PlannedProject(key, problem, way, _output(scene, key, problem, way, ends_on), ends_on)


def _call_for(rng: Random, scene: Scene, problem: PlannedProblem, day: date, *, needed: bool) -> OpenCall | None:
    """A call that was open on the day and supports this class of problem; none where the firm pays alone."""
    if not needed and rng.random() > _WITH_CALL:
        return None
    purposes = (problem.slot.problem_class.value, ProblemClass.TECHNOLOGY.value)
    open_calls = [call for call in scene.shared.calls if call.opens_on <= day <= call.closes_on]
    # A firm outside of the complexes, or of a size that is not paid for, was told so and did not apply.
    fitting = [call for purpose in purposes for call in open_calls if call.purpose == purpose and problem.firm.is_inside and problem.firm.size in call.sizes]
    return rng.choice(fitting) if fitting else None


def _acts(rng: Random, begun: datetime, span: timedelta, *, with_call: bool, is_solved: bool) -> Iterator[Act]:
    steps = {**_APPLYING, **_DOING} if with_call else _DOING
    rejected = with_call and not is_solved and rng.random() < _REJECTED
    for verb, share in steps.items():
        if rejected and verb == "select_project":
            yield Act("reject_project", begun + span * share, "예산 범위 안에서 우선순위가 낮았음")
            return
        yield Act(verb, begun + span * share)
    at = begun + span
    for verb, days in _AFTERWARDS.items():
        at = at_work(rng, workday(at.date() + timedelta(days=rng.randint(*days) + 2)))
        yield Act(verb, at)


def _partners(scene: Scene, project: Key, problem: PlannedProblem, introduction: PlannedIntroduction | None) -> None:
    scene.plan.add(ProjectPartner, project_id=project, organisation_id=problem.firm.key, person_id=problem.contact, role=PartnerRole.LEAD)
    if introduction:
        expert = introduction.expert
        scene.plan.add(ProjectPartner, project_id=project, organisation_id=expert.organisation, person_id=expert.person, role=PartnerRole.EXPERT)


def _budget(scene: Scene, project: Key, way: Way, call: OpenCall | None) -> None:
    """Money by source; without a call the firm pays alone."""
    rng = scene.rng
    total = rng.randint(8, 60) * _MILLION
    if call:
        total = min(total, int(call.cap_krw / _SHARES[FundingSource.STATE, False]))
    shares = _SHARES if call else {(FundingSource.FIRM, False): 0.7, (FundingSource.FIRM, True): 0.3}
    settled = way.time_of("settle_project") is not None
    spent_all = 0
    for (source, in_kind), share in shares.items():
        planned = int(total * share) // 10_000 * 10_000
        spent = int(planned * rng.uniform(0.93, 1.0)) if settled else None
        spent_all += spent or 0
        scene.plan.add(BudgetItem, project_id=project, source=source, in_kind=in_kind, planned_krw=planned, spent_krw=spent)
    if settled:
        scene.plan.row(project)["settled_krw"] = spent_all


def _milestones(scene: Scene, project: Key, begun: datetime, span: timedelta) -> None:
    for title, share in _MILESTONES.items():
        due = (begun + span * share).date()
        reached = due + timedelta(days=scene.rng.randint(-5, 9))
        scene.plan.add(Milestone, project_id=project, title=title, due_on=due, reached_on=reached if reached <= CUTOFF.date() else None)


def _use_reports(scene: Scene, project: Key, way: Way) -> None:
    """The five yearly reports; those whose day has passed were written, the last weeks' are still open."""
    settled_on = way.day_of("settle_project")
    if settled_on is None or way.time_of("begin_use_reports") is None:
        return
    for number, due_on in enumerate(use_report_days(settled_on), start=1):
        is_written = due_on < CUTOFF.date() - timedelta(days=20)
        written = {"is_used": True, "use": _USES[project.number % len(_USES)], "reported_at": at_work(scene.rng, workday(due_on))} if is_written else {}
        scene.plan.add(UseReport, project_id=project, year_number=number, due_on=due_on, invented=True, **written)


def _output(scene: Scene, project: Key, problem: PlannedProblem, way: Way, ends_on: date) -> Key | None:
    if way.state not in OUTPUTS_CAN_BE_RECORDED or way.time_of("hold_final_review") is None:
        return None
    kind, label = scene.rng.choice(_OUTPUTS.get(problem.slot.problem_class, _OTHER_OUTPUTS))
    day = workday(ends_on - timedelta(days=scene.rng.randint(2, 25)))
    return scene.plan.add(Output, project_id=project, kind=kind, title=f"{problem.subject_ko} {label}", on_date=day, invented=True)
