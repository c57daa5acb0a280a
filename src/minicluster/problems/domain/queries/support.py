"""Which calls are open to a firm, for its own page and for one of its problems."""

from typing import Any, Final

from django.db.models import Q

from minicluster.members.models import Organisation
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.eligibility import Eligibility, calls_with_conditions, eligibility_of, open_calls
from minicluster.problems.models import Call, Problem, Project, SupportProgramme

_SHOWN: Final = 12
# More would not be the number of any record.
_MOST_DIGITS: Final = 18


def firm_to_judge(viewer: Viewer, pk: int) -> Organisation:
    """A firm whose eligibility this viewer may ask for.

    Raises:
        NotVisibleError: there is none in their programme.
        NotAllowedError: they neither belong to it nor look after it.
    """
    firm = Organisation.objects.filter(programme_id=viewer.programme_id, pk=pk).select_related("programme").first()
    if firm is None:
        raise NotVisibleError
    rules.PERMISSIONS.require(viewer, "view_eligibility", firm.place())
    return firm


def support_open_to(viewer: Viewer, firm: Organisation) -> list[Eligibility]:
    """Every call that is open or still to come, with what it says of the firm."""
    return eligibility_of(viewer, firm, open_calls(firm.programme_id, firm.programme.today()))


def support_for_problem(viewer: Viewer, problem: Problem) -> list[Eligibility]:
    """The open calls of support programmes for problems of this class or found for this one, with what they say of its firm; nothing for other readers."""
    if not problem.is_readable or not rules.PERMISSIONS.allows(viewer, "view_eligibility", problem.firm.place()):
        return []
    fits = Q(support_programme__purpose=problem.problem_class)
    if rules.PERMISSIONS.allows(viewer, "view_match", problem.place()):
        fits |= Q(support_programme__in=problem.matches.filter(kind=rules.CandidateKind.SUPPORT).values("support_programme"))
    calls = open_calls(problem.programme_id, problem.programme.today()).filter(fits)[:_SHOWN]
    return eligibility_of(viewer, problem.firm, calls, problem=problem)


def support_for_plan(viewer: Viewer, project: Project) -> Eligibility | None:
    """What the call of a planned project says of firm and plan, until it has been applied for; None where there is no call, or for other readers."""
    firm = project.problem.firm
    if project.call_id is None or project.state != rules.ProjectState.PLANNED or not rules.PERMISSIONS.allows(viewer, "view_eligibility", firm.place()):
        return None
    calls = calls_with_conditions(project.programme_id).filter(pk=project.call_id)
    return eligibility_of(viewer, firm, calls, project=project)[0]


def calls_to_refer_to(problem: Problem) -> Any:
    """The calls that are open on the day or still to come."""
    return open_calls(problem.programme_id, problem.programme.today())


def support_programme_for(viewer: Viewer, pk: int) -> SupportProgramme:
    """One support programme.

    Raises:
        NotVisibleError: there is none in the viewer's programme.
    """
    found = SupportProgramme.objects.filter(programme_id=viewer.programme_id, pk=pk).select_related("programme").first()
    if found is None:
        raise NotVisibleError
    return found


def call_named(viewer: Viewer, name: str) -> Call:
    """The call behind `call-3` or `3`.

    Raises:
        NotVisibleError: there is none in the viewer's programme.
    """
    number = name.removeprefix("call-")
    found = calls_with_conditions(viewer.programme_id).filter(pk=int(number)).first() if number.isdecimal() and len(number) <= _MOST_DIGITS else None
    if found is None:
        raise NotVisibleError
    return found
