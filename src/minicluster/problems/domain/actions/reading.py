"""Readings of what is secret or personal: let out to whom it was disclosed, and noted in the access log once a day for each reader."""

from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from minicluster.members.domain.actions.privacy import Contact
from minicluster.members.models import Consent, Person
from minicluster.platform.audit.journal import history_of, record_act
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems import rules
from minicluster.problems.models import Introduction, Problem

_MEET_THE_EXPERT = frozenset({Role.FIRM_USER, Role.COORDINATOR})


@transaction.atomic
def record_reading(*, actor: Viewer, problem: Problem) -> None:
    """Note that an expert reads the confidential text. What the firm opened to the programme needs no note."""
    if problem.secrecy <= rules.Secrecy.PROGRAMME:
        return
    rules.PERMISSIONS.require(actor, "read_problem_text", problem.place())
    _note_once_a_day(actor, "read_problem_text", problem)


@transaction.atomic
def read_disclosed_contact(*, actor: Viewer, introduction: Introduction) -> tuple[Person, Contact] | None:
    """How to reach the other side, for firm, expert and coordinator, once it was disclosed and as long as the consent for it stands."""
    rules.PERMISSIONS.require(actor, "view_introduction", introduction.place())
    other = _other_side(actor, introduction)
    if introduction.disclosed_at is None or other is None:
        return None
    consents = Consent.objects.filter(person=other, about_type=introduction.record_type, about_id=introduction.pk, withdrawn_at=None)
    if not consents.exists():
        return None
    _note_once_a_day(actor, "view_contact", other, fields=("email", "phone"))
    return other, Contact(other.email, other.phone)


def _other_side(actor: Viewer, introduction: Introduction) -> Person | None:
    if actor.role is Role.EXPERT:
        return introduction.problem.contact
    return introduction.expert if actor.role in _MEET_THE_EXPERT else None


def _note_once_a_day(actor: Viewer, action: str, record: Any, fields: tuple[str, ...] = ()) -> None:
    last = history_of(record).filter(action=action, actor_id=actor.user_id).last()
    if last is None or localtime(last.programme_time).date() != record.programme.today():
        record_act(actor=actor, action=action, record=record, fields=fields)
