"""The impact note: a study on one page, with everything that has to stand beside its figures."""

from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes.domain.impact import reading
from minicluster.outcomes.models import ImpactStudy
from minicluster.platform.days import day_in_words
from minicluster.platform.documents.pdf import pdf_of
from minicluster.platform.refusals import IllegalStepError

_TYPESET: Final = Path(__file__).parents[2] / "templates/outcomes/documents/impact_note.typ"
_DIGEST_SHOWN: Final = 16


def impact_note(study: ImpactStudy) -> bytes:
    """The note as PDF of one page, in the reader's language: all estimates, how firms came to be in it, balance, limits, sources, date and checksum.

    Raises:
        IllegalStepError: the study is not done.
    """
    if "version" not in study.result:
        raise IllegalStepError(_("This study is still being made. Nothing was changed; please come back when it is done."))
    return pdf_of(_TYPESET, _note(study))


def _note(study: ImpactStudy) -> dict[str, Any]:
    balance = reading.balance_rows(study)
    return {
        "title": _("Impact note: %(measure)s") % {"measure": study.get_measure_display()},
        "lead": f"{study.programme} · {study.result['years'][0]}–{study.result['years'][-1]}",
        "invented": _("Invented for the demonstration") if study.invented else None,
        "reading": reading.one_sentence(study),
        "estimates_title": _("All estimates side by side"),
        "columns": [_("estimator"), _("effect among firms"), _("interval (95 %)"), _("effect among complexes"), _("interval (95 %)")],
        "estimates": [_line(row) for row in reading.estimator_rows(study)],
        "complexes": reading.complexes_sentence(study),
        "selection_title": _("Who is compared"),
        "selection": _selection(study),
        "balance_title": _("Were both sides alike?"),
        "balance": [reading.balance_sentence(balance), reading.event_sentence(study), reading.bound_sentence(study)],
        "limits_title": _("What this cannot show"),
        "limits": reading.limits_of(study),
        "foot": _foot(study),
    }


def _line(row: reading.EstimatorRow) -> list[str]:
    firms, complexes = row.firms, row.complexes
    return [row.name, firms.text, firms.span, complexes.text if complexes else "–", complexes.span if complexes else "–"]


def _selection(study: ImpactStudy) -> list[str]:
    result = study.result
    chosen = _(
        "%(members)s members and %(others)s firms that are no members, each with this figure in every year. Who joined chose to: firms were not drawn by lot. Figures are compared in logarithms and told in per cent."
    ) % {"members": result["members"], "others": result["others"]}
    left_out = [f"{label} {members} + {others}" for label, members, others in reading.left_out_rows(study)]
    told = [_("Not compared (members + others): %(reasons)s") % {"reasons": " · ".join(left_out)}] if left_out else []
    return [chosen, *told]


def _foot(study: ImpactStudy) -> list[str]:
    sources = ", ".join(study.result["sources"]) or _("no source is recorded")
    facts = {"day": day_in_words(study.made_at), "digest": study.digest[:_DIGEST_SHOWN], "reference": study.reference}
    return [_("Sources: %(sources)s") % {"sources": sources}, _("Made on %(day)s · %(reference)s · checksum of the rows %(digest)s") % facts]
