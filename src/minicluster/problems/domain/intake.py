"""What the structured intake gives to search, and which of its questions would still help."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

from minicluster.problems.models import Intake, Problem

# Each question with the answers of which one is enough, the most telling for search first.
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "symptom": Intake.SENSES,
    "material": ("material",),
    "process": ("process",),
    "product": ("product",),
    "since_when": ("since_when",),
    "occurs_when": ("occurs_when", "occurs_not_when"),
    "tried": ("tried",),
    "limits": ("limits",),
    "own_guess": ("own_guess",),
}


QUESTION_LABELS: Final[dict[str, Any]] = {
    "symptom": gettext_lazy("what one sees, hears, smells, feels or measures"),
    "material": gettext_lazy("the material"),
    "process": gettext_lazy("the process or machine"),
    "product": gettext_lazy("the product or part"),
    "since_when": gettext_lazy("since when"),
    "occurs_when": gettext_lazy("when it comes and when not"),
    "tried": gettext_lazy("what was tried"),
    "limits": gettext_lazy("size and limits wanted"),
    "own_guess": gettext_lazy("your own guess"),
}


def questions_that_help(intake: Intake | None) -> tuple[str, ...]:
    """The questions that are still open, those that tell most for search first; without an intake, all of them."""
    answers = intake.answers if intake else {}
    return tuple(question for question, fields in QUESTIONS.items() if not any(field in answers for field in fields))


def intake_text(problem: Problem) -> str:
    """What was answered, one answer a line, for the engine; empty without an intake. It is as secret as the problem's text and leaves only by it."""
    intake = Intake.objects.filter(problem_id=problem.pk).first()
    return "\n".join(intake.answers.values()) if intake else ""
