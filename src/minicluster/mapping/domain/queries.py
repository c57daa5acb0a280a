"""The only way a page gets what is mapped: what a person may see is decided here."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from minicluster.mapping import rules
from minicluster.mapping.domain.figures import Figures, figures_of, region_of
from minicluster.mapping.domain.measuring import Measures
from minicluster.mapping.domain.profiles import Line, Profile
from minicluster.mapping.models import IndustryFigure, Proposal
from minicluster.members.domain.queries import complexes_for, within
from minicluster.members.models import Complex, Programme
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError

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


def proposals_for(viewer: Viewer) -> QuerySet[Proposal]:
    """The proposals that this viewer may read, the newest first."""
    scope = rules.PERMISSIONS.scope(viewer, "view_proposal")
    if scope is None:
        return Proposal.objects.none()
    reach = within(scope, viewer, complex_="complex")
    return Proposal.objects.filter(reach, programme_id=viewer.programme_id).select_related("complex", "programme").order_by("-drawn_up_at", "-pk")


def are_invented(programme: Programme) -> bool:
    """Whether the figures are invented for a demonstration."""
    return IndustryFigure.objects.filter(programme=programme, invented=True).exists()


def _row(profile: Profile, proposals: list[Proposal]) -> Row:
    return Row(
        profile.complex, profile.strong[:STRONGEST], sum(line.employees or 0 for line in profile.lines),
        sum(line.establishments or 0 for line in profile.lines), proposals,
    )  # fmt: skip
