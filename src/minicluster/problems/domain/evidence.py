"""A problem solved here is evidence for the expert who solved it: credit that counts, and what the next match reads."""

from minicluster.problems import rules
from minicluster.problems.domain.indexing import index_solved_problem
from minicluster.problems.models import Evidence, Introduction, Problem

_TITLE_LENGTH = 120
_HELPED = (rules.IntroductionState.DISCLOSED, rules.IntroductionState.MET, rules.IntroductionState.COOPERATING, rules.IntroductionState.COMPLETED)


def credit_experts(problem: Problem) -> None:
    """Give the experts who worked on a problem that the firm confirmed as solved their evidence, once; after a second solution it tells of that one."""
    for introduction in Introduction.objects.filter(problem=problem, state__in=_HELPED).exclude(first_meeting_date=None).select_related("expert"):
        Evidence.objects.get_or_create(
            programme_id=problem.programme_id,
            kind=rules.EvidenceKind.SOLVED_PROBLEM,
            person=introduction.expert,
            problem=problem,
            defaults={"title": _title(problem), "text": _text(problem), "year": problem.now().year, "source": problem.reference, "invented": problem.invented},
        )
    retell_evidence(problem)


def retell_evidence(problem: Problem) -> None:
    """Make the evidence say what is so and may be read now that the secrecy has changed or the problem was solved another way."""
    Evidence.objects.filter(problem=problem, kind=rules.EvidenceKind.SOLVED_PROBLEM).update(text=_text(problem))
    index_solved_problem(problem)


def _title(problem: Problem) -> str:
    first = problem.public_summary.strip().splitlines()[0] if problem.public_summary.strip() else str(problem.group)
    return first if len(first) <= _TITLE_LENGTH else first[: _TITLE_LENGTH - 1] + "…"


def _text(problem: Problem) -> str:
    """The anonymous summary; mechanism and solution only where the firm lets the whole programme read them, for evidence is read by everyone in it."""
    parts = [problem.public_summary]
    if problem.secrecy <= rules.Secrecy.PROGRAMME:
        parts += [problem.mechanism, problem.solution]
    return "\n".join(part.strip() for part in parts if part.strip())
