"""How promises were kept: expected entries whose period has ended, beside what was realised of them, by person, group, complex, programme and year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import within
from minicluster.members.models import Complex, Group, Programme, RoleAssignment
from minicluster.outcomes import rules
from minicluster.outcomes.domain.fulfilment import not_measured, promises_among
from minicluster.outcomes.domain.queries import READS_NAMES, indicators_of_ledger
from minicluster.outcomes.models import Indicator, Outcome
from minicluster.outcomes.rules import Promise, PromiseFate, PromisesBy, Record
from minicluster.platform.permissions import Viewer

# By what → the filter of the ledger that narrows to one of them.
_FILTERS: Final = {PromisesBy.PERSON: "reporter", PromisesBy.GROUP: "group", PromisesBy.COMPLEX: "complex", PromisesBy.YEAR: "ended_year"}


@dataclass(frozen=True)
class Opened:
    """A count of promises with the address of its entries."""

    value: int
    address: str


@dataclass(frozen=True)
class PromiseRow:
    """How the promises of one of them, or all together, were kept."""

    label: str
    record: Record
    kept: Opened
    broken: Opened
    unanswered: Opened

    @property
    def percents(self) -> dict[str, int | None]:
        """The rates in whole per cent; None where nothing is answered."""
        record, interval = self.record, self.record.interval
        return {
            "kept": _percent(record.kept_share),
            "low": _percent(interval[0]) if interval else None,
            "high": _percent(interval[1]) if interval else None,
            "least": _percent(record.least_share),
            "part": _percent(record.mean_part),
            "value": _percent(record.value_rate),
        }


@dataclass(frozen=True)
class Promises:
    """What the page shows."""

    by: PromisesBy
    indicator: Indicator | None
    rows: list[PromiseRow]
    together: PromiseRow
    left_out: int

    @property
    def reading(self) -> str:
        """All of them in a sentence."""
        record, percents = self.together.record, self.together.percents
        if not record.answered:
            return _("Of none of the %(ended)s promises whose period has ended is it known what became of it.") % {"ended": f"{record.ended:,}"}
        return _(
            "Of %(answered)s promises with an answer, %(kept)s were kept: %(percent)s %% (95 %% interval %(low)s to %(high)s %%). "
            "%(unanswered)s more are unanswered; were none of them kept, it would be %(least)s %%."
        ) % {
            "answered": f"{record.answered:,}",
            "kept": f"{record.kept:,}",
            "percent": percents["kept"],
            "low": percents["low"],
            "high": percents["high"],
            "unanswered": f"{record.unanswered:,}",
            "least": percents["least"],
        }


def promises_by_open_to(viewer: Viewer) -> list[tuple[str, str]]:
    """By what this viewer may count promises: by the people who reported them only in the offices."""
    return [(by.value, str(by.label)) for by in PromisesBy if by != PromisesBy.PERSON or viewer.role in READS_NAMES]


def promises_of(viewer: Viewer, *, by: str = "", indicator: str = "") -> Promises:
    """How the promises in this viewer's reach were kept, in a number of statements that does not grow."""
    wanted = PromisesBy(by if by in dict(promises_by_open_to(viewer)) else PromisesBy.GROUP)
    chosen = next((one for one in indicators_of_ledger(viewer) if one.slug == indicator), None)
    today = Programme.objects.get(pk=viewer.programme_id).today()
    entries = _reached(viewer, chosen)
    promises = [_promise(row) for row in promises_among(entries, today).order_by("pk").values(*_COLUMNS)]
    found = rules.records_by(promises, wanted)
    labels = _labels(viewer, wanted, found)
    rows = [_row(labels.get(key, key), record, _narrowed(wanted, key, chosen)) for key, record in found.items()]
    together = _row(_("together"), rules.record_of(promises), _narrowed(PromisesBy.PROGRAMME, "", chosen))
    return Promises(wanted, chosen, sorted(rows, key=_by_name), together, not_measured(entries, today))


_COLUMNS: Final = ("value", "came", "is_answered", "reported_by", "group", "group__complex", "programme", "period_to")


def _reached(viewer: Viewer, indicator: Indicator | None) -> QuerySet[Outcome]:
    reach = within(rules.PERMISSIONS.scope(viewer, "view_promises"), viewer, group="group", complex_="group__complex")
    return Outcome.objects.filter(reach, programme_id=viewer.programme_id, **({"indicator": indicator} if indicator else {}))


def _promise(row: Mapping[str, Any]) -> Promise:
    keys = {
        PromisesBy.PERSON: row["reported_by"] or "",
        PromisesBy.GROUP: row["group"],
        PromisesBy.COMPLEX: row["group__complex"],
        PromisesBy.PROGRAMME: row["programme"],
        PromisesBy.YEAR: row["period_to"].year,
    }
    return Promise(row["value"], row["came"], row["is_answered"], {by.value: str(key) for by, key in keys.items()})


def _row(label: str, record: Record, narrowed: Mapping[str, str]) -> PromiseRow:
    def opened(fate: PromiseFate, value: int) -> Opened:
        return Opened(value, f"{reverse('outcomes:outcome-list')}?{urlencode({**narrowed, 'promise': fate.value})}" if value else "")

    return PromiseRow(
        label, record, opened(PromiseFate.KEPT, record.kept), opened(PromiseFate.BROKEN, record.broken), opened(PromiseFate.UNANSWERED, record.unanswered)
    )


def _narrowed(by: PromisesBy, key: str, indicator: Indicator | None) -> dict[str, str]:
    own = {_FILTERS[by]: key or "none"} if by in _FILTERS else {}
    return {**own, **({"indicator": indicator.slug} if indicator else {})}


def _by_name(row: PromiseRow) -> str:
    """By name, and years in their order: a table of rates is no ranking of people."""
    return row.label


def _labels(viewer: Viewer, by: PromisesBy, keys: Iterable[str]) -> dict[str, str]:
    numbers = [int(key) for key in keys if key]
    if by == PromisesBy.PERSON:
        rows = RoleAssignment.objects.filter(programme_id=viewer.programme_id, user__in=numbers).select_related("person").order_by("-pk")
        names = {str(row.user_id): str(row.person) if row.person else _("an account without a person") for row in rows}
        return {"": _("reported without an account"), **names}
    models: dict[str, Any] = {PromisesBy.GROUP: Group, PromisesBy.COMPLEX: Complex, PromisesBy.PROGRAMME: Programme}
    return {str(record.pk): str(record) for record in models[by].objects.filter(pk__in=numbers)} if by in models else {}


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
