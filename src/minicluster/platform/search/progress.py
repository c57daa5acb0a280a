"""How far search by meaning is prepared, what hinders it, and clearing away the vectors of models that are no longer used."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from minicluster.analytics.retrieval.embedding import Embedder
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.missing import programmes_with_missing
from minicluster.platform.search.models import Centre, EmbeddingTrouble, Vector


@dataclass(frozen=True)
class Progress:
    """How many of the vectors that a programme's documents need are there.

    `renewing`: there are vectors of another model or version, which are not compared. `failing`: the models that give none at present.
    """

    done: int
    total: int
    renewing: bool = False
    failing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether search uses meaning for every document."""
        return self.done >= self.total


def embedding_progress(programme_id: int, embedders: Sequence[Embedder] = EMBEDDERS) -> Progress:
    """How far the programme's documents have their vectors; each text counts once per model."""
    models = [embedder.model for embedder in embedders]
    statement = """
        WITH texts AS (SELECT DISTINCT fingerprint FROM search_document WHERE programme_id = %s)
        SELECT (SELECT count(*) FROM texts),
               (SELECT coalesce(sum((SELECT count(*) FROM search_vector WHERE model = ANY(%s) AND fingerprint = texts.fingerprint)), 0)::int FROM texts)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id, models])
        texts, vectors = cursor.fetchone()
    total = texts * len(models)
    if vectors >= total:
        return Progress(done=vectors, total=total)
    renewing = Centre.objects.filter(programme_id=programme_id, role="documents").exclude(model__in=models).exists()
    failing = EmbeddingTrouble.objects.filter(model__in=models).order_by("model").values_list("model", flat=True)
    return Progress(done=vectors, total=total, renewing=renewing, failing=tuple(failing))


def clear_former_vectors(embedders: Sequence[Embedder] = EMBEDDERS) -> int:
    """Remove the vectors and centres of models that are no longer used, once every text of every programme has its new ones; returns how many."""
    models = [embedder.model for embedder in embedders]
    former = set(Centre.objects.exclude(model__in=models).values_list("model", flat=True))
    if not former or programmes_with_missing(models):
        return 0
    cleared, _by_kind = Vector.objects.filter(model__in=former).delete()
    Centre.objects.filter(model__in=former).delete()
    EmbeddingTrouble.objects.exclude(model__in=models).delete()
    return cleared
