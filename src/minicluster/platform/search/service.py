"""Vectors from a service that speaks as OpenAI's `/v1/embeddings` does. Off unless an address is configured, for every text would go there.

Nothing is followed to another address, no proxy of the environment is used, and without encryption only this machine and private networks are spoken to.
"""

import ipaddress
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import numpy as np

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.encoders.checking import checked_vectors
from minicluster.analytics.retrieval.encoders.errors import EmbeddingError, UnreachableError
from minicluster.analytics.retrieval.encoders.texts import shortened

LONGEST_NAME: Final = 60
LARGEST_ANSWER: Final = 64 * 1024**2
TEXTS_PER_REQUEST: Final = 32
# Whoever asks a question waits at the screen; words answer him when the service does not.
SECONDS_FOR_A_QUESTION: Final = 2.0
_GOOD: Final = 200
# The service refuses these very texts (too long, not allowed); others may pass.
_REFUSALS: Final = (400, 413, 422)


@dataclass(frozen=True)
class ServiceSettings:
    """Where the service is and what it is asked for; `dimensions` 0 means: as long as the first vector was."""

    address: str
    name: str
    version: str = "service"
    dimensions: int = 0
    key: str = ""
    seconds: float = 30.0
    question_prefix: str = ""
    passage_prefix: str = ""


class ServiceModel:
    """An embedder behind an address."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._address = _allowed(settings.address)
        self.model = f"{settings.name}@{settings.version}"
        if not settings.name or len(self.model) > LONGEST_NAME:
            raise ValueError(f"MINICLUSTER_EMBEDDING_MODEL must be given, and with its version be at most {LONGEST_NAME} characters long.")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of documents."""
        return self._vectors([self._settings.passage_prefix + text for text in shortened(texts)], self._settings.seconds)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is asked."""
        return self._vectors([self._settings.question_prefix + text for text in shortened(texts)], min(self._settings.seconds, SECONDS_FOR_A_QUESTION))

    def _vectors(self, texts: Sequence[str], seconds: float) -> Vectors:
        parts = [texts[start : start + TEXTS_PER_REQUEST] for start in range(0, len(texts), TEXTS_PER_REQUEST)]
        expected = self._settings.dimensions or None
        vectors = np.concatenate([checked_vectors(lambda part: self._asked(part, seconds), part, dimensions=expected) for part in parts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _asked(self, texts: Sequence[str], seconds: float) -> list[list[float]]:
        answer = self._answer({"model": self._settings.name, "input": list(texts), "encoding_format": "float"}, seconds)
        try:
            rows = sorted(json.loads(answer)["data"], key=lambda row: row["index"])
            return [[float(value) for value in row["embedding"]] for row in rows]
        except (ValueError, KeyError, TypeError) as reason:
            raise UnreachableError(f"{self._where} does not answer as /v1/embeddings does: {answer[:120].decode(errors='replace')}") from reason

    def _answer(self, asked: dict[str, Any], seconds: float) -> bytes:
        try:
            status, answer = self._exchange(json.dumps(asked).encode(), seconds)
        except TimeoutError as reason:
            raise UnreachableError(f"{self._where} did not answer within {seconds:g} seconds.") from reason
        except ConnectionRefusedError as reason:
            raise UnreachableError(f"{self._where} refuses the connection: is the service running?") from reason
        except (OSError, HTTPException) as reason:
            raise UnreachableError(f"{self._where} cannot be reached: {reason}") from reason
        if status == _GOOD:
            return answer
        told = f"{self._where} answered with status {status}: {answer[:120].decode(errors='replace')}"
        raise EmbeddingError(told) if status in _REFUSALS else UnreachableError(told)

    def _exchange(self, body: bytes, seconds: float) -> tuple[int, bytes]:
        opened = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        connection = opened(self._address.hostname or "", self._address.port, timeout=seconds)
        try:
            connection.request("POST", self._address.path, body, {"Content-Type": "application/json", **self._authorisation})
            response = connection.getresponse()
            return response.status, response.read(LARGEST_ANSWER)
        finally:
            connection.close()

    @property
    def _authorisation(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._settings.key}"} if self._settings.key else {}

    @property
    def _where(self) -> str:
        return f"The embedding service at {self._address.netloc.rpartition('@')[2]}"


def _allowed(address: str) -> SplitResult:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"MINICLUSTER_EMBEDDING_SERVICE must be an address such as http://127.0.0.1:8080/v1/embeddings, not {address!r}.")
    if parts.scheme == "http" and not _is_private(parts.hostname):
        raise ValueError("MINICLUSTER_EMBEDDING_SERVICE is outside this machine and private networks: use https there, for texts must not travel in clear.")
    return parts


def _is_private(host: str) -> bool:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(one).is_private or ipaddress.ip_address(one).is_loopback for one in found)
