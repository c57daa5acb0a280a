"""Learning a programme's thesaurus in the background, and what was learned at hand for each search.

Words are learned first and help at once; then each model adds what to look for by meaning, and the best model reads by meaning too. Each step is
stored by itself, so that a job that is killed or stopped goes on where it was.
"""

import hashlib
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from django.db import connection

from minicluster.analytics.retrieval import learning
from minicluster.analytics.retrieval.embedding import Embedder
from minicluster.analytics.retrieval.encoders.errors import EmbeddingError
from minicluster.analytics.retrieval.language import LANGUAGES
from minicluster.analytics.retrieval.packing import packed, unpacked
from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.analytics.retrieval.understanding import Understanding
from minicluster.platform.search import troubles
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.models import LearnedThesaurus
from minicluster.platform.search.phrasings import PASSAGE, QUESTION, phrasing_vectors

Stop = Callable[[], bool]
# What was learned takes some ten megabytes; a process serves few programmes at a time.
REMEMBERED: Final = 4


def learn_thesaurus(
    programme_id: int, concepts: Sequence[Concept], samples: Sequence[Concept], *, embedders: Sequence[Embedder] = EMBEDDERS, should_stop: Stop = lambda: False
) -> bool:
    """Learn what has not been learned yet; False where it was asked to stop before the end.

    Args:
        programme_id: whose thesaurus it is.
        concepts: its concepts; those that are no symptom teach nothing yet.
        samples: concepts whose tellings and requests tell where questions stand on average.
        embedders: the models of this installation; the last is the best one and reads by meaning.
        should_stop: asked between batches.
    """
    symptoms = learning.symptoms(concepts)
    if not symptoms:
        LearnedThesaurus.objects.filter(programme_id=programme_id).delete()
        return True
    known = _begun(programme_id, symptoms)
    for embedder in embedders:
        try:
            learned = _with_model(known, embedder, symptoms, samples, should_stop, reads=embedder is embedders[-1])
        except EmbeddingError as reason:
            troubles.tell(embedder.model, str(reason))
            continue
        if learned is None:
            return False
        if learned is not known:
            known = _store(programme_id, symptoms, _without_former(learned, embedders))
    return True


def is_learned(programme_id: int, embedders: Sequence[Embedder] = EMBEDDERS) -> bool:
    """Whether everything that the models of this installation can learn from the programme's thesaurus is learned."""
    known = understanding_of(programme_id)
    if known is None:
        return False
    return all(embedder.model in known.aims for embedder in embedders) and all(embedder.model in known.by_meaning for embedder in embedders[-1:])


def understanding_of(programme_id: int) -> Understanding | None:
    """What was learned from the programme's thesaurus, as it is now; None before the first time."""
    return _MEMORY.of(programme_id)


def _begun(programme_id: int, symptoms: Sequence[Concept]) -> Understanding:
    mark = _fingerprint_of(symptoms)
    same = LearnedThesaurus.objects.filter(concepts=mark)
    own = same.filter(programme_id=programme_id).first()
    if own is not None:
        return unpacked(bytes(own.content))
    other = same.first()  # another programme's copy of the same thesaurus
    return _store(programme_id, symptoms, learning.learn(symptoms) if other is None else unpacked(bytes(other.content)))


def _with_model(
    known: Understanding, embedder: Embedder, symptoms: Sequence[Concept], samples: Sequence[Concept], should_stop: Stop, *, reads: bool
) -> Understanding | None:
    """What is known with this model too; the same object where nothing was missing, None where it was stopped."""
    if embedder.model not in known.aims:
        texts = {language: [concept.in_the_terms_of(language) or concept.in_the_terms_of("ko") for concept in symptoms] for language in LANGUAGES}
        aims = {language: phrasing_vectors(embedder, PASSAGE, of_language, should_stop) for language, of_language in texts.items()}
        centres = {name: phrasing_vectors(embedder, QUESTION, asked, should_stop) for name, asked in learning.questions_to_centre(samples).items()}
        if any(vectors is None for vectors in (*aims.values(), *centres.values())):
            return None
        known = learning.learn_aims(known, embedder.model, {name: vectors for name, vectors in aims.items() if vectors is not None})
        known = learning.learn_centres(known, embedder.model, {name: vectors for name, vectors in centres.items() if vectors is not None})
    if reads and embedder.model not in known.by_meaning:
        said = learning.phrasings(symptoms)
        vectors = phrasing_vectors(embedder, QUESTION, [one.text for one in said], should_stop)
        return None if vectors is None else learning.learn_meaning(known, embedder.model, said, vectors)
    return known


def _without_former(known: Understanding, embedders: Sequence[Embedder]) -> Understanding:
    models = {embedder.model for embedder in embedders}
    kept = ({model: value for model, value in learned.items() if model in models} for learned in (known.by_meaning, known.aims, known.centres))
    by_meaning, aims, centres = kept
    return replace(known, by_meaning=by_meaning, aims=aims, centres=centres)  # type: ignore[arg-type]  # each keeps its own kind of value


def _store(programme_id: int, symptoms: Sequence[Concept], known: Understanding) -> Understanding:
    facts = {"concepts": _fingerprint_of(symptoms), "version": uuid.uuid4(), "content": packed(known)}
    LearnedThesaurus.objects.update_or_create(programme_id=programme_id, defaults=facts)
    return known


def _fingerprint_of(symptoms: Sequence[Concept]) -> str:
    return hashlib.blake2b(repr(symptoms).encode(), digest_size=16).hexdigest()


class _Memory:
    """What this process has unpacked, by programme and version."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[uuid.UUID, Understanding]] = {}
        self._lock = threading.Lock()

    def of(self, programme_id: int) -> Understanding | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT version FROM search_learnedthesaurus WHERE programme_id = %s", [programme_id])
            row = cursor.fetchone()
        if row is None:
            return None
        with self._lock:
            known = self._known.get(programme_id)
        return known[1] if known and known[0] == row[0] else self._fetched(programme_id)

    def _fetched(self, programme_id: int) -> Understanding | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT version, content FROM search_learnedthesaurus WHERE programme_id = %s", [programme_id])
            row = cursor.fetchone()
        if row is None:
            return None
        understanding = unpacked(bytes(row[1]))
        with self._lock:
            while len(self._known) >= REMEMBERED and programme_id not in self._known:
                self._known.pop(next(iter(self._known)))
            self._known[programme_id] = (row[0], understanding)
        return understanding


_MEMORY: Final = _Memory()
