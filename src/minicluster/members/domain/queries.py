"""The only way a page gets members' records: what a person may see is decided here."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.admission import doubts_in
from minicluster.members.models import (
    Affiliation,
    Complex,
    Consent,
    Disclosure,
    Group,
    Membership,
    Office,
    Organisation,
    OrganisationName,
    Person,
    Programme,
    ProgrammeRecord,
    RoleAssignment,
    Site,
)
from minicluster.platform.audit.journal import history_of
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import ROLE_LABELS, Role, Scope, Viewer
from minicluster.platform.queue import QueueItem
from minicluster.platform.refusals import NotVisibleError

# The acts of reading what is personal or secret, as the journal calls them.
READINGS = ("view_contact", "view_firm_year", "read_problem_text")
Found = TypeVar("Found", bound=ProgrammeRecord)
# Printed on the pages of a demonstration on purpose: its accounts hold invented records only.
DEMONSTRATION_PASSWORD = "thread-of-2007"  # noqa: S105  # no secret


def programme_by_default() -> Programme | None:
    """The programme that the public site shows: the first; None before any has been set up."""
    return Programme.objects.order_by("pk").first()


def programmes_named(slug: str | None) -> list[Programme]:
    """The programme of this short name, or all of them."""
    return list(Programme.objects.filter(slug=slug) if slug else Programme.objects.order_by("pk"))


def reach_named(programme: Programme, *, complexes: Iterable[str], groups: Iterable[str], person: int | None, organisation: int | None) -> dict[str, Any]:
    """The records of the programme that a role is to reach, by short name or number.

    Raises:
        NotVisibleError: one of them is not there.
    """
    within_programme = {"programme": programme}
    return {
        "complexes": [get_one(Complex.objects.filter(slug=slug, **within_programme), slug) for slug in complexes],
        "groups": [get_one(Group.objects.filter(slug=slug, **within_programme), slug) for slug in groups],
        "person": get_one(Person.objects.filter(pk=person, **within_programme), person) if person else None,
        "organisation": get_one(Organisation.objects.filter(pk=organisation, **within_programme), organisation) if organisation else None,
    }


def get_one(found: QuerySet[Any], name: object) -> Any:
    """The only record found."""
    rows = list(found[:2])
    if len(rows) != 1:
        raise NotVisibleError(_("“%(name)s” names no record of this programme, or several. Nothing was changed.") % {"name": name})
    return rows[0]


def assignments_of(user: Any) -> list[RoleAssignment]:
    """Every role of this user, in every programme."""
    return list(RoleAssignment.objects.filter(user=user).select_related("programme").order_by("pk"))


def acting_assignment(own: Sequence[RoleAssignment], chosen: int | None = None) -> RoleAssignment | None:
    """The one of their own roles in which a user acts: the one chosen, else the first."""
    return next((assignment for assignment in own if assignment.pk == chosen), own[0] if own else None)


def viewer_of(assignment: RoleAssignment | None, programme: Programme | None) -> Viewer:
    """The viewer of an assignment, or the public of a programme."""
    if assignment is None:
        return Viewer(Role.ANONYMOUS, programme.pk if programme else 0)
    return Viewer(
        role=Role(assignment.role),
        programme_id=assignment.programme_id,
        user_id=assignment.user_id,
        person_id=assignment.person_id,
        organisation_ids=frozenset({assignment.organisation_id} if assignment.organisation_id else ()),
        group_ids=frozenset(assignment.groups.values_list("pk", flat=True)),
        complex_ids=frozenset(assignment.complexes.values_list("pk", flat=True)),
    )


def groups_for(viewer: Viewer) -> QuerySet[Group]:
    """The groups of the viewer's programme."""
    return Group.objects.filter(programme_id=viewer.programme_id).select_related("complex", "programme")


def within(scope: Scope | None, viewer: Viewer, *, person: str = "", organisation: str = "", group: str = "", complex_: str = "") -> Q:
    """The filter that a scope means for a model, given the look-ups that lead from it to person, organisation, group and complex.

    The counterpart in SQL of `permissions.covers`; a property test holds the two together.
    """
    nothing = Q(pk__in=[])
    look_ups = {
        Scope.PERSON: (person, [viewer.person_id] if viewer.person_id else []),
        Scope.ORGANISATION: (organisation, viewer.organisation_ids),
        Scope.GROUPS: (group, viewer.group_ids),
        Scope.COMPLEX: (complex_, viewer.complex_ids),
    }
    if scope is None:
        return nothing
    if scope is Scope.PROGRAMME:
        return Q(programme_id=viewer.programme_id)
    look_up, ids = look_ups[scope]
    return Q(programme_id=viewer.programme_id, **{f"{look_up}__in": ids}) if look_up and ids else nothing


