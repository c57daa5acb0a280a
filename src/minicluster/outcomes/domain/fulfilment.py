"""What became of expected entries, in SQL: what fulfils them, and whether anybody has answered. The same as `rules.promises` says of one; a test holds them together."""

from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from minicluster.outcomes import rules
from minicluster.outcomes.models import Outcome, OutcomeFollowUp
from minicluster.outcomes.rules import PromiseFate, Realisation

_SUM: Final = DecimalField(max_digits=28, decimal_places=4)


def promises_among(entries: QuerySet[Outcome], today: date) -> QuerySet[Outcome]:
    """The expected entries that count and whose period has ended, each with `came` (the sum of what fulfils it) and `is_answered`.

    Rates and promises of nothing or less cannot be kept in part, so they are not among them: see `not_measured`.
    """
    return _ended(entries, today).filter(indicator__is_additive=True, value__gt=0).annotate(came=_came(), is_answered=_answered())


def not_measured(entries: QuerySet[Outcome], today: date) -> int:
    """How many expected entries whose period has ended are left out of the rates."""
    return _ended(entries, today).exclude(indicator__is_additive=True, value__gt=0).count()


def of_fate(promises: QuerySet[Outcome], fate: str) -> QuerySet[Outcome]:
    """The promises with this fate; what is no fate narrows to nothing, `ended` to all."""
    kept = Q(came__gte=F("value") * rules.KEPT_FROM)
    wanted = {
        "ended": Q(),
        PromiseFate.UNANSWERED: Q(is_answered=False),
        PromiseFate.KEPT: Q(kept, is_answered=True),
        PromiseFate.BROKEN: Q(~kept, is_answered=True),
    }
    return promises.filter(wanted[fate]) if fate in wanted else promises.none()


def came_of(outcome: Outcome) -> Decimal:
    """The sum of the realised entries that fulfil an expected one, so far."""
    values = outcome.fulfilled_by.filter(state__in=rules.COUNTED).values_list("value", flat=True)
    return sum(values, Decimal(0))


def perhaps_fulfilling(expected: Outcome) -> QuerySet[Outcome]:
    """The realised entries that may be part of what was expected although nobody said so: of the same firm, cause and indicator, within its period."""
    return Outcome.objects.filter(
        programme=expected.programme_id, indicator=expected.indicator_id, organisation=expected.organisation_id, problem=expected.problem_id,
        realisation=Realisation.REALISED, state__in=rules.COUNTED, fulfils=None, period_to__gt=expected.period_from, period_from__lte=expected.period_to,
    ).order_by("period_to", "pk")  # fmt: skip


def _ended(entries: QuerySet[Outcome], today: date) -> QuerySet[Outcome]:
    return entries.filter(realisation=Realisation.EXPECTED, state__in=rules.COUNTED, period_to__lt=today)


def _fulfilling() -> QuerySet[Outcome]:
    return Outcome.objects.filter(fulfils=OuterRef("pk"), state__in=rules.COUNTED).order_by()


def _came() -> Coalesce:
    return Coalesce(Subquery(_fulfilling().values("fulfils").annotate(sum=Sum("value")).values("sum")), Decimal(0), output_field=_SUM)


def _answered() -> Q:
    told = OutcomeFollowUp.objects.filter(outcome=OuterRef("pk"), answered_at__isnull=False)
    return Q(Exists(told)) | Q(Exists(_fulfilling()))
