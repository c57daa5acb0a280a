"""Plans what came after the last forum of each council: answers to the three questions, who was called, and in Wonju a round of talks of two. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from minicluster.analytics.timetabling import Wish, arrange
from minicluster.demonstration.geography import WONJU
from minicluster.demonstration.guided_cast import REHABILITATION
from minicluster.demonstration.plan import Key
from minicluster.demonstration.scene import Council, Scene
from minicluster.demonstration.stages import CUTOFF
from minicluster.demonstration.texts import turns
from minicluster.meetings.models import Activity, Attendance, Registration, SurveyAnswer, Talk, TalkRound, TalkWish
from minicluster.meetings.rules import ON_RECORD, WAS_THERE, ActivityKind, ActivityState, asks_for_follow_up
from minicluster.members.models import Tie
from minicluster.members.rules import TieKind
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role

_ANSWERS, _MEETS, _WRITES, _CALLS = 0.6, 0.35, 0.5, 0.12
_USEFULNESS, _USEFULNESS_WEIGHTS = (1, 2, 3, 4, 5), (2, 6, 22, 44, 26)
_CONFIRMED_AFTER: Final = timedelta(days=2)
_SLOTS, _SLOT_MINUTES, _TABLES = 5, 15, 6
_WISHES: Final = (1, 4)
_BEFORE: Final = timedelta(days=1)


def plan_aftermath(scene: Scene) -> None:
    """Plan it for the last forum of each council that has had one."""
    there = _people_there(scene)
    for council in scene.councils:
        forum = _last_forum(scene, council, there)
        if forum is None:
            continue
        _ask(scene, council, forum, there[forum])
        if scene.fact is WONJU and council.fact.slug == REHABILITATION:
            _talk(scene, forum, sorted(there[forum], key=lambda person: person.number))


def _people_there(scene: Scene) -> dict[Key, list[Key]]:
    people: dict[Key, list[Key]] = {}
    for row in scene.plan.rows.get(Attendance, ()):
        if row["kind"] in WAS_THERE:
            people.setdefault(row["activity_id"], []).append(row["person_id"])
    return people


def _last_forum(scene: Scene, council: Council, there: dict[Key, list[Key]]) -> Key | None:
    own = [row["activity_id"] for row in scene.plan.rows[Activity.groups.through] if row["group_id"] == council.key and row["activity_id"] in there]
    forums = [key for key in own if scene.plan.row(key)["kind"] == ActivityKind.FORUM and scene.plan.row(key)["state"] in ON_RECORD]
    return max(forums, key=lambda key: (scene.plan.row(key)["starts_at"], key.number), default=None)


def _ask(scene: Scene, council: Council, forum: Key, people: Sequence[Key]) -> None:
    """The attendance was confirmed, which asked everyone; some answered within ten days, and whoever wished for it was called."""
    confirmed = min(scene.plan.row(forum)["starts_at"] + _CONFIRMED_AFTER, CUTOFF)
    scene.plan.add(
        AuditEntry, actor_id=council.coordinator_user, role=Role.COORDINATOR.value, action="confirm_attendance", record_type="activity", record_id=forum,
        from_state=ActivityState.HELD.value, to_state=ActivityState.ATTENDED.value, programme_time=confirmed,
    )  # fmt: skip
    for person in people:
        answered = confirmed + timedelta(hours=scene.rng.randint(2, 240))
        if scene.rng.random() < _ANSWERS and answered <= CUTOFF:
            _answer(scene, forum, person, answered)


def _answer(scene: Scene, forum: Key, person: Key, at: datetime) -> None:
    rng = scene.rng
    wishes = {"met_somebody": rng.random() < _MEETS, "wants_contact": rng.random() < _CALLS}
    called = at + timedelta(days=rng.randint(1, 9))
    scene.plan.add(
        SurveyAnswer, activity_id=forum, person_id=person, usefulness=rng.choices(_USEFULNESS, _USEFULNESS_WEIGHTS)[0],
        what_next=rng.choice(turns("survey_wishes")) if rng.random() < _WRITES else "", answered_at=at,
        followed_up_at=called if asks_for_follow_up(**wishes) and called <= CUTOFF else None, invented=True, **wishes,
    )  # fmt: skip


def _talk(scene: Scene, forum: Key, people: Sequence[Key]) -> None:
    """A round in the second hour of the forum: everyone had a seat and wished for a few others."""
    start, rng = scene.plan.row(forum)["starts_at"], scene.rng
    talk_round = scene.plan.add(
        TalkRound, activity_id=forum, starts_at=start + timedelta(hours=1), slots=_SLOTS, slot_minutes=_SLOT_MINUTES, tables=_TABLES, arranged_at=start - _BEFORE,
        invented=True,
    )  # fmt: skip
    wishes = []
    for place, person in enumerate(people):
        scene.plan.add(Registration, activity_id=forum, person_id=person, registered_at=start - 9 * _BEFORE, invented=True)
        others = [other for other in range(len(people)) if other != place]
        for rank, other in enumerate(rng.sample(others, min(len(others), rng.randint(*_WISHES))), start=1):
            wishes.append(Wish(place, other, rank))
            scene.plan.add(TalkWish, talk_round_id=talk_round, person_id=person, wanted_id=people[other], rank=rank)
    for talk in arrange(wishes, slots=_SLOTS, tables=_TABLES).talks:
        pair = {"one_id": people[talk.pair[0]], "other_id": people[talk.pair[1]]}
        key = scene.plan.add(Talk, talk_round_id=talk_round, slot=talk.slot, table=talk.table, **pair)
        scene.plan.add(Tie, **pair, kind=TieKind.MET, on_date=start.date(), through_type="talk", through_id=key, weight=1.0)
