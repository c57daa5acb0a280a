"""Sections of outcomes: realised and expected stand apart, and no sum of one or two firms is told to whoever may not read the entries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.members.models import Complex, Group
from minicluster.outcomes import rules
from minicluster.outcomes.domain.queries import indicators_of_ledger
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.domain.reports.counts import headed, notes_on_time, prefix_of
from minicluster.outcomes.domain.reports.openings import Openings
from minicluster.outcomes.domain.reports.tallies import Money, Tallies, Tally, added_up
from minicluster.outcomes.domain.small_cells import ToldSums
from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import KEPT_BACK, UNITS, Cell, Column, OutcomeState, Realisation, Row, Section

_NOTES: Final = (
    gettext_lazy("What is expected is never added to what is realised."),
    gettext_lazy("Attributed is the value times its contribution share: the part that came of the work done here."),
)
_SUMS: Final = (
    Column("unit", gettext_lazy("Unit"), is_number=False),
    Column("realised", gettext_lazy("Realised")),
    Column("realised_attributed", gettext_lazy("Realised, attributed")),
    Column("expected", gettext_lazy("Expected")),
    Column("expected_attributed", gettext_lazy("Expected, attributed")),
    Column("entries", gettext_lazy("Entries")),
)
# Its rows are the entries, so that the figure of a part is theirs; what is divided would have no rows of its own.
_WHERE_IT_STANDS: Final = gettext_lazy(
    "An entry stands where it was reported, also if others share the credit for it; how it is divided among them stands under “Whose outcomes”."
)
KEPT_BACK_NOTE: Final = gettext_lazy("Kept back: sums of fewer than three firms, and others from which these could be worked out.")


def indicators_in(tallies: Iterable[Tally]) -> dict[int, Indicator]:
    """The indicators of which there are entries."""
    return Indicator.objects.in_bulk({indicator for tally in tallies for indicator in tally.outcomes})


def indicators_of(extent: Extent) -> dict[int, Indicator]:
    """What may be reported to the ledger. That nothing was reported of one is a finding too."""
    return {indicator.pk: indicator for indicator in indicators_of_ledger(extent.viewer)}


def unit_of(indicator: Indicator) -> str:
    """The unit, with the year of its prices where there is one."""
    unit = str(UNITS.get(indicator.unit, indicator.unit))
    return _("%(unit)s in prices of %(year)s") % {"unit": unit, "year": indicator.price_year} if indicator.price_year else unit


def reads_entries(extent: Extent) -> bool:
    """Whether every entry that is summed is open to the viewer anyway."""
    return extent.place is None or rules.PERMISSIONS.allows(extent.viewer, "view_outcome", extent.place)


def outcomes_section(extent: Extent, tally: Tally, indicators: Mapping[int, Indicator], told: ToldSums, part: Complex | Group | None = None) -> Section:
    """The sums of one whole, by indicator."""
    own = added_up(indicators.values())
    counted = {indicator.pk: tally.outcomes.get(indicator.pk, Money()) for indicator in own}
    return Section(
        key=f"{prefix_of(part)}outcomes",
        heading=headed(part, _("Outcomes")),
        subject=str(part or ""),
        reading=_reading(counted, [indicator for indicator in own if indicator.pk in tally.outcomes]),
        head=_("Indicator"),
        columns=_SUMS,
        rows=[Row(indicator.slug, str(indicator), _sums(extent, indicator, counted[indicator.pk], told), invented=indicator.invented) for indicator in own],
        notes=[*notes_on_time(extent), *_NOTES, *_of_rates(indicators.values()), *([_WHERE_IT_STANDS] if part or extent.named else []), KEPT_BACK_NOTE],
    )


def _sums(extent: Extent, indicator: Indicator, money: Money, told: ToldSums) -> list[Cell]:
    opens, reads = Openings(extent), reads_entries(extent)
    cells = [Cell(unit_of(indicator))]
    for realisation, *values in (
        (Realisation.REALISED, money.realised, money.realised_attributed),
        (Realisation.EXPECTED, money.expected, money.expected_attributed),
    ):
        is_told = reads or told.tells(indicator.pk, realisation, extent.part)
        cells += [opens.outcomes(one, indicator=indicator.slug, realisation=realisation) if is_told else KEPT_BACK for one in values]
    return [*cells, opens.outcomes(money.entries, indicator=indicator.slug)]


def _reading(counted: Mapping[int, Money], indicators: Sequence[Indicator]) -> str:
    if not indicators:
        return _("No outcome that may be added up has been reported.")
    only_expected = [str(indicator) for indicator in indicators if not counted[indicator.pk].realised_firms]
    if not only_expected:
        return _("Outcomes of %(count)s indicators were reported, something realised of each.") % {"count": len(indicators)}
    return _("Outcomes of %(count)s indicators were reported; only expected, and nothing realised yet: %(names)s.") % {
        "count": len(indicators), "names": ", ".join(only_expected),
    }  # fmt: skip


def _of_rates(indicators: Iterable[Indicator]) -> list[str | Promise]:
    rates = ", ".join(str(indicator) for indicator in indicators if not indicator.is_additive)
    return [_("Rates are not added up: %(names)s.") % {"names": rates}] if rates else []


@dataclass(frozen=True)
class _Sum:
    """A sum and how many firms stand behind it."""

    value: Decimal = Decimal(0)
    firms: int = 0


def states_section(extent: Extent, told: ToldSums) -> Section:
    """How far the entries have come: reported, evidenced, verified, confirmed."""
    rows = extent.outcomes().filter(state__in=rules.COUNTED).order_by().values_list("indicator", "realisation", "state")
    sums: dict[tuple[int, str], dict[str, _Sum]] = defaultdict(dict)
    for indicator, realisation, state, value, firms in rows.annotate(Sum("value"), Count("organisation", distinct=True)):
        sums[indicator, realisation][state] = _Sum(value, firms)
    indicators = added_up(Indicator.objects.in_bulk({indicator for indicator, _realisation in sums}).values())
    shown = [
        (indicator, state) for indicator in indicators for state in OutcomeState.values if any(state in sums[indicator.pk, one] for one in Realisation.values)
    ]
    verified = sum(1 for by_state in sums.values() if rules.VERIFIED & set(by_state))
    return Section(
        key="states",
        heading=_("By state"),
        reading=_("Of %(sums)s sums %(verified)s hold something that is verified or confirmed.") % {"sums": len(sums), "verified": verified},
        head=_("Indicator"),
        columns=(
            Column("state", gettext_lazy("State"), is_number=False),
            Column("unit", gettext_lazy("Unit"), is_number=False),
            Column("realised", gettext_lazy("Realised")),
            Column("expected", gettext_lazy("Expected")),
        ),
        rows=[
            Row(f"{indicator.slug}_{state}", str(indicator), _state_cells(extent, indicator, state, sums, told), invented=indicator.invented)
            for indicator, state in shown
        ],
        notes=[*notes_on_time(extent), _NOTES[0], KEPT_BACK_NOTE],
    )


def _state_cells(extent: Extent, indicator: Indicator, state: str, sums: Mapping[tuple[int, str], Mapping[str, _Sum]], told: ToldSums) -> list[Cell]:
    opens, reads = Openings(extent), reads_entries(extent)
    cells = [Cell(str(OutcomeState(state).label)), Cell(unit_of(indicator))]
    for realisation in (Realisation.REALISED, Realisation.EXPECTED):
        by_state = sums[indicator.pk, realisation]
        hidden = rules.kept_back({one: found.firms for one, found in by_state.items()})
        value = by_state.get(state, _Sum()).value
        is_told = reads or (state not in hidden and told.tells(indicator.pk, realisation, extent.part))
        cells.append(opens.outcomes(value, indicator=indicator.slug, realisation=realisation, state=state) if is_told else KEPT_BACK)
    return cells


_BY_PART: Final = (
    Column("indicator", gettext_lazy("Indicator"), is_number=False),
    Column("unit", gettext_lazy("Unit"), is_number=False),
    Column("realised", gettext_lazy("Realised")),
    Column("expected", gettext_lazy("Expected")),
    Column("entries", gettext_lazy("Entries")),
)


def by_part_section(extent: Extent, parts: Sequence[Complex | Group], tallies: Tallies, indicators: Mapping[int, Indicator], told: ToldSums) -> Section:
    """The sums of each complex or group beside one another."""
    rows = [
        Row(f"{prefix_of(part)}{indicator.slug}".replace(".", "_"), str(part), _cells_of_part(extent, part, tallies, indicator, told))
        for indicator in added_up(indicators.values())
        for part in parts
        if indicator.pk in tallies[part.pk].outcomes
    ]
    are_groups = any(isinstance(part, Group) for part in parts)
    telling = sum(1 for part in parts if tallies[part.pk].outcomes)
    return Section(
        key="by_part",
        heading=_("By mini-cluster") if are_groups else _("By complex"),
        reading=_("%(telling)s of %(parts)s have reported outcomes.") % {"telling": telling, "parts": len(parts)},
        head=_("Mini-cluster") if are_groups else _("Complex"),
        columns=_BY_PART,
        rows=rows,
        notes=[*notes_on_time(extent), _NOTES[0], _WHERE_IT_STANDS, KEPT_BACK_NOTE],
    )


def _cells_of_part(extent: Extent, part: Complex | Group, tallies: Tallies, indicator: Indicator, told: ToldSums) -> list[Cell]:
    opens, own, reads = Openings(extent.only(part)), tallies[part.pk].outcomes[indicator.pk], reads_entries(extent)
    sums = [
        opens.outcomes(value, indicator=indicator.slug, realisation=realisation) if reads or told.tells(indicator.pk, realisation, part) else KEPT_BACK
        for realisation, value in ((Realisation.REALISED, own.realised), (Realisation.EXPECTED, own.expected))
    ]
    return [Cell(str(indicator)), Cell(unit_of(indicator)), *sums, opens.outcomes(own.entries, indicator=indicator.slug)]