def _reached(viewer: Viewer, record: Found, to: str) -> Found:
    if to:
        rules.PERMISSIONS.require(viewer, to, record.place())
    return record


def steps_open_to(viewer: Viewer, record: Any) -> list[tuple[str, bool]]:
    """The verbs that this viewer may take on the record as it stands, each with whether it asks for a reason."""
    place, cycle = record.place(), record.LIFECYCLE
    return [(verb, cycle.steps[verb].needs_reason) for verb in cycle.verbs_from(record.state) if record.PERMISSIONS.allows(viewer, verb, place)]


class MembershipLine(NamedTuple):
    """A membership as a list shows it: with what the viewer may do with it, and whether its page opens to them."""

    membership: Membership
    steps: list[tuple[str, bool]]
    opens: bool


def membership_lines(viewer: Viewer, memberships: Iterable[Membership]) -> list[MembershipLine]:
    """The lines of a list. Who takes members in is said by the by-laws, not by the role alone."""
    chaired, is_staff = chairs(viewer), viewer.role is not Role.GROUP_OFFICER

    def is_open(membership: Membership, verb: str) -> bool:
        body, is_chair = membership.group.approval_body, membership.group_id in chaired
        return verb != "approve_membership" or rules.approves_alone(body, is_staff=is_staff, is_chair=is_chair)

    return [
        MembershipLine(
            row, [step for step in steps_open_to(viewer, row) if is_open(row, step[0])], rules.PERMISSIONS.allows(viewer, "view_membership", row.place())
        )
        for row in memberships
    ]


def group_for(viewer: Viewer, pk: int, *, to: str = "") -> Group:
    """One group; another programme's does not exist. With `to`, only for whoever may do that on it."""
    return _reached(viewer, get_object_or_404(groups_for(viewer), pk=pk), to)


def groups_with_counts(viewer: Viewer) -> QuerySet[Group]:
    """The groups by complex, with how many firms, experts and other members live in each."""
    living = Q(memberships__state__in=rules.LIVING_MEMBERSHIP)
    firms, experts = living & Q(memberships__organisation__kind=rules.OrganisationKind.FIRM), living & Q(memberships__person__isnull=False)
    counts = {"firms": Count("memberships", filter=firms), "experts": Count("memberships", filter=experts), "all_members": Count("memberships", filter=living)}
    return groups_for(viewer).annotate(**counts).order_by("complex__name_ko", "name_ko")


def groups_within(viewer: Viewer, scope: Scope | None) -> QuerySet[Group]:
    """The groups that a permission of this scope reaches."""
    return groups_for(viewer).filter(within(scope, viewer, group="pk", complex_="complex_id")).order_by("complex__name_ko", "name_ko")


def open_groups_for(viewer: Viewer) -> QuerySet[Group]:
    """The groups of the viewer's programme that take members, by complex."""
    return groups_for(viewer).exclude(state__in=rules.ENDED_GROUP).order_by("complex__name_ko", "name_ko")


def complexes_for(viewer: Viewer) -> QuerySet[Complex]:
    """The complexes of the viewer's programme."""
    return Complex.objects.filter(programme_id=viewer.programme_id).select_related("programme").order_by("name_ko")


def organisations_for(
    viewer: Viewer,
    *,
    kind: str = "",
    group: int | None = None,
    complex: int | None = None,  # noqa: A002  # the field's word
    q: str = "",
    members_only: bool = False,
) -> QuerySet[Organisation]:
    """The organisations of the viewer's programme that fit, with their living memberships and present sites; members only, or also those with a site in the complex."""
    today = _today(viewer)
    found = Organisation.objects.filter(programme_id=viewer.programme_id)
    if kind:
        found = found.filter(kind=kind)
    if group:
        found = found.filter(_lives_in(group_id=group))
    if members_only:
        found = found.filter(_lives_in(**({"group__complex_id": complex} if complex else {})))
    elif complex:
        found = found.filter(_lives_in(group__complex_id=complex) | Exists(Site.objects.on(today).filter(organisation=OuterRef("pk"), complex_id=complex)))
    for word in q.split():
        found = found.filter(pk__in=_organisations_with(word))
    living = Membership.objects.filter(state__in=rules.LIVING_MEMBERSHIP).select_related("group")
    sites = Site.objects.on(today).select_related("complex")
    return found.prefetch_related(Prefetch("memberships", living, "living_memberships"), Prefetch("sites", sites, "present_sites")).order_by("name_ko", "pk")


