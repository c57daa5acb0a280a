"""The navigation: which pages a role is led to, drawn from the same permission maps that guard them."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minicluster.mapping import rules as mapping
from minicluster.meetings import rules as meetings
from minicluster.members import rules as members
from minicluster.network import rules as network
from minicluster.outcomes import rules as outcomes
from minicluster.platform.permissions import PermissionMap, Viewer
from minicluster.problems import rules as problems
from minicluster.stories import rules as stories


@dataclass(frozen=True)
class Entry:
    """One place to go: its key is the letter after `g`; what is gone to once a year has none."""

    label: Promise | str
    url_name: str
    key: str
    permissions: PermissionMap
    action: str


@dataclass(frozen=True)
class Section:
    """The places of one station under its heading; what is rarely gone to is folded."""

    label: Promise | str
    entries: tuple[Entry, ...]
    is_folded: bool = False


SECTIONS: Final = (
    Section(
        "",
        (Entry(_("My work"), "home", "q", members.PERMISSIONS, "view_group"),),
    ),
    Section(
        _("Problems and matching"),
        (
            Entry(_("Problems"), "problems:problem-list", "p", problems.PERMISSIONS, "view_problem"),
            Entry(_("Introductions"), "problems:introduction-list", "i", problems.PERMISSIONS, "view_introduction"),
            Entry(_("Projects"), "problems:project-list", "j", problems.PERMISSIONS, "view_project"),
            Entry(_("Declared interests"), "problems:interest-list", "n", problems.PERMISSIONS, "view_interest"),
            Entry(_("Symptom thesaurus"), "problems:concept-list", "t", problems.PERMISSIONS, "draft_concept"),
            Entry(_("Matching policy"), "problems:matching-policy", "y", problems.PERMISSIONS, "view_matching_policy"),
        ),
    ),
    Section(
        _("Meetings"),
        (
            Entry(_("Activities"), "meetings:activity-list", "a", meetings.PERMISSIONS, "view_activity"),
            Entry(_("Calendar"), "meetings:calendar", "h", meetings.PERMISSIONS, "view_activity"),
            Entry(_("Work plans"), "meetings:work-plan-list", "z", meetings.PERMISSIONS, "view_work_plan"),
            Entry(_("Lecture and advice fees"), "meetings:honorarium-list", "f", meetings.PERMISSIONS, "view_honorarium"),
            Entry(_("Forms for minutes"), "meetings:minutes-template-list", "", meetings.PERMISSIONS, "set_minutes_template"),
        ),
    ),
    Section(
        _("Members and map"),
        (
            Entry(_("Mini-clusters"), "members:group-list", "g", members.PERMISSIONS, "view_group"),
            Entry(_("Organisations"), "members:organisation-list", "o", members.PERMISSIONS, "view_organisation"),
            Entry(_("People"), "members:person-list", "e", members.PERMISSIONS, "view_person"),
            Entry(_("Who is shut out"), "problems:shut-out", "b", problems.PERMISSIONS, "view_shut_out"),
            Entry(_("Map"), "mapping:overview", "k", mapping.PERMISSIONS, "view_map"),
            Entry(_("Network"), "network:network-list", "", network.PERMISSIONS, "view_network"),
        ),
    ),
    Section(
        _("Outcomes and cases"),
        (
            Entry(_("Outcomes"), "outcomes:outcome-list", "u", outcomes.PERMISSIONS, "view_outcome"),
            Entry(_("Dashboard"), "outcomes:programme-dashboard", "d", outcomes.PERMISSIONS, "view_dashboard"),
            Entry(_("Published figures"), "outcomes:claim-list", "c", outcomes.PERMISSIONS, "view_claims"),
            Entry(_("Success cases"), "stories:case-list", "s", stories.PERMISSIONS, "view_published_case"),
            Entry(_("Whose outcomes"), "outcomes:partitions", "", outcomes.PERMISSIONS, "view_dashboard"),
            Entry(_("Promises"), "outcomes:promises", "", outcomes.PERMISSIONS, "view_promises"),
        ),
    ),
    Section(
        _("Measuring"),
        (
            Entry(_("Indicators"), "outcomes:indicator-list", "", outcomes.PERMISSIONS, "view_dashboard"),
            Entry(_("Forecasts"), "outcomes:forecast-list", "", outcomes.PERMISSIONS, "view_dashboard"),
            Entry(_("Impact studies"), "outcomes:impact-list", "", outcomes.PERMISSIONS, "view_impact"),
            Entry(_("Yearly reviews"), "outcomes:review-list", "", outcomes.PERMISSIONS, "view_review"),
            Entry(_("Reports"), "outcomes:report-list", "", outcomes.PERMISSIONS, "view_report"),
            Entry(_("Reference models"), "outcomes:reference-models", "", outcomes.PERMISSIONS, "view_reference_models"),
            Entry(_("Open data"), "outcomes:open-data", "", outcomes.PERMISSIONS, "view_open_data"),
        ),
    ),
    Section(
        _("Data and rights"),
        (
            Entry(_("Held about me"), "problems:held-mine", "m", problems.PERMISSIONS, "ask_removal"),
            Entry(_("People who may be one"), "problems:identity-list", "w", problems.PERMISSIONS, "review_identities"),
            Entry(_("Requests for removal"), "problems:removal-list", "x", problems.PERMISSIONS, "answer_removal"),
            Entry(_("Privacy register"), "members:privacy-register", "v", members.PERMISSIONS, "view_privacy_register"),
            Entry(_("Language model"), "problems:language-model", "l", problems.PERMISSIONS, "view_language_model"),
            Entry(_("Rights"), "rights", "r", members.PERMISSIONS, "view_rights"),
        ),
        is_folded=True,
    ),
)


def navigation_for(viewer: Viewer, path: str) -> list[dict[str, object]]:
    """The sections with the entries that this viewer's role opens, the current one marked; a fold that holds it stands open."""
    open_to = [(section, [entry for entry in section.entries if entry.permissions.scope(viewer, entry.action) is not None]) for section in SECTIONS]
    addresses = {entry.url_name: reverse(entry.url_name) for _section, entries in open_to for entry in entries}
    current = max((address for address in addresses.values() if path.startswith(address)), key=len, default="")
    return [
        {
            "label": section.label,
            "is_folded": section.is_folded and current not in (addresses[entry.url_name] for entry in entries),
            "entries": [_row(entry, addresses[entry.url_name], current) for entry in entries],
        }
        for section, entries in open_to
        if entries
    ]


def _row(entry: Entry, address: str, current: str) -> dict[str, object]:
    return {"label": entry.label, "address": address, "key": entry.key, "is_current": address == current}
