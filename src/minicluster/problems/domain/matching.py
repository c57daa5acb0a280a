"""Matching: whom a problem is put before, with reasons. The engine is `platform.search`; here is what it may see and what comes of it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from minicluster.analytics.retrieval.weights import question_weights
from minicluster.members.models import Organisation, Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import contains_resident_registration_number
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.platform.search.engine import ENGINE_VERSION, Found, Question, ask
from minicluster.problems import rules
from minicluster.problems.domain.acquaintance import ties_with
from minicluster.problems.domain.conflicts import Barred, barred_from, open_requests
from minicluster.problems.domain.expecting import concepts_of_the_trade
from minicluster.problems.domain.explaining import Ways, not_known_of_experts
from minicluster.problems.domain.intake import intake_text
from minicluster.problems.domain.learning import new_faces_among
from minicluster.problems.domain.reasons import ABSTAINED, Reason, class_reason, reasons_of
from minicluster.problems.models import Evidence, Facility, Match, Problem, SupportProgramme
from minicluster.problems.rules.fairness import ConflictReason

Kind = rules.CandidateKind
ALL_KINDS: Final = tuple(Kind)
SHORTLIST_LENGTH: Final = 10
LONGEST_QUESTION: Final = 5000
# A support programme for the problem's class goes before one whose words merely fit.
CLASS_SHARE: Final = 0.5
# Support programmes are few; all of them are weighed by class.
EVERY_SUPPORT_PROGRAMME: Final = 1000

_FIELD_OF_KIND: Final = {Kind.EXPERT: "person", Kind.FIRM: "organisation", Kind.FACILITY: "facility", Kind.SUPPORT: "support_programme"}


@dataclass(frozen=True)
class Candidate:
    """Someone or something that may help, with a score from 0 to 1 within its kind and the reasons."""

    kind: str
    id: int
    name: str
    organisation: str
    score: float
    reasons: list[Reason]


@dataclass(frozen=True)
class Hidden:
    """How many candidates are never shown for a problem, and why."""

    kind: str
    count: int
    why: str


def candidates_for(
    viewer: Viewer,
    text: str,
    *,
    kinds: Collection[str] = ALL_KINDS,
    top: int = SHORTLIST_LENGTH,
    leave_out: Collection[str] = (),
    hidden: Collection[tuple[str, int]] = (),
    problem_class: str = "",
    scopes: Collection[int] | None = None,
) -> list[Candidate]:
    """The best candidates of each kind in the viewer's programme: kind after kind, each best first.

    Args:
        viewer: on whose behalf; another programme's candidates do not exist.
        text: the problem in anybody's words, Korean or English.
        kinds: which kinds of candidates, in this order.
        top: how many of each kind.
        leave_out: references of records whose evidence must not count, such as `problem-12`.
        hidden: candidates (kind, id) that are not to be shown.
        problem_class: where it is known, support programmes for it go first.
        scopes: the mini-clusters whose own evidence may count; those of the viewer by default.

    Raises:
        InvalidInputError: the text cannot be searched for; the message says why.
    """
    found = _search(viewer, text, kinds=kinds, top=top, leave_out=leave_out, hidden=hidden, problem_class=problem_class, scopes=scopes)
    return found.candidates


@dataclass(frozen=True)
class _Searched:
    """Who was found and may be shown, and those (kind, id) who would stand among them if they were not hidden."""

    candidates: list[Candidate]
    left_out: list[tuple[str, int]]


def _search(
    viewer: Viewer,
    text: str,
    *,
    kinds: Collection[str],
    top: int = SHORTLIST_LENGTH,
    leave_out: Collection[str],
    hidden: Collection[tuple[str, int]],
    problem_class: str,
    scopes: Collection[int] | None,
    expected: Collection[str] = (),
) -> _Searched:
    rules.PERMISSIONS.require(viewer, "view_expertise", Place(viewer.programme_id))
    symptoms = not problem_class or problem_class in rules.OF_A_TRADE
    question = Question(
        viewer.programme_id,
        checked_question(text),
        _in_text_order(kinds),
        frozenset(leave_out),
        scopes=viewer.group_ids if scopes is None else scopes,
        tells_symptoms=symptoms,
        expected=expected,
    )
    # Describing what was found is the dear part, so all are asked for only of the kind that has few.
    tops = {Kind.SUPPORT.value: EVERY_SUPPORT_PROGRAMME} if problem_class else {}
    answer = ask(question, top=top + len(hidden), tops=tops)
    ways = Ways(viewer.programme_id, question.text, answer)
    lists = {
        kind: _candidates(kind, answer.found[kind], set(hidden), problem_class=problem_class, question=question, ways=ways)[:top] for kind in question.kinds
    }
    experts = lists.get(Kind.EXPERT.value, [])
    confidence = answer.confidence.get(Kind.EXPERT.value)
    if experts and confidence is not None and not confidence.is_enough:
        # With each of them, so that it is said however many of them are judged, asked or left out later.
        lists[Kind.EXPERT.value] = [replace(expert, reasons=[*expert.reasons, {"kind": ABSTAINED}]) for expert in experts]
    first = [(one.kind, one.candidate_id) for kind in question.kinds for one in answer.found[kind][:top]]
    return _Searched([candidate for kind in question.kinds for candidate in lists[kind]], [one for one in first if one in hidden])


def checked_question(text: str) -> str:
    """The text where it can be searched for.

    Raises:
        InvalidInputError: it is empty, too long, without any word, or holds a resident registration number.
    """
    if not text.strip():
        raise InvalidInputError(_("There is no text to search for. Describe in a sentence what happens and what is wanted."), field="text")
    if len(text) > LONGEST_QUESTION:
        message = _(
            "The text has %(length)s characters; up to %(limit)s can be searched for. Nothing was searched. Please shorten it to what happens and what is wanted."
        )
        raise InvalidInputError(message % {"length": f"{len(text):,}", "limit": f"{LONGEST_QUESTION:,}"}, field="text")
    if contains_resident_registration_number(text):
        message = _("The text seems to hold a resident registration number. It was neither searched for nor kept. Please remove the number.")
        raise InvalidInputError(message, field="text")
    if not any(character.isalpha() for term in question_weights(text) for character in term):
        raise InvalidInputError(_("The text holds no Korean or English word that could be searched for. Describe in a sentence what happens."), field="text")
    return text


@transaction.atomic
def match_problem(*, actor: Viewer, problem: Problem, kinds: Collection[str] = ALL_KINDS, also: str = "") -> list[Match]:
    """Find candidates for a problem and keep them with their reasons; former ones that nobody has judged are replaced, of judged ones the judgement stays.

    `also` are terms in which somebody else, such as a language model, put the problem; they are searched for beside its own words.

    Raises:
        IllegalStepError: the problem is no longer open.
        InvalidInputError: its text holds no word that could be searched for.
    """
    rules.PERMISSIONS.require(actor, "match_problem", problem.place())
    stored = Problem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
    if stored.state not in rules.OPEN:
        raise IllegalStepError(_("This problem is no longer open, so no candidates are looked for. Nothing was changed. Reopen it first."))
    found = _search(
        actor,
        _question_of(stored, also),
        kinds=kinds,
        leave_out=_stems_from(stored),
        hidden=barred_from(stored),
        problem_class=stored.problem_class,
        scopes=_scopes_of(actor, stored),
        expected=concepts_of_the_trade(stored),
    )
    matches = _keep(stored, kinds, _with_what_is_not_known(stored, _with_ties(stored, found.candidates)))
    problem.left_out = _references_left_out(stored, kinds, found.left_out)
    problem.save(update_fields=["left_out"])
    record_act(actor=actor, action="match_problem", record=problem, fields=["matches"])
    return matches


def shortlist_for(viewer: Viewer, problem: Problem, barred: Barred | None = None) -> dict[str, list[Match]]:
    """The matches of a problem by kind, in the order in which the engine ranked them; every kind is there, if empty.

    Who came into a conflict since, or is asked too often by now, is left out; `barred` saves looking for them again.
    """
    rules.PERMISSIONS.require(viewer, "view_match", problem.place())
    barred = barred_from(problem) if barred is None else barred
    matches = problem.matches.select_related("person", "organisation", "facility__organisation", "support_programme__organisation").order_by("rank", "pk")
    lists: dict[str, list[Match]] = {kind.value: [] for kind in Kind}
    for match in matches.prefetch_related("person__affiliations__organisation"):
        if (match.kind, match.candidate.pk) not in barred:
            lists[match.kind].append(match)
    _forget_what_is_gone(problem, [match for of_kind in lists.values() for match in of_kind])
    # What does not fit stays, with its reason, behind what may.
    return {kind: sorted(of_kind, key=lambda match: match.judgement == rules.Judgement.DOES_NOT_FIT) for kind, of_kind in lists.items()}


def _forget_what_is_gone(problem: Problem, matches: Sequence[Match]) -> None:
    """Leave out of the stored reasons each piece of evidence that was removed, disowned or kept to another mini-cluster since."""
    told = {int(number) for match in matches for reason in match.reasons if (number := _evidence_number(reason))}
    still = Evidence.objects.filter(pk__in=told, programme_id=problem.programme_id, disowned_at=None)
    there = set(still.filter(models.Q(group=None) | models.Q(group_id=problem.group_id)).values_list("pk", flat=True))
    for match in matches:
        match.reasons = [reason for reason in match.reasons if not (number := _evidence_number(reason)) or int(number) in there]


def _evidence_number(reason: Reason) -> str:
    kind, _dash, number = str(reason.get("record", "")).rpartition("-")
    return number if kind == "evidence" else ""


def mark_load(problem: Problem, experts: Sequence[Match]) -> None:
    """Note on each expert of a shortlist how many requests they have open, and whether they are a new face."""
    people = {match.person_id for match in experts if match.person_id}
    load, new = open_requests(problem.programme_id, people), new_faces_among(problem.programme, people)
    for match in experts:
        match.open_requests, match.is_new_face = load.get(match.person_id or 0, 0), match.person_id in new


def hidden_for(viewer: Viewer, problem: Problem, barred: Barred | None = None) -> list[Hidden]:
    """How many would stand on a problem's shortlist if they were not barred today, and why they are: a number for each reason, never a name.

    Counted are those whom the last search left out and those who stand on the list and came into a conflict since.
    """
    rules.PERMISSIONS.require(viewer, "view_match", problem.place())
    barred = barred_from(problem) if barred is None else barred
    listed = problem.matches.values_list("kind", Coalesce("person", "organisation", "facility"))
    found = {f"{kind}-{candidate}" for kind, candidate in listed}.union(problem.left_out)
    counts = Counter((kind, conflict.reason) for (kind, candidate), conflict in barred.items() if f"{kind}-{candidate}" in found)
    order = [(kind, reason) for kind in (Kind.FIRM, Kind.EXPERT, Kind.FACILITY) for reason in ConflictReason]
    return [Hidden(kind.value, counts[kind.value, reason], _why(kind, reason)) for kind, reason in order if counts[kind.value, reason]]


def _why(kind: Kind, reason: ConflictReason) -> str:
    own = {Kind.FIRM: _("the firm itself"), Kind.EXPERT: _("people of the firm"), Kind.FACILITY: _("facilities of the firm")}
    return own[kind] if reason == ConflictReason.OWN_FIRM else str(reason.label)


def _in_text_order(kinds: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(Kind(kind).value for kind in kinds))


def _candidates(
    kind: str, found: Sequence[Found], hidden: Collection[tuple[str, int]], *, problem_class: str, question: Question, ways: Ways
) -> list[Candidate]:
    shown = [one for one in found if (one.kind, one.candidate_id) not in hidden]
    if kind == Kind.SUPPORT and problem_class:
        return _support_by_class(shown, problem_class, question.programme_id, ways)
    records = _records(kind, question.programme_id, [one.candidate_id for one in shown])
    return [
        _candidate(one, records[one.candidate_id], [*ways.to(one), *reasons_of(ways.spelling, one.documents)]) for one in shown if one.candidate_id in records
    ]


def _support_by_class(found: Sequence[Found], problem_class: str, programme_id: int, ways: Ways) -> list[Candidate]:
    """Support programmes by text and class: those for the class are there even where no word fits."""
    by_text = {one.candidate_id: one for one in found}
    meant = SupportProgramme.objects.filter(programme_id=programme_id, purpose=problem_class).values_list("pk", flat=True)
    candidates = []
    for pk, record in _records(Kind.SUPPORT, programme_id, {*by_text, *meant}).items():
        one = by_text.get(pk, Found(Kind.SUPPORT.value, pk, 0.0, ()))
        fits = record.purpose == problem_class
        reasons = [class_reason(problem_class)] * fits + reasons_of(ways.spelling, one.documents)
        candidates.append(_candidate(replace(one, score=round(CLASS_SHARE * fits + (1 - CLASS_SHARE) * one.score, 4)), record, reasons))
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.id))


def _candidate(found: Found, record: Any, reasons: list[Reason]) -> Candidate:
    return Candidate(found.kind, found.candidate_id, str(record), _ORGANISATION_OF_KIND[Kind(found.kind)](record), found.score, reasons)


def _records(kind: str, programme_id: int, ids: Iterable[int]) -> dict[int, Any]:
    """The candidates' records; one that has gone since it was indexed is not there."""
    sources: dict[Kind, models.QuerySet[Any]] = {
        Kind.EXPERT: Person.objects.select_related("programme").prefetch_related("affiliations__organisation"),
        Kind.FIRM: Organisation.objects.all(),
        Kind.FACILITY: Facility.objects.select_related("organisation"),
        Kind.SUPPORT: SupportProgramme.objects.select_related("organisation"),
    }
    return sources[Kind(kind)].filter(programme_id=programme_id).in_bulk(list(ids))


