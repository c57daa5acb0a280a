"""What a language model outside the house makes of a lay problem: only where somebody has decided that it may be asked, and never needed.

`understand_problem` is the one function that matching calls. It always returns; where nothing was sent or nothing came back, it says so in words and
matching goes on without it. Call it *before* the transaction of the matching begins: what left the house is written down for good before it leaves, so
that a matching that fails afterwards cannot take the entry back.
"""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.platform.audit.journal import record_act
from minicluster.platform.language_model.client import NoAnswerError
from minicluster.platform.language_model.configuration import Configuration, configured
from minicluster.platform.language_model.models import SendingDecision
from minicluster.platform.language_model.understanding import LONGEST_TEXT, Understood, understand
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import contains_resident_registration_number
from minicluster.problems import rules
from minicluster.problems.domain.drafting import names_and_places_behind, without_what_identifies
from minicluster.problems.models import Problem

REASONS: Final = {
    "late": gettext_lazy("The language model did not answer in time. The search goes on without it; nothing is lost."),
    "unreachable": gettext_lazy("The language model could not be reached. The search goes on without it; nothing is lost."),
    "status": gettext_lazy("The language model answered with an error. The search goes on without it; nothing is lost."),
    "redirect": gettext_lazy("The language model wanted to send the text on to another address, which nobody decided. The search goes on without it."),
    "unreadable": gettext_lazy("The answer of the language model could not be read. The search goes on without it; nothing is lost."),
    "refused": gettext_lazy("The language model refused to answer. The search goes on without it; nothing is lost."),
    "empty": gettext_lazy("The language model had nothing to say. The search goes on without it; nothing is lost."),
}


@dataclass(frozen=True)
class Understanding:
    """The likely mechanisms, weightiest first; the note says in the reader's language why there are none (empty where none was asked for)."""

    mechanisms: tuple[Understood, ...] = ()
    note: str = ""

    @property
    def terms(self) -> str:
        """Mechanisms and terms in one text, as it is searched for."""
        return ". ".join(", ".join([one.mechanism, *one.terms_ko, *one.terms_en]) for one in self.mechanisms)


def understand_problem(*, actor: Viewer, problem: Problem) -> Understanding:
    """The problem in the experts' terms, if the programme has decided that texts of its secrecy may be sent to the address that is set.

    Names of the firm and its people, places, contact data and numbers that identify are taken out first. Each sending is an entry in the journal: which
    problem, how many characters, under which decision; not the text.

    Raises:
        NotAllowedError: the actor does not look after the problem.
        RuntimeError: called within a transaction, which could take the entry back.
    """
    rules.PERMISSIONS.require(actor, "send_to_language_model", problem.place())
    configuration = configured()
    if not configuration.is_on:
        return Understanding()
    decision = _decision_for(problem, configuration)
    if decision is None:
        return Understanding(note=_("The language model was not asked: no decision in force lets a problem of this secrecy be sent to its address."))
    text = text_to_send(problem)
    if contains_resident_registration_number(text):
        return Understanding(note=_("The text seems to hold a resident registration number. It was not sent to the language model; please remove the number."))
    _write_down(actor, problem, decision, len(text))
    try:
        return Understanding(tuple(understand(text, configuration)))
    except NoAnswerError as error:
        return Understanding(note=str(REASONS[error.reason]))


def text_to_send(problem: Problem) -> str:
    """What would leave the house: title, description and wanted result without what identifies, shortened to what is read."""
    names = names_and_places_behind(problem)
    parts = (problem.title, problem.description, problem.wanted_result)
    return "\n".join(filter(None, (without_what_identifies(part, names) for part in parts)))[:LONGEST_TEXT]


def _decision_for(problem: Problem, configuration: Configuration) -> SendingDecision | None:
    """The decision in force, by the clock of the programme; none for an address on which others could read along."""
    if not configuration.is_safe:
        return None
    today, rows = problem.programme.today(), SendingDecision.objects.filter(programme_id=problem.programme_id, withdrawn_at=None)
    return next((row for row in rows if row.covers(address=configuration.address, secrecy=problem.secrecy, today=today)), None)


def _write_down(actor: Viewer, problem: Problem, decision: SendingDecision, length: int) -> None:
    with transaction.atomic(durable=True):
        why = f"{length} characters to {decision.address}, decision {decision.pk}"
        record_act(actor=actor, action="send_to_language_model", record=problem, fields=["title", "description", "wanted_result"], why=why)
