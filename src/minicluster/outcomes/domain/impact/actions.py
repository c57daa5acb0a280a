"""How an impact study comes to be: the rows of the day, compared, and kept for good."""

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from minicluster.analytics.tables import TableError
from minicluster.members.models import Complex, OrganisationYear, Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.firm_panel import CLUSTER, FirmPanel, firm_panel, panel_digest
from minicluster.outcomes.domain.impact.comparing import compared_complexes, compared_firms, counted_cells
from minicluster.outcomes.domain.impact.refusing import refusal_of, refuse_incomparable
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear, ImpactStudy, OutsideComplex
from minicluster.platform.audit.journal import record_act
from minicluster.platform.jobs.background import enqueue
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError

VERSION: Final = 1
_SOURCES_TOLD: Final = 4
_LANGUAGES: Final = ("ko", "en")


@transaction.atomic
def make_impact_study(*, actor: Viewer, measure: str) -> ImpactStudy:
    """Compare members with others by every estimator, now, and keep what was found.

    The same rows make no second study: the earlier one is given.

    Raises:
        InvalidInputError: the rows cannot be compared; the message says which and what to do.
    """
    study, panel = _begun(actor, measure)
    if not study.result or is_waiting(study):
        _fill(study, panel)
    return study


@transaction.atomic
def request_impact_study(*, actor: Viewer, measure: str) -> tuple[ImpactStudy, bool]:
    """As `make_impact_study`, but compared in the background: that takes seconds, mostly for placebos, however few the firms. With whether the study is new.

    Raises:
        InvalidInputError: the rows cannot be compared.
    """
    study, _panel = _begun(actor, measure)
    if study.result:
        return study, False
    _tell(study, "waiting")
    enqueue("outcomes.make_impact_study", key=f"impact-study-{study.pk}", study_id=study.pk)
    return study, True


def finish_impact_study(study_id: int, *, should_stop: Callable[[], bool]) -> bool:
    """Compute what was asked for; a study that was given up meanwhile, or is done, is left alone. False where it has to be asked for again.

    What cannot be compared any more is kept as a refusal with its reason.
    """
    study = ImpactStudy.objects.filter(pk=study_id).select_related("programme").first()
    if study is None or not is_waiting(study):
        return True
    _tell(study, "reading")
    try:
        panel = firm_panel(study.programme, rules.ImpactMeasure(study.measure))
        refuse_incomparable(panel)
        if should_stop():
            return False
        _tell(study, "comparing")
        _fill(study, panel)
    except InvalidInputError:
        _keep_refusal(study, panel)
    return True


@transaction.atomic
def cancel_impact_study(*, actor: Viewer, study: ImpactStudy) -> None:
    """Give up a study that is still being made.

    Raises:
        IllegalStepError: it is done; what was found stays.
    """
    rules.PERMISSIONS.require(actor, "make_impact_study", study.place())
    held = ImpactStudy.objects.select_for_update().get(pk=study.pk)
    if not is_waiting(held):
        raise IllegalStepError(_("This study is done, and a study that is done stays. Nothing was changed; a new one can be made at any time."))
    record_act(actor=actor, action="make_impact_study", record=held, from_state="waiting", to_state="cancelled")
    held.delete()


def is_waiting(study: ImpactStudy) -> bool:
    """Whether a study is still being made."""
    return "phase" in study.result


def _begun(actor: Viewer, measure: str) -> tuple[ImpactStudy, FirmPanel]:
    """The study of today's rows, empty where they were never compared, and the rows."""
    rules.PERMISSIONS.require(actor, "make_impact_study", Place(actor.programme_id))
    if measure not in rules.ImpactMeasure.values:
        raise InvalidInputError(_("There is no such figure. Nothing was changed; please choose one from the list."), field="measure")
    # Of two people who ask at once the second gets the study of the first.
    programme = Programme.objects.select_for_update(no_key=True).get(pk=actor.programme_id)
    panel = firm_panel(programme, rules.ImpactMeasure(measure))
    refuse_incomparable(panel)
    digest = panel_digest(panel)
    earlier = ImpactStudy.objects.filter(programme=programme, measure=measure, digest=digest).exclude(result__has_key="refusal").order_by("made_at").first()
    return earlier or _new(actor, programme, measure, digest), panel


