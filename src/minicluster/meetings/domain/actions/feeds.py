"""Secret calendar addresses: made, shown once, revoked."""

import secrets
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.feeds import fingerprint_of, owner_of, verb_for
from minicluster.meetings.models import CalendarFeed
from minicluster.members.models import Group
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError

_SECRET_BYTES: Final = 32
_AT_ONCE: Final = 10


@transaction.atomic
def make_own_calendar_address(*, actor: Viewer) -> str:
    """Make an address under which the actor's own calendar can be read. It is given here, and never again: only its fingerprint is kept.

    Raises:
        IllegalStepError: the account belongs to no person, or has as many addresses as anybody can need.
    """
    person = owner_of(actor)
    if person is None:
        raise IllegalStepError(_("Your account belongs to no person on record, so that there are no activities of your own to show. Nothing was changed."))
    return _make(actor, CalendarFeed(programme=person.programme, person=person, invented=person.invented))


@transaction.atomic
def make_group_calendar_address(*, actor: Viewer, group: Group) -> str:
    """Make an address under which everybody who is told it can read a group's calendar.

    Raises:
        IllegalStepError: the group has as many addresses as it can need.
    """
    return _make(actor, CalendarFeed(programme=group.programme, group=group, invented=group.invented))


def _make(actor: Viewer, feed: CalendarFeed) -> str:
    verb, secret = verb_for(feed), secrets.token_urlsafe(_SECRET_BYTES)
    rules.PERMISSIONS.require(actor, verb, feed.place())
    if CalendarFeed.objects.filter(person=feed.person, group=feed.group, revoked_at=None).count() >= _AT_ONCE:
        raise IllegalStepError(_("There are %(count)s addresses already. Nothing was made; please revoke one that is not used any more.") % {"count": _AT_ONCE})
    feed.fingerprint, feed.made_at, feed.made_by_id = fingerprint_of(secret), feed.now(), actor.person_id
    feed.save()
    record_act(actor=actor, action=verb, record=feed)
    return settings.BASE_ADDRESS + reverse("meetings:calendar-feed", args=[secret])


@transaction.atomic
def revoke_calendar_address(*, actor: Viewer, feed: CalendarFeed) -> CalendarFeed:
    """Let an address be read no more, from now on."""
    rules.PERMISSIONS.require(actor, verb_for(feed), feed.place())
    feed.revoked_at = feed.now()
    feed.save(update_fields=["revoked_at"])
    record_act(actor=actor, action="revoke_calendar_address", record=feed)
    return feed
