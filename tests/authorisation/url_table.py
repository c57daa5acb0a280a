"""The URL table, read off the product itself, and the reviewed table of who gets what."""

import csv
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from minicluster.mapping import rules as mapping
from minicluster.meetings import rules as meetings
from minicluster.meetings.views.talks import TALK_STEPS
from minicluster.members import rules as members
from minicluster.outcomes import rules as outcomes
from minicluster.outcomes.views.indicators import FIGURE_STEPS
from minicluster.platform.pages import Access, open_page, page
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules as problems
from minicluster.problems.views.identities import IDENTITY_STEPS
from minicluster.problems.views.introductions import INTRODUCTION_STEPS
from minicluster.problems.views.problems import PROBLEM_STEPS
from minicluster.problems.views.projects import PROJECT_STEPS
from minicluster.stories import rules as stories

REVIEWED = Path(__file__).parent / "reviewed.csv"
VERBS = {
    "members:group-step": tuple(members.GROUP_LIFECYCLE.steps),
    "members:membership-step": tuple(members.MEMBERSHIP_LIFECYCLE.steps),
    "meetings:activity-step": tuple(meetings.ACTIVITY_LIFECYCLE.steps),
    "meetings:work-plan-step": tuple(meetings.WORK_PLAN_LIFECYCLE.steps),
    "meetings:action-item-step": tuple(meetings.ACTION_ITEM_LIFECYCLE.steps),
    "meetings:talks-step": TALK_STEPS,
    "problems:problem-step": tuple(dict.fromkeys((*problems.PROBLEM_LIFECYCLE.steps, *PROBLEM_STEPS.forms))),
    "problems:identity-step": tuple(IDENTITY_STEPS),
    "problems:concept-step": tuple(problems.CONCEPT_LIFECYCLE.steps),
    "problems:introduction-step": tuple(dict.fromkeys((*problems.INTRODUCTION_LIFECYCLE.steps, *INTRODUCTION_STEPS.forms))),
    "problems:project-step": tuple(dict.fromkeys((*problems.PROJECT_LIFECYCLE.steps, *PROJECT_STEPS.forms))),
    "mapping:proposal-step": tuple(mapping.PROPOSAL_LIFECYCLE.steps),
    "outcomes:figure-step": tuple(FIGURE_STEPS),
    "outcomes:outcome-step": tuple(outcomes.OUTCOME_LIFECYCLE.steps),
    "stories:case-step": tuple(stories.CASE_LIFECYCLE.steps),
}
# The functions that `page` and `open_page` put before a view.
GUARDS = {page(meetings.PERMISSIONS, "view_activity")(print).__code__, open_page()(print).__code__}
# Addresses that are looked at with several records, because the answer depends on what is in them; the first, nameless, is the one that they are about anyway.
LOOKED_AT_AGAIN = {
    "members:membership": ("", "membership_of_another_firm"),
    "members:fee-receipt": ("", "fee_of_another_firm"),
    "members:fee-paid": ("", "fee_of_another_firm"),
    "meetings:activity": ("", "meeting", "forum"),
    "meetings:activity-file": ("", "photo"),
    "meetings:activity-minutes": ("", "meeting"),
    "meetings:activity-minutes-pdf": ("", "meeting"),
    "meetings:calendar-feed-revoke": ("", "calendar_feed_of_the_contact"),
    "meetings:invitation-answer": ("", "invitation_of_a_guest"),
    "meetings:registration-withdraw": ("", "registration_of_a_guest"),
}


@dataclass(frozen=True)
class Address:
    """One named URL, with the verb where it is a lifecycle step, and the record where it is looked at with another than its own."""

    name: str
    parameters: tuple[str, ...]
    access: Access
    verb: str = ""
    record: str = ""

    def __str__(self):
        return f"{self.name}{f'[{self.verb}]' if self.verb else ''}{f' of {self.record}' if self.record else ''}"

    def turns_away(self, role):
        """Whether the guard of the page refuses this role: it stands before the view and asks for the role alone, so that no record makes a difference."""
        return self.access.permissions is not None and self.access.permissions.scope(Viewer(role, 0), self.access.action) is None

    @property
    def names_a_record(self):
        """Whether it is about a record, and not about a kind of report, the form of a file or a year."""
        return not set(self.parameters) <= {"kind", "form", "year"}

    @property
    def is_link(self):
        """Whether it opens to everybody who holds a secret link, whoever they are."""
        return not {"token", "secret"}.isdisjoint(self.parameters)


def addresses():
    """Every URL of the product, a step once for each of its verbs, an address once for each record with which it is looked at."""
    found = []
    for name, pattern in _patterns(get_resolver(), ""):
        assert getattr(pattern.callback, "__code__", None) in GUARDS, f"{name}: what stands first at its view is not @page or @open_page"
        ways = product(VERBS.get(name, ("",)), LOOKED_AT_AGAIN.get(name, ("",)))
        found += [Address(name, tuple(pattern.pattern.converters), pattern.callback.access, verb, record) for verb, record in ways]
    return found


def _patterns(resolver, namespace):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry


def reviewed():
    """The reviewed table: (address, method, role) → what is answered at the own place, elsewhere in the programme, and in another programme."""
    if not REVIEWED.exists():
        return {}
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return {(row["address"], row["method"], role): row[role] for row in csv.DictReader(file) for role in row if role not in {"address", "method"}}


def write_reviewed(answers, roles):
    """Write the table anew, for a person to review in the diff."""
    rows = sorted({(address, method) for address, method, _role in answers})
    with REVIEWED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "method", *roles])
        writer.writerows([[address, method, *(answers[address, method, role] for role in roles)] for address, method in rows])
