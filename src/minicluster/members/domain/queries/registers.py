"""Consents, disclosures, and the journal."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from minicluster.members import rules
from minicluster.members.domain.queries.reach import within
from minicluster.members.models import Consent, Disclosure, Person
from minicluster.platform.audit.journal import history_of
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Viewer

# The acts of reading what is personal or secret, as the journal calls them.
READINGS = ("view_contact", "view_firm_year", "read_problem_text")


def consent_for(viewer: Viewer, pk: int) -> Consent:
    """One consent, for the person it is of and for the privacy officer."""
    scope = rules.PERMISSIONS.scope(viewer, "withdraw_consent")
    return get_object_or_404(Consent.objects.filter(within(scope, viewer, person="person_id")).select_related("person", "recipient", "programme"), pk=pk)


def consents_of(viewer: Viewer, person: Person) -> QuerySet[Consent]:
    """What a person consented to, for themselves and for the privacy officer; nothing for everyone else."""
    scope = rules.PERMISSIONS.scope(viewer, "withdraw_consent")
    rows = Consent.objects.filter(within(scope, viewer, person="person_id"), person=person)
    return rows.select_related("recipient").order_by("-given_at", "-pk")


def consent_register(viewer: Viewer) -> QuerySet[Consent]:
    """Every consent of the programme, latest first, for whoever keeps the register."""
    rows = Consent.objects.filter(within(rules.PERMISSIONS.scope(viewer, "view_privacy_register"), viewer))
    return rows.select_related("person", "recipient").defer("person__email", "person__phone").order_by("-given_at", "-pk")


def disclosure_register(viewer: Viewer) -> QuerySet[Disclosure]:
    """Every disclosure of the programme, latest first, for whoever keeps the register."""
    rows = Disclosure.objects.filter(within(rules.PERMISSIONS.scope(viewer, "view_privacy_register"), viewer))
    people = ("recipient_person__email", "recipient_person__phone")
    return rows.select_related("recipient_person", "recipient_organisation").defer(*people).order_by("-disclosed_at", "-pk")


def acts_on(viewer: Viewer, record: Any, *, reads_reasons: bool) -> list[AuditEntry]:
    """What was done with a record of the viewer's programme, oldest first. Who read it is for the access log, not for its page.

    Reasons quote what is confidential, so they are blank unless the caller says that this viewer reads them.
    """
    acts = list(history_of(record).filter(programme_id=viewer.programme_id).exclude(action__in=READINGS))
    if not reads_reasons:
        for act in acts:
            act.why = ""
    return acts


def access_log(viewer: Viewer) -> QuerySet[AuditEntry]:
    """Who read what is personal or secret, latest first, for whoever keeps the register."""
    rows = AuditEntry.objects.filter(within(rules.PERMISSIONS.scope(viewer, "view_privacy_register"), viewer), action__in=READINGS)
    return rows.select_related("actor").order_by("-pk")
