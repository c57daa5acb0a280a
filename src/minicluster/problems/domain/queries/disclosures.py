"""Who saw what of a problem, and when: what was disclosed, and each day on which somebody read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from minicluster.members.models import Disclosure, RoleAssignment
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.models import Introduction, NonDisclosure, Problem

_READINGS = ("read_problem_text", "send_to_language_model")


@dataclass(frozen=True)
class Seen:
    """One line of the log: when, who, what (the names of fields), how (disclosed, read, or sent to a language model) and under what."""

    at: datetime
    who: str
    what: tuple[str, ...]
    how: str
    under: str = ""


def disclosure_log_for(viewer: Viewer, problem: Problem) -> list[Seen]:
    """Everything that let somebody outside the firm know its problem, latest first: for the firm, its coordinator and the privacy officer.

    Raises:
        NotAllowedError, NotVisibleError: for everyone else.
    """
    rules.PERMISSIONS.require(viewer, "view_disclosures", problem.place_with(()))
    introductions = list(Introduction.objects.filter(problem=problem).values_list("pk", flat=True))
    lines = [*_disclosed(problem, introductions), *_read(problem)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def problem_to_account_for(viewer: Viewer, pk: int) -> Problem:
    """The problem whose log this viewer may read. The privacy officer sees the log of every problem without the problem.

    Raises:
        NotVisibleError: there is none in the viewer's programme.
        NotAllowedError: it is not theirs.
    """
    found: Problem | None = Problem.objects.filter(programme_id=viewer.programme_id, pk=pk).select_related("firm", "group__complex", "programme").first()
    if found is None:
        raise NotVisibleError
    rules.PERMISSIONS.require(viewer, "view_disclosures", found.place_with(()))
    return found.show_to(viewer)


def _disclosed(problem: Problem, introductions: Iterable[int]) -> Iterable[Seen]:
    about = Q(about_type="introduction", about_id__in=list(introductions)) | Q(about_type="problem", about_id=problem.pk)
    rows = Disclosure.objects.filter(about, programme_id=problem.programme_id).select_related("recipient_person", "recipient_organisation", "consent")
    signed = {row.person_id: row for row in NonDisclosure.objects.filter(introduction__problem=problem).select_related("person")}
    for row in rows:
        promise = signed.get(row.recipient_person_id) if row.recipient_person_id else None
        under = [f"consent-{row.consent_id}" if row.consent_id else "", f"NDA {promise.signed_on.isoformat()}" if promise else ""]
        yield Seen(
            row.disclosed_at,
            str(row.recipient_person or row.recipient_organisation or "–"),
            tuple(row.data_fields),
            "disclosed",
            ", ".join(filter(None, under)),
        )


def _read(problem: Problem) -> Iterable[Seen]:
    rows = list(AuditEntry.objects.filter(programme_id=problem.programme_id, record_type=problem.record_type, record_id=problem.pk, action__in=_READINGS))
    names = _names_of(problem.programme_id, {row.actor_id for row in rows if row.actor_id})
    for row in rows:
        is_model = row.action == "send_to_language_model"
        yield Seen(row.programme_time, names.get(row.actor_id or 0, "–"), tuple(row.changed_fields), "sent_to_model" if is_model else "read", row.why)


def _names_of(programme_id: int, user_ids: set[int]) -> dict[int, str]:
    """The persons behind the accounts: an account without a person is called by its address nowhere."""
    assignments = RoleAssignment.objects.filter(programme_id=programme_id, user__in=user_ids, person__isnull=False).select_related("person")
    return {row.user_id: str(row.person) for row in assignments}
