"""What is done with published figures: each is recorded with its source, beside whatever contradicts it."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.models import Complex
from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.belonging import refuse_others
from minicluster.outcomes.models import Claim, Indicator
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def record_claim(
    *,
    actor: Viewer,
    code: str,
    topic: str,
    scope: str,
    kind: str,
    statement_ko: str,
    statement_en: str,
    source: str,
    value: Decimal | None = None,
    unit: str = "",
    year: int | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
    indicator: Indicator | None = None,
    quote: str = "",
    source_date: str = "",
    certainty: str = "",
    conflicts_with: Iterable[Claim] = (),
) -> Claim:
    """Record a published figure with its source, beside whatever contradicts it.

    Raises:
        InvalidInputError: no source, or the code is taken.
    """
    rules.PERMISSIONS.require(actor, "record_claim", Place(actor.programme_id))
    refuse_resident_registration_numbers(statement_ko=statement_ko, statement_en=statement_en, source=source, quote=quote, topic=topic, scope=scope)
    if not source.strip():
        raise InvalidInputError(_("A published figure needs its source. Nothing was stored."), field="source")
    if Claim.objects.filter(programme_id=actor.programme_id, code=code).exists():
        raise InvalidInputError(_("A published figure with this code is recorded already. It is never overwritten; please choose another code."), field="code")
    others = list(conflicts_with)
    refuse_others(actor.programme_id, *others, *filter(None, (complex, indicator)))
    claim = Claim.objects.create(
        programme_id=actor.programme_id, code=code, topic=topic, scope=scope, kind=kind, statement_ko=statement_ko, statement_en=statement_en, source=source,
        value=value, unit=unit, year=year, complex=complex, indicator=indicator, quote=quote, source_date=source_date, certainty=certainty,
    )  # fmt: skip
    claim.conflicts_with.set(others)
    record_act(actor=actor, action="record_claim", record=claim, fields=("value", "source"))
    return claim
