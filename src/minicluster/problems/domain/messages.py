"""What the product writes to people about problems and introductions. No mail names a secret: who may read more signs in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import language_of
from minicluster.members.models import Person
from minicluster.platform.mail.outbox import write_message
from minicluster.platform.signed_links import SignedLink
from minicluster.problems.domain.responsibility import coordinator_now
from minicluster.problems.models import Introduction, Problem, Project, UseReport

ANSWER_LINK: Final = SignedLink("answer", timedelta(days=30))
Text = tuple[str, str]


def answer_address(introduction: Introduction) -> str:
    """The address at which the expert answers without an account; asking anew makes the one before invalid."""
    return settings.BASE_ADDRESS + reverse("problems:answer", args=[ANSWER_LINK.token(introduction.pk, version=version_of_asking(introduction))])


def version_of_asking(introduction: Introduction) -> str:
    """What tells one asking from the next."""
    return introduction.asked_at.isoformat() if introduction.asked_at else ""


def request_text(introduction: Introduction) -> str:
    """The request to an expert: what the mail says, and what can be copied into a messenger."""
    return _(
        "Dear %(name)s,\n\nA firm of the mini-cluster %(group)s is looking for help, and your work fits:\n\n%(summary)s\n\n"
        "If you would like to hear more, or would rather not, one click is enough; no account is needed:\n%(address)s\n\n"
        "Only after you have accepted, and both sides have given their consent, do you and the firm learn of each other."
    ) % {"name": introduction.expert, "group": introduction.problem.group, "summary": introduction.summary, "address": answer_address(introduction)}


def send_request(introduction: Introduction) -> None:
    """Ask the expert."""
    _write(introduction, introduction.expert, f"ask {version_of_asking(introduction)}", lambda: (_("A firm asks for your advice"), request_text(introduction)))


def send_summary_for_approval(introduction: Introduction) -> None:
    """Ask the firm whether the anonymised summary may go to the expert."""
    _write(
        introduction,
        introduction.problem.contact,
        f"approve {introduction.state_since.isoformat()}",
        lambda: (
            _("Please approve the anonymised summary of your problem"),
            _("An expert has been found who may be able to help. Before the expert is asked, please read the summary and approve it:\n%(address)s")
            % {"address": _address(introduction)},
        ),
    )


def send_answer_to_coordinator(introduction: Introduction) -> None:
    """Tell the coordinator that the expert has answered."""
    _write(
        introduction,
        coordinator_now(introduction.problem),
        f"answer {version_of_asking(introduction)}",
        lambda: (
            _("The expert has answered: %(state)s") % {"state": introduction.get_state_display()},
            _("The answer and what comes next stand here:\n%(address)s") % {"address": _address(introduction)},
        ),
    )


def send_details_are_open(introduction: Introduction) -> None:
    """Tell both sides that they have been introduced."""
    for role, person in (("expert", introduction.expert), ("contact", introduction.problem.contact)):
        _write(introduction, person, f"disclosed {role}", lambda: (_("You have been introduced"), _details_text(introduction)))


def _details_text(introduction: Introduction) -> str:
    return _("Both sides have given their consent. The details, and how to reach each other, stand here once you have signed in:\n%(address)s") % {
        "address": _address(introduction)
    }


def send_question_to_firm(problem: Problem, question: str) -> None:
    """Ask the firm what the coordinator could not make out."""
    _write(
        problem,
        problem.contact,
        f"returned {problem.state_since.isoformat()}",
        lambda: (
            _("A question about the problem you raised"),
            _("Your coordinator asks:\n\n%(question)s\n\nPlease add the answer here; what you wrote is kept:\n%(address)s")
            % {"question": question, "address": _address(problem)},
        ),
    )


def send_please_confirm(problem: Problem, *, reminder: int = 0) -> None:
    """Ask the firm, and only the firm, whether its problem is solved."""
    _write(
        problem,
        problem.contact,
        f"confirm {problem.state_since.isoformat()} {reminder}",
        lambda: (
            _("Reminder: is your problem solved?") if reminder else _("Is your problem solved?"),
            _("It has been reported as solved. Only you can confirm that; if it is not solved, you can reopen it with one sentence:\n%(address)s")
            % {"address": _address(problem)},
        ),
    )


def send_use_report_is_due(report: UseReport) -> None:
    """Ask the firm what became of the result in this year. The mail names the project, whose title tells no secret."""
    _write(
        report.project,
        report.project.problem.contact,
        f"use report {report.year_number} {report.reminders}",
        lambda: (
            _("Report on the use of a project's result, year %(year)s") % {"year": report.year_number},
            _("Please tell by %(day)s what became of the result of “%(project)s”; three questions are enough:\n%(address)s")
            % {"day": report.due_on.isoformat(), "project": report.project, "address": _address(report.project)},
        ),
    )


def _address(record: Problem | Introduction | Project) -> str:
    return settings.BASE_ADDRESS + record.get_absolute_url()


def _write(record: Problem | Introduction | Project, person: Person | None, occasion: str, compose: Callable[[], Text]) -> None:
    if person is None:
        return
    with translation.override(language_of(person)):
        subject, body = compose()
    write_message(
        programme_id=record.programme_id,
        key=f"{record.reference} {occasion}",
        recipient=person.email,
        subject=subject,
        body=body,
        record_type=record.record_type,
        record_id=record.pk,
        written_at=record.now(),
    )
