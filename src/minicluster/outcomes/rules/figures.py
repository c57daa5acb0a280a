"""Which of several entries of one year is the yearly figure, and who may be told it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from minicluster.outcomes.rules.ledger import FEWEST_FIRMS
from minicluster.outcomes.rules.permissions import PERMISSIONS
from minicluster.platform.permissions import Place, Viewer


@dataclass(frozen=True)
class Entry:
    """What decides which entry of a year stands: whether it is confirmed, when it was recorded, and its number."""

    is_confirmed: bool
    recorded_at: datetime
    pk: int

    @property
    def standing(self) -> tuple[bool, datetime, int]:
        """Of two entries of one year the one with the higher standing is told: confirmed before provisional, then the latest."""
        return self.is_confirmed, self.recorded_at, self.pk


def may_read_figure(viewer: Viewer, place: Place, *, is_confidential: bool, firms: int | None) -> bool:
    """Whether a yearly figure of a place may be told.

    A confidential one is for those who record figures there. One of one or two firms tells the figure of a firm: it is for those who may read each.
    Figures that sum no firms (`firms` is None) are open to whoever may read the page.
    """
    if is_confidential and not PERMISSIONS.allows(viewer, "record_actual", place):
        return False
    return firms is None or firms >= FEWEST_FIRMS or PERMISSIONS.allows(viewer, "view_outcome", place)


def total_gives_away(withheld: Collection[int | None]) -> bool:
    """Whether a sum would tell what is withheld in its parts, given the firms behind each withheld part (None: not known).

    One withheld part is the sum less the others; several are told only together, which is a figure of fewer than three firms where they have so few.
    """
    return bool(withheld) and (len(withheld) == 1 or sum(firms or 0 for firms in withheld) < FEWEST_FIRMS)