def _employer(person: Person) -> str:
    return ", ".join(affiliation.workplace for affiliation in person.employers_on(person.programme.today()))


_ORGANISATION_OF_KIND: Final[dict[Kind, Callable[[Any], str]]] = {
    Kind.EXPERT: _employer,
    Kind.FIRM: lambda _firm: "",
    Kind.FACILITY: lambda facility: str(facility.organisation),
    Kind.SUPPORT: lambda support: str(support.organisation or ""),
}


def _scopes_of(actor: Viewer, problem: Problem) -> frozenset[int]:
    """Only the problem's own mini-cluster: whoever looks after it reads the reasons, and not everybody of them sees the others."""
    return frozenset({problem.group_id}) if actor.group_ids is None else frozenset(actor.group_ids) & {problem.group_id}


def _question_of(problem: Problem, also: str = "") -> str:
    # The description last: it has no end, and what is cut off must be the least telling.
    parts = (also, problem.public_summary, problem.title, problem.mechanism, problem.wanted_result, intake_text(problem), problem.description)
    return "\n".join(part for part in parts if part)[:LONGEST_QUESTION]


def _stems_from(problem: Problem) -> set[str]:
    """The problem and its duplicates: evidence that stems from them would only find itself."""
    original = problem.duplicate_of_id or problem.pk
    same = Problem.objects.filter(models.Q(pk__in=(problem.pk, original)) | models.Q(duplicate_of=original)).values_list("pk", flat=True)
    return {f"problem-{pk}" for pk in same}


