"""How well what one knows fits what the other makes or asks, and by which texts; only from texts that the reader may read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from minicluster.analytics.retrieval.reasons import matched_words, spelling_of
from minicluster.analytics.retrieval.words import words_of
from minicluster.members.models import Organisation
from minicluster.members.rules import OrganisationKind
from minicluster.network.domain.company import Company
from minicluster.network.rules.proposing import Overlap, Pair, Wordings, pair_of
from minicluster.platform.permissions import Viewer
from minicluster.problems.domain.queries import expertise_for, open_problems_for
from minicluster.problems.models import Expertise, Problem

# Below this share of common words nothing is said to fit.
LEAST: Final = 0.08


@dataclass(frozen=True)
class Fit:
    """What fits between two people.

    Attributes:
        share: how far the texts are about the same, 0 to 1.
        expert: whose expertise it is.
        statement: what they know, in their own words.
        firm: the organisation of the other.
        problem: the open problem that it fits, where the reader may read it; None where it is what the firm makes.
        words: what both texts have in common.
    """

    share: float
    expert: int
    statement: Expertise
    firm: Organisation
    problem: Problem | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Need:
    """A text of a firm, as far as the reader may read it: what it makes, or an open problem."""

    name: str
    firm: Organisation
    text: str
    problem: Problem | None = None


def fits_in(viewer: Viewer, company: Company, *, with_problems: bool = True) -> dict[Pair, Fit]:
    """The best fit of each pair of which one knows something and the other works for a firm: to what the firm makes, and to its open problems.

    A problem counts only with the text that this viewer may read; of one that is kept from them neither the list nor its order tells anything.
    """
    knowing = _statements(viewer, company)
    needs = [*_products(company), *(_open_problems(viewer, company) if with_problems else [])]
    terms = {need.name: _terms(need.text) for need in needs}
    terms |= {statement.reference: _terms(_text_of(statement)) for of_person in knowing.values() for statement in of_person}
    wordings = Wordings(terms)
    by_firm: defaultdict[int, list[_Need]] = defaultdict(list)
    for need in needs:
        by_firm[need.firm.pk].append(need)
    best = ((expert, _best(wordings, statements, by_firm)) for expert, statements in knowing.items())
    return {
        pair_of(expert, person): fit
        for expert, fits in best
        for person in company.people
        if person != expert and (fit := fits.get(company.works_at.get(person, 0))) is not None
    }


def _statements(viewer: Viewer, company: Company) -> dict[int, list[Expertise]]:
    found: defaultdict[int, list[Expertise]] = defaultdict(list)
    for statement in expertise_for(viewer, {}).filter(person_id__in=company.people):
        found[statement.person_id].append(statement)
    return dict(found)


def _products(company: Company) -> list[_Need]:
    return [_Need(firm.reference, firm, f"{firm.products} {firm.public_note}") for firm in _firms(company).values()]


def _open_problems(viewer: Viewer, company: Company) -> list[_Need]:
    firms = _firms(company)
    readable = (problem for problem in open_problems_for(viewer).filter(firm_id__in=firms) if problem.is_readable)
    return [_Need(one.reference, firms[one.firm_id], f"{one.title} {one.description} {one.wanted_result}", one) for one in readable]


def _firms(company: Company) -> dict[int, Organisation]:
    return {firm.pk: firm for firm in company.organisations.values() if firm.kind == OrganisationKind.FIRM}


def _best(wordings: Wordings, statements: Iterable[Expertise], needs: dict[int, list[_Need]]) -> dict[int, Fit]:
    """By firm the best fit of what one person knows."""
    known = list(statements)
    found: dict[int, Fit] = {}
    for firm, of_firm in needs.items():
        told = [(wordings.overlap(statement.reference, need.name), statement, need) for statement in known for need in of_firm]
        overlap, statement, need = max(told, key=lambda one: (one[0].share, one[1].pk, one[2].name))
        if overlap.share >= LEAST:
            found[firm] = Fit(overlap.share, statement.person_id, statement, need.firm, need.problem, _words(need.text, overlap))
    return found


def _words(text: str, overlap: Overlap) -> tuple[str, ...]:
    return tuple(one.word for one in matched_words(spelling_of(text, []), overlap.brought))


def _text_of(statement: Expertise) -> str:
    return f"{statement.statement_ko} {statement.statement_en}"


@lru_cache(maxsize=4096)
def _terms(text: str) -> frozenset[str]:
    return frozenset(word.term for word in words_of(text))
