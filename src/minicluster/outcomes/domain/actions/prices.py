"""What is done so that money of several years and currencies can be compared: exchange rates and price indices, with their source."""

from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.belonging import refused_at
from minicluster.outcomes.models import ExchangeRate, PriceIndex
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError

R = TypeVar("R", ExchangeRate, PriceIndex)


def record_exchange_rate(*, actor: Viewer, currency: str, year: int, krw: Decimal, source: str, why: str = "") -> ExchangeRate:
    """Record what one unit of a currency was worth in won on the average of a year; another rate for the year needs its reason.

    Raises:
        InvalidInputError: the won itself, no currency, no source, nothing above 0, or another rate of the year without a reason.
    """
    if currency == rules.HOME:
        raise InvalidInputError(_("A won is always worth one won. Nothing was stored; choose another currency."), field="currency")
    return _recorded(actor, ExchangeRate(programme_id=actor.programme_id, currency=currency, year=year, krw=krw, source=source.strip()), "krw", why)


def record_price_index(*, actor: Viewer, currency: str, year: int, index: Decimal, source: str, why: str = "") -> PriceIndex:
    """Record how prices of a currency stood in a year, on the base of the years recorded before; another value for the year needs its reason.

    Raises:
        InvalidInputError: no currency, no source, nothing above 0, or another index of the year without a reason.
    """
    return _recorded(actor, PriceIndex(programme_id=actor.programme_id, currency=currency, year=year, index=index, source=source.strip()), "index", why)


@transaction.atomic
def _recorded(actor: Viewer, said: R, field: str, why: str) -> R:
    rules.PERMISSIONS.require(actor, "record_prices", Place(actor.programme_id))
    _check(said, field)
    known = type(said).objects.filter(programme_id=said.programme_id, currency=said.currency, year=said.year).first()
    if known:
        _refuse_unreasoned(known, said, field, why)
        said.pk, said.invented = known.pk, known.invented
    said.save(force_update=known is not None)
    record_act(actor=actor, action="record_prices", record=said, fields=("currency", "year", field, "source"), why=why)
    return said


def _refuse_unreasoned(known: R, said: R, field: str, why: str) -> None:
    before = getattr(known, field)
    if before != getattr(said, field) and not why.strip():
        raise InvalidInputError(
            _("For this year %(value)s is recorded. Say why it is changed: every figure told by it changes too. Nothing was stored.")
            % {"value": f"{before.normalize():f}"},
            field="why",
        )


def _check(said: ExchangeRate | PriceIndex, field: str) -> None:
    refuse_resident_registration_numbers(source=said.source)
    if said.currency not in rules.CURRENCIES:
        raise InvalidInputError(_("Choose one of: %(words)s. Nothing was stored.") % {"words": ", ".join(rules.CURRENCIES)}, field="currency")
    with refused_at(field):
        value = rules.finite(getattr(said, field))
    if value <= 0:
        raise InvalidInputError(_("It has to be above 0. Nothing was stored."), field=field)
    if not said.source:
        raise InvalidInputError(_("Please name the source. Nothing was stored."), field="source")