def _organisations_with(word: str) -> QuerySet[Any, Any]:
    """Which organisations have the word in a name they have or had, or in their products: a union, so that every part is found by its own index."""
    own = Organisation.objects.filter(_named(word) | Q(products__icontains=word)).order_by()
    names = OrganisationName.objects.filter(Q(name__icontains=word) | Q(name_en__icontains=word)).order_by()
    return own.values_list("pk").union(names.values_list("organisation_id"))


def _named(word: str) -> Q:
    return Q(name_ko__icontains=word) | Q(name_en__icontains=word)


def _lives_in(**where: Any) -> Exists:
    return Exists(Membership.objects.filter(organisation=OuterRef("pk"), state__in=rules.LIVING_MEMBERSHIP, **where))


def organisations_within(viewer: Viewer, scope: Scope | None) -> QuerySet[Organisation]:
    """The organisations that a permission of this scope reaches: themselves, through a living membership, or through a present site."""
    own = Organisation.objects.filter(programme_id=viewer.programme_id)
    if scope in (None, Scope.PROGRAMME, Scope.ORGANISATION, Scope.PERSON):
        return own.filter(within(scope, viewer, organisation="pk"))
    living = Membership.objects.filter(within(scope, viewer, group="group_id", complex_="group__complex_id"), state__in=rules.LIVING_MEMBERSHIP)
    sites = Site.objects.on(_today(viewer)).filter(complex_id__in=viewer.complex_ids if scope is Scope.COMPLEX else ())
    return own.filter(Q(pk__in=living.values("organisation_id")) | Q(pk__in=sites.values("organisation_id")))


def organisation_for(viewer: Viewer, pk: int, *, to: str = "") -> Organisation:
    """One organisation; another programme's does not exist. With `to`, only for whoever may do that on it."""
    return _reached(viewer, get_object_or_404(Organisation.objects.select_related("programme"), programme_id=viewer.programme_id, pk=pk), to)


def people_for(viewer: Viewer, *, q: str = "", expert: bool = False, group: int | None = None) -> QuerySet[Person]:
    """The people of the viewer's programme that fit, with where they work. Their contact data stays where it is: see `read_contact`."""
    today = _today(viewer)
    found = Person.objects.filter(programme_id=viewer.programme_id).defer("email", "phone")
    if expert:
        found = found.filter(_is_expert_member(group))
    elif group:
        found = found.filter(pk__in=people_of_group(group, today).values("pk"))
    for word in q.split():
        working_there = Affiliation.objects.on(today).filter(organisation__in=Organisation.objects.filter(_named(word)).order_by())
        named = Person.objects.filter(_named(word)).order_by()
        found = found.filter(pk__in=named.values_list("pk").union(working_there.order_by().values_list("person_id")))
    present = Affiliation.objects.on(today).select_related("organisation")
    living = Membership.objects.filter(state__in=rules.LIVING_MEMBERSHIP).select_related("group")
    return found.prefetch_related(Prefetch("affiliations", present, "present_affiliations"), Prefetch("memberships", living, "living_memberships")).order_by(
        "name_ko", "pk"
    )


def _is_expert_member(group: int | None) -> Exists:
    where = {"group_id": group} if group else {}
    return Exists(Membership.objects.filter(person=OuterRef("pk"), state__in=rules.LIVING_MEMBERSHIP, **where))


def people_of_group(group_id: int, day: date) -> QuerySet[Person]:
    """Whom a group covers on a day: the staff of its member organisations, by their affiliation, and its expert members. Derived, never copied."""
    living = Membership.objects.filter(group_id=group_id, state__in=rules.LIVING_MEMBERSHIP)
    staff = Affiliation.objects.on(day).filter(organisation_id__in=living.values("organisation_id"))
    return Person.objects.filter(Q(pk__in=staff.values("person_id")) | Q(pk__in=living.values("person_id"))).defer("email", "phone").order_by("name_ko", "pk")


