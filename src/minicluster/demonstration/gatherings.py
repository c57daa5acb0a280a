"""Plans one activity with the people who came, what was written down, what it cost, and who met whom. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from minicluster.demonstration.chronicle import NOW
from minicluster.demonstration.korean import filled
from minicluster.demonstration.plan import Key
from minicluster.demonstration.scene import Council, Expert, Firm, Scene
from minicluster.demonstration.texts import turns
from minicluster.meetings.models import ActionItem, Activity, Attendance, Decision, Invitation, Minutes, Registration
from minicluster.meetings.rules import (
    WAS_THERE,
    ActionItemState,
    ActivityKind,
    ActivityState,
    AttendanceKind,
    InvitationAnswer,
    MinutesState,
    Visibility,
)
from minicluster.members.models import Tie
from minicluster.members.rules import TieKind, meeting_ties

_K = ActivityKind
_S = ActivityState
# Hours, and how many people come at least and at most.
_SHAPES: Final = {
    _K.ASSEMBLY: (2, 18, 40),
    _K.STEERING: (2, 6, 10),
    _K.FORUM: (3, 16, 32),
    _K.SEMINAR: (3, 12, 24),
    _K.LECTURE: (2, 12, 26),
    _K.VISIT: (2, 3, 4),
    _K.WORKSHOP: (4, 9, 16),
    _K.CONSULTATION: (2, 3, 3),
    _K.EXCHANGE: (3, 9, 16),
    _K.BRIEFING: (2, 10, 22),
    _K.PROBLEM_FINDING: (2, 6, 11),
    _K.WORKING_GROUP: (2, 4, 8),
    _K.FAIR: (7, 4, 8),
    _K.BUYER_MEETING: (4, 4, 8),
    _K.MISSION: (72, 4, 8),
    _K.TRAINING: (6, 9, 18),
    _K.SOCIAL: (4, 10, 22),
}
_EXPERT_SHARE: Final = 0.2
_DEPUTY_COMES: Final = 0.3
_DONE: Final = 0.97
_COST_PER_HEAD: Final = 28_000
_MINUTED: Final = {_K.ASSEMBLY: 1.0, _K.STEERING: 0.9, _K.WORKING_GROUP: 0.45, _K.PROBLEM_FINDING: 0.5, _K.FORUM: 0.15, _K.BUYER_MEETING: 0.6}
_DECIDING: Final = (_K.ASSEMBLY, _K.STEERING)
_WITH_SPEAKER: Final = (_K.SEMINAR, _K.LECTURE, _K.FORUM)
_CANCELLED: Final = 0.012
_SETTLED_AFTER, _MINUTED_AFTER, _CONFIRMED_AFTER = 30, 14, 6
_PUBLIC: Final = (_K.FORUM, _K.LECTURE, _K.BRIEFING)
_WON: Final = 10_000
_USUAL: Final = (AttendanceKind.PRESENT, AttendanceKind.LATE, AttendanceKind.EXCUSED, AttendanceKind.ABSENT, AttendanceKind.VISITOR)
_USUAL_WEIGHTS: Final = (84, 5, 5, 4, 2)


@dataclass(frozen=True)
class Gathering:
    """What is held, when, at which firm; `people` were all there, otherwise the council's members come."""

    kind: ActivityKind
    title: str
    starts_at: datetime
    host: Firm | None = None
    people: Sequence[Key] = ()

    @property
    def days_ago(self) -> int:
        """How long ago by the demonstration's clock; negative where it lies ahead."""
        return (NOW - self.starts_at).days


@dataclass(frozen=True)
class Guest:
    """Someone who may come, and for whom."""

    person: Key
    organisation: Key


