"""Reports: their kinds, what each is about, whom it is open to, and in which forms it is written."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.outcomes.rules.permissions import PERMISSIONS
from minicluster.platform.permissions import Scope, Viewer


class ReportKind(TextChoices):
    """What is reported."""

    PROGRAMME = "programme", _("Programme")
    YEARBOOK = "yearbook", _("Year book")
    COMPLEX = "complex", _("Complex sheet")
    GROUP = "group", _("Mini-cluster sheet")
    LEDGER = "ledger", _("Outcome ledger")
    FUNNEL = "funnel", _("Funnels")
    PLAN = "plan", _("Plan against actual")
    BALANCE = "balance", _("Balance of the regions")
    OPEN_DATA = "open-data", _("Open data")


_K = ReportKind
PURPOSES: Final = {
    _K.PROGRAMME: _("The programme's figures, and the published ones beside them with their check."),
    _K.YEARBOOK: _("One year of the programme and of each complex."),
    _K.COMPLEX: _("One sheet for each complex: its counts, funnels, outcomes and mini-clusters."),
    _K.GROUP: _("One sheet for each mini-cluster."),
    _K.LEDGER: _("Sums of outcomes, realised and expected apart, by state and by complex."),
    _K.FUNNEL: _("How far problems and applications for support have come."),
    _K.PLAN: _("What each mini-cluster planned and what it did, with the share of social events."),
    _K.BALANCE: _("How firms, solved problems, money and outcomes are spread over the regions, and the share of small firms."),
    _K.OPEN_DATA: _("What may be published, as a long table for machines."),
}
FORMATS: Final = ("json", "pdf", "xlsx", "hwpx")
# Of kinds that speak of the whole programme a part would be another report; the dashboard's figures are open to everyone signed in.
_WHOLE_PROGRAMME: Final = frozenset({_K.YEARBOOK, _K.BALANCE})
_OF_A_YEAR: Final = frozenset({_K.YEARBOOK, _K.PLAN})
_WITHOUT_MONTH: Final = frozenset({_K.YEARBOOK, _K.PLAN, _K.BALANCE, _K.OPEN_DATA})
_OF_PARTS: Final = frozenset({_K.COMPLEX, _K.GROUP, _K.LEDGER, _K.FUNNEL, _K.PLAN})


def formats_of(kind: str) -> tuple[str, ...]:
    """The forms in which a kind is written as a file; its rows as csv only where they are a long table."""
    return ("csv", "json") if kind == _K.OPEN_DATA else FORMATS


def kinds_for(viewer: Viewer) -> list[ReportKind]:
    """The kinds that this viewer may draw up."""
    return [kind for kind in ReportKind if may_draw_up(viewer, kind)]


def may_draw_up(viewer: Viewer, kind: str) -> bool:
    """Whether a kind of report is open to this viewer; how far it reaches, the queries decide."""
    if kind == _K.OPEN_DATA:
        return PERMISSIONS.scope(viewer, "view_open_data") is not None
    scope = PERMISSIONS.scope(viewer, "view_report")
    if kind in _WHOLE_PROGRAMME:
        return scope is Scope.PROGRAMME
    return scope in (Scope.COMPLEX, Scope.PROGRAMME) if kind == _K.COMPLEX else scope is not None


def always_of_a_year(kind: str) -> bool:
    """Whether a kind speaks of one year even where none is named: then of the present one."""
    return kind in _OF_A_YEAR


def has_years(kind: str) -> bool:
    """Whether a kind can be narrowed to a year."""
    return kind != _K.OPEN_DATA


def has_months(kind: str) -> bool:
    """Whether a kind can be narrowed to a month."""
    return kind not in _WITHOUT_MONTH


def has_parts(kind: str) -> bool:
    """Whether a kind can be narrowed to a complex or a mini-cluster."""
    return kind in _OF_PARTS
