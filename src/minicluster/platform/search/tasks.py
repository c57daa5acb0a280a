"""The background work of search."""

import time

from minicluster.platform.jobs.background import Progressing, background_task, periodic_task
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.embedding import embed_documents, request_embedding
from minicluster.platform.search.missing import programmes_with_missing
from minicluster.platform.search.progress import clear_former_vectors
from minicluster.platform.search.settling import settle_when_it_pays

# Other work waits behind this long job at most so long; then it takes its place at the end of the queue again.
SLICE_SECONDS = 20.0


@background_task("search.embed_documents")
def embed(job: Progressing, *, programme_id: int) -> None:
    """Give the programme's documents the vectors that are missing, slice by slice; what is left is asked for again."""
    until = time.monotonic() + SLICE_SECONDS
    if not embed_documents(programme_id, should_stop=lambda: job.should_stop() or time.monotonic() > until):
        request_embedding(programme_id)
        return
    clear_former_vectors()
    settle_when_it_pays(programme_id)


@periodic_task("search.embed_what_is_missing", cron="*/10 * * * *")
def embed_what_is_missing() -> None:
    """Go on where a model failed, or where another model or version is used since: its vectors are missing everywhere."""
    for programme_id in programmes_with_missing([embedder.model for embedder in EMBEDDERS]):
        request_embedding(programme_id)