def membership_list(group_ids: Iterable[int]) -> QuerySet[Person]:
    """Whom one invites to a meeting of these groups: the representatives of the members with their deputies, and the expert members."""
    living = Membership.objects.filter(group_id__in=list(group_ids), state__in=rules.LIVING_MEMBERSHIP)
    named = Q(pk__in=living.values("representative_id")) | Q(pk__in=living.values("deputy_id")) | Q(pk__in=living.values("person_id"))
    return Person.objects.filter(named).defer("email", "phone").order_by("name_ko", "pk")


def representatives_of(organisation_ids: Iterable[int], group_ids: Iterable[int]) -> dict[int, Person]:
    """Who represents each of these organisations in the groups: the representative, else the deputy; an organisation without either is left out."""
    living = Membership.objects.filter(organisation_id__in=list(organisation_ids), group_id__in=list(group_ids), state__in=rules.LIVING_MEMBERSHIP)
    rows = living.select_related("representative", "deputy").order_by("valid_from", "pk")
    named = ((row.organisation_id, row.representative or row.deputy) for row in rows)
    return {organisation: person for organisation, person in named if organisation and person}


def person_for(viewer: Viewer, pk: int, *, to: str = "") -> Person:
    """One person, without contact data; another programme's does not exist. With `to`, only for whoever may do that on them."""
    people = Person.objects.select_related("programme").defer("email", "phone")
    return _reached(viewer, get_object_or_404(people, programme_id=viewer.programme_id, pk=pk), to)


def organisation_ids_on(day: date, person_ids: Iterable[int]) -> dict[int, int]:
    """For whom each of these people worked on that day; of several, the affiliation that began last."""
    rows = Affiliation.objects.on(day).filter(person_id__in=list(person_ids)).order_by("valid_from", "pk").values_list("person_id", "organisation_id")
    return dict(rows)


def memberships_of(group: Group) -> QuerySet[Membership]:
    """The living memberships of a group, by member: organisations first, then experts."""
    return _memberships_in(group, rules.LIVING_MEMBERSHIP)


def member_counts(group: Group) -> dict[str, int]:
    """How many organisations and how many experts are living members of a group."""
    return memberships_of(group).order_by().aggregate(organisations=Count("organisation"), experts=Count("person"))


def applications_to(group: Group) -> QuerySet[Membership]:
    """Who has asked to become a member of a group and was not taken in yet."""
    return _memberships_in(group, rules.APPLICATION)


def _memberships_in(group: Group, states: Iterable[str]) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(group=group, state__in=states)
        .select_related("group", "organisation", "person", "representative", "programme")
        .defer("person__email", "person__phone", "representative__email", "representative__phone")
        .order_by("organisation__name_ko", "person__name_ko", "pk")
    )


def represented_by(group_ids: Iterable[int], deputies: Iterable[int]) -> dict[int, int]:
    """For whom each of these people deputises in the groups, by the memberships."""
    living = Membership.objects.filter(group_id__in=list(group_ids), deputy_id__in=list(deputies), state__in=rules.LIVING_MEMBERSHIP)
    return {deputy: chief for deputy, chief in living.values_list("deputy_id", "representative_id") if deputy and chief}


def memberships_of_organisation(organisation: Organisation) -> QuerySet[Membership]:
    """Every membership of an organisation, living and former, latest first."""
    return Membership.objects.filter(organisation=organisation).select_related("group", "organisation", "programme").order_by("-valid_from", "-pk")


def memberships_of_expert(person: Person) -> QuerySet[Membership]:
    """Every membership of an expert, living and former, latest first."""
    return Membership.objects.filter(person=person).select_related("group", "person", "programme").order_by("-valid_from", "-pk")


def staff_of(organisation: Organisation) -> QuerySet[Affiliation]:
    """Who works in an organisation today, without contact data."""
    rows: QuerySet[Affiliation] = Affiliation.objects.on(organisation.programme.today()).filter(organisation=organisation)
    return rows.select_related("person").defer("person__email", "person__phone").order_by("person__name_ko", "pk")


