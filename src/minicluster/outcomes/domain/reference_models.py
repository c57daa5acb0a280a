"""The programme set beside the models grown from below: structure as far as a source tells it, and our own indicators with the rows behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.members.models import Programme
from minicluster.members.rules import ApprovalBody, GroupModel
from minicluster.outcomes import rules
from minicluster.outcomes.domain.counting import Whole, counted_by
from minicluster.outcomes.domain.dashboards import Rows
from minicluster.outcomes.models import Claim, Indicator
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules as problems
from minicluster.problems.models import BudgetItem

PROGRAMME_SCOPE: Final = "programme"


@dataclass(frozen=True)
class Part:
    """A part of a whole that is counted here: how much of it, and the address of its rows."""

    label: str
    value: Decimal
    share: float | None
    address: str = ""

    @property
    def percent(self) -> int | None:
        """Its share as people say it."""
        return None if self.share is None else round(100 * self.share)


@dataclass(frozen=True)
class Own:
    """One indicator of our own: what it says of where things come from, and its parts."""

    title: str
    reading: str
    unit: str
    parts: list[Part]


@dataclass(frozen=True)
class Row:
    """One aspect of the structure: what is published of it, and what is counted here."""

    aspect: str
    told: list[tuple[str, list[Claim]]]
    """By the name of the model, and of the programme itself."""
    own: list[Own]


@dataclass(frozen=True)
class Comparison:
    """The programme beside its models, aspect by aspect."""

    rows: list[Row]


def comparison_with_models(viewer: Viewer) -> Comparison:
    """The programme beside the models. A cell that no published claim fills stays empty: nothing is said without its source."""
    whole = Whole(Programme.objects.get(pk=viewer.programme_id))
    open_rows = Rows(viewer, whole.place)
    claims = list(Claim.objects.filter(programme=whole.programme).order_by("year", "code"))
    own = {
        "founder": [_origins(whole, open_rows)],
        "payer": [_money(whole)],
        "decider": [_steering(whole, open_rows), _admission(whole, open_rows)],
        "measured": [_measured(whole)],
    }
    scopes = [*((str(model.name), model.scope) for model in rules.MODELS), (str(whole.programme), PROGRAMME_SCOPE)]
    return Comparison(
        [Row(str(label), [(name, _told(claims, scope, topics)) for name, scope in scopes], own[aspect]) for aspect, (label, topics) in rules.ASPECTS.items()]
    )


def _told(claims: list[Claim], scope: str, topics: frozenset[str]) -> list[Claim]:
    return [claim for claim in claims if claim.scope == scope and claim.topic in topics]


def _origins(whole: Whole, rows: Rows) -> Own:
    """From below means that the firms themselves speak first."""
    found = counted_by(whole.problems().filter(state__in=problems.FOUND), "origin")
    parts = _parts(found, problems.Origin.choices, {origin: rows.problems(origin=origin, funnel="found") for origin in problems.Origin.values})
    reading = _share_reading(_("%(percent)s of the problems came from the firms' own form."), parts, problems.Origin.FORM)
    return Own(_("Where problems were first heard"), reading, "problems", parts)


def _money(whole: Whole) -> Own:
    """By source. No list of projects narrows to a source, so that no sum is a link."""
    items = BudgetItem.objects.filter(project__in=whole.projects().filter(state__in=problems.PROJECT_FUNNEL["supported"]))
    sums = dict(items.order_by().values_list("source").annotate(total=Sum("planned_krw")))
    parts = _parts(sums, problems.FundingSource.choices, {})
    reading = _share_reading(_("%(percent)s of the project money was planned to come from the firms."), parts, problems.FundingSource.FIRM)
    return Own(_("Planned money of supported projects"), reading, "KRW", parts)


def _steering(whole: Whole, rows: Rows) -> Own:
    addresses = {model: rows.members("members:group-list", "view_group", model=model) for model in GroupModel.values}
    parts = _parts(counted_by(whole.groups(), "model"), GroupModel.choices, addresses)
    reading = _share_reading(_("%(percent)s of the mini-clusters steer themselves."), parts, GroupModel.AUTONOMOUS)
    return Own(_("Who steers the mini-clusters"), reading, "groups", parts)


def _admission(whole: Whole, rows: Rows) -> Own:
    addresses = {body: rows.members("members:group-list", "view_group", approval=body) for body in ApprovalBody.values}
    parts = _parts(counted_by(whole.groups(), "approval_body"), ApprovalBody.choices, addresses)
    reading = _share_reading(_("In %(percent)s of the mini-clusters the coordinator alone takes members in."), parts, ApprovalBody.COORDINATOR)
    return Own(_("Who takes members in"), reading, "groups", parts)


def _measured(whole: Whole) -> Own:
    levels = counted_by(Indicator.objects.filter(programme=whole.programme), "level")
    listed = reverse("outcomes:indicator-list")
    parts = _parts(levels, rules.IndicatorLevel.choices, {level: f"{listed}#level-{at}" for at, level in enumerate(rules.IndicatorLevel.values, start=1)})
    reading = _share_reading(_("%(percent)s of the indicators are of inputs and activities."), parts, rules.IndicatorLevel.INPUT, rules.IndicatorLevel.ACTIVITY)
    return Own(_("What the programme measures, by level"), reading, "", parts)


def _parts(counts: Mapping[Any, Any], choices: Any, addresses: Mapping[str, str]) -> list[Part]:
    whole = sum(counts.values())
    return [Part(str(label), Decimal(counts.get(key, 0)), counts.get(key, 0) / whole if whole else None, addresses.get(key, "")) for key, label in choices]


def _share_reading(sentence: str, parts: list[Part], *labels: Any) -> str:
    """A sentence with the share of some of the parts; nothing where there is nothing to divide."""
    wanted = {str(label.label) for label in labels}
    shares = [part.share for part in parts if part.label in wanted and part.share is not None]
    return sentence % {"percent": f"{100 * sum(shares):.0f} %"} if shares else _("There is nothing to count yet.")
