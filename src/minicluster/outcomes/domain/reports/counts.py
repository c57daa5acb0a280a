"""Sections that count: people and groups, problems, support, activities, and the parts beside one another."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings.rules import ActivityKind
from minicluster.members.models import Complex, Group
from minicluster.outcomes import rules
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.domain.reports.openings import Openings
from minicluster.outcomes.domain.reports.tallies import Tallies, Tally
from minicluster.outcomes.rules import Cell, Column, Row, Section, percent_of
from minicluster.problems import rules as problems

COUNT: Final = (Column("count", gettext_lazy("Count")),)
_NOTE_ON_TIME: Final = gettext_lazy(
    "Of this time: problems raised, activities begun, projects planned and outcomes reported in it, in the state they have today; members on its last day."
)
_NOTE_ON_ACTIVITIES: Final = gettext_lazy("An activity of several mini-clusters counts once for each of them, and once in the sum.")


def prefix_of(part: Complex | Group | None) -> str:
    """What the keys of a part's sections begin with; a group's short name is its own within its complex only."""
    if part is None:
        return ""
    return f"{part.complex.slug}.{part.slug}." if isinstance(part, Group) else f"{part.slug}."


def headed(part: Complex | Group | None, heading: str) -> str:
    """A heading that names the part of which the section tells."""
    return heading if part is None else f"{part}: {heading}"


def notes_on_time(extent: Extent) -> tuple[str, ...]:
    """What it means that a report is of a year or a month."""
    return (str(_NOTE_ON_TIME),) if extent.span else ()


def counts_section(extent: Extent, tally: Tally, part: Complex | Group | None = None) -> Section:
    """How much there is of everything."""
    stages, support = tally.stages(), tally.support()
    figures = {"found": stages["found"], "solved": stages["solved"], "confirmed": stages["confirmed"], "firms": tally.firms}
    return Section(
        key=f"{prefix_of(part)}counts",
        heading=headed(part, _("Counts")),
        subject=str(part or ""),
        reading=_("%(firms)s member firms; problems found: %(found)s, solved: %(solved)s, of which confirmed by the firm: %(confirmed)s.") % figures,
        head=_("What is counted"),
        columns=COUNT,
        rows=[*_member_rows(extent, tally), *_work_rows(extent, tally, stages, support)],
        notes=[*notes_on_time(extent), _NOTE_ON_ACTIVITIES],
    )


def _member_rows(extent: Extent, tally: Tally) -> list[Row]:
    opens = Openings(extent)
    groups = Row("mini_clusters", _("Mini-clusters"), [opens.members(tally.groups, "members:group-list", "view_group")])
    return [
        *([] if extent.group else [groups]),
        Row("member_firms", _("Member firms"), [opens.member_firms(tally.firms)]),
        Row("experts", _("Experts"), [opens.members(tally.experts, "members:person-list", "view_person", expert="1")]),
    ]


def _work_rows(extent: Extent, tally: Tally, stages: dict[str, int], support: dict[str, int]) -> list[Row]:
    opens = Openings(extent)
    return [
        Row("activities", _("Activities"), [opens.activities(tally.kinds.total())]),
        Row("company_visits", _("Company visits held"), [opens.activities(tally.visits, kind=ActivityKind.VISIT, stage="held")]),
        Row("problems_found", _("Problems found"), [opens.problems(stages["found"], funnel="found")]),
        Row("problems_from_visits", _("Problems heard at company visits"), [opens.problems(tally.from_visits, origin="visit", funnel="found")]),
        Row("problems_solved", _("Problems solved"), [opens.problems(stages["solved"], funnel="solved")]),
        Row("problems_confirmed", _("Problems confirmed by the firm"), [opens.problems(stages["confirmed"], funnel="confirmed")]),
        Row("projects_supported", _("Projects supported"), [opens.projects(support["supported"], funnel="supported")]),
        Row("project_money", _("Money of supported projects (KRW)"), [opens.projects(tally.project_krw, funnel="supported")]),
        Row("project_public_money", _("of which public (KRW)"), [opens.projects(tally.state_krw, funnel="supported")]),
    ]


def funnel_sections(extent: Extent, tally: Tally, part: Complex | Group | None = None) -> list[Section]:
    """How far problems and applications for support have come."""
    opens = Openings(extent)
    made = (
        ("problem_funnel", _("Funnel of problems"), tally.stages(), opens.problems, _problem_reading),
        ("support_funnel", _("Funnel of support"), tally.support(), opens.projects, _support_reading),
    )
    return [
        Section(
            key=f"{prefix_of(part)}{key}",
            heading=headed(part, heading),
            subject=str(part or ""),
            reading=reading(stages),
            head=_("Stage"),
            columns=(*COUNT, Column("share", gettext_lazy("Share of the first stage"), "%")),
            rows=[
                Row(f"{key}_{stage}", rules.STAGE_LABELS[stage], [cell_of(count, funnel=stage), Cell(percent_of(count, next(iter(stages.values()))))])
                for stage, count in stages.items()
            ],
            notes=notes_on_time(extent),
        )
        for key, heading, stages, cell_of, reading in made
    ]


def _problem_reading(stages: dict[str, int]) -> str:
    if not stages["found"]:
        return _("No problem has been found yet.")
    solved, confirmed = (percent_of(stages[stage], stages["found"]) for stage in ("solved", "confirmed"))
    return _("Of %(found)s problems found %(solved)s %% are solved; of %(confirmed)s %% the firm has said so itself.") % {
        "found": f"{stages['found']:,}", "solved": solved, "confirmed": confirmed,
    }  # fmt: skip


def _support_reading(stages: dict[str, int]) -> str:
    if not stages["applied"]:
        return _("Nobody has applied for support yet.")
    return _("Of %(applied)s applications for support %(selected)s were selected and %(finished)s are finished.") % {
        name: f"{count:,}" for name, count in stages.items()
    }


def classes_section(extent: Extent, tally: Tally, part: Complex | Group | None = None) -> Section:
    """Problems found and solved, by class."""
    opens = Openings(extent)
    counts = {key: [sum(tally.classes[key][state] for state in states) for states in (problems.FOUND, problems.SOLVED)] for key in problems.ProblemClass.values}
    largest = max(counts, key=lambda key: counts[key][0])
    return Section(
        key=f"{prefix_of(part)}classes",
        heading=headed(part, _("Problems by class")),
        subject=str(part or ""),
        reading=_("Most problems are of the class “%(class)s”.") % {"class": problems.ProblemClass(largest).label}
        if counts[largest][0]
        else _("No problem has been found yet."),
        head=_("Class"),
        columns=(
            Column("found", gettext_lazy("Problems found")),
            Column("solved", gettext_lazy("Solved")),
            Column("share", gettext_lazy("Share solved"), "%"),
        ),
        rows=[
            Row(
                f"class_{key}",
                problems.ProblemClass(key).label,
                [
                    opens.problems(found, **{"class": key, "funnel": "found"}),
                    opens.problems(solved, **{"class": key, "funnel": "solved"}),
                    Cell(percent_of(solved, found)),
                ],
            )
            for key, (found, solved) in counts.items()
        ],
        notes=notes_on_time(extent),
    )


def activities_section(extent: Extent, tally: Tally, part: Complex | Group | None = None) -> Section:
    """Activities by kind."""
    opens = Openings(extent)
    social = percent_of(tally.kinds[ActivityKind.SOCIAL], tally.kinds.total())
    return Section(
        key=f"{prefix_of(part)}activities",
        heading=headed(part, _("Activities by kind")),
        subject=str(part or ""),
        reading=_("%(activities)s activities, of which social events: %(social)s %%.") % {"activities": f"{tally.kinds.total():,}", "social": social}
        if social is not None
        else _("No activity has been planned yet."),
        head=_("Kind"),
        columns=COUNT,
        rows=[Row(f"activity_{kind}", label, [opens.activities(tally.kinds[kind], kind=kind)]) for kind, label in ActivityKind.choices],
        notes=notes_on_time(extent),
    )


_PARTS: Final = (
    Column("firms", gettext_lazy("Member firms")),
    Column("activities", gettext_lazy("Activities")),
    Column("visits", gettext_lazy("Company visits held")),
    Column("found", gettext_lazy("Problems found")),
    Column("solved", gettext_lazy("Solved")),
    Column("share", gettext_lazy("Share solved"), "%"),
    Column("supported", gettext_lazy("Projects supported")),
    Column("money", gettext_lazy("Money of supported projects"), gettext_lazy("KRW")),
)


def parts_section(extent: Extent, parts: Sequence[Complex | Group], tallies: Tallies, part: Complex | None = None) -> Section:
    """The complexes, or the groups of one, beside one another."""
    are_groups = any(isinstance(one, Group) for one in parts)
    rows = [_part_row(extent, one, tallies[one.pk]) for one in parts]
    solved = {str(row.label): row.cells[4].value for row in rows}
    first = max(solved, key=lambda name: float(solved[name] or 0), default="")
    return Section(
        key=f"{prefix_of(part)}parts",
        heading=headed(part, _("Mini-clusters") if are_groups else _("Complexes")),
        subject=str(part or ""),
        reading=_("Most problems were solved in %(part)s: %(solved)s.") % {"part": first, "solved": solved[first]}
        if first and solved[first]
        else _("No problem has been solved yet."),
        head=_("Mini-cluster") if are_groups else _("Complex"),
        columns=_PARTS,
        rows=rows,
        notes=[
            *notes_on_time(extent),
            _NOTE_ON_ACTIVITIES,
            gettext_lazy("A firm in two mini-clusters counts in both, so that the parts may add up to more than the whole."),
        ],
    )


def _part_row(extent: Extent, part: Complex | Group, tally: Tally) -> Row:
    opens, stages, support = Openings(extent.only(part)), tally.stages(), tally.support()
    cells = [
        opens.member_firms(tally.firms),
        opens.activities(tally.kinds.total()),
        opens.activities(tally.visits, kind=ActivityKind.VISIT, stage="held"),
        opens.problems(stages["found"], funnel="found"),
        opens.problems(stages["solved"], funnel="solved"),
        Cell(percent_of(stages["solved"], stages["found"])),
        opens.projects(support["supported"], funnel="supported"),
        opens.projects(tally.project_krw, funnel="supported"),
    ]
    return Row(f"{prefix_of(part)}part".replace(".", "_"), str(part), cells, address=page_of_part(part), invented=part.invented)


def page_of_part(part: Complex | Group) -> str:
    """The page of a complex or a group."""
    return reverse("members:group" if isinstance(part, Group) else "outcomes:complex-dashboard", args=[part.pk])
