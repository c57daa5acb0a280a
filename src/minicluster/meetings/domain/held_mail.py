"""Mails about activities that wait for a person's decision: perhaps sent, or refused for good by the mail server."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Person, record_type_of
from minicluster.platform.mail.models import Message
from minicluster.platform.mail.sending import held_messages
from minicluster.platform.queue import QueueItem

_RECORDS = (Invitation, Registration)


@dataclass(frozen=True)
class HeldMail:
    """A message that is held, and to whom it was written."""

    message: Message
    person: Person
    activity_id: int


def held_mail_of(activities: QuerySet[Activity]) -> list[HeldMail]:
    """The messages about these activities that wait for a decision, oldest first."""
    chosen = activities.order_by().values("pk")
    found = [held for model in _RECORDS for held in _held_about(model, chosen)]
    return sorted(found, key=lambda held: held.message.pk)


def _held_about(model: type[Invitation] | type[Registration], activity_ids: QuerySet[Activity, Any]) -> list[HeldMail]:
    messages: dict[int, list[Message]] = {}
    for message in held_messages().filter(record_type=record_type_of(model)):
        messages.setdefault(message.record_id, []).append(message)
    rows = model.objects.filter(pk__in=messages, activity_id__in=activity_ids).select_related("person")
    return [HeldMail(message, row.person, row.activity_id) for row in rows for message in messages[row.pk]]


def held_mail_to_decide(activities: QuerySet[Activity]) -> list[QueueItem]:
    """What waits among these activities, for the queue of whoever decides."""
    held = Counter(one.activity_id for one in held_mail_of(activities))
    kind = _("Activity")
    return [
        QueueItem(
            activity.title,
            reverse("meetings:activity-invitations", args=[activity.pk]),
            ngettext("%(count)s mail waits for your decision", "%(count)s mails wait for your decision", held[activity.pk]) % {"count": held[activity.pk]},
            kind,
            invented=activity.invented,
        )
        for activity in Activity.objects.filter(pk__in=held).order_by("starts_at", "pk")
    ]
