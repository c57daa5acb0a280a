"""Plans introductions: who was asked about a problem, what they answered, and what came of it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from minicluster.demonstration.chronicle import at_work, workday
from minicluster.demonstration.korean import filled
from minicluster.demonstration.plan import Key
from minicluster.demonstration.problems import PlannedProblem
from minicluster.demonstration.scene import Expert, Scene
from minicluster.demonstration.stages import Act, Way, walk, write_journal
from minicluster.demonstration.texts import turns
from minicluster.members.models import Consent, Disclosure, Tie
from minicluster.members.rules import TieKind
from minicluster.problems.models import Decline, Evidence, Introduction, NonDisclosure, Problem, Rating
from minicluster.problems.rules import (
    CONFIRMED_BY_FIRM,
    INTRODUCTION_LIFECYCLE,
    LIVE_INTRODUCTION,
    OPEN_REQUESTS_PER_EXPERT,
    PERMISSIONS,
    DeclineKind,
    EvidenceKind,
    IntroductionState,
    RatingSide,
    Secrecy,
)

_ASKING: Final = ("shortlist_candidate", "approve_summary", "ask_expert", "accept_introduction", "record_consents")
_REFUSED: Final = 0.14
_DECLINES: Final = 0.75  # the others do not answer in time
_NO_FIT: Final = 0.5
_PERSONAL: Final = ["email", "name", "phone"]
_PURPOSE: Final = "기업과 전문가의 소개"
_TITLE_LENGTH: Final = 120
_Kind: Final = DeclineKind
# In the order of the texts `decline_reasons`.
_KIND_OF_REASON: Final = (
    _Kind.NOT_MY_FIELD, _Kind.NO_TIME, _Kind.CONFLICT, _Kind.OTHER, _Kind.OTHER, _Kind.NO_TIME, _Kind.NOT_MY_FIELD, _Kind.CONFLICT, _Kind.OTHER, _Kind.NO_TIME,
)  # fmt: skip
_SENTENCES: Final = {
    1: "서로 찾던 것이 달랐습니다.",
    2: "도움이 조금 되었으나 문제와는 거리가 있었습니다.",
    3: "방향을 잡는 데 도움이 되었습니다.",
    4: "현장을 잘 이해하고 함께 풀었습니다.",
    5: "다시 함께 일하고 싶습니다.",
}


@dataclass(frozen=True)
class PlannedIntroduction:
    """An introduction, and with whom."""

    key: Key
    problem: PlannedProblem
    expert: Expert
    way: Way


def plan_introductions(scene: Scene, problem: PlannedProblem) -> list[PlannedIntroduction]:
    """Plan who was asked about a problem; nothing where matching never began."""
    opened = problem.way.time_of("start_matching")
    if opened is None:
        return []
    rng, planned = scene.rng, []
    if rng.random() < _REFUSED:
        planned += _introduction(scene, problem, opened, list(_refusal(rng, opened)))
    introduced = problem.way.time_of("mark_introduced")
    acts = list(_acceptance(rng, problem, opened, introduced)) if introduced else list(_asking(rng, opened))
    return planned + _introduction(scene, problem, opened, acts)


def _introduction(scene: Scene, problem: PlannedProblem, opened: datetime, acts: Sequence[Act]) -> list[PlannedIntroduction]:
    expert = _expert_for(scene, problem)
    if expert is None:
        return []
    suggested, way = opened + timedelta(minutes=30), walk(INTRODUCTION_LIFECYCLE, acts)
    expert.open_requests += way.state in LIVE_INTRODUCTION
    key = scene.plan.add(
        Introduction, problem_id=problem.key, expert_id=expert.person, summary=problem.text.summary, state=way.state, state_since=way.since(suggested),
        suggested_at=suggested, invented=True, **_dates(way), **_result(scene.rng, problem, way),
    )  # fmt: skip
    write_journal(scene.plan, key, PERMISSIONS, way, coordinator=problem.council.coordinator_user, born=("suggest_introduction", suggested))
    _opinions(scene, key, way)
    planned = PlannedIntroduction(key, problem, expert, way)
    _leave_traces(scene, planned)
    return [planned]


def _expert_for(scene: Scene, problem: PlannedProblem) -> Expert | None:
    """Someone whose expertise the problem asks for, who was not asked about it yet and has few requests open."""
    pool = [expert for expert in problem.council.experts if not expert.is_general] if problem.is_of_trade else scene.general_experts
    free = [expert for expert in pool if expert.open_requests < OPEN_REQUESTS_PER_EXPERT and expert.person not in problem.asked]
    suited = [expert for expert in free if expert.place == problem.text.helper]
    found = suited or free
    if not found:
        return None
    expert = scene.rng.choice(found)
    problem.asked.add(expert.person)
    return expert


def _refusal(rng: Random, opened: datetime) -> Iterator[Act]:
    """An expert who was asked within the first days and declined, or did not answer in time."""
    for hours, verb in enumerate(_ASKING[:3]):
        yield Act(verb, opened + timedelta(hours=2 * hours + 1))
    if rng.random() < _DECLINES:
        yield Act("decline_introduction", opened + timedelta(days=rng.randint(1, 5)), rng.choice(turns("decline_reasons")))
    else:
        yield Act("lapse_introduction", opened + timedelta(days=10, hours=6))


def _asking(rng: Random, opened: datetime) -> Iterator[Act]:
    """The first steps with an expert, a few days apart; what lies ahead has not happened yet."""
    at = opened
    for verb in _ASKING:
        at = at_work(rng, workday(at.date() + timedelta(days=rng.randint(3, 5))))
        yield Act(verb, at)


def _acceptance(rng: Random, problem: PlannedProblem, opened: datetime, introduced: datetime) -> Iterator[Act]:
    """From the shortlist to the disclosure, which is when the problem counts as introduced, and on to the result."""
    share = (introduced - opened) / (len(_ASKING) + 1)
    for number, verb in enumerate(_ASKING, start=1):
        yield Act(verb, opened + share * number)
    yield Act("disclose_details", introduced)
    met = at_work(rng, workday(introduced.date() + timedelta(days=rng.randint(3, 12))))
    yield Act("record_first_meeting", met)
    done = problem.way.time_of("report_solved_by_advice", "report_solved_by_project")
    given_up = problem.way.time_of("declare_unsolvable")
    if given_up and rng.random() < _NO_FIT:
        yield Act("record_no_fit", met + timedelta(hours=2), rng.choice(turns("no_fit_reasons")))
    else:
        yield Act("start_cooperation", at_work(rng, met.date() + timedelta(days=3)))
    if done or given_up:
        yield Act("complete_introduction", done or given_up or met)


def _dates(way: Way) -> dict[str, Any]:
    answered = way.time_of("accept_introduction", "decline_introduction")
    return {
        "summary_approved_at": way.time_of("approve_summary"),
        "asked_at": way.time_of("ask_expert"),
        "answered_at": answered,
        "decline_reason": next((act.why for act in way.acts if act.verb == "decline_introduction"), ""),
        "nda_signed_on": way.day_of("record_consents"),
        "disclosed_at": way.time_of("disclose_details"),
        "first_meeting_date": way.day_of("record_first_meeting"),
    }


def _result(rng: Random, problem: PlannedProblem, way: Way) -> dict[str, Any]:
    if way.state != IntroductionState.COMPLETED:
        return {}
    fitted = way.time_of("start_cooperation") is not None
    reason = next((act.why for act in problem.way.acts if act.verb == "declare_unsolvable"), "")
    ratings = (3, 4, 4, 5, 5) if fitted else (1, 2, 3)
    result = filled(rng.choice(turns("results")), solution=problem.text.solution) if not reason else f"{reason}."
    return {"result": result, "firm_rating": rng.choice(ratings), "expert_rating": rng.choice(ratings)}


def _opinions(scene: Scene, introduction: Key, way: Way) -> None:
    """Why the expert declined, and how each side rated it, once each."""
    row, declined, rated_at = scene.plan.row(introduction), way.time_of("decline_introduction"), way.time_of("complete_introduction")
    if declined:
        kind = _KIND_OF_REASON[turns("decline_reasons").index(row["decline_reason"])]
        scene.plan.add(Decline, introduction_id=introduction, kind=kind, invented=True)
    for side in RatingSide:
        stars = row.get(f"{side}_rating")
        if stars and rated_at:
            scene.plan.add(
                Rating, introduction_id=introduction, side=side, stars=stars, sentence=_SENTENCES[stars], rated_at=rated_at, invented=True,
            )  # fmt: skip


def _leave_traces(scene: Scene, introduction: PlannedIntroduction) -> None:
    """What an introduction leaves behind: consents, disclosures, ties, and evidence for the expert once the firm has confirmed."""
    way, problem, expert = introduction.way, introduction.problem, introduction.expert
    consented, disclosed = way.time_of("record_consents"), way.time_of("disclose_details")
    if consented:
        scene.plan.add(
            NonDisclosure, introduction_id=introduction.key, person_id=expert.person, organisation_id=expert.organisation, signed_on=consented.date(),
            passed_on_at=disclosed, invented=True,
        )  # fmt: skip
        consents = [
            _consent(scene, introduction, problem.contact, expert.organisation, consented),
            _consent(scene, introduction, expert.person, problem.firm.key, consented),
        ]
        if disclosed:
            _disclose(scene, introduction, consents, disclosed)
            _tie(scene, introduction, TieKind.INTRODUCED, disclosed.date())
    cooperated = way.day_of("start_cooperation")
    if cooperated:
        _tie(scene, introduction, TieKind.COOPERATED, cooperated)
        if problem.way.state in CONFIRMED_BY_FIRM:
            _credit(scene, introduction)


def _consent(scene: Scene, introduction: PlannedIntroduction, person: Key, recipient: Key, at: datetime) -> Key:
    return scene.plan.add(
        Consent, person_id=person, recipient_id=recipient, purpose=_PURPOSE, data_fields=_PERSONAL, about_type="introduction",
        about_id=introduction.key, given_at=at, invented=True,
    )  # fmt: skip


def _disclose(scene: Scene, introduction: PlannedIntroduction, consents: Sequence[Key], at: datetime) -> None:
    about = {"about_type": "introduction", "about_id": introduction.key, "disclosed_at": at}
    expert, firm = introduction.expert.person, introduction.problem.firm.key
    scene.plan.add(Disclosure, recipient_person_id=expert, data_fields=sorted(Problem.SECRET_FIELDS), invented=True, **about)
    scene.plan.add(Disclosure, recipient_person_id=expert, consent_id=consents[0], data_fields=_PERSONAL, invented=True, **about)
    scene.plan.add(Disclosure, recipient_organisation_id=firm, consent_id=consents[1], data_fields=_PERSONAL, invented=True, **about)


def _tie(scene: Scene, introduction: PlannedIntroduction, kind: TieKind, day: date) -> None:
    one, other = sorted((introduction.problem.contact, introduction.expert.person), key=lambda key: key.number)
    scene.plan.add(Tie, one_id=one, other_id=other, kind=kind, on_date=day, through_type="introduction", through_id=introduction.key)


def _credit(scene: Scene, introduction: PlannedIntroduction) -> None:
    """A problem solved here is evidence for whoever solved it; mechanism and solution only where the firm lets the programme read them."""
    row, text = scene.plan.row(introduction.problem.key), introduction.problem.text
    confirmed = introduction.problem.way.day_of("confirm_solved") or date(2007, 1, 1)
    parts = [text.summary] + ([text.mechanism, row["solution"]] if row["secrecy"] <= Secrecy.PROGRAMME else [])
    scene.plan.add(
        Evidence, kind=EvidenceKind.SOLVED_PROBLEM, person_id=introduction.expert.person, problem_id=introduction.problem.key, year=confirmed.year,
        title=text.summary[:_TITLE_LENGTH], text="\n".join(parts), invented=True,
    )  # fmt: skip