def _references_left_out(problem: Problem, kinds: Collection[str], left_out: Iterable[tuple[str, int]]) -> list[str]:
    """Those left out now, and of the kinds that were not looked for those left out before."""
    others = [reference for reference in problem.left_out if reference.rpartition("-")[0] not in {Kind(kind).value for kind in kinds}]
    return [*others, *(f"{kind}-{candidate}" for kind, candidate in left_out)]


def _with_ties(problem: Problem, candidates: Sequence[Candidate]) -> list[Candidate]:
    experts = [candidate.id for candidate in candidates if candidate.kind == Kind.EXPERT]
    ties = ties_with(problem, experts)
    return [
        replace(candidate, reasons=[*candidate.reasons, ties[candidate.id]]) if candidate.kind == Kind.EXPERT and candidate.id in ties else candidate
        for candidate in candidates
    ]


def _with_what_is_not_known(problem: Problem, candidates: Sequence[Candidate]) -> list[Candidate]:
    experts = [candidate.id for candidate in candidates if candidate.kind == Kind.EXPERT]
    unknown = not_known_of_experts(problem.programme_id, experts, problem.programme.today())
    return [replace(one, reasons=[*one.reasons, *unknown[one.id]]) if one.kind == Kind.EXPERT else one for one in candidates]


