"""The welcome of a new member: a mail with what the group does next, written when the membership begins."""

from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import Activity
from minicluster.members.domain.letters import Letter, Text, write_letters
from minicluster.members.domain.queries import coordinator_of
from minicluster.members.models import Group, Membership

_NAMED: Final = 3
# What is only planned may still come to nothing.
_ANNOUNCED: Final = tuple(state for state in rules.AHEAD if state != rules.ActivityState.PLANNED)


def welcome_member(*, membership: Membership, **_signal: Any) -> None:
    """Write to whoever represents the new member, or to the expert; without a mail address nobody is written to."""
    person = membership.contact
    if person is not None:
        write_letters(membership, [Letter(person, "welcome", lambda: _welcome(membership))])


def next_activities(group: Group) -> list[Activity]:
    """What the group has announced to do next."""
    rows = Activity.objects.filter(groups=group, state__in=_ANNOUNCED, starts_at__gte=group.now())
    return list(rows.order_by("starts_at", "pk")[:_NAMED])


def _welcome(membership: Membership) -> Text:
    group = membership.group
    facts = {"member": membership.member, "group": group, "address": settings.BASE_ADDRESS + group.get_absolute_url()}
    paragraphs = [
        _("Welcome: %(member)s is a member of the mini-cluster %(group)s from today on.") % facts,
        _what_comes_next(group),
        _whom_to_ask(group),
        _("Its members, its work and its by-laws stand here:\n%(address)s") % facts,
    ]
    return _("Welcome to the mini-cluster %(group)s") % facts, "\n\n".join(filter(None, paragraphs))


def _what_comes_next(group: Group) -> str:
    activities = next_activities(group)
    if not activities:
        return _("Nothing is announced yet; you will be invited to what comes next.")
    lines = [f"- {timezone.localtime(activity.starts_at):%Y-%m-%d %H:%M} {activity} {activity.venue}".rstrip() for activity in activities]
    return "\n".join([_("What it does next:"), *lines])


def _whom_to_ask(group: Group) -> str:
    coordinator = coordinator_of(group)
    return _("For all questions: %(coordinator)s, its coordinator.") % {"coordinator": coordinator} if coordinator else ""
