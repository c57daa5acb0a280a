"""The structured intake as a viewer may read it."""

from minicluster.platform.permissions import Viewer
from minicluster.problems.models import Intake, Problem


def intake_of(viewer: Viewer, problem: Problem) -> Intake | None:
    """The answers to a problem's questions; none for whoever may not read the problem's text."""
    intake = Intake.objects.filter(problem_id=problem.pk).first()
    if intake is None:
        return None
    intake.problem = problem
    shown = intake.show_to(viewer)
    return None if shown.are_secrets_blanked else shown
