"""One question to an OpenAI-compatible address. It follows no redirect, uses no proxy, reads no endless answer and waits no longer than it was told."""

import json
import time
from http.client import HTTPException
from typing import Any, Final, NoReturn
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from minicluster.platform.language_model.configuration import Configuration

_LARGEST_ANSWER: Final = 64 * 1024
_PIECE: Final = 4096


class NoAnswerError(Exception):
    """The model gave no answer that can be used; `reason` is a word of `REASONS` in `understanding`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _NoRedirect(HTTPRedirectHandler):
    """The decision is for one address: where that sends us on, the text does not follow."""

    def redirect_request(self, *_arguments: Any, **_options: Any) -> NoReturn:
        raise NoAnswerError("redirect")


def ask(configuration: Configuration, instruction: str, text: str) -> str:
    """The model's answer to a text under an instruction, as it wrote it.

    Raises:
        NoAnswerError: too late, unreachable, an error status, no JSON, a refusal, or nothing at all.
    """
    question = {
        "model": configuration.model,
        "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": text}],
        "temperature": 0,
        "response_format": {"type": "json_object"},
    }
    return _content_of(_loaded(_sent(configuration, json.dumps(question).encode())))


def _sent(configuration: Configuration, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if configuration.key:
        headers["Authorization"] = f"Bearer {configuration.key}"
    request = Request(f"{configuration.address}/chat/completions", data=body, headers=headers, method="POST")  # noqa: S310  # https or loopback: `is_safe`
    until = time.monotonic() + configuration.seconds
    try:
        with _opener().open(request, timeout=configuration.seconds) as response:
            return _read(response, until)
    except HTTPError as error:
        error.close()
        raise NoAnswerError("status") from error
    except TimeoutError as error:
        raise NoAnswerError("late") from error
    except URLError as error:
        raise NoAnswerError("late" if isinstance(error.reason, TimeoutError) else "unreachable") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError("unreachable") from error


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}), _NoRedirect())


def _read(response: Any, until: float) -> bytes:
    """Read piece by piece: a server that sends a byte now and then would keep each single wait short and all of them endless."""
    pieces: list[bytes] = []
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        if time.monotonic() > until:
            raise NoAnswerError("late")
        if sum(map(len, pieces)) > _LARGEST_ANSWER:
            raise NoAnswerError("unreadable")
    return b"".join(pieces)


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoAnswerError("unreadable") from error


def _content_of(answer: Any) -> str:
    try:
        choice = answer["choices"][0]
        message, finish = choice["message"], choice.get("finish_reason")
        refused, content = message.get("refusal"), message.get("content")
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise NoAnswerError("unreadable") from error
    if refused or finish == "content_filter":
        raise NoAnswerError("refused")
    if not isinstance(content, str) or not content.strip():
        raise NoAnswerError("empty")
    return content
