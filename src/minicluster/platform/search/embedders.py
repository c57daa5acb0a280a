"""Which models this installation uses, and the vectors of what is asked.

A model in a folder or behind an address takes the place of e5; the fast one stays, so that search by meaning works while the other is away.
"""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from minicluster.analytics.retrieval.embedding import EMBEDDERS as SHIPPED
from minicluster.analytics.retrieval.embedding import Embedder, Vectors
from minicluster.analytics.retrieval.encoders.checking import checked_vectors
from minicluster.analytics.retrieval.encoders.errors import EmbeddingError
from minicluster.analytics.retrieval.encoders.folder import FolderModel
from minicluster.platform.search.service import ServiceModel, ServiceSettings

REMEMBERED_QUESTIONS: Final = 512
# A model that has failed is not asked again at once: with a service that is away every search would wait for it.
SECONDS_OF_REST: Final = 30.0
_LOG = logging.getLogger(__name__)


def configured(service: dict[str, Any], folder: str, models: str = "both") -> tuple[Embedder, ...]:
    """The models in the order in which a collection gets its vectors: the fast one and a better one, or (`models` is "fast") the first alone."""
    fast, *_better = SHIPPED
    if models not in {"fast", "both"}:
        message = f'MINICLUSTER_EMBEDDING_MODELS is "{models}"; it can be "fast" or "both".'
        raise ImproperlyConfigured(message)
    if models == "fast":
        return (fast,)
    try:
        if service.get("address"):
            return fast, ServiceModel(ServiceSettings(**service))
        return (fast, _opened(Path(folder))) if folder else SHIPPED
    except (ValueError, EmbeddingError) as reason:
        raise ImproperlyConfigured(str(reason)) from reason


def _opened(folder: Path) -> FolderModel:
    model = FolderModel(folder)
    _name = model.model  # what is missing is told at the start, and not to somebody who searches
    return model


EMBEDDERS: Final = configured(settings.EMBEDDING_SERVICE, settings.EMBEDDING_FOLDER, settings.EMBEDDING_MODELS)


class QuestionVectors:
    """The vectors of what was asked lately, in this process only. Texts are known by their fingerprints: a question may be secret."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, bytes], Vectors] = OrderedDict()
        self._resting: dict[str, float] = {}
        self._lock = threading.Lock()

    def of(self, embedder: Embedder, text: str) -> Vectors | None:
        """The vector of a question, or None where the model cannot give it now; search then does without this model."""
        key = (embedder.model, hashlib.blake2b(text.encode(errors="replace")).digest())
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            if self._resting.get(embedder.model, 0.0) > time.monotonic():
                return None
        return self._computed(key, embedder, text)

    def _computed(self, key: tuple[str, bytes], embedder: Embedder, text: str) -> Vectors | None:
        try:
            vector: Vectors = checked_vectors(embedder.questions, [text])[0]
        except EmbeddingError as reason:
            _LOG.warning("The question is asked without the model %s: %s", embedder.model, reason)
            with self._lock:
                self._resting[embedder.model] = time.monotonic() + SECONDS_OF_REST
            return None
        with self._lock:
            self._known[key] = vector
            while len(self._known) > REMEMBERED_QUESTIONS:
                self._known.popitem(last=False)
        return vector


QUESTION_VECTORS: Final = QuestionVectors()
