"""The models that the programme was measured against, and what is compared: structure, as far as a source tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ReferenceModel:
    """A model: as a claim's perimeter names it, and its name."""

    scope: str
    name: Promise


MODELS: Final = (
    ReferenceModel("Silicon Valley", _("Silicon Valley")),
    ReferenceModel("TAMA", _("TAMA (Japan)")),
)
# Claims on these topics tell the structure of a model; whoever records one with the model's perimeter fills its cell.
ASPECTS: Final[Mapping[str, tuple[Promise, frozenset[str]]]] = {
    "founder": (_("Who founded it, and how"), frozenset({"founded", "founder", "announced", "declared"})),
    "payer": (_("Who pays"), frozenset({"payer"})),
    "decider": (_("Who decides"), frozenset({"decider", "mini_units"})),
    "measured": (_("What is measured"), frozenset({"measured"})),
}
