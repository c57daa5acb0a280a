"""Which models fail at present, since when and why: whoever waits for search by meaning is told, and the background work goes on with the others."""

import logging

from django.utils import timezone

from minicluster.platform.search.models import EmbeddingTrouble

_LOG = logging.getLogger(__name__)


def tell(model: str, reason: str) -> None:
    """Note that a model fails; since when stays as it was first noted."""
    _LOG.warning("The model %s gives no vectors at present: %s", model, reason)
    EmbeddingTrouble.objects.update_or_create(model=model, defaults={"reason": reason}, create_defaults={"reason": reason, "since": timezone.now()})


def forget(model: str) -> None:
    """Note that a model works again."""
    EmbeddingTrouble.objects.filter(model=model).delete()
