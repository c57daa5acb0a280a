"""Talks of two, as they reach people: the question whom they want to meet, and later their own list; by mail and as texts for messengers."""

from collections.abc import Iterable, Sequence
from functools import partial
from hashlib import sha256
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings.domain.talk_links import list_address, wish_address
from minicluster.meetings.domain.talks import OwnTalk, lists_of, people_coming
from minicluster.meetings.models import TalkRound
from minicluster.members.domain.letters import Letter, write_letters
from minicluster.members.models import Person
from minicluster.platform.mail.outbox import messages_about

_LIST: Final = "talks"


def wish_text(talk_round: TalkRound, person: Person) -> str:
    """The question whom one wants to meet."""
    return _(
        "Dear %(name)s,\n\nat “%(activity)s” on %(day)s there is time for talks of two, %(minutes)s minutes each. Whom would you like to meet? "
        "Choose up to five of those who come; no account needed:\n%(address)s\n\nWhom you choose is seen by those who arrange the talks and by nobody else."
    ) % {
        "name": person,
        "activity": talk_round.activity,
        "day": timezone.localtime(talk_round.starts_at).date().isoformat(),
        "minutes": talk_round.slot_minutes,
        "address": wish_address(talk_round, person),
    }


def list_text(talk_round: TalkRound, person: Person, talks: Sequence[OwnTalk]) -> str:
    """One's own talks, with the address at which the latest list stands."""
    lines = [f"{timezone.localtime(talk.begins_at):%H:%M}  {_('table %(number)s') % {'number': talk.table}}  {talk.other}" for talk in talks]
    return _(
        "Dear %(name)s,\n\nyour talks at “%(activity)s” on %(day)s:\n\n%(talks)s\n\nShould something change, the latest list stands here:\n%(address)s"
    ) % {
        "name": person,
        "activity": talk_round.activity,
        "day": timezone.localtime(talk_round.starts_at).date().isoformat(),
        "talks": "\n".join(lines) or _("No talk could be arranged for you this time; please speak to the coordinator."),
        "address": list_address(talk_round, person),
    }


def send_wish_questions(talk_round: TalkRound) -> int:
    """Ask everyone who comes whom they want to meet, each once; how many mails that were."""
    coming = people_coming(talk_round.activity)
    return write_letters(talk_round, (Letter(person, "wishes", partial(_question, talk_round, person)) for person in coming))


def _question(talk_round: TalkRound, person: Person) -> tuple[str, str]:
    return _("Whom would you like to meet at “%(activity)s”?") % {"activity": talk_round.activity}, wish_text(talk_round, person)


def send_lists(talk_round: TalkRound) -> int:
    """Send everyone in the timetable their own talks, and nobody what they have already; how many mails that were."""
    return write_letters(talk_round, _changed_lists(talk_round))


def _changed_lists(talk_round: TalkRound) -> Iterable[Letter]:
    sent = _lists_sent(talk_round)
    for person, talks in lists_of(talk_round):
        fingerprint = sha256(repr([(talk.begins_at, talk.table, talk.other.person.pk) for talk in talks]).encode()).hexdigest()[:12]
        earlier = sent.get(person.pk, [])
        if not earlier or earlier[-1] != fingerprint:
            yield Letter(person, f"{_LIST} {len(earlier) + 1} {fingerprint}", partial(_listing, talk_round, person, talks))


def _lists_sent(talk_round: TalkRound) -> dict[int, list[str]]:
    """The fingerprints of the lists that each person got, oldest first."""
    sent: dict[int, list[str]] = {}
    for key in messages_about(talk_round.record_type, talk_round.pk).filter(key__contains=f" {_LIST} ").values_list("key", flat=True):
        _reference, _occasion, _number, fingerprint, person = key.split(" ")
        sent.setdefault(int(person), []).append(fingerprint)
    return sent


def _listing(talk_round: TalkRound, person: Person, talks: Sequence[OwnTalk]) -> tuple[str, str]:
    return _("Your talks at “%(activity)s”") % {"activity": talk_round.activity}, list_text(talk_round, person, talks)


def texts_of(talk_round: TalkRound) -> list[tuple[Person, str]]:
    """What is written to each person now, to copy into a messenger: once the talks are arranged their lists, until then the question."""
    if talk_round.arranged_at:
        return [(person, list_text(talk_round, person, talks)) for person, talks in lists_of(talk_round)]
    return [(person, wish_text(talk_round, person)) for person in people_coming(talk_round.activity).defer("email", "phone")]
