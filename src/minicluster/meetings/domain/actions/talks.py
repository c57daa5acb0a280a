"""Talks of two: setting up a round, wishing, arranging, and telling everyone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.analytics import timetabling
from minicluster.analytics.timetabling import MOST_WISHES, Timetable, arrange
from minicluster.meetings import rules
from minicluster.meetings.domain.talk_mail import send_lists, send_wish_questions
from minicluster.meetings.domain.talks import people_coming, wishes_among
from minicluster.meetings.models import Activity, Talk, TalkPause, TalkRound, TalkWish
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Role, Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError

_GUESTS = (Role.FIRM_USER, Role.EXPERT)


@transaction.atomic
def set_up_talks(*, actor: Viewer, activity: Activity, starts_at: datetime, slots: int, slot_minutes: int, tables: int) -> TalkRound:
    """Set up time and tables for talks of two at an activity, or change them; talks that have no place any more are taken out, to be arranged again.

    Raises:
        IllegalStepError: the activity was held already or does not take place.
        InvalidInputError: no slot or table, or a time at which the activity is not.
    """
    rules.PERMISSIONS.require(actor, "set_up_talks", activity.place())
    _refuse_unless_ahead(activity)
    facts: dict[str, Any] = {"starts_at": starts_at, "slots": slots, "slot_minutes": slot_minutes, "tables": tables}
    _refuse_what_does_not_fit(activity, **facts)
    talk_round, is_new = TalkRound.objects.update_or_create(
        activity=activity,
        defaults={**facts, "arranged_at": None},
        create_defaults={**facts, "programme_id": activity.programme_id, "invented": activity.invented},
    )
    if not is_new:
        talk_round.talks.filter(slot__gt=slots).delete()
        talk_round.talks.filter(table__gt=tables).delete()
        talk_round.pauses.filter(slot__gt=slots).delete()
    record_act(actor=actor, action="set_up_talks", record=talk_round, fields=facts)
    return talk_round


def _refuse_unless_ahead(activity: Activity) -> None:
    state = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if not rules.can_be_arranged(state.state):
        raise IllegalStepError(
            _("Talks belong to an activity that is still ahead; the state of this one is “%(state)s”. Nothing was changed.")
            % {"state": state.get_state_display()}
        )


def _refuse_what_does_not_fit(activity: Activity, *, starts_at: datetime, slots: int, slot_minutes: int, tables: int) -> None:
    limits = {"slots": (1, rules.MOST_SLOTS, slots), "tables": (1, rules.MOST_TABLES, tables)}
    limits["slot_minutes"] = (rules.SHORTEST_TALK, rules.LONGEST_TALK, slot_minutes)
    for field, (least, most, value) in limits.items():
        if not least <= value <= most:
            raise InvalidInputError(_("Please give a number from %(least)s to %(most)s; what you typed is kept.") % {"least": least, "most": most}, field=field)
    ends_at = rules.slot_begins(starts_at, slot_minutes, slots + 1)
    if starts_at < activity.starts_at or ends_at > activity.ends_at:
        times = {"from": starts_at, "until": ends_at, "begins": activity.starts_at, "ends": activity.ends_at}
        raise InvalidInputError(
            _(
                "The talks would last from %(from)s to %(until)s, but the activity lasts from %(begins)s to %(ends)s. Please choose another start or fewer slots."
            )
            % {name: f"{timezone.localtime(time):%Y-%m-%d %H:%M}" for name, time in times.items()},
            field="starts_at",
        )


@transaction.atomic
def ask_for_wishes(*, actor: Viewer, talk_round: TalkRound) -> int:
    """Ask everyone who comes whom they want to meet; how many mails that were. Whoever was asked before is not asked again.

    Raises:
        InvalidInputError: nobody comes yet.
    """
    rules.PERMISSIONS.require(actor, "ask_for_wishes", talk_round.place())
    _refuse_unless_ahead(talk_round.activity)
    if not people_coming(talk_round.activity).exists():
        raise InvalidInputError(_("Nobody has a seat or has said that they come yet, so that there is nobody to ask. Nothing was sent."))
    number = send_wish_questions(talk_round)
    record_act(actor=actor, action="ask_for_wishes", record=talk_round)
    return number


@transaction.atomic
def wish_for_talks(*, actor: Viewer, talk_round: TalkRound, person: Person, wanted: Sequence[Person], pauses: Collection[int] = ()) -> list[TalkWish]:
    """Write down whom a person wants to meet, the dearest first, and in which slots they cannot; it replaces what they wished before.

    Raises:
        NotAllowedError: somebody else's wishes.
        IllegalStepError: the activity was held, or the timetable is made, after which only those who run it change wishes.
        InvalidInputError: more than five, oneself, somebody twice, or somebody who does not come.
    """
    place = talk_round.place()
    rules.PERMISSIONS.require(
        actor, "wish_for_talks", Place(place.programme_id, frozenset({person.pk}), place.organisation_ids, place.group_ids, place.complex_ids)
    )
    _refuse_unless_ahead(talk_round.activity)
    talk_round.refresh_from_db(fields=["arranged_at"])
    if talk_round.arranged_at and actor.role in _GUESTS:
        raise IllegalStepError(
            _("The timetable has been made, and wishes can no longer be changed here. Nothing was changed; please speak to the coordinator.")
        )
    _refuse_wrong_wishes(talk_round, person, wanted)
    TalkWish.objects.filter(talk_round=talk_round, person=person).delete()
    TalkPause.objects.filter(talk_round=talk_round, person=person).delete()
    wishes = [TalkWish(talk_round=talk_round, person=person, wanted=other, rank=rank) for rank, other in enumerate(wanted, start=1)]
    TalkWish.objects.bulk_create(wishes)
    TalkPause.objects.bulk_create(TalkPause(talk_round=talk_round, person=person, slot=slot) for slot in sorted(set(pauses)) if 1 <= slot <= talk_round.slots)
    record_act(actor=actor, action="wish_for_talks", record=talk_round, fields=["pauses", "wishes"])
    return wishes


def _refuse_wrong_wishes(talk_round: TalkRound, person: Person, wanted: Sequence[Person]) -> None:
    coming = set(people_coming(talk_round.activity).values_list("pk", flat=True))
    if person.pk not in coming:
        raise InvalidInputError(
            _("%(name)s has no seat and has not said that they come, so that no talk can be arranged. Nothing was saved.") % {"name": person}
        )
    if len(wanted) > MOST_WISHES:
        raise InvalidInputError(_("At most five people can be wished for. Nothing was saved; please leave some out."))
    for rank, other in enumerate(wanted, start=1):
        if other.programme_id != talk_round.programme_id:
            raise NotVisibleError
        if other.pk == person.pk:
            raise InvalidInputError(_("Nobody can wish for a talk with themselves. Please choose somebody else; what you chose is kept."), field=f"wish_{rank}")
        if other.pk not in coming:
            raise InvalidInputError(_("%(name)s does not come. Please choose somebody else; what you chose is kept.") % {"name": other}, field=f"wish_{rank}")
    if len({other.pk for other in wanted}) < len(wanted):
        raise InvalidInputError(_("One person is chosen twice. Please choose each once; what you chose is kept."))


@transaction.atomic
def arrange_talks(*, actor: Viewer, talk_round: TalkRound) -> Timetable:
    """Make the timetable of those who come, or make it again after a change: what was arranged before stays where it can.

    Raises:
        IllegalStepError: the activity was held already or does not take place.
        InvalidInputError: the round lies outside the activity's time by now, or nobody who comes wishes for anybody else who does.
    """
    rules.PERMISSIONS.require(actor, "arrange_talks", talk_round.place())
    activity = talk_round.activity
    _refuse_unless_ahead(activity)
    room = {"slots": talk_round.slots, "tables": talk_round.tables}
    _refuse_what_does_not_fit(activity, starts_at=talk_round.starts_at, slot_minutes=talk_round.slot_minutes, **room)
    coming = list(people_coming(activity).values_list("pk", flat=True))
    wishes = wishes_among(talk_round, coming)
    if not wishes:
        raise InvalidInputError(_("Nobody who comes has wished for a talk with somebody who comes. Nothing was arranged; please ask for wishes first."))
    earlier = [timetabling.Talk(*talk) for talk in talk_round.talks.values_list("slot", "table", "one_id", "other_id")]
    timetable = arrange(wishes, away=_away(talk_round), before=earlier, **room)
    talk_round.talks.all().delete()
    Talk.objects.bulk_create(Talk(talk_round=talk_round, slot=talk.slot, table=talk.table, one_id=talk.one, other_id=talk.other) for talk in timetable.talks)
    talk_round.arranged_at = talk_round.now()
    talk_round.save(update_fields=["arranged_at"])
    record_act(actor=actor, action="arrange_talks", record=talk_round, fields=["talks"])
    return timetable


def _away(talk_round: TalkRound) -> dict[int, set[int]]:
    away: dict[int, set[int]] = {}
    for person, slot in talk_round.pauses.values_list("person_id", "slot"):
        away.setdefault(person, set()).add(slot)
    return away


@transaction.atomic
def send_talk_lists(*, actor: Viewer, talk_round: TalkRound) -> int:
    """Send everyone their own talks; how many mails that were. Whose list has not changed since gets none.

    Raises:
        InvalidInputError: the talks are not arranged.
    """
    rules.PERMISSIONS.require(actor, "send_talk_lists", talk_round.place())
    if talk_round.arranged_at is None:
        raise InvalidInputError(_("The talks are not arranged yet, or were changed since. Nothing was sent; please arrange them first."))
    number = send_lists(talk_round)
    record_act(actor=actor, action="send_talk_lists", record=talk_round)
    return number
