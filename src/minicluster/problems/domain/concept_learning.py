"""What the engine learns from a programme's thesaurus: asked for with every change, done in the background."""

from collections.abc import Callable
from functools import cache

from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.platform.jobs.background import enqueue
from minicluster.platform.search.understanding import learn_thesaurus
from minicluster.problems.domain.queries.thesaurus import concepts_for_engine
from minicluster.problems.domain.shipped_thesaurus import read_shipped_concepts


def request_learning(programme_id: int) -> None:
    """Ask the worker to learn the programme's reviewed concepts; asking twice is asking once."""
    enqueue("problems.learn_thesaurus", key=f"learn-thesaurus-{programme_id}", programme_id=programme_id)


def learn_concepts_of(programme_id: int, *, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """Learn what has not been learned yet; False where it was asked to stop before the end."""
    return learn_thesaurus(programme_id, concepts_for_engine(programme_id), _samples(), should_stop=should_stop)


@cache
def _samples() -> tuple[Concept, ...]:
    # Where questions stand on average is a matter of language, not of a programme: the shipped tellings and requests tell it for all.
    return tuple(read_shipped_concepts())
