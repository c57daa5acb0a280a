"""Keeping an anonymised summary anonymous: what would tell who is behind it is refused before it leaves the house."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from minicluster.members.models import Person
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems import rules
from minicluster.problems.models import Problem


def refuse_what_identifies(problem: Problem, summary: str, *, field: str = "summary") -> None:
    """Refuse a summary that is empty or tells which firm or person is behind it.

    Raises:
        InvalidInputError: with the words that give it away.
    """
    if not summary.strip():
        raise InvalidInputError(_("Please write the anonymised summary: it is all that the expert reads before answering. Nothing was changed."), field=field)
    found = rules.what_identifies(summary, names_behind(problem))
    if found:
        raise InvalidInputError(
            _("The summary tells who is behind it: %(words)s. Please take that out; nothing was changed and nothing left the house.")
            % {"words": ", ".join(found)},
            field=field,
        )


def names_behind(problem: Problem) -> Iterator[str]:
    """The names of the firm, old ones and aliases too, and of everyone who works there."""
    firm = problem.firm
    yield from (firm.name_ko, firm.name_en, *firm.names.values_list("name", flat=True))
    people = Person.objects.filter(affiliations__in=firm.affiliations.on(problem.programme.today())).distinct()
    for person in {*people, *([problem.contact] if problem.contact else [])}:
        yield from (person.name_ko, person.name_en)