def membership_for(viewer: Viewer, pk: int, *, to: str = "") -> Membership:
    """One membership; another programme's does not exist. With `to`, only for whoever may do that on it."""
    rows: QuerySet[Membership] = Membership.objects.select_related("group__complex", "organisation", "person", "programme", "representative", "deputy")
    return _reached(viewer, get_object_or_404(rows, programme_id=viewer.programme_id, pk=pk), to)


def officers_of(group: Group) -> QuerySet[Office]:
    """Who holds which office in a group today."""
    today = group.programme.today()
    rows: QuerySet[Office] = Office.objects.on(today).filter(group=group).select_related("person").defer("person__email", "person__phone")
    return rows.order_by("role", "valid_from")


def officers_within(viewer: Viewer, scope: Scope | None) -> QuerySet[Person]:
    """Who holds which offices today in the groups that a permission of this scope reaches, without contact data."""
    groups = groups_within(viewer, scope).order_by().values("pk")
    holding = Office.objects.on(_today(viewer)).filter(group_id__in=groups)
    people = Person.objects.filter(pk__in=holding.values("person_id"), programme_id=viewer.programme_id).defer("email", "phone")
    present = Prefetch("offices", holding.select_related("group").order_by("pk"), "present_offices")
    return people.prefetch_related(present).order_by("name_ko", "pk")


def firms_represented_in(viewer: Viewer, scope: Scope | None) -> QuerySet[Organisation]:
    """The member firms of the groups that a permission of this scope reaches, as far as somebody represents them there."""
    groups = groups_within(viewer, scope).order_by().values("pk")
    represented = Membership.objects.filter(group_id__in=groups, state__in=rules.LIVING_MEMBERSHIP).exclude(representative=None, deputy=None)
    firms = Organisation.objects.filter(pk__in=represented.values("organisation_id"), kind=rules.OrganisationKind.FIRM)
    return firms.order_by("name_ko", "pk")


def language_of(person: Person) -> str:
    """The language in which one writes to a person: that of their account, else the programme's first."""
    language = RoleAssignment.objects.filter(person=person).values_list("user__language", flat=True).first()
    return language or settings.LANGUAGE_CODE


def chairs(viewer: Viewer) -> frozenset[int]:
    """The groups in whose chair this viewer sits today, as an officer who is signed in."""
    if viewer.role is not Role.GROUP_OFFICER or viewer.person_id is None:
        return frozenset()
    held = Office.objects.on(_today(viewer)).filter(person_id=viewer.person_id, role=rules.OfficeRole.CHAIR, programme_id=viewer.programme_id)
    return frozenset(held.values_list("group_id", flat=True))


def coordinator_of(group: Group) -> Person | None:
    """Who coordinates a group today; the problems of the group are theirs, whoever wrote them down."""
    office = officers_of(group).filter(role=rules.OfficeRole.COORDINATOR).last()
    return office.person if office else None


def groups_coordinated_by(person: Person) -> list[Group]:
    """The groups whose coordinator this person is today, by office or by the role of their account."""
    by_office = Office.objects.on(person.programme.today()).filter(person=person, role=rules.OfficeRole.COORDINATOR).values("group_id")
    by_role = RoleAssignment.objects.filter(person=person, role=Role.COORDINATOR).values("groups")
    return list(Group.objects.filter(Q(pk__in=by_office) | Q(pk__in=by_role), programme_id=person.programme_id).select_related("programme").order_by("pk"))


def consent_for(viewer: Viewer, pk: int) -> Consent:
    """One consent, for the person it is of and for the privacy officer."""
    scope = rules.PERMISSIONS.scope(viewer, "withdraw_consent")
    return get_object_or_404(Consent.objects.filter(within(scope, viewer, person="person_id")).select_related("person", "recipient", "programme"), pk=pk)


def consents_of(viewer: Viewer, person: Person) -> QuerySet[Consent]:
    """What a person consented to, for themselves and for the privacy officer; nothing for everyone else."""
    scope = rules.PERMISSIONS.scope(viewer, "withdraw_consent")
    rows = Consent.objects.filter(within(scope, viewer, person="person_id"), person=person)
    return rows.select_related("recipient").order_by("-given_at", "-pk")


def consent_register(viewer: Viewer) -> QuerySet[Consent]:
    """Every consent of the programme, latest first, for whoever keeps the register."""
    rows = Consent.objects.filter(within(rules.PERMISSIONS.scope(viewer, "view_privacy_register"), viewer))
    return rows.select_related("person", "recipient").defer("person__email", "person__phone").order_by("-given_at", "-pk")