def _keep(problem: Problem, kinds: Collection[str], candidates: Sequence[Candidate]) -> list[Match]:
    former = Match.objects.filter(problem=problem, kind__in=[Kind(kind).value for kind in kinds])
    former.filter(judgement=rules.Judgement.NONE, introductions=None).delete()
    kept = {(match.kind, match.candidate.pk): match for match in former.select_related("person", "organisation", "facility", "support_programme")}
    ranks: dict[str, int] = {}
    matches = []
    for candidate in candidates:
        ranks[candidate.kind] = ranks.get(candidate.kind, 0) + 1
        key = (candidate.kind, candidate.id)
        new = _new_match(problem, candidate, ranks[candidate.kind])
        matches.append(_refreshed(kept.pop(key), new) if key in kept else new)
    Match.objects.bulk_create(match for match in matches if match.pk is None)
    Match.objects.bulk_update([match for match in matches if match.pk is not None and match not in kept.values()], _FOUND)
    return [*matches, *kept.values()]


_FOUND: Final = ("rank", "score", "reasons", "engine_version", "found_at")


def _refreshed(match: Match, found: Match) -> Match:
    """A match that somebody judged or that led to an introduction, as the engine found it now; the judgement stays."""
    for name in _FOUND:
        setattr(match, name, getattr(found, name))
    return match


def _new_match(problem: Problem, candidate: Candidate, rank: int) -> Match:
    facts = asdict(candidate)
    return Match(
        programme_id=problem.programme_id,
        invented=problem.invented,
        problem=problem,
        kind=candidate.kind,
        rank=rank,
        score=candidate.score,
        reasons=facts["reasons"],
        engine_version=ENGINE_VERSION,
        found_at=problem.now(),
        **{f"{_FIELD_OF_KIND[Kind(candidate.kind)]}_id": candidate.id},
    )
