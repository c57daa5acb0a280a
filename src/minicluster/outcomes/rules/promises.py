"""How promises were kept: what was expected, years later beside what was realised of it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

KEPT_FROM: Final = Decimal("0.9")
"""From this part of what was expected on, a promise counts as kept."""
_NORMAL_95: Final = 1.959963984540054


class PromiseFate(TextChoices):
    """What became of a promise whose period has ended."""

    KEPT = "kept", _("Kept (nine tenths or more)")
    BROKEN = "broken", _("Kept in part or not at all")
    UNANSWERED = "unanswered", _("Unanswered")


class PromisesBy(TextChoices):
    """By what promises are counted."""

    PERSON = "person", _("Who reported it")
    GROUP = "group", _("Mini-cluster")
    COMPLEX = "complex", _("Complex")
    PROGRAMME = "programme", _("Programme")
    YEAR = "year", _("Year in which the period ended")


@dataclass(frozen=True)
class Promise:
    """An expected entry whose period has ended.

    Attributes:
        expected: the value that was expected, above 0.
        realised: the sum of the realised entries that fulfil it.
        is_answered: whether anybody has said what became of it.
        keys: by what it is counted → the key there, such as the number of its group.
    """

    expected: Decimal
    realised: Decimal
    is_answered: bool
    keys: Mapping[str, str]

    @property
    def capped(self) -> Decimal:
        """How much of what was expected came true, at least nothing and at most all of it: what one brought too much mends no other."""
        return min(max(self.realised, Decimal(0)), self.expected)

    @property
    def fate(self) -> PromiseFate:
        """Kept, broken or unanswered. Whoever does not answer has not kept it, and has not broken it either."""
        if not self.is_answered:
            return PromiseFate.UNANSWERED
        return PromiseFate.KEPT if self.realised >= KEPT_FROM * self.expected else PromiseFate.BROKEN


@dataclass(frozen=True)
class Record:
    """How a number of promises was kept.

    Attributes:
        kept, broken, unanswered: how many.
        mean_part: the mean over the answered of what came true of each, 0 to 1, each promise counting the same whatever its unit; None where none is answered.
        expected, realised, capped: sums over the answered; they mean something only where all are of one indicator.
    """

    kept: int
    broken: int
    unanswered: int
    mean_part: float | None
    expected: Decimal
    realised: Decimal
    capped: Decimal

    @property
    def answered(self) -> int:
        """Of how many it is known what became of them."""
        return self.kept + self.broken

    @property
    def ended(self) -> int:
        """How many there are."""
        return self.answered + self.unanswered

    @property
    def kept_share(self) -> float | None:
        """The promise-keeping rate by number: the kept among the answered, 0 to 1."""
        return self.kept / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of 95 % around it."""
        return wilson(self.kept, self.answered) if self.answered else None

    @property
    def least_share(self) -> float | None:
        """The kept among all that have ended: what is certain whatever the unanswered would say."""
        return self.kept / self.ended if self.ended else None

    @property
    def value_rate(self) -> float | None:
        """The promise-keeping rate by value: what came true, of each at most what was expected, over what was expected, 0 to 1."""
        return float(self.capped / self.expected) if self.expected else None


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % score interval of a share, within 0 to 1.

    Source: Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212.
    """
    share, square = successes / trials, _NORMAL_95**2
    middle = share + square / (2 * trials)
    reach = _NORMAL_95 * sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    scale = 1 + square / trials
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def record_of(promises: Iterable[Promise]) -> Record:
    """How these promises were kept."""
    rows = list(promises)
    told = [row for row in rows if row.is_answered]
    fates = [row.fate for row in rows]
    return Record(
        kept=fates.count(PromiseFate.KEPT),
        broken=fates.count(PromiseFate.BROKEN),
        unanswered=fates.count(PromiseFate.UNANSWERED),
        mean_part=float(sum(row.capped / row.expected for row in told) / len(told)) if told else None,
        expected=sum((row.expected for row in told), Decimal(0)),
        realised=sum((row.realised for row in told), Decimal(0)),
        capped=sum((row.capped for row in told), Decimal(0)),
    )


def records_by(promises: Iterable[Promise], by: PromisesBy) -> dict[str, Record]:
    """How they were kept by each key; a promise without one (an account that is gone) stands under the empty key."""
    found: dict[str, list[Promise]] = {}
    for promise in promises:
        found.setdefault(promise.keys.get(by, ""), []).append(promise)
    return {key: record_of(rows) for key, rows in found.items()}
