"""Who is told of an activity, and the facts that they are told: when, where, what has changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.agenda import agenda_text
from minicluster.meetings.domain.links import answer_address
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Person

_WEEKDAYS_KO: Final = "월화수목금토일"


@dataclass(frozen=True)
class Told:
    """Somebody who is told of an activity: invited, or with a seat without an invitation (a deputy; whoever registered by themselves)."""

    activity: Activity
    person: Person
    record: Invitation | Registration
    language: str
    seat: str = ""

    @property
    def invitation(self) -> Invitation | None:
        """Their invitation, if they have one."""
        return self.record if isinstance(self.record, Invitation) else None

    @property
    def answer(self) -> str:
        """What they answered; who has a seat without being invited is coming."""
        return self.invitation.answer if self.invitation else rules.InvitationAnswer.COMING

    @property
    def is_waiting(self) -> bool:
        """Whether they wait for a seat."""
        return self.seat == rules.RegistrationState.WAITING

    @property
    def address(self) -> str:
        """Where they answer, or read more."""
        return answer_address(self.invitation) if self.invitation else settings.BASE_ADDRESS + self.activity.get_absolute_url()


@dataclass(frozen=True)
class Change:
    """When and where an activity was to take place before it was moved."""

    starts_at: datetime
    ends_at: datetime
    venue: str

    def lines(self, activity: Activity) -> str:
        """What is different now, a line for each."""
        lines = []
        if (self.starts_at, self.ends_at) != (activity.starts_at, activity.ends_at):
            lines.append(_("· When: %(before)s → %(now)s") % {"before": span(self.starts_at, self.ends_at), "now": span(activity.starts_at, activity.ends_at)})
        if self.venue != activity.venue:
            lines.append(_("· Where: %(before)s → %(now)s") % {"before": self.venue or "–", "now": activity.venue or "–"})
        return "\n".join(lines)


def span(starts_at: datetime, ends_at: datetime) -> str:
    """From when to when, by the clock in Korea: `2007. 3. 5.(월) 10:00–12:00`, or `Mon 5 Mar 2007, 10:00–12:00 KST`."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = f"{end:%H:%M}" if start.date() == end.date() else f" {day(end)} {end:%H:%M}"
    return f"{day(start)} {start:%H:%M}–{until}{'' if is_korean() else ' KST'}"


def day(moment: datetime) -> str:
    """A day, as the reader's language writes it: `2007. 3. 5.(월)`, `Mon 5 Mar 2007,`."""
    if is_korean():
        return f"{moment.year}. {moment.month}. {moment.day}.({_WEEKDAYS_KO[moment.weekday()]})"
    return f"{moment:%a} {moment.day} {moment:%b %Y},"


def is_korean() -> bool:
    """Whether the text is being said in Korean."""
    return (get_language() or "ko").startswith("ko")


def facts_of(activity: Activity) -> str:
    """What, when and where, with the agenda."""
    lines = [activity.title, _("When: %(when)s") % {"when": span(activity.starts_at, activity.ends_at)}]
    if activity.venue:
        lines.append(_("Where: %(where)s") % {"where": activity.venue})
    if agenda := agenda_text(activity):
        lines += ["", agenda]
    return "\n".join(lines)
