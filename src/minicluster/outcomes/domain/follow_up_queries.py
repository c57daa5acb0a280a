"""The follow-ups of expected outcomes as a viewer may see them: on the page of their entry, behind a link, in the queue."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import within
from minicluster.members.models import Programme, record_type_of
from minicluster.outcomes import rules
from minicluster.outcomes.domain.follow_up_mail import FOLLOW_UP_LINK, contact_of, follow_up_text
from minicluster.outcomes.domain.fulfilment import perhaps_fulfilling
from minicluster.outcomes.models import Outcome, OutcomeFollowUp
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role, Scope, Viewer
from minicluster.platform.queue import QueueItem
from minicluster.platform.refusals import NotVisibleError

_QUEUE_LIMIT = 100


@dataclass(frozen=True)
class FollowUpLine:
    """A follow-up on the page of its entry."""

    follow_up: OutcomeFollowUp
    state: str
    by_office: bool
    may_answer: bool
    text: str
    """What can be copied into a messenger: for the office, where the firm is being asked."""


def follow_ups_for(viewer: Viewer) -> QuerySet[OutcomeFollowUp]:
    """The follow-ups that this viewer may see."""
    reach = within(
        rules.PERMISSIONS.scope(viewer, "view_follow_up"), viewer, organisation="outcome__organisation", group="outcome__group",
        complex_="outcome__group__complex",
    )  # fmt: skip
    rows = OutcomeFollowUp.objects.filter(reach, programme_id=viewer.programme_id, outcome__state__in=rules.COUNTED)
    return rows.select_related(
        "programme", "outcome__programme", "outcome__indicator", "outcome__organisation", "outcome__group__complex", "outcome__problem__contact",
        "outcome__project__problem__contact", "realised__indicator",
    ).order_by("due_on", "pk")  # fmt: skip


def follow_up_for(viewer: Viewer, pk: int) -> OutcomeFollowUp:
    """One of them; what is out of reach does not exist."""
    return get_object_or_404(follow_ups_for(viewer), pk=pk)


def follow_up_behind(token: str) -> tuple[OutcomeFollowUp, Viewer]:
    """The follow-up behind a signed link, and whoever holds the link as a user of its firm.

    Raises:
        ExpiredLinkError, NotVisibleError: the link is too old, not one of ours, or what was expected is gone.
    """
    pk, _version = FOLLOW_UP_LINK.open(token)
    programme_id = OutcomeFollowUp.objects.filter(pk=pk).values_list("programme_id", flat=True).first()
    if programme_id is None:
        raise NotVisibleError
    follow_up = follow_up_for(Viewer(Role.PROGRAMME_OFFICE, programme_id), pk)
    contact = contact_of(follow_up)
    firm = frozenset({follow_up.outcome.organisation_id})
    return follow_up, Viewer(Role.FIRM_USER, programme_id, person_id=contact.pk if contact else None, organisation_ids=firm)


def perhaps_part_of(expected: Outcome) -> list[tuple[int, str]]:
    """The firm's own realised entries that may be part of what was expected, with the days of their period."""
    rows = perhaps_fulfilling(expected).select_related("indicator")
    return [(row.pk, f"{row} ({row.period_from.isoformat()} – {row.period_to.isoformat()})") for row in rows]


def follow_up_lines(viewer: Viewer, outcome: Outcome) -> list[FollowUpLine]:
    """The follow-ups of an entry, first year first, with what stands of each and what this viewer may do."""
    rows = list(follow_ups_for(viewer).filter(outcome=outcome))
    if not rows:
        return []
    answers = AuditEntry.objects.filter(record_type=record_type_of(OutcomeFollowUp), record_id__in=[row.pk for row in rows], action="answer_follow_up")
    roles = dict(answers.values_list("record_id", "role"))
    may_answer = rules.PERMISSIONS.allows(viewer, "answer_follow_up", outcome.place())
    return [_line(viewer, row, roles.get(row.pk, ""), may_answer=may_answer) for row in rows]


def _line(viewer: Viewer, row: OutcomeFollowUp, role: str, *, may_answer: bool) -> FollowUpLine:
    today = row.programme.today()
    is_open = row.answered_at is None and row.due_on <= today
    text = follow_up_text(row, contact_of(row) or row.outcome.organisation) if is_open and viewer.role is not Role.FIRM_USER else ""
    return FollowUpLine(row, _state(row, role), by_office=role not in ("", Role.FIRM_USER), may_answer=may_answer and is_open, text=text)


def _state(row: OutcomeFollowUp, role: str) -> str:
    if row.answered_at is not None:
        return _("answered") if role or row.asked_at else _("settled by an earlier answer")
    if row.asked_at is None:
        return _("still ahead") if row.due_on > row.programme.today() else _("due")
    if _is_left(row):
        return _("unanswered after two reminders")
    return _("asked; waiting for the firm")


def _is_left(row: OutcomeFollowUp) -> bool:
    return rules.is_left_unanswered(row.reminders, localtime(row.reminded_at).date() if row.reminded_at else None, row.programme.today())


def follow_up_queue(viewer: Viewer) -> list[QueueItem]:
    """What waits: for a firm the questions that it is asked, for a coordinator those that stay unanswered, or that no mail could ask."""
    scope = rules.PERMISSIONS.scope(viewer, "answer_follow_up")
    if scope not in (Scope.ORGANISATION, Scope.GROUPS):
        return []
    asked = follow_ups_for(viewer).filter(asked_at__isnull=False, answered_at=None)
    if scope is Scope.GROUPS:
        asked = _for_the_coordinator(viewer, asked)
    what = _("What became of it?") if scope is Scope.ORGANISATION else _("The firm has not answered what became of it; please call")
    return [
        QueueItem(str(row.outcome), row.outcome.get_absolute_url(), f"{row.outcome.organisation} · {what}", _("Follow-up"), row.due_on, invented=row.invented)
        for row in asked[:_QUEUE_LIMIT]
    ]


def _for_the_coordinator(viewer: Viewer, asked: QuerySet[OutcomeFollowUp]) -> QuerySet[OutcomeFollowUp]:
    """Those whose reminders are over, or about which no mail could be written."""
    written = Message.objects.filter(record_type=record_type_of(OutcomeFollowUp), record_id=OuterRef("pk"))
    silent_since = Programme.objects.get(pk=viewer.programme_id).now() - rules.BETWEEN
    return asked.filter(Q(reminders__gte=rules.REMINDERS, reminded_at__lte=silent_since) | ~Exists(written))
