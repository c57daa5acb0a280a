"""The links of a round of talks: one to wish, one to read one's own list; each for one person, for one purpose, for thirty days."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from minicluster.meetings.domain.guests import guest_viewer
from minicluster.meetings.models import TalkRound
from minicluster.members.models import Person
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.platform.signed_links import SignedLink

_LIFETIME: Final = timedelta(days=30)
WISH_LINK: Final = SignedLink("talk-wishes", _LIFETIME)
LIST_LINK: Final = SignedLink("talk-list", _LIFETIME)


def wish_address(talk_round: TalkRound, person: Person) -> str:
    """The address at which this person says whom they want to meet."""
    return settings.BASE_ADDRESS + reverse("meetings:talk-wishes", args=[_token(WISH_LINK, talk_round, person)])


def list_address(talk_round: TalkRound, person: Person) -> str:
    """The address at which this person's own talks stand."""
    return settings.BASE_ADDRESS + reverse("meetings:talk-list", args=[_token(LIST_LINK, talk_round, person)])


def _token(link: SignedLink, talk_round: TalkRound, person: Person) -> str:
    return link.token(talk_round.pk, version=str(person.pk))


def round_behind(link: SignedLink, token: str) -> tuple[TalkRound, Person, Viewer]:
    """The round of talks behind a link, whose link it is, and they as the viewer.

    Raises:
        ExpiredLinkError, NotVisibleError: the link is too old or not one of ours, or the round or the person is gone.
    """
    pk, person_id = link.open(token)
    talk_round = TalkRound.objects.filter(pk=pk).select_related("activity__programme", "programme").first()
    person = Person.objects.filter(pk=person_id).defer("email", "phone").first()
    if talk_round is None or person is None or person.programme_id != talk_round.programme_id:
        raise NotVisibleError
    return talk_round, person, guest_viewer(talk_round.activity, person)