def _new(actor: Viewer, programme: Programme, measure: str, digest: str) -> ImpactStudy:
    study = ImpactStudy.objects.create(
        programme=programme, invented=_is_invented(programme), measure=measure, made_at=programme.now(), made_by_id=actor.user_id, digest=digest
    )
    record_act(actor=actor, action="make_impact_study", record=study, fields=("measure", "digest"))
    return study


def _is_invented(programme: Programme) -> bool:
    """Whether any figure that is compared is invented."""
    records = (ComparisonFirm, OrganisationYear)
    return any(model.objects.filter(programme=programme, invented=True).exists() for model in records)


def _fill(study: ImpactStudy, panel: FirmPanel) -> None:
    """Compare, and write what was found, once.

    Raises:
        InvalidInputError: the rows cannot be compared.
    """
    try:
        firms = compared_firms(panel)
    except TableError as error:
        raise refusal_of(error, panel.rows) from error
    left_out = [{"code": str(reason), "members": members, "others": others} for reason, members, others in panel.left_out]
    firms["cannot_show"] += [*_left_out_limit(left_out), {"code": "others_known", "figures": {}}]
    study.digest, study.made_at = panel_digest(panel), study.now()
    study.result = {
        "version": VERSION,
        "years": list(panel.years),
        "members": panel.members,
        "others": panel.others,
        "left_out": left_out,
        "places": _places(panel),
        "cells": counted_cells(panel.rows),
        "firms": firms,
        "complexes": compared_complexes(panel),
        "sources": _sources(study.programme, panel.years),
    }
    ImpactStudy.objects.filter(pk=study.pk).update(digest=study.digest, made_at=study.made_at, result=study.result)


def _left_out_limit(left_out: list[dict[str, Any]]) -> list[dict[str, Any]]:
    members, others = (sum(one[who] for one in left_out) for who in ("members", "others"))
    return [{"code": "left_out", "figures": {"firms": members + others, "members": members}}] if left_out else []


def _places(panel: FirmPanel) -> dict[str, dict[str, Any]]:
    """The complexes by the text that stands for them, with their names of the day."""
    keys = panel.rows.unique(CLUSTER).select(CLUSTER, "complex", "outside").rows()
    inside, outside = Complex.objects.in_bulk([of for _key, of, _out in keys if of]), OutsideComplex.objects.in_bulk([out for _key, _of, out in keys if out])
    places = {key: (inside[of] if of else outside[out]) for key, of, out in sorted(keys)}
    return {key: {"id": place.pk, "is_inside": isinstance(place, Complex), "name_ko": place.name_ko, "name_en": place.name_en} for key, place in places.items()}


def _sources(programme: Programme, years: tuple[int, ...]) -> list[str]:
    """Where the figures come from, the most frequent first."""
    members = OrganisationYear.objects.filter(programme=programme, year__in=years)
    others = ComparisonYear.objects.filter(firm__programme=programme, year__in=years)
    found = [rows.exclude(source="").order_by().values("source").annotate(rows=Count("pk")).order_by("-rows", "source") for rows in (members, others)]
    return list(dict.fromkeys(row["source"] for rows in found for row in rows[:_SOURCES_TOLD]))


def _tell(study: ImpactStudy, phase: str) -> None:
    study.result = {"phase": phase}
    ImpactStudy.objects.filter(pk=study.pk).update(result=study.result)


def _keep_refusal(study: ImpactStudy, panel: FirmPanel) -> None:
    """The reason in both languages: who reads it is not known."""
    said = {}
    for language in _LANGUAGES:
        with translation.override(language):
            try:
                refuse_incomparable(panel)
                compared_firms(panel)
            except TableError as error:
                said[language] = str(refusal_of(error, panel.rows))
            except InvalidInputError as refusal:
                said[language] = str(refusal)
    ImpactStudy.objects.filter(pk=study.pk).update(result={"refusal": said})
