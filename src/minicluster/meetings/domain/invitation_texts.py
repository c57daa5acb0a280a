"""What is written to people about an activity: what the mail says, and what can be copied into a messenger. Each text is said in the language that is active.

A text in Korean ends with the gist in English, for guests who read no Korean.
"""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from minicluster.meetings import rules
from minicluster.meetings.domain.told import Change, Told, day, facts_of, is_korean, span
from minicluster.members.models import Person

Text = tuple[str, str]
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
    if not is_korean():
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
    return asked + "\n" + _("Please answer by %(moment)s.") % {"moment": f"{day(by)} {by:%H:%M}"}


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
