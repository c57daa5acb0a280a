"""The structured second step: every question optional, what was answered before is there."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.platform.forms import PlainForm
from minicluster.problems.models import Intake, Problem
from minicluster.problems.models.intake import LONGEST_ANSWER

_EXAMPLES: Final[dict[str, Any]] = {
    "seen": _("for example: fine cracks like a tortoise's shell at the corner"),
    "heard": _("for example: a squeal when it slows down"),
    "smelled": _("for example: burnt, like hot oil"),
    "felt": _("for example: rough, warm, trembling"),
    "measured": _("for example: 0.03 mm too large, 12 V instead of 24 V"),
    "product": _("for example: housing of a pump, 40 cm"),
    "material": _("for example: aluminium casting, ABS with 20 % glass"),
    "process": _("for example: 350 t die casting machine, second cooling"),
    "since_when": _("for example: since the new resin in March"),
    "occurs_when": _("for example: after two hours of running, on wet days"),
    "occurs_not_when": _("for example: never in the first hour"),
    "tried": _("for example: lowered the speed; better, but too slow"),
    "limits": _("for example: within 0.01 mm, no more than 5 in 1,000"),
    "own_guess": _("Even a wrong guess helps."),
}
_GROUPS: Final = (
    (_("What does one notice?"), Intake.SENSES),
    (_("On what?"), ("product", "material", "process")),
    (_("When?"), ("since_when", "occurs_when", "occurs_not_when")),
    (_("What is known of it?"), ("tried", "limits", "own_guess")),
)


class IntakeForm(PlainForm):
    """One field for each question."""

    def __init__(self, *args: Any, problem: Problem, intake: Intake | None, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in Intake.SECRET_FIELDS:
            self.fields[name] = forms.CharField(
                label=Intake.question(name), max_length=LONGEST_ANSWER, required=False, help_text=_EXAMPLES[name], widget=forms.Textarea(attrs={"rows": 2})
            )
        self.initial = {name: getattr(intake, name) for name in self.fields} if intake else {"tried": problem.tried}

    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The questions as they stand together on the page."""
        for title, names in _GROUPS:
            yield title, [self[name] for name in names]
