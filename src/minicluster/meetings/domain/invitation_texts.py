"""What is written to people about an activity: what the mail says, and what can be copied into a messenger. Each text is said in the language that is active.

A text in Korean ends with the gist in English, for guests who read no Korean.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.links import answer_address
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Person

Text = tuple[str, str]
_WEEKDAYS_KO: Final = "월화수목금토일"
_GISTS: Final = {
    "invited": "You are invited to “%(title)s”, %(when)s. Please answer here: %(address)s",
    "changed": "“%(title)s” has changed: it now takes place %(when)s. Details and your answer: %(address)s",
    "postponed": "“%(title)s” is postponed; a new time will follow.",
    "cancelled": "“%(title)s” is cancelled.",
    "reminder": "Reminder: “%(title)s”, %(when)s. Your answer: %(address)s",
    "moved_up": "You have a seat now at “%(title)s”, %(when)s. %(address)s",
    "deputy": "You have been named as a deputy for “%(title)s”, %(when)s. %(address)s",
    "released": "You are no longer needed as a deputy for “%(title)s”, %(when)s.",
}


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
    """From when to when, by the clock in Korea: `2007. 3. 5.(월) 10:00–12:00`, or `Mon 5 Mar 2007, 10:00–12:00 (Korea)`."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = f"{end:%H:%M}" if start.date() == end.date() else f" {_day(end)} {end:%H:%M}"
    return f"{_day(start)} {start:%H:%M}–{until}{'' if _is_korean() else ' (Korea)'}"


def _day(moment: datetime) -> str:
    if _is_korean():
        return f"{moment.year}. {moment.month}. {moment.day}.({_WEEKDAYS_KO[moment.weekday()]})"
    return f"{moment:%a} {moment.day} {moment:%b %Y},"


def _is_korean() -> bool:
    return (get_language() or "ko").startswith("ko")


def facts_of(activity: Activity) -> str:
    """What, when and where, with the agenda."""
    lines = [activity.title, _("When: %(when)s") % {"when": span(activity.starts_at, activity.ends_at)}]
    if activity.venue:
        lines.append(_("Where: %(where)s") % {"where": activity.venue})
    if agenda := _agenda_of(activity):
        lines += ["", agenda]
    return "\n".join(lines)


def _agenda_of(activity: Activity) -> str:
    points = "\n".join(f"{item.position}. {item.title}" for item in activity.agenda_items.all())
    return "\n".join(filter(None, (activity.agenda.strip(), points)))


def invitation_text(told: Told) -> Text:
    """The invitation itself."""
    subject = _("Invitation: %(title)s (%(when)s)") % _what(told)
    opening = _("%(groups)s invites you:") % {"groups": ", ".join(str(group) for group in told.activity.groups.all())}
    return subject, _letter(told, "invited", opening, facts_of(told.activity), _standing(told))


def change_text(told: Told, change: Change, why: str) -> Text:
    """That time or place have changed, and what is to be done now."""
    changed = "\n".join(filter(None, (_("What has changed:"), change.lines(told.activity), _reason(why))))
    opening = _("the following activity has changed:")
    return _("Changed: %(title)s (%(when)s)") % _what(told), _letter(told, "changed", opening, facts_of(told.activity), changed, _standing(told))


def postponement_text(told: Told, why: str) -> Text:
    """That it does not take place at the time that was announced, and that a new one follows."""
    opening = _("“%(title)s” does not take place at the time announced (%(when)s): it is postponed.") % _what(told)
    closing = _("You will be told the new time. Your answer is kept until then.")
    return _("Postponed: %(title)s") % _what(told), _letter(told, "postponed", opening, _reason(why), closing)


def cancellation_text(told: Told, why: str) -> Text:
    """That it does not take place at all."""
    opening = _("“%(title)s” (%(when)s) is cancelled.") % _what(told)
    return _("Cancelled: %(title)s (%(when)s)") % _what(told), _letter(told, "cancelled", opening, _reason(why), _("Nothing is expected of you any more."))


