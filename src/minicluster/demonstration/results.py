"""Plans what came of solved problems: outcomes with their evidence, and published cases. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from minicluster.demonstration.chronicle import TODAY, at_work, workday
from minicluster.demonstration.introductions import PlannedIntroduction
from minicluster.demonstration.korean import filled
from minicluster.demonstration.problems import PlannedProblem
from minicluster.demonstration.projects import PlannedProject
from minicluster.demonstration.scene import Scene
from minicluster.demonstration.stages import Act, Way, walk, write_journal
from minicluster.outcomes.models import Outcome, OutcomeEvidence
from minicluster.outcomes.rules import OUTCOME_LIFECYCLE, STANDARD_INDICATORS, Realisation
from minicluster.outcomes.rules import PERMISSIONS as OUTCOME_PERMISSIONS
from minicluster.problems.rules import ProblemClass
from minicluster.stories.models import SuccessCase
from minicluster.stories.rules import CASE_LIFECYCLE
from minicluster.stories.rules import PERMISSIONS as CASE_PERMISSIONS

_REALISED: Final = 0.36
_EXPECTED: Final = 0.14
_MILLION: Final = 1_000_000
# Indicator and the span of its values, by class of problem.
_INDICATORS: Final = {
    ProblemClass.TECHNOLOGY: (("cost_savings", 5, 120, _MILLION), ("sales", 20, 900, _MILLION)),
    ProblemClass.QUALITY: (("cost_savings", 3, 90, _MILLION),),
    ProblemClass.CERTIFICATION: (("sales", 30, 700, _MILLION), ("exports", 20, 400, 1000)),
    ProblemClass.MARKETING: (("exports", 15, 600, 1000), ("sales", 20, 600, _MILLION)),
    ProblemClass.FINANCE: (("investment", 30, 500, _MILLION),),
    ProblemClass.PEOPLE: (("employment", 1, 8, 1),),
}
_OTHER_INDICATORS: Final = (("cost_savings", 2, 60, _MILLION),)
_DOCUMENTS: Final = {
    "cost_savings": "불량·재작업 비용 비교표",
    "sales": "세금계산서 합계표",
    "exports": "수출신고필증 사본",
    "investment": "융자 약정서 사본",
    "employment": "고용보험 가입자 명부 확인",
}
_UNITS_KO: Final = {"cost_savings": "원", "sales": "원", "exports": "달러", "investment": "원", "employment": "명"}
_TOLD: Final = {Realisation.REALISED: "실현", Realisation.EXPECTED: "예상"}
_STAYS: Final = 0.12
_VERIFYING: Final = {"attach_evidence": 5, "verify_outcome": 14, "confirm_outcome": 10}
_PUBLISHING: Final = ("draft_case", "approve_case_as_firm", "approve_case_as_expert_too", "check_case", "publish_case")
_PERMISSION: Final = "기업과 전문가의 서면 동의 (가상)"


@dataclass(frozen=True)
class PlannedOutcome:
    """An entry of the ledger as a case tells it, and when it was reported."""

    told: str
    reported_at: datetime


def plan_outcomes(scene: Scene, problem: PlannedProblem, project: PlannedProject | None) -> list[PlannedOutcome]:
    """Plan what the firm gained and what it expects to gain, once it has confirmed the solution; expected stands apart from realised."""
    confirmed, rng = problem.way.day_of("confirm_solved"), scene.rng
    if confirmed is None:
        return []
    planned = []
    if rng.random() < _REALISED:
        planned.append(_outcome(scene, problem, project, Realisation.REALISED, confirmed))
    if rng.random() < _EXPECTED:
        planned.append(_outcome(scene, problem, project, Realisation.EXPECTED, confirmed))
    return planned


def _outcome(scene: Scene, problem: PlannedProblem, project: PlannedProject | None, realisation: Realisation, confirmed: date) -> PlannedOutcome:
    rng = scene.rng
    slug, low, high, unit = rng.choice(_INDICATORS.get(problem.slot.problem_class, _OTHER_INDICATORS))
    reported = at_work(rng, workday(min(TODAY - timedelta(days=3), confirmed + timedelta(days=rng.randint(1, 60)))))
    way = walk(OUTCOME_LIFECYCLE, verifying(rng, reported.date()))
    years = 1 if realisation == Realisation.REALISED else rng.choice((2, 3))
    start = reported.date() - timedelta(days=180) if realisation == Realisation.REALISED else reported.date()
    user, value = problem.council.coordinator_user, int(low * (high / low) ** rng.random()) * unit * years
    outcome = scene.plan.add(
        Outcome, indicator_id=scene.shared.indicators[slug], organisation_id=problem.firm.key, group_id=problem.council.key, problem_id=problem.key,
        project_id=project.key if project else None, output_id=project.output if project else None, realisation=realisation,
        value=Decimal(value), period_from=start,
        period_to=reported.date() if realisation == Realisation.REALISED else start + timedelta(days=365 * years),
        contribution_share=Decimal(rng.choice(("0.3", "0.5", "0.5", "0.7", "1"))), note=problem.text.summary, reported_by_id=user, reported_at=reported,
        state=way.state, invented=True,
    )  # fmt: skip
    attached = way.time_of("attach_evidence")
    if attached:
        kept = f"추진단 문서 {attached.year}-{rng.randint(1, 9999):04d} (가상)"
        scene.plan.add(OutcomeEvidence, outcome_id=outcome, title=_DOCUMENTS[slug], where_kept=kept, attached_at=attached)
    write_journal(scene.plan, outcome, OUTCOME_PERMISSIONS, way, coordinator=user, born=("report_outcome", reported))
    return PlannedOutcome(f"{STANDARD_INDICATORS[slug][1]} {value:,} {_UNITS_KO[slug]} ({_TOLD[realisation]})", reported)


def verifying(rng: Random, reported: date) -> Iterator[Act]:
    """Evidence, verification, confirmation; a few stay at each step."""
    day = reported
    for verb, days in _VERIFYING.items():
        day = workday(day + timedelta(days=rng.randint(2, days) + 2))
        if rng.random() < _STAYS:
            return
        yield Act(verb, at_work(rng, day))


def plan_case(scene: Scene, introduction: PlannedIntroduction, project: PlannedProject | None, outcomes: Sequence[PlannedOutcome]) -> bool:
    """Plan the published case of a problem that firm and expert solved; False where the time was too short to publish it.

    Its results are the outcomes that stood in the ledger when the draft was written; its story says how it came to them.
    """
    problem, rng = introduction.problem, scene.rng
    confirmed = problem.way.day_of("confirm_solved")
    if confirmed is None:
        return False
    found = at_work(rng, workday(confirmed + timedelta(days=5)))
    way = _published(rng, found.date())
    drafted = way.time_of("draft_case")
    if drafted is None or way.time_of("publish_case") is None:
        return False
    case = scene.plan.add(
        SuccessCase, problem_id=problem.key, project_id=project.key if project else None, complex_id=scene.complex_id, group_id=problem.council.key,
        firm_id=problem.firm.key, expert_id=introduction.expert.person, title_ko=f"{problem.council.speciality.name_ko} 미니클러스터, {problem.subject_ko} 문제를 풀다",
        story_ko=_story(problem), results_ko="\n".join(outcome.told for outcome in outcomes if outcome.reported_at <= drafted), happened_on=confirmed, permission=_PERMISSION, views=rng.randint(5, 320),
        published_at=way.time_of("publish_case"), state=way.state, firm_named=True, expert_named=True, invented=True,
    )  # fmt: skip
    write_journal(scene.plan, case, CASE_PERMISSIONS, way, coordinator=problem.council.coordinator_user, born=("find_case", found))
    return True


def _published(rng: Random, found: date) -> Way:
    acts, day = [], found
    for verb in _PUBLISHING:
        day = workday(day + timedelta(days=rng.randint(3, 9)))
        acts.append(Act(verb, at_work(rng, day)))
    return walk(CASE_LIFECYCLE, acts)


def _story(problem: PlannedProblem) -> str:
    origin = {"visit": "기업방문에서 처음 들은 문제였습니다.", "activity": "미니클러스터 모임에서 나온 문제였습니다."}
    first = origin.get(problem.origin.value, "기업이 직접 알려 온 문제였습니다.")
    worked = filled(
        "코디네이터는 {mechanism}|을|를 원인으로 보고 전문가를 소개하였습니다. 기업과 전문가는 {wanted}|을|를 목표로 함께 일했습니다.",
        mechanism=problem.text.mechanism,
        wanted=problem.text.wanted,
    )
    return f"{problem.text.summary} {first}\n\n{worked}\n\n{problem.text.solution}. 기업은 결과를 확인하고 같은 방법을 계속 쓰고 있습니다."
