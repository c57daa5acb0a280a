"""Drawing up a report: from what is asked to the document, the same way for every kind."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy

from minicluster.members.models import Complex, Group
from minicluster.outcomes.domain.claim_checks import checked_claims, claims_report
from minicluster.outcomes.domain.reports.asking import Asked, Extent, extent_of
from minicluster.outcomes.domain.reports.balance import dispersion_section, shares_section, spreads_of
from minicluster.outcomes.domain.reports.counts import activities_section, classes_section, counts_section, funnel_sections, parts_section
from minicluster.outcomes.domain.reports.ledger import by_part_section, indicators_in, indicators_of, outcomes_section, states_section
from minicluster.outcomes.domain.reports.open_data import open_data_section
from minicluster.outcomes.domain.reports.plain_figures import programme_report
from minicluster.outcomes.domain.reports.plans import plan_sections
from minicluster.outcomes.domain.reports.published import claims_section, conflicts_section, figures_section
from minicluster.outcomes.domain.reports.small_firms import small_firms_section
from minicluster.outcomes.domain.reports.tallies import WHOLE, By, tallies_of
from minicluster.outcomes.domain.small_cells import ToldSums, told_sums
from minicluster.outcomes.rules import Report, ReportKind, Section
from minicluster.platform.permissions import Viewer

_EVER: Final = gettext_lazy("everything up to this day")


def drawn_up(viewer: Viewer, asked: Asked) -> Report:
    """The report that is asked for, as far as this viewer may see it.

    Raises:
        NotVisibleError, NotAllowedError, InvalidInputError: see `asking.extent_of`.
    """
    report = drawn_up_over(extent_of(viewer, asked), asked)
    return replace(report, machine=_machine(viewer)) if asked.kind == ReportKind.PROGRAMME and not asked.query else report


def drawn_up_over(extent: Extent, asked: Asked) -> Report:
    """The report over an extent that is known already, such as a month and the year up to its end."""
    kind = ReportKind(asked.kind)
    programme = extent.programme
    return Report(
        kind=kind.value,
        title=kind.label,
        programme=str(programme),
        perimeter=extent.subject,
        as_of=programme.today(),
        period=_period(extent, asked),
        invented=programme.invented,
        sections=_SECTIONS[kind](extent),
        name=_file_name(extent, asked),
    )


def _machine(viewer: Viewer) -> dict[str, object]:
    """The figures under plain names, with the check of every published one."""
    checked, plain = claims_report(viewer), programme_report(viewer)
    checks = {claim["code"]: claim for claim in checked["claims"]}
    return {**plain, "claims": [{**checks[claim["code"]], **claim} for claim in plain["claims"]], "conflicts": checked["conflicts"]}


def _period(extent: Extent, asked: Asked) -> str:
    if extent.span is None:
        return str(_EVER)
    days = f"{extent.span.first.isoformat()} – {extent.span.last.isoformat()}"
    return f"{asked.month or extent.span.number} ({days})"


def _file_name(extent: Extent, asked: Asked) -> str:
    """The same question gives the same name: kind, programme, part, time."""
    part = f"{extent.group.complex.slug}-{extent.group.slug}" if extent.group else extent.complex.slug if extent.complex else ""
    time = asked.month or (str(extent.span.number) if extent.span else "")
    return "-".join(filter(None, [asked.kind, extent.programme.slug, part, time]))


def _told(extent: Extent) -> ToldSums:
    return told_sums(extent.everywhere().outcomes())


def _whole(extent: Extent) -> list[Section]:
    """What is told of any whole: its counts, funnels, classes, activities and outcomes."""
    tally = tallies_of(extent, By.WHOLE)[WHOLE]
    return [
        counts_section(extent, tally),
        *funnel_sections(extent, tally),
        classes_section(extent, tally),
        activities_section(extent, tally),
        outcomes_section(extent, tally, indicators_of(extent), _told(extent)),
    ]


def _programme(extent: Extent) -> list[Section]:
    complexes, checked = list(extent.complexes()), checked_claims(extent.viewer)
    parts = parts_section(extent, complexes, tallies_of(extent, By.COMPLEX))
    return [*_whole(extent), parts, figures_section(extent), claims_section(checked), conflicts_section(checked)]


def _yearbook(extent: Extent) -> list[Section]:
    complexes = list(extent.complexes())
    return [*_whole(extent), parts_section(extent, complexes, tallies_of(extent, By.COMPLEX)), figures_section(extent), *_sheets(extent, complexes, By.COMPLEX)]


def _sheets(extent: Extent, parts: list[Complex] | list[Group], by: By) -> list[Section]:
    """A sheet for each part. All are counted together, so that many take no more statements than one."""
    tallies = tallies_of(extent, by)
    indicators, told = indicators_in(tallies.values()), _told(extent)
    made: list[Section] = []
    for part in parts:
        inside, tally = extent.only(part), tallies[part.pk]
        made += [counts_section(inside, tally, part), *funnel_sections(inside, tally, part)]
        made += [outcomes_section(inside, tally, {number: indicators[number] for number in tally.outcomes}, told, part)] if tally.outcomes else []
    return made


def _complexes(extent: Extent) -> list[Section]:
    complexes, groups = list(extent.complexes()), list(extent.groups())
    tallies = tallies_of(extent, By.GROUP)
    of_groups = {complex_.pk: [group for group in groups if group.complex_id == complex_.pk] for complex_ in complexes}
    beside = [parts_section(extent.only(one), of_groups[one.pk], tallies, one) for one in complexes if of_groups[one.pk]]
    if extent.complex:
        return [*_whole(extent), *beside, figures_section(extent)]
    return [*_sheets(extent, complexes, By.COMPLEX), *beside]


def _groups(extent: Extent) -> list[Section]:
    if extent.group:
        return [*_whole(extent), figures_section(extent)]
    groups = list(extent.groups())
    return [parts_section(extent, groups, tallies_of(extent, By.GROUP)), *_sheets(extent, groups, By.GROUP)]


def _ledger(extent: Extent) -> list[Section]:
    tally = tallies_of(extent, By.WHOLE)[WHOLE]
    indicators, told = indicators_of(extent), _told(extent)
    sections = [outcomes_section(extent, tally, indicators, told), states_section(extent, told)]
    if extent.group:
        return sections
    by = By.GROUP if extent.complex else By.COMPLEX
    parts: list[Complex] | list[Group] = list(extent.groups()) if extent.complex else list(extent.complexes())
    return [*sections, by_part_section(extent, parts, tallies_of(extent, by), indicators, told)]


def _funnels(extent: Extent) -> list[Section]:
    tally = tallies_of(extent, By.WHOLE)[WHOLE]
    sections = [*funnel_sections(extent, tally), classes_section(extent, tally)]
    if extent.group:
        return sections
    by = By.GROUP if extent.complex else By.COMPLEX
    parts: list[Complex] | list[Group] = list(extent.groups()) if extent.complex else list(extent.complexes())
    return [*sections, parts_section(extent, parts, tallies_of(extent, by))]


def _plan(extent: Extent) -> list[Section]:
    return plan_sections(extent, extent.span) if extent.span else []


def _balance(extent: Extent) -> list[Section]:
    complexes = list(extent.complexes())
    tallies = tallies_of(extent, By.COMPLEX)
    spreads = spreads_of(extent, complexes, tallies, indicators_in(tallies.values()), _told(extent))
    return [
        shares_section(extent, complexes, tallies, spreads),
        dispersion_section(extent, complexes, tallies, spreads),
        small_firms_section(extent, complexes),
    ]


def _open_data(extent: Extent) -> list[Section]:
    return [open_data_section(extent)]


_SECTIONS: Final[Mapping[ReportKind, Callable[[Extent], list[Section]]]] = {
    ReportKind.PROGRAMME: _programme,
    ReportKind.YEARBOOK: _yearbook,
    ReportKind.COMPLEX: _complexes,
    ReportKind.GROUP: _groups,
    ReportKind.LEDGER: _ledger,
    ReportKind.FUNNEL: _funnels,
    ReportKind.PLAN: _plan,
    ReportKind.BALANCE: _balance,
    ReportKind.OPEN_DATA: _open_data,
}