def disclosure_register(viewer: Viewer) -> QuerySet[Disclosure]:
    """Every disclosure of the programme, latest first, for whoever keeps the register."""
    rows = Disclosure.objects.filter(within(rules.PERMISSIONS.scope(viewer, "view_privacy_register"), viewer))
    people = ("recipient_person__email", "recipient_person__phone")
    return rows.select_related("recipient_person", "recipient_organisation").defer(*people).order_by("-disclosed_at", "-pk")


def acts_on(viewer: Viewer, record: Any, *, reads_reasons: bool) -> list[AuditEntry]:
    """What was done with a record of the viewer's programme, oldest first. Who read it is for the access log, not for its page.

    Reasons quote what is confidential, so they are blank unless the caller says that this viewer reads them.
    """
    acts = list(history_of(record).filter(programme_id=viewer.programme_id).exclude(action__in=READINGS))
    if not reads_reasons:
        for act in acts:
            act.why = ""
    return acts


def access_log(viewer: Viewer) -> QuerySet[AuditEntry]:
    """Who read what is personal or secret, latest first, for whoever keeps the register."""
    rows = AuditEntry.objects.filter(within(rules.PERMISSIONS.scope(viewer, "view_privacy_register"), viewer), action__in=READINGS)
    return rows.select_related("actor").order_by("-pk")


def queue_for(viewer: Viewer) -> list[QueueItem]:
    """What waits for this viewer among the members: applications to check, to approve and to welcome, and members who no longer are what a group asks for."""
    return [*_waiting_applications(viewer), *_doubtful_members(viewer)]


def _waiting_applications(viewer: Viewer) -> list[QueueItem]:
    scope = rules.PERMISSIONS.scope(viewer, "check_membership")
    reach = within(scope, viewer, group="group_id", complex_="group__complex_id")
    # A chair waits for nothing but what the by-laws leave to the chair.
    reach |= Q(group__in=chairs(viewer), group__approval_body=rules.ApprovalBody.CHAIR, state=rules.MembershipState.CHECKED, programme_id=viewer.programme_id)
    rows = Membership.objects.filter(reach, state__in=rules.APPLICATION).select_related("group", "organisation", "person").order_by("valid_from", "pk")
    kind = _("Membership")
    return [QueueItem(str(row), row.get_absolute_url(), _what_it_waits_for(row), kind, invented=row.invented) for row in rows]


def _what_it_waits_for(application: Membership) -> str:
    state = str(application.get_state_display())
    if application.state != rules.MembershipState.CHECKED:
        return state
    return _("%(state)s; taken in by: %(body)s") % {"state": state, "body": application.group.get_approval_body_display()}


def _doubtful_members(viewer: Viewer) -> list[QueueItem]:
    """For those who look after groups; the others find them on the page of a group."""
    if rules.PERMISSIONS.scope(viewer, "end_eligibility") is not Scope.GROUPS:
        return []
    groups = groups_for(viewer).filter(pk__in=viewer.group_ids)
    kind, what = _("Membership"), _("still eligible as a member? %(facts)s")
    return [
        QueueItem(str(doubt.membership), doubt.membership.get_absolute_url(), what % {"facts": doubt.facts}, kind, invented=doubt.membership.invented)
        for doubt in doubts_in(groups)
    ]


def _today(viewer: Viewer) -> date:
    return Programme.objects.get(pk=viewer.programme_id).today()


def demonstration_sign_ins(programme: Programme | None) -> dict[str, Any] | None:
    """One sign-in per role, shown only where every record is invented."""
    if programme is None or not programme.invented:
        return None
    rows = RoleAssignment.objects.filter(programme=programme, user__email__endswith="@demo.example").select_related("user").order_by("pk")
    return {"password": DEMONSTRATION_PASSWORD, "accounts": [(ROLE_LABELS[Role(row.role)], row.user.email) for row in rows]}


def guided_walk_for(viewer: Viewer) -> str:
    """The reference of a record of the guided thread, where the demonstration has loaded it and the viewer's role may walk it."""
    programme = Programme.objects.filter(pk=viewer.programme_id, invented=True).first()
    return programme.guided_thread if programme else ""
