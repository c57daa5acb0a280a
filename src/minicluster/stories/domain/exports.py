"""Records as tables, as far as the viewer may see them. The columns bear the names by which the imports know them, so that a table can come back.

`record` and `invented` are for people: an import leaves them out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from minicluster.meetings.domain.queries import activities_for, activities_within
from minicluster.meetings.models import Attendance
from minicluster.meetings.rules import PERMISSIONS as MEETINGS
from minicluster.members.domain.queries import organisations_for, organisations_within, people_for, within
from minicluster.members.models import Affiliation, Membership, Organisation, Person, Programme
from minicluster.members.rules import BUSINESS_NUMBER, LIVING_MEMBERSHIP
from minicluster.members.rules import PERMISSIONS as MEMBERS
from minicluster.outcomes.domain.queries import ledger_for
from minicluster.outcomes.rules import PERMISSIONS as OUTCOMES
from minicluster.platform.audit.journal import record_acts
from minicluster.platform.permissions import PermissionMap, Role, Scope, Viewer
from minicluster.platform.refusals import NotAllowedError
from minicluster.problems.domain.queries.expertise import expertise_for
from minicluster.problems.domain.queries.problems import problems_for
from minicluster.problems.rules import PERMISSIONS as PROBLEMS

Cells = tuple[Any, ...]
Rows = Iterator[Cells]


@dataclass(frozen=True)
class Kind:
    """A kind of record that can be exported: who may, its columns, and how its rows are got."""

    permissions: PermissionMap
    action: str
    columns: tuple[str, ...]
    rows: Callable[[Viewer], Rows]


@transaction.atomic
def exported(*, actor: Viewer, kind: str) -> tuple[tuple[str, ...], list[Cells]]:
    """The columns and the rows of a kind of record for this viewer. Contact data and confidential text that go along are entered in the access log.

    Raises:
        NotAllowedError: the role does not see records of this kind at all.
    """
    wanted = KINDS[kind]
    if wanted.permissions.scope(actor, wanted.action) is None:
        raise NotAllowedError(_("This role does not see records of this kind, so nothing was exported. Choose another role with --role or --as."))
    return wanted.columns, list(wanted.rows(actor))


def _organisations(viewer: Viewer) -> Rows:
    organisations: Iterable[Any] = organisations_for(viewer).prefetch_related("identifiers", "sizes")
    for organisation in organisations:
        identifiers = {row.scheme: row.value for row in organisation.identifiers.all()}
        site = next(iter(organisation.present_sites), None)
        yield (
            organisation.reference, organisation.name_ko, organisation.name_en, organisation.kind, identifiers.get(BUSINESS_NUMBER, ""),
            identifiers.get("LEI", ""), _present(organisation.sizes.all(), "size"), organisation.country, organisation.founded_on, organisation.products,
            site.complex.name_ko if site and site.complex else "", site.address if site else "", organisation.invented,
        )  # fmt: skip


def _people(viewer: Viewer) -> Rows:
    contacts = _contacts_open_to(viewer)
    people: Iterable[Any] = people_for(viewer)
    for person in people:
        affiliation = next(iter(person.present_affiliations), None)
        email, phone = contacts.get(person.pk, ("", ""))
        yield (
            person.reference, person.name_ko, person.name_en, email, phone, person.orcid, affiliation.organisation.name_ko if affiliation else "",
            affiliation.department if affiliation else "", affiliation.position if affiliation else "", person.invented,
        )  # fmt: skip


def _contacts_open_to(viewer: Viewer) -> dict[int, tuple[str, str]]:
    """Mail address and telephone of those whose contact data this viewer may see, each entered in the access log unless it is one's own."""
    scope = MEMBERS.scope(viewer, "view_contact")
    if scope is None:
        return {}
    programme = Programme.objects.get(pk=viewer.programme_id)
    people = Person.objects.filter(_reached_people(viewer, scope, programme.today()), programme=programme)
    found = {pk: (email, phone) for pk, email, phone in people.values_list("pk", "email", "phone") if email or phone}
    acts = [("person", pk, ("email", "phone")) for pk in found if pk != viewer.person_id]
    record_acts(actor=viewer, action="view_contact", programme_id=programme.pk, at=programme.now(), acts=acts, why="export")
    return found


def _reached_people(viewer: Viewer, scope: Scope, day: date) -> Q:
    """The counterpart of `Person.place`: oneself, the staff of the organisations in reach, and the expert members of the groups in reach."""
    if scope in (Scope.PROGRAMME, Scope.PERSON):
        return within(scope, viewer, person="pk")
    employers = organisations_within(viewer, scope)
    staff = Affiliation.objects.on(day).filter(organisation__in=employers.values("pk"))
    members = Membership.objects.filter(within(scope, viewer, group="group_id", complex_="group__complex_id"), state__in=LIVING_MEMBERSHIP)
    return Q(pk__in=staff.values("person_id")) | Q(pk__in=members.values("person_id"))


def _members(viewer: Viewer) -> Rows:
    memberships = Membership.objects.filter(programme_id=viewer.programme_id).order_by("group", "valid_from", "pk")
    for membership in memberships.select_related("group__complex", "organisation", "person", "representative", "deputy"):
        yield (
            membership.reference, membership.group.complex.name_ko, membership.group.name_ko, _name(membership.organisation), _name(membership.person),
            membership.kind, _name(membership.representative), _name(membership.deputy), membership.valid_from, membership.valid_to, membership.state,
            membership.invented,
        )  # fmt: skip


