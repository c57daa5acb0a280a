"""The only way a page gets what is mapped: what a person may see is decided here."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from minicluster.analytics.formation import RulesError, price_of_move
from minicluster.analytics.tables import TableError
from minicluster.mapping import rules
from minicluster.mapping.domain.figures import figures_of, region_of
from minicluster.mapping.domain.forming import board_for_moving, said
from minicluster.mapping.domain.measuring import Measures
from minicluster.mapping.domain.profiles import Line, Profile
from minicluster.mapping.domain.refusing import why_refused
from minicluster.mapping.models import IndustryFigure, Placement, Proposal, ProposedGroup
from minicluster.members.domain.queries import complexes_for, within
from minicluster.members.models import Complex, Programme, in_language
from minicluster.members.rules import OrganisationKind
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError, NotVisibleError

STRONGEST = 4


@dataclass(frozen=True)
class Row:
    """A complex on the map."""

    complex: Complex
    strong: list[Line]
    employees: int
    establishments: int
    proposals: list[Proposal]


@dataclass(frozen=True)
class Overview:
    """All complexes with what they are strong in; no rows where there are no figures yet."""

    rows: list[Row]
    year: int | None
    sources: list[str]
    invented: bool


def overview_for(viewer: Viewer) -> Overview:
    """The map of a programme in its latest year."""
    programme = Programme.objects.get(pk=viewer.programme_id)
    figures = figures_of(programme)
    if not figures.years:
        return Overview([], None, [], invented=False)
    proposals = defaultdict(list)
    for proposal in proposals_for(viewer):
        proposals[proposal.complex_id].append(proposal)
    measures = Measures(figures, figures.years[-1])
    profiles = [Profile(complex_, measures) for complex_ in complexes_for(viewer)]
    rows = [_row(profile, proposals[profile.complex.pk]) for profile in profiles if profile.lines]
    return Overview(rows, figures.years[-1], figures.sources, are_invented(programme))


def profile_for(viewer: Viewer, pk: int, year: str = "") -> Profile:
    """The profile of a complex in a year, else in the latest.

    Raises:
        NotVisibleError: there is no such complex here, or nothing is known of it.
    """
    complex_ = complex_for(viewer, pk)
    figures = figures_of(complex_.programme)
    known = sorted(figures.cells.filter(figures.cells["region"] == region_of(complex_))["year"].unique().to_list())
    if not known:
        raise NotVisibleError
    return Profile(complex_, Measures(figures, int(year) if year.isdecimal() and int(year) in known else known[-1]))


def complex_for(viewer: Viewer, pk: int) -> Complex:
    """A complex of the viewer's programme.

    Raises:
        NotVisibleError: there is none.
    """
    complex_: Complex | None = complexes_for(viewer).filter(pk=pk).select_related("programme").first()
    if complex_ is None:
        raise NotVisibleError
    return complex_


def complex_named(viewer: Viewer, name: str) -> Complex:
    """The complex of the viewer's programme that is called so, by its short name or either of its names; the beginning is enough where one fits.

    Raises:
        NotVisibleError: none or several are called so.
    """
    asked = complexes_for(viewer)
    exact = asked.filter(Q(slug=name) | Q(name_ko=name) | Q(name_en__iexact=name))
    fitting = list(exact or asked.filter(Q(name_ko__startswith=name) | Q(name_en__istartswith=name) | Q(slug__startswith=name)))
    if len(fitting) != 1:
        known = ", ".join(complex_.slug for complex_ in asked)
        raise NotVisibleError(_("No complex, or several, are called %(name)s. Write one of: %(known)s.") % {"name": name, "known": known})
    return fitting[0]


def proposals_for(viewer: Viewer) -> QuerySet[Proposal]:
    """The proposals that this viewer may read, the newest first."""
    scope = rules.PERMISSIONS.scope(viewer, "view_proposal")
    if scope is None:
        return Proposal.objects.none()
    reach = within(scope, viewer, complex_="complex")
    return Proposal.objects.filter(reach, programme_id=viewer.programme_id).select_related("complex", "programme").order_by("-drawn_up_at", "-pk")


def proposal_for(viewer: Viewer, pk: int, *, to: str = "") -> Proposal:
    """A proposal that this viewer may read, or may also do something with.

    Raises:
        NotVisibleError: there is none for this viewer.
        NotAllowedError: it may be read, but not this be done with it.
    """
    found: Proposal | None = proposals_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    if to:
        rules.PERMISSIONS.require(viewer, to, found.place())
    return found


@dataclass(frozen=True)
class Column:
    """A proposed group on the board: who sits in it, firms last, as they are the many."""

    group: ProposedGroup
    placements: list[Placement]


def columns_of(proposal: Proposal) -> list[Column]:
    """The board: every proposed group with its members."""
    members = Placement.objects.select_related("organisation").order_by("organisation__kind", "organisation__name_ko")
    groups = proposal.groups.select_related("group").prefetch_related(Prefetch("placements", queryset=members))
    return [Column(group, sorted(group.placements.all(), key=lambda one: one.organisation.kind == OrganisationKind.FIRM)) for group in groups]


def broken_rules_of(proposal: Proposal) -> list[str]:
    """The rules that the proposal does not keep, in the reader's language, each with the numbers of the groups; a library that cannot judge says why."""
    try:
        board = board_for_moving(proposal)
    except (TableError, RulesError) as error:
        return [why_refused(error)]
    return [f"{said(broken.rule.wording)} ({', '.join(map(str, broken.groups))})" for broken in board.violations]


