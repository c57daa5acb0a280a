"""Plans what firms expected in the first years, what the follow-ups heard of it, and who shares which outcome. Pure.

It comes last and draws from random numbers of its own, one for each entry, so that nothing else of the demonstration changes by it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from minicluster.demonstration.chronicle import SEOUL, TODAY, at_work, workday
from minicluster.demonstration.plan import Key
from minicluster.demonstration.quotas import SEED, seeded
from minicluster.demonstration.results import verifying
from minicluster.demonstration.scene import Scene
from minicluster.demonstration.stages import CUTOFF, walk, write_journal
from minicluster.members.models import record_type_of
from minicluster.outcomes.models import Outcome, OutcomeCredit, OutcomeFollowUp
from minicluster.outcomes.rules import BETWEEN, FINAL, OUTCOME_LIFECYCLE, PERMISSIONS, REMINDERS, Realisation, WhatCame, follow_ups_to_plan
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.problems.models import ProjectPartner

# Of what was realised by then something more had been expected beside it.
_EXPECTED_UNTIL: Final = date(2006, 9, 30)
_EXPECTED_TOO: Final = 0.35
_A_YEAR: Final = timedelta(days=365)
_ANSWERS, _BY_TELEPHONE, _SHARES = 0.75, 0.25, 0.4
_CAME: Final = {WhatCame.FULLY: 40, WhatCame.PARTLY: 35, WhatCame.NOT: 15, WhatCame.NOT_YET: 10}
_NOTES: Final = {
    WhatCame.FULLY: "예상한 만큼 이루어졌습니다.",
    WhatCame.PARTLY: "거래처의 물량이 줄어 일부만 이루어졌습니다.",
    WhatCame.NOT: "거래처가 사업을 접어 이루어지지 않았습니다.",
    WhatCame.NOT_YET: "승인 절차가 끝나지 않았습니다.",
}


@dataclass(frozen=True)
class _Expected:
    """An expected entry of the plan, with the random numbers of its own."""

    key: Key
    row: dict[str, Any]
    rng: Random

    @property
    def reported_on(self) -> date:
        """On which day it was reported."""
        day: date = self.row["reported_at"].astimezone(SEOUL).date()
        return day


def plan_promises(scene: Scene) -> None:
    """Plan it for every entry that has been planned."""
    for number, row in enumerate(list(scene.plan.rows.get(Outcome, ()))):
        rng = seeded(SEED, f"promises/{scene.fact.slug}/{number}")
        key = Key(Outcome, number)
        if row["realisation"] == Realisation.EXPECTED:
            _follow_up(scene, _Expected(key, row, rng))
            continue
        if row["reported_at"].date() <= _EXPECTED_UNTIL and rng.random() < _EXPECTED_TOO:
            _follow_up(scene, _promise(scene, row, rng))
        if row["project_id"] and rng.random() < _SHARES:
            _share(scene, key, row)


def _promise(scene: Scene, realised: dict[str, Any], rng: Random) -> _Expected:
    """What the firm expected for the year after it had reported a gain."""
    reported = realised["reported_at"]
    way = walk(OUTCOME_LIFECYCLE, verifying(rng, reported.date()))
    row = {
        **realised, "realisation": Realisation.EXPECTED, "value": realised["value"] * rng.randint(1, 3), "period_from": reported.date(),
        "period_to": reported.date() + _A_YEAR, "state": way.state,
    }  # fmt: skip
    key = scene.plan.add(Outcome, **row)
    write_journal(scene.plan, key, PERMISSIONS, way, coordinator=row["reported_by_id"], born=("report_outcome", reported))
    return _Expected(key, row, rng)


def _follow_up(scene: Scene, expected: _Expected) -> None:
    """The questions of an entry: the one whose day has come is asked, and answered or not; the later ones wait, unless the answer settles them."""
    days = follow_ups_to_plan(expected.reported_on, TODAY)
    told, answered = None, None
    for years, due_on in days:
        values: dict[str, Any] = {"outcome_id": expected.key, "years": years, "due_on": due_on, "invented": True}
        if due_on <= TODAY:
            told, answered = _answer_of(expected.rng, due_on)
            values |= _asked(expected.rng, due_on, answered)
            if told and answered:
                _answered(scene, expected, values, told, answered)
                continue
        settled = answered if told in FINAL else None
        scene.plan.add(OutcomeFollowUp, **values, **({"answered_at": settled} if settled else {}))


def _answer_of(rng: Random, due_on: date) -> tuple[WhatCame | None, datetime | None]:
    """What the firm says and when; None where it has not answered by the cutoff."""
    told = rng.choices(list(_CAME), list(_CAME.values()))[0]
    at = at_work(rng, due_on + timedelta(days=rng.randint(1, 40)))
    return (told, at) if rng.random() < _ANSWERS and at <= CUTOFF else (None, None)


def _asked(rng: Random, due_on: date, answered: datetime | None) -> dict[str, Any]:
    """When it was asked, and reminded of by the cutoff or the answer."""
    asked = min(at_work(rng, due_on), CUTOFF)
    until = answered or CUTOFF
    reminders = min(REMINDERS, (until - asked) // BETWEEN)
    return {"asked_at": asked, "reminders": reminders, "reminded_at": asked + reminders * BETWEEN if reminders else None}


def _answered(scene: Scene, expected: _Expected, values: dict[str, Any], told: WhatCame, at: datetime) -> None:
    """The answer, the new entry that it brings, and who gave it."""
    came = _came(expected, told)
    realised = _realised(scene, expected, came, at) if came else None
    follow_up = scene.plan.add(OutcomeFollowUp, **values, answered_at=at, realised_id=realised, note=_NOTES[told])
    by_telephone = expected.rng.random() < _BY_TELEPHONE
    for record in (follow_up, expected.key):
        scene.plan.add(
            AuditEntry, actor_id=expected.row["reported_by_id"] if by_telephone else None, action="answer_follow_up",
            role=(Role.COORDINATOR if by_telephone else Role.FIRM_USER).value, record_type=record_type_of(record.model), record_id=record,
            from_state="", to_state="", why="기업이 전화로 알려 주어 추진단이 대신 기록함" if by_telephone else "", programme_time=at,
        )  # fmt: skip


def _came(expected: _Expected, told: WhatCame) -> Decimal:
    """How much came true; of people whole ones."""
    value: Decimal = expected.row["value"]
    if told is WhatCame.FULLY:
        return value
    return max(Decimal(1), Decimal(int(value * expected.rng.randint(25, 95) / 100))) if told is WhatCame.PARTLY else Decimal(0)


def _realised(scene: Scene, expected: _Expected, value: Decimal, at: datetime) -> Key:
    """The entry of what came true: reported by the firm, on its way to be verified."""
    way = walk(OUTCOME_LIFECYCLE, verifying(expected.rng, workday(at.date())))
    key = scene.plan.add(
        Outcome, **{
            **expected.row, "realisation": Realisation.REALISED, "value": value, "period_to": min(expected.row["period_to"], at.date()), "reported_at": at,
            "reported_by_id": None, "state": way.state, "fulfils_id": expected.key,
        },
    )  # fmt: skip
    scene.plan.add(
        AuditEntry, role=Role.FIRM_USER.value, action="report_outcome", record_type=record_type_of(Outcome), record_id=key, from_state="", to_state=way.states[0],
        programme_time=at,
    )  # fmt: skip
    write_journal(scene.plan, key, PERMISSIONS, way, coordinator=expected.row["reported_by_id"])
    return key


def _share(scene: Scene, outcome: Key, row: dict[str, Any]) -> None:
    """Three parts to the firm and one to each partner of the project."""
    partners = [one["organisation_id"] for one in scene.plan.rows.get(ProjectPartner, ()) if one["project_id"] == row["project_id"]]
    others = [partner for partner in partners if partner != row["organisation_id"]]
    for organisation, weight in ((row["organisation_id"], 3), *((partner, 1) for partner in others)):
        scene.plan.add(OutcomeCredit, outcome_id=outcome, organisation_id=organisation, group_id=row["group_id"], weight=weight)
    scene.plan.add(
        AuditEntry, actor_id=row["reported_by_id"], role=Role.COORDINATOR.value, action="share_credit", record_type=record_type_of(Outcome), record_id=outcome,
        from_state="", to_state="", programme_time=min(row["reported_at"] + timedelta(hours=1), CUTOFF),
    )  # fmt: skip
