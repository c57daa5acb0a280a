"""Talks of two: who comes, what they wish for, and the timetable as the page, the wall and each person read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minicluster.analytics import timetabling
from minicluster.analytics.timetabling import Figures, Wish, figures_of
from minicluster.meetings import rules
from minicluster.meetings.domain.guests import Guest, named
from minicluster.meetings.models import Activity, Invitation, Registration, Talk, TalkRound, TalkWish
from minicluster.meetings.rules import InvitationAnswer, RegistrationState
from minicluster.members.models import Person
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError


def people_coming(activity: Activity) -> QuerySet[Person]:
    """Who has a seat, or was invited and said that they come or send this person; not who waits for a seat or gave it back."""
    seats = Registration.objects.filter(activity=activity)
    without = seats.exclude(state=RegistrationState.REGISTERED).values("person_id")
    answers = Invitation.objects.filter(activity=activity)
    coming = Q(pk__in=seats.filter(state=RegistrationState.REGISTERED).values("person_id"))
    coming |= Q(pk__in=answers.filter(answer=InvitationAnswer.COMING).exclude(person_id__in=without).values("person_id"))
    coming |= Q(pk__in=answers.filter(answer=InvitationAnswer.DEPUTY).exclude(deputy=None).values("deputy_id"))
    return Person.objects.filter(coming, programme_id=activity.programme_id).order_by("name_ko", "pk")


def guests_of(activity: Activity) -> list[Guest]:
    """Those who come, by name, as they are named to each other."""
    return named(list(people_coming(activity).defer("email", "phone")), activity)


def round_of(viewer: Viewer, activity: Activity) -> TalkRound | None:
    """The round of talks of an activity, if there is one, for those who run it; None for everyone else."""
    rows = TalkRound.objects.filter(activity=activity).select_related("activity__programme", "programme")
    return rows.first() if rules.PERMISSIONS.allows(viewer, "view_talks", activity.place()) else None


def round_for(viewer: Viewer, activity: Activity, *, to: str = "view_talks") -> TalkRound:
    """The round of talks of an activity, for whoever may do this with it.

    Raises:
        NotVisibleError: none was set up.
    """
    rules.PERMISSIONS.require(viewer, to, activity.place())
    found = round_of(viewer, activity)
    if found is None:
        raise NotVisibleError
    return found


def guest_among(talk_round: TalkRound, pk: int) -> Person:
    """One of those who come."""
    return get_object_or_404(people_coming(talk_round.activity).defer("email", "phone"), pk=pk)


def wished_by(talk_round: TalkRound, person: Person) -> dict[str, Any]:
    """What a person has wished so far, as the form shows it."""
    wishes = talk_round.wishes.filter(person=person).values_list("rank", "wanted_id")
    pauses = talk_round.pauses.filter(person=person).order_by("slot").values_list("slot", flat=True)
    return {**{f"wish_{rank}": str(wanted) for rank, wanted in wishes}, "pauses": [str(slot) for slot in pauses]}


def wishes_among(talk_round: TalkRound, people: Collection[int]) -> list[Wish]:
    """The wishes of these people for each other."""
    rows = TalkWish.objects.filter(talk_round=talk_round, person__in=people, wanted__in=people).order_by("person_id", "rank", "pk")
    return [Wish(person, wanted, rank) for person, wanted, rank in rows.values_list("person_id", "wanted_id", "rank")]


@dataclass(frozen=True)
class Slot:
    """A slot with its talks by table."""

    number: int
    begins_at: datetime
    ends_at: datetime
    talks: list[tuple[int, Guest, Guest]]


@dataclass(frozen=True)
class OwnTalk:
    """One talk of a person."""

    begins_at: datetime
    ends_at: datetime
    table: int
    other: Guest


@dataclass(frozen=True)
class WishingGuest:
    """Somebody who comes, how many they want to meet, and in how many slots they cannot."""

    guest: Guest
    wishes: int
    pauses: int


@dataclass(frozen=True)
class TalksPage:
    """All that those who run a round need to see."""

    guests: list[WishingGuest]
    slots: list[Slot]
    figures: Figures
    left_out: int
    gone: list[Person]

    @property
    def sentence(self) -> str:
        """How well the talks meet the wishes."""
        told = self.figures
        return _("Wishes met: %(met)s of %(wishes)s (%(share)s %%), %(talking)s of %(people)s people with a talk") % {
            "met": told.wishes_met,
            "wishes": told.wishes,
            "share": round(100 * told.wishes_met / told.wishes) if told.wishes else 0,
            "talking": told.people_talking,
            "people": told.people,
        }


def talks_page(talk_round: TalkRound) -> TalksPage:
    """Who wishes, the timetable, how well it meets the wishes of those who come, and who in it does not come any more."""
    guests = guests_of(talk_round.activity)
    coming = [guest.person.pk for guest in guests]
    wishes, talks = wishes_among(talk_round, coming), talks_of(talk_round)
    every = _count(talk_round.wishes.values_list("person_id", flat=True))
    pauses = _count(talk_round.pauses.values_list("person_id", flat=True))
    seated = {person.pk: person for talk in talks for person in (talk.one, talk.other)}
    return TalksPage(
        guests=[WishingGuest(guest, every[guest.person.pk], pauses[guest.person.pk]) for guest in guests],
        slots=_slots(talk_round, talks),
        figures=figures_of(wishes, [timetabling.Talk(talk.slot, talk.table, talk.one_id, talk.other_id) for talk in talks]),
        left_out=sum(every.values()) - len(wishes),
        gone=[person for pk, person in seated.items() if pk not in set(coming)],
    )


def _count(people: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for person in people:
        counts[person] += 1
    return counts


def talks_of(talk_round: TalkRound) -> list[Talk]:
    """The timetable, by slot and table."""
    contacts = [f"{side}__{field}" for side in ("one", "other") for field in ("email", "phone")]
    return list(Talk.objects.filter(talk_round=talk_round).select_related("one", "other").defer(*contacts).order_by("slot", "table"))


def _slots(talk_round: TalkRound, talks: list[Talk]) -> list[Slot]:
    guests = _guests_in(talk_round, talks)
    rows = []
    for number in range(1, talk_round.slots + 1):
        begins_at, ends_at = slot_times(talk_round, number)
        seated = [(talk.table, guests[talk.one_id], guests[talk.other_id]) for talk in talks if talk.slot == number]
        rows.append(Slot(number, begins_at, ends_at, seated))
    return rows


def _guests_in(talk_round: TalkRound, talks: list[Talk]) -> dict[int, Guest]:
    people = {person.pk: person for talk in talks for person in (talk.one, talk.other)}
    return {guest.person.pk: guest for guest in named(list(people.values()), talk_round.activity)}


def slot_times(talk_round: TalkRound, number: int) -> tuple[datetime, datetime]:
    """When a slot begins and ends."""
    begins = (rules.slot_begins(talk_round.starts_at, talk_round.slot_minutes, slot) for slot in (number, number + 1))
    return next(begins), next(begins)


def lists_of(talk_round: TalkRound) -> list[tuple[Person, list[OwnTalk]]]:
    """Everyone's own talks: of those in the timetable, and of those who come and wish for one, by name."""
    own = _own_talks(talk_round, talks_of(talk_round))
    wishing = people_coming(talk_round.activity).filter(talk_wishes__talk_round=talk_round).order_by().values("pk")
    people = Person.objects.filter(Q(pk__in=list(own)) | Q(pk__in=wishing)).order_by("name_ko", "pk")
    return [(person, own[person.pk]) for person in people]


def list_of(talk_round: TalkRound, person: Person) -> list[OwnTalk]:
    """The talks of one person."""
    return _own_talks(talk_round, [talk for talk in talks_of(talk_round) if person.pk in (talk.one_id, talk.other_id)])[person.pk]


def _own_talks(talk_round: TalkRound, talks: list[Talk]) -> dict[int, list[OwnTalk]]:
    guests = _guests_in(talk_round, talks)
    own: dict[int, list[OwnTalk]] = defaultdict(list)
    for talk in talks:
        begins_at, ends_at = slot_times(talk_round, talk.slot)
        for person, other in ((talk.one_id, talk.other_id), (talk.other_id, talk.one_id)):
            own[person].append(OwnTalk(begins_at, ends_at, talk.table, guests[other]))
    return own
