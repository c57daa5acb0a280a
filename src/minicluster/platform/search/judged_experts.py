"""How well documents lead to their owners: two collections of papers whose authors were judged, to be measured within `fresh_search`.

Each document is indexed once, whoever owns it; the owners are kept beside. The walk's settings were chosen in one round on the same collection (pools
of 100 and 300, restarts of .3 and .1, the graph of the pool or of all that was gathered), so its figures are those of a collection used for choosing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from minicluster.analytics.retrieval.measures import average_precision, first_place, mean_reciprocal_rank, weighted_kendall_loss
from minicluster.analytics.retrieval.walk import by_owner, walk_to_owners
from minicluster.platform.search.engine import Question, score_documents
from minicluster.platform.search.evaluation import KIND, PROGRAMME, Tell, index_documents
from minicluster.platform.search.index import Entry

# From so many of the best documents the walk starts; it goes over all, for an owner of none of them is reached through others.
POOL: Final = 300
# It may go far: authors work with those who know the same field.
RESTART: Final = 0.1
# So many of an expert's papers say what he knows of a question.
BEST_FEW: Final = 3

ToOwners = Callable[[Sequence[float], Sequence[Sequence[str]]], Mapping[str, float]]


@dataclass(frozen=True)
class Paper:
    """A text and who wrote it."""

    key: str
    title: str
    text: str
    owners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pool:
    """The documents for a question: how far each stands out, 0 outside the best, and its owners."""

    scores: tuple[float, ...]
    owners: tuple[tuple[str, ...], ...]


def evaluate_authors(papers: Sequence[Paper], queries: Mapping[str, Collection[str]], judged: Mapping[str, Collection[str]], tell: Tell) -> dict[str, Any]:
    """Rank the judged authors for each query paper, which does not count itself; right is who is expert in one of its topics.

    Args:
        papers: all papers with their authors.
        queries: the topics of each paper that is asked about.
        judged: the topics in which each judged author is expert.
        tell: told how far the work is.
    """
    index_documents(_entries(papers), tell)
    asked = [(pool_for(number, papers), _experts_in(queries[paper.key], judged)) for number, paper in enumerate(papers, start=1) if paper.key in queries]
    figures = {name: _figures(asked, to_owners, judged) for name, to_owners in (("walk", partial(walk_to_owners, restart=RESTART)), ("voting", by_owner))}
    return {"n": len(asked), **figures, "pool": POOL, "restart": RESTART}


def pool_for(number: int, papers: Sequence[Paper]) -> Pool:
    """The documents nearest to one of them, which is itself left out."""
    question = Question(PROGRAMME, _text(papers[number - 1]), (KIND,), left_out=(_record(number),))
    found = score_documents(question)
    # How far a document stands out is its score above that of the first one outside.
    outside = found[: POOL + 1][-1].score if found else 0.0
    return Pool(tuple(max(one.score - outside, 0.0) for one in found), tuple(papers[one.candidate - 1].owners for one in found))


def ranking_of(reached: Mapping[str, float], judged: Collection[str]) -> list[str]:
    """The judged who were reached, best first; who was not reached is not in it."""
    return sorted((name for name in judged if reached.get(name, 0.0) > 0), key=lambda name: (-reached[name], name))


def _figures(asked: Sequence[tuple[Pool, set[str]]], to_owners: ToOwners, judged: Collection[str]) -> dict[str, float]:
    ranked = [(ranking_of(to_owners(pool.scores, pool.owners), judged), right) for pool, right in asked]
    precisions = [average_precision(ranking, right) for ranking, right in ranked]
    places = [first_place(ranking, right.__contains__) for ranking, right in ranked]
    return {"ap": round(sum(precisions) / len(precisions), 3) if precisions else 0.0, "mrr": round(mean_reciprocal_rank(places), 3)}


def _experts_in(topics: Collection[str], judged: Mapping[str, Collection[str]]) -> set[str]:
    return {name for name, known in judged.items() if set(known) & set(topics)}


def evaluate_reviewers(evidence: Sequence[Paper], asked: Sequence[Paper], ratings: Mapping[str, Mapping[str, float]], tell: Tell) -> dict[str, Any]:
    """Score each expert's rated papers by their own evidence; the loss is what is ordered the other way round, summed over experts.

    Args:
        evidence: the experts' own papers.
        asked: the papers that were rated.
        ratings: for each expert how well they know each rated paper.
        tell: told how far the work is.
    """
    index_documents(_entries(evidence), tell)
    rated = {key for of_expert in ratings.values() for key in of_expert}
    scores = {paper.key: _knowledge_of(paper, evidence) for paper in asked if paper.key in rated}
    losses = [weighted_kendall_loss({key: scores[key].get(name, 0.0) for key in of_expert}, of_expert) for name, of_expert in ratings.items()]
    lost, total = (sum(column) for column in zip(*losses, strict=True))
    return {
        "experts": len(ratings),
        "ratings": sum(map(len, ratings.values())),
        "loss": round(lost / total, 3) if total else 0.0,
        "lost": round(lost, 2),
        "total": round(total, 2),
        "best_few": BEST_FEW,
    }


def _knowledge_of(paper: Paper, evidence: Sequence[Paper]) -> dict[str, float]:
    found = score_documents(Question(PROGRAMME, _text(paper), (KIND,)), across=True)
    return best_few(((one.score, evidence[one.candidate - 1].owners) for one in found), BEST_FEW)


def best_few(scored: Iterable[tuple[float, Iterable[str]]], few: int) -> dict[str, float]:
    """The mean of each owner's best documents.

    >>> best_few([(0.9, "a"), (0.6, "ab"), (0.3, "a")], 2)
    {'a': 0.75, 'b': 0.6}
    """
    of_owner: defaultdict[str, list[float]] = defaultdict(list)
    for score, owners in scored:
        for owner in owners:
            of_owner[owner].append(score)
    best = {owner: sorted(found, reverse=True)[:few] for owner, found in of_owner.items()}
    return {owner: sum(found) / len(found) for owner, found in best.items()}


def _entries(papers: Iterable[Paper]) -> Iterable[Entry]:
    for number, paper in enumerate(papers, start=1):
        yield Entry(KIND, number, _record(number), paper.title, paper.text)


def _record(number: int) -> str:
    return f"document-{number}"


def _text(paper: Paper) -> str:
    return ". ".join(part for part in (paper.title, paper.text) if part)