def reminder_text(told: Told) -> Text:
    """That it comes near."""
    opening = _("may we remind you of the following activity:")
    return _("Reminder: %(title)s (%(when)s)") % _what(told), _letter(told, "reminder", opening, facts_of(told.activity), _standing(told))


def moved_up_text(told: Told) -> Text:
    """That a seat became free for somebody who waited."""
    opening = _("a seat has become free, and it is yours: you were the first on the waiting list.")
    return _("You have a seat: %(title)s (%(when)s)") % _what(told), _letter(told, "moved_up", opening, facts_of(told.activity), _standing(told))


def deputy_text(told: Told, chief: Person) -> Text:
    """That somebody named them as a deputy."""
    opening = _("%(chief)s cannot come, and has named you as deputy:") % {"chief": chief}
    closing = _("If you cannot come either, please tell %(chief)s, who can name somebody else.") % {"chief": chief}
    return _("You come in place of %(chief)s: %(title)s") % {**_what(told), "chief": chief}, _letter(told, "deputy", opening, facts_of(told.activity), closing)


def release_text(told: Told, chief: Person) -> Text:
    """That they need not come as a deputy after all."""
    opening = _("%(chief)s had named you as deputy for “%(title)s” (%(when)s). You need not come in their place any more.") % {**_what(told), "chief": chief}
    return _("No longer needed as a deputy: %(title)s") % _what(told), _letter(told, "released", opening)


def text_to_copy(told: Told) -> str:
    """What can be sent to somebody by messenger now: the invitation, or that the activity does not take place."""
    if told.activity.state == rules.ActivityState.CANCELLED:
        return cancellation_text(told, "")[1]
    if told.activity.state == rules.ActivityState.POSTPONED:
        return postponement_text(told, "")[1]
    return invitation_text(told)[1]


def _letter(told: Told, gist: str, *paragraphs: str) -> str:
    greeting = _("Dear %(name)s,") % {"name": told.person}
    return "\n\n".join(filter(None, (greeting, *paragraphs, _gist(told, gist))))


def _gist(told: Told, name: str) -> str:
    if not _is_korean():
        return ""
    with override("en"):
        return "[English] " + _GISTS[name] % {**_what(told), "address": told.address}


def _what(told: Told) -> dict[str, str]:
    return {"title": told.activity.title, "when": span(told.activity.starts_at, told.activity.ends_at)}


def _reason(why: str) -> str:
    return _("Why: %(why)s") % {"why": why.strip()} if why.strip() else ""


def _request(told: Told) -> str:
    """What is asked of somebody who has not answered yet."""
    if told.activity.state == rules.ActivityState.CLOSED:
        return _("You are expected. If you cannot come, please say so by this link; no account is needed:\n%(address)s") % {"address": told.address}
    asked = _("Please say by this link whether you are coming, or whom you send. No account is needed, and opening the link changes nothing:\n%(address)s") % {
        "address": told.address
    }
    if told.activity.answer_by is None:
        return asked
    by = timezone.localtime(told.activity.answer_by)
    return asked + "\n" + _("Please answer by %(moment)s.") % {"moment": f"{_day(by)} {by:%H:%M}"}


def _standing(told: Told) -> str:
    """What somebody answered so far, and how to change it."""
    if told.invitation is None:
        return _("Your seat is kept. If you cannot come, please tell the coordinator. More about it:\n%(address)s") % {"address": told.address}
    if told.answer == rules.InvitationAnswer.NONE:
        return _request(told)
    if told.is_waiting:
        return _("You are on the waiting list and will be told when a seat becomes free. If you do not want it any more:\n%(address)s") % {
            "address": told.address
        }
    answer = rules.InvitationAnswer(told.answer).label
    return _("Your answer so far: %(answer)s. It stands unless you change it by this link:\n%(address)s") % {"answer": answer, "address": told.address}
