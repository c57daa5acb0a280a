"""What is done in the outcome ledger: reported, evidenced, verified, confirmed, and corrected only by a new entry."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.belonging import refuse_others
from minicluster.outcomes.domain.credit import carry_over
from minicluster.outcomes.models import Indicator, Outcome, OutcomeEvidence
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError, NotAllowedError
from minicluster.problems.models import Output, Problem, Project

CARRIED_OVER = ("indicator", "organisation", "group", "problem", "project", "output", "realisation", "value", "period_from", "period_to",
                "contribution_share", "note")  # fmt: skip


@transaction.atomic
def report_outcome(
    *,
    actor: Viewer,
    indicator: Indicator,
    realisation: str,
    value: Decimal | float,
    period_from: date,
    period_to: date,
    problem: Problem | None = None,
    project: Project | None = None,
    output: Output | None = None,
    contribution_share: Decimal | float = 1,
    note: str = "",
) -> Outcome:
    """Report what came of a problem, a project or one of its outputs. The firm, group and problem follow from it.

    Raises:
        InvalidInputError: nothing it comes of, a period that cannot be, a share outside 0-1.
    """
    cause = _cause(problem, project, output)
    rules.PERMISSIONS.require(actor, "report_outcome", cause["problem"].place())
    refuse_others(cause["problem"].programme_id, indicator)
    entry = {
        "indicator": indicator,
        "realisation": realisation,
        "value": value,
        "period_from": period_from,
        "period_to": period_to,
        "contribution_share": contribution_share,
        "note": note,
    }
    outcome = _entered(actor, cause["problem"], {**cause, **entry})
    record_act(actor=actor, action="report_outcome", record=outcome, fields=("value", "period_from", "period_to"), to_state=outcome.state)
    return outcome


@transaction.atomic
def attach_evidence(*, actor: Viewer, outcome: Outcome, title: str, file: StoredFile | None = None, where_kept: str = "") -> OutcomeEvidence:
    """Attach what speaks for an outcome: a stored file, or the number and place of a document.

    Raises:
        InvalidInputError: neither file nor place.
    """
    if file is None and not where_kept.strip():
        raise InvalidInputError(_("Please choose a file, or say under which number and where the document is kept. Nothing was stored."), field="where_kept")
    refuse_resident_registration_numbers(title=title, where_kept=where_kept)
    take_step(outcome, "attach_evidence", actor=actor)
    return OutcomeEvidence.objects.create(outcome=outcome, title=title, file=file, where_kept=where_kept.strip(), attached_at=outcome.now())


@transaction.atomic
def verify_outcome(*, actor: Viewer, outcome: Outcome, why: str = "") -> None:
    """Verify an outcome against its evidence: never by the person who reported it.

    Raises:
        NotAllowedError: the reporter themselves.
    """
    rules.PERMISSIONS.require(actor, "verify_outcome", outcome.place())
    if actor.user_id is not None and actor.user_id == outcome.reported_by_id:
        raise NotAllowedError(_("You reported this outcome yourself, so somebody else has to verify it. Nothing was changed; it stays in their queue."))
    take_step(outcome, "verify_outcome", actor=actor, why=why, verified_by_id=actor.user_id)


@transaction.atomic
def confirm_outcome(*, actor: Viewer, outcome: Outcome, why: str = "") -> None:
    """Confirm a verified outcome for the programme's account."""
    take_step(outcome, "confirm_outcome", actor=actor, why=why)


@transaction.atomic
def correct_outcome(*, actor: Viewer, outcome: Outcome, why: str, **changed: Any) -> Outcome:
    """Correct an entry by a new one: the old one stays readable as corrected, and is counted no more.

    `changed` names what is different: value, period_from, period_to, contribution_share, realisation, note, indicator.
    """
    take_step(outcome, "correct_outcome", actor=actor, why=why)
    entry = {name: getattr(outcome, name) for name in CARRIED_OVER} | changed
    refuse_others(outcome.programme_id, entry["indicator"])
    correction = _entered(actor, outcome, {**entry, "corrects": outcome})
    carry_over(outcome, correction)
    record_act(actor=actor, action="report_outcome", record=correction, fields=changed, why=why, to_state=correction.state)
    return correction


def _cause(problem: Problem | None, project: Project | None, output: Output | None) -> dict[str, Any]:
    """What an outcome came of, with the firm and the group that follow from it."""
    project = output.project if output else project
    problem = project.problem if project else problem
    if problem is None:
        raise InvalidInputError(_("Please name the problem or project that the outcome came of. Nothing was stored."))
    return {"problem": problem, "project": project, "output": output, "organisation": problem.firm, "group": problem.group}


def _entered(actor: Viewer, about: Problem | Outcome, entry: Mapping[str, Any]) -> Outcome:
    """A new entry of the ledger, by the clock and with the mark of the record that it is about."""
    return Outcome.objects.create(
        programme=about.programme,
        invented=about.invented,
        reported_by_id=actor.user_id,
        reported_at=about.now(),
        **_checked(entry, about.programme.today()),
    )


def _checked(entry: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The entry with exact numbers, refused where it cannot be."""
    refuse_resident_registration_numbers(note=entry["note"])
    if not 0 <= entry["contribution_share"] <= 1:
        raise InvalidInputError(_("A contribution share lies between 0 and 1. Nothing was stored."), field="contribution_share")
    if not rules.may_stand_in_period(entry["realisation"], (entry["period_from"], entry["period_to"]), today):
        raise InvalidInputError(
            _("The period has to begin before it ends, and nothing can be realised in a period that has not begun. Report it as expected, or mend the days."),
            field="period_from",
        )
    return {**entry, "value": Decimal(str(entry["value"])), "contribution_share": Decimal(str(entry["contribution_share"]))}
