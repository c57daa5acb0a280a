"""What is done in the outcome ledger: reported, evidenced, verified, confirmed, and corrected only by a new entry."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.models import Complex, Group
from minicluster.outcomes import rules
from minicluster.outcomes.domain.credit import carry_over
from minicluster.outcomes.models import Baseline, Claim, Figure, Forecast, Indicator, Outcome, OutcomeEvidence, Target
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.problems.models import Output, Problem, Project

F = TypeVar("F", bound=Figure)
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
    _of_programme(cause["problem"].programme_id, indicator)
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
    _of_programme(outcome.programme_id, entry["indicator"])
    correction = _entered(actor, outcome, {**entry, "corrects": outcome})
    carry_over(outcome, correction)
    record_act(actor=actor, action="report_outcome", record=correction, fields=changed, why=why, to_state=correction.state)
    return correction


@transaction.atomic
def define_indicator(
    *,
    actor: Viewer,
    slug: str,
    level: str,
    name_ko: str,
    name_en: str,
    unit: str,
    is_additive: bool = True,
    definition_ko: str = "",
    definition_en: str = "",
) -> Indicator:
    """Define what is measured.

    Raises:
        InvalidInputError: the short name is taken.
    """
    rules.PERMISSIONS.require(actor, "define_indicator", Place(actor.programme_id))
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en, definition_ko=definition_ko, definition_en=definition_en, unit=unit)
    if Indicator.objects.filter(programme_id=actor.programme_id, slug=slug).exists():
        raise InvalidInputError(_("An indicator with this short name exists already. Nothing was stored; please choose another."), field="slug")
    indicator = Indicator.objects.create(
        programme_id=actor.programme_id, slug=slug, level=level, name_ko=name_ko, name_en=name_en, unit=unit, is_additive=is_additive,
        definition_ko=definition_ko, definition_en=definition_en,
    )  # fmt: skip
    record_act(actor=actor, action="define_indicator", record=indicator, fields=("slug", "level", "unit", "is_additive"))
    return indicator


@transaction.atomic
def record_claim(
    *,
    actor: Viewer,
    code: str,
    topic: str,
    scope: str,
    kind: str,
    statement_ko: str,
    statement_en: str,
    source: str,
    value: Decimal | None = None,
    unit: str = "",
    year: int | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
    indicator: Indicator | None = None,
    quote: str = "",
    source_date: str = "",
    certainty: str = "",
    conflicts_with: Iterable[Claim] = (),
) -> Claim:
    """Record a published figure with its source, beside whatever contradicts it.

    Raises:
        InvalidInputError: no source, or the code is taken.
    """
    rules.PERMISSIONS.require(actor, "record_claim", Place(actor.programme_id))
    refuse_resident_registration_numbers(statement_ko=statement_ko, statement_en=statement_en, source=source, quote=quote, topic=topic, scope=scope)
    if not source.strip():
        raise InvalidInputError(_("A published figure needs its source. Nothing was stored."), field="source")
    if Claim.objects.filter(programme_id=actor.programme_id, code=code).exists():
        raise InvalidInputError(_("A published figure with this code is recorded already. It is never overwritten; please choose another code."), field="code")
    others = list(conflicts_with)
    _of_programme(actor.programme_id, *others, *filter(None, (complex, indicator)))
    claim = Claim.objects.create(
        programme_id=actor.programme_id, code=code, topic=topic, scope=scope, kind=kind, statement_ko=statement_ko, statement_en=statement_en, source=source,
        value=value, unit=unit, year=year, complex=complex, indicator=indicator, quote=quote, source_date=source_date, certainty=certainty,
    )  # fmt: skip
    claim.conflicts_with.set(others)
    record_act(actor=actor, action="record_claim", record=claim, fields=("value", "source"))
    return claim


def set_baseline(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
) -> Baseline:
    """Say where an indicator stood before."""
    return _recorded("set_baseline", actor, Baseline(indicator=indicator, year=year, value=value, source=source, group=group, complex=complex))


def set_target(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
) -> Target:
    """Say where an indicator should stand; an earlier target stays."""
    target = Target(indicator=indicator, year=year, value=value, source=source, group=group, complex=complex, set_at=indicator.now())
    return _recorded("set_target", actor, target)


def record_forecast(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    method: str,
    low: Decimal | None = None,
    high: Decimal | None = None,
    coverage: float | None = None,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
) -> Forecast:
    """Record where an indicator is foreseen to stand, with interval and method, so that it can be scored when the year comes."""
    if low is not None and high is not None and not low <= value <= high:
        raise InvalidInputError(_("The forecast has to lie between its lower and its upper bound. Nothing was stored."), field="value")
    forecast = Forecast(
        indicator=indicator, year=year, value=value, method=method, low=low, high=high, coverage=coverage, source=source, group=group, complex=complex,
        made_at=indicator.now(),
    )  # fmt: skip
    return _recorded("record_forecast", actor, forecast)


@transaction.atomic
def _recorded(action: str, actor: Viewer, figure: F) -> F:
    figure.programme = figure.indicator.programme
    figure.invented = figure.indicator.invented
    rules.PERMISSIONS.require(actor, action, figure.place())
    refuse_resident_registration_numbers(source=figure.source, method=getattr(figure, "method", ""))
    _of_programme(figure.programme_id, *filter(None, (figure.group, figure.complex)))
    figure.save()
    record_act(actor=actor, action=action, record=figure, fields=("year", "value"))
    return figure


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


def _of_programme(programme_id: int, *records: Any) -> None:
    if any(record.programme_id != programme_id for record in records):
        raise NotVisibleError
