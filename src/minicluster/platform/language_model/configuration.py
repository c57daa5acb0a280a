"""Where a language model is, by the environment. Nothing is set by default, and then nothing is ever asked."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Configuration:
    """An OpenAI-compatible address, such as `https://model.example/v1`; the name of the model; a key, if it wants one; how long to wait in all."""

    address: str
    model: str = ""
    key: str = ""
    seconds: float = 8.0

    @property
    def is_on(self) -> bool:
        """Whether an address is set at all."""
        return bool(self.address)

    @property
    def is_safe(self) -> bool:
        """Whether what is sent can be read on its way by nobody else: encrypted, or never leaving this machine."""
        parts = urlsplit(self.address)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def configured() -> Configuration:
    """What the environment says."""
    return Configuration(settings.LANGUAGE_MODEL_ADDRESS, settings.LANGUAGE_MODEL_NAME, settings.LANGUAGE_MODEL_KEY, settings.LANGUAGE_MODEL_SECONDS)
