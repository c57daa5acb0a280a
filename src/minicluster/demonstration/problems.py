"""Plans problems: which text suits which firm, how it is told, and the dated way through its states. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final, TypeVar

from minicluster.demonstration.chronicle import at_work, later_weighted, workday
from minicluster.demonstration.korean import filled
from minicluster.demonstration.plan import Key
from minicluster.demonstration.quotas import Slot
from minicluster.demonstration.scene import Council, Firm, Scene
from minicluster.demonstration.stages import CUTOFF, Act, Way, walk, write_journal
from minicluster.demonstration.texts import ProblemText, Product, common_texts, phrases, turns
from minicluster.problems.models import Problem
from minicluster.problems.rules import DIAGNOSED_OR_LATER, PERMISSIONS, PROBLEM_LIFECYCLE, SOLVED, Origin, ProblemClass, ProblemState, Secrecy, Urgency

K = TypeVar("K")

_S = ProblemState
_FRAMED: Final = ("diagnose_problem", "frame_problem")
_INTRODUCED: Final = (*_FRAMED, "start_matching", "mark_introduced")
_BY_ADVICE: Final = (*_INTRODUCED, "report_solved_by_advice")
_BY_PROJECT: Final = (*_INTRODUCED, "move_into_project", "report_solved_by_project")
_BY_SUPPORT: Final = (*_FRAMED, "refer_to_support", "report_solved_by_project")
_BY_FIRM: Final = ("diagnose_problem", "report_solved_by_firm")
_ROUTES: Final = {
    _S.RAISED: (),
    _S.RETURNED: ("return_problem",),
    _S.DIAGNOSED: _FRAMED[:1],
    _S.FRAMED: _FRAMED,
    _S.MATCHING: _INTRODUCED[:3],
    _S.INTRODUCED: _INTRODUCED,
    _S.ADVISED: _BY_ADVICE,
    _S.PROJECT_SOLVED: _BY_PROJECT,
    _S.SELF_SOLVED: _BY_FIRM,
    _S.REFERRED: _BY_SUPPORT[:3],
    _S.IN_PROJECT: _BY_PROJECT[:5],
    _S.ON_HOLD: (*_INTRODUCED[:3], "put_on_hold"),
    _S.UNSOLVABLE: (*_INTRODUCED, "declare_unsolvable"),
}
_ENDINGS: Final = {
    _S.CONFIRMED: ("confirm_solved",),
    _S.FOLLOW_UP: ("confirm_solved", "begin_follow_up"),
    _S.UNCONFIRMED: ("leave_unconfirmed",),
    _S.CLOSED: ("confirm_solved", "begin_follow_up", "close_problem"),
}
_SOLUTIONS: Final = {_BY_ADVICE: 55, _BY_PROJECT: 25, _BY_SUPPORT: 6, _BY_FIRM: 14}
# How many days after the step before, at least and at most.
_GAPS: Final = {
    "return_problem": (1, 5),
    "diagnose_problem": (1, 7),
    "frame_problem": (1, 5),
    "start_matching": (1, 3),
    "mark_introduced": (9, 22),
    "report_solved_by_advice": (30, 75),
    "refer_to_support": (3, 14),
    "move_into_project": (26, 50),
    "report_solved_by_project": (150, 280),
    "report_solved_by_firm": (20, 90),
    "put_on_hold": (10, 40),
    "declare_unsolvable": (45, 120),
    "confirm_solved": (2, 14),
    "leave_unconfirmed": (29, 45),
    "begin_follow_up": (20, 60),
    "close_problem": (30, 120),
}
# How many days before the cutoff the present state may have begun, where a clock runs or work is going on.
_FRESH: Final = {
    _S.RAISED: (0, 6),
    _S.RETURNED: (0, 12),
    _S.DIAGNOSED: (0, 4),
    _S.FRAMED: (0, 4),
    _S.MATCHING: (1, 14),
    _S.INTRODUCED: (1, 26),
    _S.ADVISED: (0, 15),
    _S.PROJECT_SOLVED: (0, 15),
    _S.SELF_SOLVED: (0, 15),
    _S.REFERRED: (4, 70),
    _S.IN_PROJECT: (8, 140),
    _S.ON_HOLD: (4, 60),
}
_ORIGINS: Final = {Origin.VISIT: 62, Origin.ACTIVITY: 18, Origin.FORM: 14, Origin.CALL: 6}
_SECRECY: Final = {Secrecy.COORDINATORS: 62, Secrecy.GROUP: 18, Secrecy.PROGRAMME: 14, Secrecy.PUBLIC: 6}
_URGENCY: Final = {Urgency.LOW: 15, Urgency.NORMAL: 60, Urgency.HIGH: 25}
_OF_TRADE: Final = (ProblemClass.TECHNOLOGY, ProblemClass.QUALITY)
_MEANT: Final = 0.5
_PRODUCT_FIRST: Final = 0.5


@dataclass
class PlannedProblem:
    """A problem and what later records need to know of it."""

    key: Key
    slot: Slot
    council: Council
    firm: Firm
    text: ProblemText
    title: str
    product: Product
    contact: Key
    origin: Origin
    raised_at: datetime
    way: Way
    asked: set[Key] = field(default_factory=set)

    @property
    def is_of_trade(self) -> bool:
        """Whether an expert of the trade helps, rather than a general adviser."""
        return self.slot.problem_class in _OF_TRADE

    @property
    def subject_ko(self) -> str:
        """What it is about: the product where the text speaks of it, else the speciality."""
        return self.product.ko if _speaks_of(self.text, self.product) else self.council.speciality.name_ko


def plan_problems(scene: Scene, council: Council, slots: Sequence[Slot]) -> list[PlannedProblem]:
    """Plan the problems of a group, each with its journal."""
    told: set[str] = set()
    return [_problem(scene, council, slot, told) for slot in slots]


def _problem(scene: Scene, council: Council, slot: Slot, told: set[str]) -> PlannedProblem:
    rng = scene.rng
    text = _text(rng, council, slot)
    raised_at, way = _way(rng, slot, council.founded_on + timedelta(days=14))
    firm = _suitable_firm(rng, council, text, raised_at.date())
    product = rng.choice([product for product in firm.products if product in _meant(council, text)] or firm.products)
    words = {"product": product.ko}
    title = _title(rng, text, product)
    origin = _drawn(rng, _ORIGINS)
    contact = rng.choice(firm.people)
    key = scene.plan.add(
        Problem, firm_id=firm.key, group_id=council.key, title=title, description=_description(rng, text, raised_at.date(), product, told),
        tried=text.tried, wanted_result=text.wanted, problem_class=slot.problem_class, urgency=_drawn(rng, _URGENCY), trl=rng.choice((None, 4, 5, 6, 7, 8)),
        secrecy=_drawn(rng, _SECRECY), origin=origin, raised_on_behalf=origin in (Origin.VISIT, Origin.ACTIVITY, Origin.CALL), contact_id=contact,
        coordinator_id=council.coordinator, state=way.state, raised_at=raised_at, state_since=way.since(raised_at),
        confirm_reminders=_reminders(way), confirmed_at=way.time_of("confirm_solved"), invented=True, **_findings(rng, text, way),
    )  # fmt: skip
    write_journal(scene.plan, key, PERMISSIONS, way, coordinator=council.coordinator_user, born=("raise_problem", raised_at))
    return PlannedProblem(key, slot, council, firm, text, filled(title, **words), product, contact, origin, raised_at, way)


def _drawn(rng: Random, weights: dict[K, int]) -> K:
    return rng.choices(list(weights), list(weights.values()))[0]


def _text(rng: Random, council: Council, slot: Slot) -> ProblemText:
    trade = [text for text in council.speciality.problems if text.problem_class == slot.problem_class]
    return rng.choice(trade if slot.problem_class in _OF_TRADE else common_texts().general_problems[slot.problem_class])


def _meant(council: Council, text: ProblemText) -> list[Product]:
    """The products that a text speaks of, by the letter pairs they share; all where it names none."""
    meant = [product for product in council.speciality.products if _speaks_of(text, product)]
    return meant or list(council.speciality.products)


def _speaks_of(text: ProblemText, product: Product) -> bool:
    content = text.title + text.symptom
    return "{product}" in content or _share_of_pairs(product.ko, content) >= _MEANT


def _share_of_pairs(name: str, content: str) -> float:
    pairs = [name[place : place + 2] for place in range(len(name) - 1) if " " not in name[place : place + 2]]
    return sum(pair in content for pair in pairs) / max(1, len(pairs))


def _suitable_firm(rng: Random, council: Council, text: ProblemText, day: date) -> Firm:
    meant = _meant(council, text)
    making = [firm for firm in council.firms if any(product in meant for product in firm.products)] or council.firms
    joined = [firm for firm in making if firm.joined_on <= day]
    return rng.choice(joined) if joined else min(making, key=lambda firm: firm.joined_on)


def _title(rng: Random, text: ProblemText, product: Product) -> str:
    named = "{product}" in text.title
    title = filled(text.title, product=product.ko)
    return title if named or not _speaks_of(text, product) or rng.random() > _PRODUCT_FIRST else f"[{product.ko}] {title}"


def _description(rng: Random, text: ProblemText, day: date, product: Product, told: set[str]) -> str:
    while True:
        sentences = _trade_sentences(rng, text, day) if text.problem_class in _OF_TRADE else _business_sentences(rng, text)
        numbers = {
            "people": rng.randint(6, 95),
            "share": rng.randint(12, 68),
            "won": f"{rng.randint(3, 95) * 100:,}",
            "day": rng.randint(5, 28),
            "firms": rng.randint(2, 7),
        }
        description = filled(" ".join(sentences), product=product.ko, **numbers)
        if description not in told:
            told.add(description)
            return description


def _trade_sentences(rng: Random, text: ProblemText, day: date) -> list[str]:
    since = rng.choice([phrase for phrase in turns("since") if _fits_month(phrase, day.month)])
    return [text.symptom, f"{since} {rng.choice(turns('worsening'))}", rng.choice(turns("impact"))]


def _fits_month(phrase: str, month: int) -> bool:
    spans = [span for sign, span in phrases()["since_months"].items() if sign in phrase]
    return all(first <= month <= last for first, last in spans)


def _business_sentences(rng: Random, text: ProblemText) -> list[str]:
    return [rng.choice(turns("firm_contexts")), text.symptom, rng.choice(turns("business_impacts"))]


def _way(rng: Random, slot: Slot, earliest: date) -> tuple[datetime, Way]:
    """When the problem was raised, and its acts: laid out backwards from the day on which its present state began."""
    verbs = _verbs(rng, slot.state)
    gaps = [rng.randint(*_GAPS[verb]) for verb in verbs]
    last = CUTOFF.date()
    if slot.state in _FRESH:
        day = last - timedelta(days=rng.randint(*_FRESH[slot.state]))
    else:
        day = later_weighted(rng, earliest + timedelta(days=sum(gaps)), last - timedelta(days=2))
    days = [day]
    for gap in reversed(gaps):
        days.append(days[-1] - timedelta(days=gap))
    instants = sorted(at_work(rng, workday(day)) for day in days)
    acts = [Act(verb, at, _why(rng, verb)) for verb, at in zip(verbs, instants[1:], strict=True)]
    return instants[0], walk(PROBLEM_LIFECYCLE, acts)


def _verbs(rng: Random, state: ProblemState) -> Sequence[str]:
    if state in _ROUTES:
        return _ROUTES[state]
    return (*_drawn(rng, _SOLUTIONS), *_ENDINGS[state])


def _why(rng: Random, verb: str) -> str:
    reasons = {"return_problem": "return_reasons", "put_on_hold": "hold_reasons", "declare_unsolvable": "unsolvable_reasons"}
    return rng.choice(turns(reasons[verb])) if verb in reasons else ""


def _reminders(way: Way) -> int:
    if way.time_of("leave_unconfirmed"):
        return 2
    reported = way.time_of("report_solved_by_advice", "report_solved_by_project", "report_solved_by_firm")
    return 1 if reported and way.acts[-1].at == reported and reported < CUTOFF - timedelta(days=7) else 0


def _findings(rng: Random, text: ProblemText, way: Way) -> dict[str, str]:
    """What is known by now: summary and diagnosis once diagnosed, the solution once solved."""
    found: dict[str, str] = {}
    if way.state in DIAGNOSED_OR_LATER:
        diagnosis = filled(rng.choice(turns("diagnoses")), mechanism=text.mechanism, wanted=text.wanted)
        found |= {"public_summary": text.summary, "mechanism": text.mechanism, "diagnosis": diagnosis}
    if way.state in SOLVED:
        found["solution"] = rng.choice(turns("self_solutions")) if way.time_of("report_solved_by_firm") else text.solution
    return found
