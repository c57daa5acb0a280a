"""Expertise, facilities and support programmes: what a problem can be matched with."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.queries.held import visible_evidence
from minicluster.problems.models import Expertise, Facility, SupportProgramme


def expertise_for(viewer: Viewer, chosen: dict[str, Any]) -> QuerySet[Expertise]:
    """What the experts of the programme know, with the number of documents that speak for it."""
    rows = Expertise.objects.filter(_own(viewer, "view_expertise")).select_related("person").prefetch_related("person__affiliations__organisation")
    if chosen.get("q"):
        rows = rows.filter(Q(statement_ko__icontains=chosen["q"]) | Q(statement_en__icontains=chosen["q"]) | Q(person__name_ko__icontains=chosen["q"]))
    if chosen.get("group"):
        rows = rows.filter(person__memberships__group=chosen["group"], person__memberships__state__in=LIVING_MEMBERSHIP)
    return rows.annotate(evidence_count=Count("person__evidence", filter=visible_evidence(viewer, "person__evidence__"), distinct=True)).order_by(
        "person__name_ko", "pk"
    )


def facilities_for(viewer: Viewer, chosen: dict[str, Any]) -> QuerySet[Facility]:
    """The equipment and laboratories that others may use."""
    rows = Facility.objects.filter(_own(viewer, "view_expertise")).select_related("organisation", "keeper").order_by("name_ko", "pk")
    if chosen.get("q"):
        rows = rows.filter(Q(name_ko__icontains=chosen["q"]) | Q(name_en__icontains=chosen["q"]) | Q(description__icontains=chosen["q"]))
    return rows


def support_programmes_for(viewer: Viewer, chosen: dict[str, Any]) -> QuerySet[SupportProgramme]:
    """The support programmes, with their calls."""
    rows = SupportProgramme.objects.filter(_own(viewer, "view_expertise")).select_related("organisation").prefetch_related("calls").order_by("name_ko", "pk")
    return rows.filter(purpose=chosen["purpose"]) if chosen.get("purpose") else rows


def _own(viewer: Viewer, action: str) -> Q:
    return Q(programme_id=viewer.programme_id) if rules.PERMISSIONS.scope(viewer, action) else Q(pk__in=[])
