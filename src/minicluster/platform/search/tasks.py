"""The background work of search."""

from minicluster.platform.jobs.background import Progressing, background_task
from minicluster.platform.search.embedding import embed_documents, request_embedding


@background_task("search.embed_documents")
def embed(job: Progressing, *, programme_id: int) -> None:
    """Give the programme's documents the vectors that are missing; what a stopped worker leaves is asked for again."""
    if not embed_documents(programme_id, should_stop=job.should_stop):
        request_embedding(programme_id)
