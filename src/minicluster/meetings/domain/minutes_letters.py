"""What the product writes to people about minutes, action items and terms. Who may read more signs in, or opens the signed link of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings.models import ActionItem, Attendance, Minutes, MinutesComment
from minicluster.members.domain.letters import Letter, write_letters
from minicluster.members.domain.queries import coordinator_of
from minicluster.members.models import Office, Person, ProgrammeRecord
from minicluster.platform.days import day_in_words
from minicluster.platform.signed_links import SignedLink

MINUTES_LINK: Final = SignedLink("minutes", timedelta(days=30))
Text = tuple[str, str]


def minutes_address(minutes: Minutes, attendance: Attendance) -> str:
    """The address at which somebody who was there reads the draft without an account; circulating it anew makes the one before invalid."""
    return settings.BASE_ADDRESS + reverse("meetings:minutes-link", args=[MINUTES_LINK.token(attendance.pk, version=version_of_circulation(minutes))])


def version_of_circulation(minutes: Minutes) -> str:
    """What tells one circulation from the next."""
    return minutes.circulated_at.isoformat() if minutes.circulated_at else ""


def draft_text(minutes: Minutes, attendance: Attendance) -> str:
    """The letter with the draft: what the mail says, and what can be copied into a messenger."""
    return _(
        "Dear %(name)s,\n\nThe minutes of “%(activity)s” are ready as a draft. You were there: please read them, and write back what is to be put right "
        "before they are approved. No account is needed:\n%(address)s"
    ) % {"name": attendance.person, "activity": minutes.activity, "address": minutes_address(minutes, attendance)}


def send_draft(minutes: Minutes, attendance: Attendance) -> None:
    """Send the draft to one person who was there."""
    occasion = f"circulated {version_of_circulation(minutes)}"
    _write(minutes, attendance.person, occasion, lambda: (_("Draft minutes: %(activity)s") % {"activity": minutes.activity}, draft_text(minutes, attendance)))


def send_comment(comment: MinutesComment) -> None:
    """Tell the coordinators that somebody wants the draft put right."""
    activity = comment.minutes.activity
    coordinators = {person.pk: person for group in activity.groups.all() if (person := coordinator_of(group))}
    for person in coordinators.values():
        _write(
            comment,
            person,
            "written",
            lambda: (
                _("A comment on the draft minutes: %(activity)s") % {"activity": activity},
                _("%(name)s writes:\n\n%(text)s\n\nThe draft stands here:\n%(address)s")
                % {"name": comment.person, "text": comment.text, "address": settings.BASE_ADDRESS + comment.minutes.get_absolute_url()},
            ),
        )


def send_reminder(item: ActionItem, *, is_due: bool) -> None:
    """Remind an owner of what is to be done: once when it is near, once when it is due."""
    told = {"text": item.text, "day": day_in_words(item.due_on), "address": settings.BASE_ADDRESS + item.activity.get_absolute_url()}
    _write(
        item,
        item.owner,
        f"{'due' if is_due else 'soon'} {item.due_on.isoformat()}",
        lambda: (
            _("Due: %(text)s") % told if is_due else _("Soon due: %(text)s") % told,
            _("You took this on at “%(activity)s”, to be done by %(day)s:\n\n%(text)s\n\nOnce it is done, please say so here:\n%(address)s")
            % {**told, "activity": item.activity},
        ),
    )


def send_term_ends(office: Office, person: Person, *, days: int) -> None:
    """Tell the coordinator or the officer that a term ends, so that somebody is elected in time."""
    _write(office, person, f"ends {office.valid_to} {days}", lambda: _term_ends(office))


def _term_ends(office: Office) -> Text:
    told = {"office": office.get_role_display(), "group": office.group, "name": office.person, "day": day_in_words(office.valid_to) if office.valid_to else ""}
    return (
        _("A term ends: %(office)s of %(group)s") % told,
        _("The term of %(name)s as %(office)s of %(group)s ends on %(day)s. Please see to it that an assembly elects in time:\n%(address)s")
        % {**told, "address": settings.BASE_ADDRESS + office.group.get_absolute_url()},
    )


def _write(record: ProgrammeRecord, person: Person, occasion: str, compose: Callable[[], Text]) -> None:
    write_letters(record, [Letter(person, occasion, compose)])