def _activities(viewer: Viewer) -> Rows:
    for activity in activities_for(viewer):
        groups = ", ".join(group.name_ko for group in activity.groups.all())
        yield (
            activity.reference, activity.title, activity.kind, activity.starts_at, activity.ends_at, groups, activity.venue, activity.agenda,
            _name(activity.host), _name(activity.speaker), activity.capacity, activity.budget_line, activity.planned_cost_krw, activity.actual_cost_krw,
            activity.state, activity.invented,
        )  # fmt: skip


def _attendance(viewer: Viewer) -> Rows:
    rows = Attendance.objects.filter(activity__in=activities_within(viewer, "view_attendance").values("pk"))
    related = rows.select_related("activity", "person", "organisation", "deputy_for").defer("person__email", "person__phone")
    for attendance in related.order_by("activity__starts_at", "activity", "pk").iterator(chunk_size=2000):
        activity = attendance.activity
        yield (
            activity.reference, activity.title, activity.kind, activity.starts_at, _name(attendance.person), _name(attendance.organisation), attendance.kind,
            _name(attendance.deputy_for), activity.invented,
        )  # fmt: skip


def _expertise(viewer: Viewer) -> Rows:
    today = Programme.objects.get(pk=viewer.programme_id).today()
    for expertise in expertise_for(viewer, {}):
        present = expertise.person.employers_on(today)
        yield (
            expertise.reference, "expert", expertise.person.name_ko, present[0].organisation.name_ko if present else "", expertise.statement_ko,
            expertise.statement_en, ", ".join(expertise.codes), expertise.invented,
        )  # fmt: skip


def _problems(viewer: Viewer) -> Rows:
    """The rows that the viewer may see; text and firm only of those that they may read."""
    problems = list(problems_for(viewer))
    if viewer.role is Role.EXPERT and problems:
        acts = [(problem.record_type, problem.pk, problem.SECRET_FIELDS) for problem in problems if problem.is_readable]
        record_acts(actor=viewer, action="read_problem_text", programme_id=viewer.programme_id, at=problems[0].now(), acts=acts, why="export")
    for problem in problems:
        yield (
            problem.reference, problem.title, problem.firm.name_ko if problem.is_readable else "", problem.group.name_ko, problem.group.complex.name_ko,
            problem.description, problem.tried, problem.wanted_result, problem.public_summary, problem.problem_class, problem.urgency, problem.trl,
            problem.raised_at, problem.state, problem.solution, _name(problem.coordinator), problem.secrecy, problem.invented,
        )  # fmt: skip


def _outcomes(viewer: Viewer) -> Rows:
    for outcome in ledger_for(viewer):
        yield (
            outcome.reference, outcome.indicator.slug, outcome.organisation.name_ko, outcome.group.name_ko, outcome.group.complex.name_ko,
            f"problem-{outcome.problem_id}" if outcome.problem_id else "", f"project-{outcome.project_id}" if outcome.project_id else "",
            f"{outcome.period_from}~{outcome.period_to}", outcome.realisation, outcome.value, outcome.indicator.unit, outcome.contribution_share,
            outcome.note, outcome.state, outcome.invented,
        )  # fmt: skip


def _name(record: Organisation | Person | None) -> str:
    return record.name_ko if record else ""


def _present(dated: Iterable[Any], field: str) -> str:
    """The value of the dated fact that has no end."""
    return next((getattr(row, field) for row in dated if row.valid_to is None), "")


KINDS: Final = {
    "organisations": Kind(
        MEMBERS, "view_organisation",
        ("record", "name", "name_en", "kind", "business_number", "lei", "size", "country", "founded_on", "products", "complex", "address", "invented"),
        _organisations,
    ),
    "people": Kind(
        MEMBERS, "view_person",
        ("record", "name", "name_en", "email", "phone", "orcid", "organisation", "department", "position", "invented"),
        _people,
    ),
    "members": Kind(
        MEMBERS, "view_group",
        ("record", "complex", "group", "organisation", "person", "kind", "representative", "deputy", "joined_on", "left_on", "state", "invented"),
        _members,
    ),
    "activities": Kind(
        MEETINGS, "view_activity",
        ("record", "title", "kind", "starts_at", "ends_at", "groups", "venue", "agenda", "host", "speaker", "capacity", "budget_line", "planned_cost_krw",
         "actual_cost_krw", "state", "invented"),
        _activities,
    ),
    "attendance": Kind(
        MEETINGS, "view_attendance",
        ("record", "title", "activity_kind", "starts_at", "person", "organisation", "kind", "deputy_for", "invented"),
        _attendance,
    ),
    "expertise": Kind(
        PROBLEMS, "view_expertise",
        ("record", "kind", "name", "organisation", "statement", "statement_en", "codes", "invented"),
        _expertise,
    ),
    "problems": Kind(
        PROBLEMS, "view_problem",
        ("record", "title", "organisation", "group", "complex", "description", "tried", "wanted_result", "public_summary", "problem_class", "urgency", "trl",
         "raised_on", "state", "solution", "coordinator", "secrecy", "invented"),
        _problems,
    ),
    "outcomes": Kind(
        OUTCOMES, "view_outcome",
        ("record", "indicator", "organisation", "group", "complex", "problem_number", "project", "period", "realisation", "value", "unit",
         "contribution_share", "note", "state", "invented"),
        _outcomes,
    ),
}  # fmt: skip
