"""The decisions on the language model, and what was sent under them."""

from django.db.models import QuerySet

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.language_model.models import SendingDecision
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules


def sending_decisions(viewer: Viewer) -> QuerySet[SendingDecision]:
    """Every decision of the programme, latest first."""
    rules.PERMISSIONS.require(viewer, "view_language_model", Place(viewer.programme_id))
    return SendingDecision.objects.filter(programme_id=viewer.programme_id).select_related("decided_by")


def sending_decision_for(viewer: Viewer, pk: int) -> SendingDecision:
    """One decision.

    Raises:
        NotVisibleError: there is none in the viewer's programme.
    """
    found = sending_decisions(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def sendings(viewer: Viewer) -> QuerySet[AuditEntry]:
    """What was sent to a language model, latest first: which problem, how many characters, under which decision."""
    rules.PERMISSIONS.require(viewer, "view_language_model", Place(viewer.programme_id))
    rows = AuditEntry.objects.filter(programme_id=viewer.programme_id, action="send_to_language_model")
    return rows.select_related("actor").order_by("-pk")