def plan_gathering(scene: Scene, council: Council, gathering: Gathering) -> Key:
    """Plan an activity with all that is written down about one of its age."""
    rng, host = scene.rng, gathering.host
    hours, least, most = _SHAPES[gathering.kind]
    state = _state(scene, gathering)
    guests = _guests(scene, council, gathering, rng.randint(least, most))
    planned = (len(guests) * _COST_PER_HEAD + 50_000) // _WON * _WON
    key = scene.plan.add(
        Activity, kind=gathering.kind, title=gathering.title, starts_at=gathering.starts_at, ends_at=gathering.starts_at + timedelta(hours=hours),
        venue=f"{host.name} 회의실" if host else rng.choice(turns("venues")), host_id=host.key if host else None,
        speaker_id=_speaker(scene, council, gathering), capacity=None if host else most + 10, budget_line="미니클러스터 활동비", planned_cost_krw=planned,
        actual_cost_krw=int(planned * rng.uniform(0.8, 1.1)) // 1000 * 1000 if state == _S.SETTLED else None,
        visibility=Visibility.PUBLIC if gathering.kind in _PUBLIC else Visibility.PROGRAMME, state=state, invented=True,
    )  # fmt: skip
    scene.plan.add(Activity.groups.through, activity_id=key, group_id=council.key)
    if state in (_S.ATTENDED, _S.MINUTED, _S.SETTLED):
        _attend(scene, key, gathering, guests)
        _minute(scene, council, key, gathering, guests)
    elif state in (_S.ANNOUNCED, _S.OPEN):
        _invite(scene, key, guests, is_open=state == _S.OPEN)
    return key


def _state(scene: Scene, gathering: Gathering) -> ActivityState:
    """The state that an activity of this age has usually reached."""
    rng, age = scene.rng, gathering.days_ago
    if gathering.starts_at > NOW:
        return rng.choice((_S.PLANNED, _S.ANNOUNCED, _S.OPEN))
    if gathering.host is None and gathering.kind is not _K.ASSEMBLY and rng.random() < _CANCELLED:
        return _S.CANCELLED
    if age < _CONFIRMED_AFTER:
        return rng.choice((_S.HELD, _S.ATTENDED))
    if age < _MINUTED_AFTER or not _is_minuted(gathering):
        return _S.ATTENDED if age < _SETTLED_AFTER else _S.SETTLED
    return _S.MINUTED if age < _SETTLED_AFTER else _S.SETTLED


def _is_minuted(gathering: Gathering) -> bool:
    """Whether minutes are kept of it: decided by its own minute, so that state and minutes agree."""
    return (gathering.starts_at.toordinal() * 7919 + len(gathering.title)) % 100 < 100 * _MINUTED.get(gathering.kind, 0)


def _guests(scene: Scene, council: Council, gathering: Gathering, count: int) -> list[Guest]:
    host = gathering.host
    if gathering.people:
        homes = {expert.person: expert.organisation for expert in council.experts + scene.general_experts}
        homes |= dict.fromkeys(host.people, host.key) if host else {}
        return [Guest(person, homes.get(person, scene.office)) for person in gathering.people]
    hosts = [Guest(council.coordinator, scene.office)]
    hosts += [Guest(person, host.key) for person in host.people] if host else []
    return hosts + _members(scene, council, count - len(hosts), gathering.starts_at, {guest.person for guest in hosts})


def _members(scene: Scene, council: Council, count: int, at: datetime, there: set[Key]) -> list[Guest]:
    """Members who had joined by then, representatives rather than deputies, with some experts."""
    rng, day = scene.rng, at.date()
    experts: list[Expert] = [expert for expert in council.experts if expert.joined_on <= day] or council.experts
    firms = [firm for firm in council.firms if firm.joined_on <= day] or council.firms
    guests = []
    for _turn in range(count):
        if rng.random() < _EXPERT_SHARE:
            expert = rng.choice(experts)
            guests.append(Guest(expert.person, expert.organisation))
        else:
            firm = rng.choice(firms)
            guests.append(Guest(firm.people[rng.random() < _DEPUTY_COMES], firm.key))
    return [guest for guest in dict.fromkeys(guests) if guest.person not in there]


def _speaker(scene: Scene, council: Council, gathering: Gathering) -> Key | None:
    return scene.rng.choice(council.experts).person if gathering.kind in _WITH_SPEAKER and council.experts else None


