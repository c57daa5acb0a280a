"""The concepts of the symptom thesaurus, and what they may not repeat."""

from collections.abc import Iterable
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.problems.rules.anonymity import in_one_run


class ConceptKind(TextChoices):
    """What a concept of the symptom thesaurus is about."""

    SYMPTOM = "symptom", _("Symptom")
    THING = "thing", _("Thing")


class ConceptState(TextChoices):
    """States of a concept: only reviewed ones are searched with."""

    DRAFT = "draft", _("Draft")
    REVIEWED = "reviewed", _("Reviewed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# A field with fewer reviewed symptoms is thin: problems of it are seldom understood.
ENOUGH_SYMPTOMS: Final = 40
# So many letters in a row are no coincidence.
_LETTERS_REPEATED: Final = 12


def what_repeats(text: str, secret: Iterable[str], public: str = "") -> str:
    """The first stretch of a text that stands word for word in a secret text and not in the public one; empty where there is none."""
    wanted, known = in_one_run(text), in_one_run(public)
    for hidden in map(in_one_run, secret):
        for start in range(len(wanted) - _LETTERS_REPEATED + 1):
            piece = wanted[start : start + _LETTERS_REPEATED]
            if piece in hidden and piece not in known:
                return piece
    return ""


_C = ConceptState
CONCEPT_LIFECYCLE: Final = Lifecycle(
    "concept",
    _C.DRAFT,
    {
        "review_concept": step(_C.DRAFT, _C.REVIEWED),
        "withdraw_concept": step((_C.DRAFT, _C.REVIEWED), _C.WITHDRAWN, needs_reason=True),
        "restore_concept": step(_C.WITHDRAWN, _C.DRAFT),
    },
)
