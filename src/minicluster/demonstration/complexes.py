"""Plans a whole complex: members, experts, problems with all that came of them, activities and what came after them, work plans, promises. Pure."""

from minicluster.demonstration.activities import plan_activities
from minicluster.demonstration.aftermath import plan_aftermath
from minicluster.demonstration.experts import plan_experts, plan_facilities
from minicluster.demonstration.geography import WONJU, ComplexFact
from minicluster.demonstration.guided_cast import REHABILITATION, RESERVED_EXPERTISE, plan_cast
from minicluster.demonstration.introductions import PlannedIntroduction, plan_introductions
from minicluster.demonstration.naming import firm_names
from minicluster.demonstration.organisations import open_scene
from minicluster.demonstration.plan import Plan
from minicluster.demonstration.problems import PlannedProblem, plan_problems
from minicluster.demonstration.projects import PlannedProject, plan_project
from minicluster.demonstration.promises import plan_promises
from minicluster.demonstration.quotas import group_quotas
from minicluster.demonstration.results import PlannedOutcome, plan_case, plan_outcomes
from minicluster.demonstration.scene import Council, Scene, Shared
from minicluster.demonstration.year_plans import plan_years


def plan_complex(fact: ComplexFact, shared: Shared, *, scale: float, seed: int) -> Plan:
    """Everything that stands in a complex in October 2007; the same seed gives the same plan."""
    return fill_scene(open_scene(fact, shared, quotas=group_quotas(scale, seed), names=firm_names(scale, seed), seed=seed))


def fill_scene(scene: Scene) -> Plan:
    """Give a complex its experts, facilities, problems, activities and work plans."""
    for council in scene.councils:
        is_guided = scene.fact is WONJU and council.fact.slug == REHABILITATION
        plan_experts(scene, council, reserved=RESERVED_EXPERTISE if is_guided else None)
        if is_guided:
            plan_cast(scene, council)
        plan_facilities(scene, council)
    for council in scene.councils:
        _work(scene, council)
    plan_years(scene)
    plan_aftermath(scene)
    plan_promises(scene)
    return scene.plan


def _work(scene: Scene, council: Council) -> None:
    """The problems of a group and what came of them, then its activities."""
    problems = plan_problems(scene, council, council.quota.slots)
    introductions: list[PlannedIntroduction] = []
    cases = 0
    for problem in problems:
        asked = plan_introductions(scene, problem)
        project = plan_project(scene, problem, asked)
        outcomes = plan_outcomes(scene, problem, project)
        cases += _tell(scene, problem, asked, project, outcomes) if cases < council.quota.cases else 0
        introductions += asked
    plan_activities(scene, council, problems, introductions)


def _tell(scene: Scene, problem: PlannedProblem, asked: list[PlannedIntroduction], project: PlannedProject | None, outcomes: list[PlannedOutcome]) -> bool:
    helped = next((one for one in asked if one.way.time_of("start_cooperation")), None)
    return helped is not None and problem.is_of_trade and plan_case(scene, helped, project, outcomes)
