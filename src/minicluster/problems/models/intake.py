"""What a firm answers to the questions that help to understand its problem."""

from typing import Any, ClassVar, Final, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Person
from minicluster.platform.permissions import Viewer
from minicluster.problems.models.problems import Problem, ProblemRecord

LONGEST_ANSWER: Final = 600


def _answer(label: Any) -> Any:
    return models.CharField(label, max_length=LONGEST_ANSWER, blank=True)


class Intake(ProblemRecord):
    """The structured second step of a problem: one per problem, every answer optional, as secret as the problem's own text."""

    problem = models.OneToOneField(Problem, verbose_name=_("problem"), on_delete=models.CASCADE, related_name="intake")
    seen = _answer(_("What does one see?"))
    heard = _answer(_("What does one hear?"))
    smelled = _answer(_("What does one smell?"))
    felt = _answer(_("What does one feel with the hand?"))
    measured = _answer(_("What was measured?"))
    product = _answer(_("Product or part"))
    material = _answer(_("Material"))
    process = _answer(_("Process or machine"))
    since_when = _answer(_("Since when?"))
    occurs_when = _answer(_("When does it come?"))
    occurs_not_when = _answer(_("When does it not come?"))
    tried = _answer(_("What was tried, and what came of it?"))
    limits = _answer(_("Size and limits that are wanted"))
    own_guess = _answer(_("Own guess"))
    answered_by = models.ForeignKey(Person, verbose_name=_("answered by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(_("answered at"))

    SENSES: ClassVar = ("seen", "heard", "smelled", "felt", "measured")
    SECRET_FIELDS: ClassVar = (
        *SENSES, "product", "material", "process", "since_when", "occurs_when", "occurs_not_when", "tried", "limits", "own_guess",
    )  # fmt: skip
    are_secrets_blanked = False

    class Meta:
        verbose_name = _("intake")

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The answers stand on the problem's page."""
        return reverse("problems:problem", args=[self.problem_id])

    def save(self, *args: Any, **options: Any) -> None:
        """Save; answers that were blanked for a reader can never overwrite those that are stored."""
        if self.are_secrets_blanked:
            raise ValueError("the answers of this record were blanked for a reader; get the record again before saving them")
        super().save(*args, **options)

    def show_to(self, viewer: Viewer) -> Self:
        """Blank the answers unless this viewer may read the problem's text."""
        if not self.problem.show_to(viewer).is_readable:
            self.are_secrets_blanked = True
            for field in self.SECRET_FIELDS:
                setattr(self, field, "")
        return self

    @classmethod
    def question(cls, name: str) -> str:
        """The question behind an answer, in the reader's language."""
        field: Any = cls._meta.get_field(name)
        return str(field.verbose_name)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Question and answer, for a page."""
        return [(self.question(name), value) for name, value in self.answers.items()]

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by question, in the order in which it is asked."""
        return {field: value for field in self.SECRET_FIELDS if (value := getattr(self, field))}
