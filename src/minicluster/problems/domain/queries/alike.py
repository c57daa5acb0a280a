"""Problems that read like what somebody is typing: those of the same firm, and those elsewhere that this viewer may read."""

from dataclasses import dataclass, field

from django.contrib.postgres.search import TrigramSimilarity, TrigramStrictWordSimilarity, TrigramWordSimilarity
from django.db.models import Q
from django.db.models.functions import Greatest

from minicluster.members.models import Organisation
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.queries.problems import problems_for, similar_problems
from minicluster.problems.domain.queries.visibility import readable_problems
from minicluster.problems.models import Problem

# Fewer letters are alike to everything.
_LETTERS_ENOUGH = 4
_SHOWN = 5
_LONGEST_COMPARED = 600
# Elsewhere, among all problems of a programme, a title and how the description begins are looked for: each further letter makes the index read more lists,
# and whoever tells the same says it at the beginning.
_LONGEST_TITLE = 120
_LONGEST_BEGINNING = 60


@dataclass(frozen=True)
class Alike:
    """What reads alike: open problems of the same firm, which may be the very same, and open or solved ones of others."""

    of_the_firm: list[Problem] = field(default_factory=list)
    elsewhere: list[Problem] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.of_the_firm or self.elsewhere)


def problems_alike(viewer: Viewer, firm: Organisation | None, title: str, description: str) -> Alike:
    """The problems that read like this title and description, the most alike first, as far as this viewer may read them."""
    title, description = title.strip(), description.strip()[:_LONGEST_COMPARED]
    if len(title) + len(description) < _LETTERS_ENOUGH:
        return Alike()
    same = similar_problems(viewer, firm, title, description) if firm else []
    return Alike(
        same, _elsewhere(viewer, (title or description)[:_LONGEST_TITLE], (description or title)[:_LONGEST_BEGINNING], [problem.pk for problem in same])
    )


def _elsewhere(viewer: Viewer, title: str, beginning: str, known: list[int]) -> list[Problem]:
    fits = Q(title__trigram_similar=title) | Q(description__trigram_strict_word_similar=beginning) | Q(description__trigram_word_similar=title)
    described = Greatest(TrigramStrictWordSimilarity(beginning, "description"), TrigramWordSimilarity(title, "description"))
    rows = problems_for(viewer).filter(readable_problems(viewer), fits, state__in=rules.OPEN | rules.SOLVED).exclude(pk__in=known)
    return list(rows.annotate(alike=Greatest(TrigramSimilarity("title", title), described)).order_by("-alike", "-pk")[:_SHOWN])