def _attend(scene: Scene, activity: Key, gathering: Gathering, guests: Sequence[Guest]) -> None:
    rng, present = scene.rng, []
    certain = gathering.kind in (_K.VISIT, _K.CONSULTATION)
    for guest in guests:
        kind = AttendanceKind.PRESENT if certain else rng.choices(_USUAL, _USUAL_WEIGHTS)[0]
        scene.plan.add(Attendance, activity_id=activity, person_id=guest.person, organisation_id=guest.organisation, kind=kind)
        if kind in WAS_THERE:
            present.append(guest.person)
    _tie(scene, activity, gathering, present)


def _tie(scene: Scene, activity: Key, gathering: Gathering, present: Sequence[Key]) -> None:
    people = {person.number: person for person in present}
    pairs, weight = meeting_ties(people)
    for one, other in pairs:
        scene.plan.add(
            Tie, one_id=people[one], other_id=people[other], kind=TieKind.MET, on_date=gathering.starts_at.date(), through_type="activity",
            through_id=activity, weight=weight,
        )  # fmt: skip


def _minute(scene: Scene, council: Council, activity: Key, gathering: Gathering, guests: Sequence[Guest]) -> None:
    """Minutes where they are kept, with what was decided; drafts of what was held just now."""
    if not _is_minuted(gathering):
        return
    rng, is_approved = scene.rng, scene.plan.row(activity)["state"] in (_S.MINUTED, _S.SETTLED)
    topics = rng.sample(turns("steering_agenda"), 2)
    scene.plan.add(
        Minutes, activity_id=activity, text="\n".join(f"{number}. {topic}: 논의함" for number, topic in enumerate(topics, start=1)),
        state=MinutesState.APPROVED if is_approved else MinutesState.DRAFT, written_by_id=council.coordinator,
        approved_at=gathering.starts_at + timedelta(days=8) if is_approved else None, invented=True,
    )  # fmt: skip
    if gathering.kind in _DECIDING:
        _decide(scene, council, activity, gathering, guests)


def _decide(scene: Scene, council: Council, activity: Key, gathering: Gathering, guests: Sequence[Guest]) -> None:
    """A decision with its votes, and who is to do what by when."""
    rng, votes = scene.rng, len(guests)
    numbers = {"years": rng.randint(2, 6), "day": rng.randint(5, 25)}
    words = {"product": rng.choice(council.speciality.products).ko, "process": rng.choice(council.speciality.processes)}
    decision = scene.plan.add(
        Decision, activity_id=activity, text=filled(rng.choice(turns("decisions")), **numbers, **words), votes_for=max(1, votes - 1), votes_against=0,
        abstentions=min(1, votes - 1), invented=True,
    )  # fmt: skip
    due = gathering.starts_at.date() + timedelta(days=rng.randint(10, 30))
    is_done = (NOW.date() - due).days > 0 and rng.random() < _DONE
    scene.plan.add(
        ActionItem, activity_id=activity, decision_id=decision, text=filled(rng.choice(turns("action_items")), **numbers, **words),
        owner_id=rng.choice(guests).person, due_on=due, state=ActionItemState.DONE if is_done else ActionItemState.OPEN, invented=True,
    )  # fmt: skip


def _invite(scene: Scene, activity: Key, guests: Sequence[Guest], *, is_open: bool) -> None:
    rng, at = scene.rng, NOW - timedelta(days=6)
    for guest in guests:
        answer = rng.choice((InvitationAnswer.NONE, InvitationAnswer.COMING, InvitationAnswer.COMING, InvitationAnswer.DECLINED))
        answered = None if answer == InvitationAnswer.NONE else at + timedelta(days=rng.randint(1, 4))
        scene.plan.add(Invitation, activity_id=activity, person_id=guest.person, invited_at=at, answer=answer, answered_at=answered, invented=True)
        if is_open and answer == InvitationAnswer.COMING and answered:
            scene.plan.add(Registration, activity_id=activity, person_id=guest.person, registered_at=answered, invented=True)