def trials_of(proposal: Proposal) -> list[dict[str, Any]]:
    """What came of every number of groups that was tried, with the conflicts in the reader's language."""
    return [{**trial, "conflicts": [in_language(one["ko"], one["en"]) for one in trial.get("conflicts", ())]} for trial in proposal.criteria]


@dataclass(frozen=True)
class MovePrice:
    """What it costs to move an organisation to a group: the change of how well all fit (in thousandths), its own likeness there, the rules that break."""

    group: ProposedGroup
    change: float
    likeness: float
    broken: list[str]
    mended: list[str]


@dataclass(frozen=True)
class Prices:
    """An organisation on the board with the price of every move."""

    placement: Placement
    likeness: float
    moves: list[MovePrice]


def prices_of(proposal: Proposal, organisation_pk: int) -> Prices:
    """The price of every move of an organisation, the cheapest first.

    Raises:
        NotVisibleError: it is not in the proposal, or has left the complex.
        InvalidInputError: nothing is recorded any more by which the organisations could be compared.
    """
    homes = Placement.objects.filter(proposed_group__proposal=proposal, is_guest=False, organisation=organisation_pk)
    home = homes.select_related("organisation", "proposed_group").first()
    try:
        board = board_for_moving(proposal)
    except (TableError, RulesError) as error:
        raise InvalidInputError(
            _("What a move costs cannot be said from what is recorded now. %(why)s Nothing was changed.") % {"why": why_refused(error)}
        ) from error
    if home is None or str(organisation_pk) not in board.organisations.places:
        raise NotVisibleError
    priced = [(group, price_of_move(board, str(organisation_pk), group.number)) for group in proposal.groups.exclude(pk=home.proposed_group_id)]
    moves = [
        MovePrice(group, 1000 * price.fit_change, price.likeness_there, [said(one.rule.wording) for one in price.broken], [said(one.rule.wording) for one in price.mended])
        for group, price in sorted(priced, key=lambda pair: (len(pair[1].broken), -pair[1].fit_change))
    ]  # fmt: skip
    return Prices(home, priced[0][1].likeness_here if priced else 0.0, moves)


def are_invented(programme: Programme) -> bool:
    """Whether the figures are invented for a demonstration."""
    return IndustryFigure.objects.filter(programme=programme, invented=True).exists()


def _row(profile: Profile, proposals: list[Proposal]) -> Row:
    return Row(
        profile.complex, profile.strong[:STRONGEST], sum(line.employees or 0 for line in profile.lines),
        sum(line.establishments or 0 for line in profile.lines), proposals,
    )  # fmt: skip
