"""The link by which an invited person answers without an account."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from minicluster.meetings.models import Activity, Invitation
from minicluster.platform.signed_links import SignedLink

# The outermost bound: from the day on which it begins, the activity itself answers that it is past.
INVITATION_LINK: Final = SignedLink("invitation", timedelta(days=400))


def answer_address(invitation: Invitation) -> str:
    """The address at which the invited person answers; a new time or place makes the one before invalid."""
    token = INVITATION_LINK.token(invitation.pk, version=version_of(invitation.activity))
    return settings.BASE_ADDRESS + reverse("meetings:invitation-by-link", args=[token])


def version_of(activity: Activity) -> str:
    """What tells the links of one time and place from those of the next."""
    return str(activity.sequence)
