"""Small makers of records: each makes what it needs and takes what the test cares about."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from minicluster.meetings.models import Activity, WorkPlan
from minicluster.members.models import Affiliation, Complex, Group, Membership, Organisation, Person, Programme, RoleAssignment, Tie
from minicluster.outcomes.models import Actual, Indicator
from minicluster.platform.accounts.models import User
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems.domain.actions.thesaurus_loading import advance_thesaurus
from minicluster.problems.models import Evidence, Expertise, Facility, Intake, Introduction, Problem, Project, SupportProgramme, SymptomConcept

_numbers = count(1)
SOME_DAY = date(2007, 3, 5)
SOME_TIME = datetime(2007, 3, 5, 1, tzinfo=UTC)


def make_programme(**fields):
    number = next(_numbers)
    return Programme.objects.create(
        **{"slug": f"programme-{number}", "name_ko": f"사업 {number}", "name_en": f"Programme {number}", "started_on": date(2005, 1, 1), **fields}
    )


def make_complex(programme=None, **fields):
    programme = programme or make_programme()
    number = next(_numbers)
    return Complex.objects.create(
        programme=programme, **{"slug": f"complex-{number}", "name_ko": f"단지 {number}", "name_en": f"Complex {number}", "kind": "national", **fields}
    )


def make_group(programme=None, complex=None, **fields):  # noqa: A002  # the field's word
    complex = complex or make_complex(programme)  # noqa: A001  # the field's word
    number = next(_numbers)
    values = {
        "slug": f"group-{number}",
        "name_ko": f"미니클러스터 {number}",
        "name_en": f"Mini-cluster {number}",
        "speciality_ko": "공작기계",
        "speciality_en": "Machine tools",
        "state": "active",
        "founded_on": date(2005, 4, 1),
    }
    return Group.objects.create(programme=complex.programme, complex=complex, **{**values, **fields})


def make_organisation(programme=None, kind="firm", **fields):
    number = next(_numbers)
    return Organisation.objects.create(
        programme=programme or make_programme(), kind=kind, **{"name_ko": f"(주)기업{number}", "name_en": f"Firm {number}", **fields}
    )


def make_firm(group=None, **fields):
    """A firm that is a living member of the group."""
    group = group or make_group()
    firm = make_organisation(group.programme, **fields)
    make_membership(group, firm)
    return firm


def make_membership(group, organisation=None, person=None, **fields):
    return Membership.objects.create(
        programme=group.programme, group=group, organisation=organisation, person=person,
        **{"kind": "regular" if organisation else "expert", "state": "active", "valid_from": date(2005, 5, 1), **fields},
    )  # fmt: skip


def make_person(programme=None, organisation=None, **fields):
    programme = programme or (organisation.programme if organisation else make_programme())
    number = next(_numbers)
    person = Person.objects.create(
        programme=programme, **{"name_ko": f"사람{number}", "name_en": f"Person {number}", "email": f"person{number}@mail.example", **fields}
    )
    if organisation:
        Affiliation.objects.create(person=person, organisation=organisation, position="과장", valid_from=date(2004, 1, 1))
    return person


def make_tie(one, other, kind="met", **fields):
    first, second = sorted((one, other), key=lambda person: person.pk)
    return Tie.objects.create(
        programme=one.programme, one=first, other=second, kind=kind,
        **{"on_date": SOME_DAY, "through_type": "activity", "through_id": next(_numbers), **fields},
    )  # fmt: skip


def make_expert(programme=None, *, statement="공작기계 열변위 보정", **fields):
    university = make_organisation(programme, kind="university")
    person = make_person(organisation=university, **fields)
    Expertise.objects.create(programme=person.programme, person=person, statement_ko=statement)
    return person


def make_evidence(person, title="주축 열변위 예측", **fields):
    return Evidence.objects.create(programme=person.programme, person=person, **{"kind": "paper", "title": title, "text": title, "year": 2006, **fields})


def make_facility(organisation, **fields):
    return Facility.objects.create(
        programme=organisation.programme,
        organisation=organisation,
        **{"name_ko": "정밀 측정실", "name_en": "Metrology room", "description": "레이저 간섭계 측정", **fields},
    )


def make_support_programme(programme, **fields):
    return SupportProgramme.objects.create(
        programme=programme,
        **{"name_ko": "기술개발 지원", "name_en": "Technology support", "description": "현장 애로기술 개발 지원", "purpose": "technology", **fields},
    )


def make_activity(group, kind="company_visit", **fields):
    starts_at = fields.pop("starts_at", SOME_TIME)
    activity = Activity.objects.create(
        programme=group.programme, kind=kind, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **{"title": "기업방문", **fields}
    )
    activity.groups.add(group)
    return activity


def make_work_plan(group, year=2007, lines=(("forum", 4, 20, 8_000_000),), **fields):
    """A plan with its lines: kind, times, people each time, budget."""
    plan = WorkPlan.objects.create(programme=group.programme, group=group, year=year, **fields)
    for kind, times, people, budget in lines:
        plan.lines.create(kind=kind, times=times, people=people, budget_krw=budget)
    return plan


def make_problem(group=None, firm=None, **fields):
    group = group or make_group()
    firm = firm or make_firm(group)
    values = {"title": "주축 열변위", "description": "오후가 되면 치수가 커집니다.", "origin": "form", "raised_at": SOME_TIME, "state_since": SOME_TIME}
    return Problem.objects.create(programme=group.programme, group=group, firm=firm, **{**values, **fields})


def make_intake(problem, **answers):
    return Intake.objects.create(programme=problem.programme, problem=problem, answered_at=SOME_TIME, **answers)


def make_concept(programme=None, **fields):
    """A reviewed concept of the thesaurus, which grows by it."""
    programme = programme or make_programme()
    values = {
        "key": f"concept-{next(_numbers)}", "fields": ["cwmt"], "mechanism_ko": "열피로 균열", "mechanism_en": "heat checking", "terms_ko": ["열피로"],
        "terms_en": ["thermal fatigue"], "lay": ["거북등처럼 잔금이 간다"], "state": "reviewed",
    }  # fmt: skip
    concept = SymptomConcept.objects.create(programme=programme, **{**values, **fields})
    advance_thesaurus(programme)
    return concept


def make_introduction(problem, expert=None, **fields):
    expert = expert or make_expert(problem.programme)
    values = {"summary": "한 기업이 열변형 전문가를 찾습니다.", "suggested_at": SOME_TIME, "state_since": SOME_TIME}
    return Introduction.objects.create(programme=problem.programme, problem=problem, expert=expert, **{**values, **fields})


def make_project(problem, **fields):
    return Project.objects.create(programme=problem.programme, problem=problem, **{"title": "열변위 보정 개발", "planned_at": SOME_TIME, **fields})


def make_indicator(programme, slug="exports", **fields):
    return Indicator.objects.create(programme=programme, slug=slug, **{"level": "outcome", "name_ko": "수출", "name_en": "Exports", "unit": "USD", **fields})


def make_user(role, programme, *, person=None, organisation=None, groups=(), complexes=(), **fields):
    """A user with one role, who can be signed in with `client.force_login`."""
    user = User.objects.create_user(fields.pop("email", f"user{next(_numbers)}@mail.example"), "a long password", **{"language": "en", **fields})
    assignment = RoleAssignment.objects.create(user=user, programme=programme, role=role, person=person, organisation=organisation)
    assignment.groups.set(groups)
    assignment.complexes.set(complexes)
    return user


def make_viewer(role, programme, *, person=None, organisations=(), groups=(), complexes=()):
    """A viewer without an account, for actions and queries."""
    return Viewer(
        role=Role(role),
        programme_id=programme.pk,
        person_id=person.pk if person else None,
        organisation_ids=frozenset(organisation.pk for organisation in organisations),
        group_ids=frozenset(group.pk for group in groups),
        complex_ids=frozenset(complex_.pk for complex_ in complexes),
    )


def make_actual(indicator, year=2006, value=100, **fields):
    """A yearly figure, of the whole programme unless told otherwise."""
    return Actual.objects.create(
        programme=indicator.programme, indicator=indicator, year=year, value=value, **{"recorded_at": SOME_TIME, "source": "단지 통계", **fields}
    )
