"""What a row about a person means."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.facts import plan_fact, plan_number
from minicluster.members.domain.imports.organisations import AS_OF, BUSINESS_NUMBER_NAMES, NUMBER_NAMES, ORGANISATION_NAME, business_number, plan_organisation
from minicluster.members.models import Affiliation, Organisation, Person, Programme
from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import unreadable
from minicluster.platform.imports.tidying import key, plain

PERSON_NAME: Final = (
    ("성명", "이름", "성함", "참석자", "참석자명", "담당자", "담당자명", "담당자성명", "교수명", "전문가", "전문가명", "연구자", "연구자명", "회원명"),
    ("name", "full name", "person", "person name", "expert", "researcher"),
)
MAIL_NAMES: Final = (("이메일", "전자우편", "메일", "E-mail", "이메일주소", "메일주소"), ("email", "mail", "mail address", "email address"))


def orcid(cell: Any, _unit: Decimal) -> str:
    """An ORCID iD, with its address or without."""
    normal = rules.normal_orcid(plain(cell))
    if not rules.is_orcid(normal):
        raise unreadable(_("This is no ORCID iD: its sixteen characters and its check character do not fit."), _("Copy it from orcid.org."))
    return normal


PERSON_FIELDS: Final = (
    Field("name_en", ("영문성명", "영문이름", "성명(영문)", "영문명"), ("name in English", "English name", "name (English)"), cells.line(80)),
    Field("email", *MAIL_NAMES, read=cells.mail),
    Field(
        "phone",
        ("전화", "전화번호", "연락처", "휴대폰", "휴대전화", "핸드폰", "HP", "TEL", "유선전화", "사무실전화"),
        ("phone", "telephone", "mobile"),
        cells.phone,
    ),
    Field("orcid", ("ORCID",), ("ORCID iD",), orcid),
    Field("organisation", *ORGANISATION_NAME, read=cells.line(120)),
    Field("business_number", *BUSINESS_NUMBER_NAMES, read=business_number),
    Field("department", ("부서", "부서명", "학과", "소속부서", "학부", "팀"), ("department", "unit"), cells.line(80)),
    Field("position", ("직위", "직급", "직책", "직함"), ("position", "job title", "role"), cells.line(60)),
    AS_OF,
)
FIELDS: Final = (
    Field("name", *PERSON_NAME, read=cells.line(60), required=True, is_text=True),
    Field("number", *NUMBER_NAMES, read=cells.line(80)),
    *PERSON_FIELDS,
)


class PersonClerk:
    """Knows the people of a programme and where they work."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do."""
        plan = Plan()
        plan.about(plan_person(plan, self.directory, row))
        return plan

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done here; a storey above may index what it finds."""


def plan_person(plan: Plan, directory: Directory, row: Row) -> Person:
    """Plan the person of a row: found or new, with contact data and where they work.

    An organisation that is not registered yet comes along with its person, as the kind that its name tells.
    """
    organisation = plan_workplace(plan, directory, row)
    is_new = organisation is not None and organisation.pk is None
    found = directory.numbered(Person, "person", row["number"]) or directory.person(
        name=row["name"],
        mail=row["email"] or "",
        orcid=row["orcid"] or "",
        organisation=None if is_new else organisation,
        is_new_there=is_new,
        known_as=row.known_as,
    )
    if found is None:
        person: Person = plan.create(Person, is_said=False, programme=directory.programme, name_ko=row["name"])
    else:
        person = found
        if key(row["name"]) not in (key(person.name_ko), key(person.name_en)):
            plan.change(person, is_said=False, name_ko=row["name"])
    plan.say(person, "name", key(row["name"]))
    plan.change(person, **{name: row[name] for name in ("name_en", "email", "phone", "orcid")})
    plan_number(plan, directory, person, row["number"])
    if organisation is not None:
        _plan_affiliation(plan, person, organisation, row, row["as_of"] or directory.programme.today())
    return person


def plan_workplace(plan: Plan, directory: Directory, row: Row) -> Organisation | None:
    """The organisation of a row, new where it is not registered yet."""
    if not row["organisation"] and not row["business_number"]:
        return None
    if not row["organisation"]:
        return directory.known_organisation(business_number=row["business_number"], field="business_number")
    found = directory.organisation(name=row["organisation"], business_number=row["business_number"] or "")
    since = row["as_of"] or directory.programme.today()
    return found or plan_organisation(plan, directory.programme, row["organisation"], since=since)


def plan_staff(plan: Plan, directory: Directory, name: str, organisation: Organisation, *, field: str) -> Person:
    """The person of this name at an organisation, new where nobody of that name is registered there."""
    planned = next((record for record in plan.new if isinstance(record, Person) and record.name_ko == name), None)
    known = planned or directory.person(name=name, organisation=organisation, field=field)
    if known is not None:
        return known
    person: Person = plan.create(Person, programme=directory.programme, name_ko=name)
    plan.create(Affiliation, person=person, organisation=organisation, valid_from=directory.programme.today())
    return person


def _plan_affiliation(plan: Plan, person: Person, organisation: Organisation, row: Row, day: date) -> None:
    known = list(person.affiliations.select_related("organisation")) if person.pk else []
    details: dict[str, Any] = {"department": row["department"] or "", "position": row["position"] or ""}
    here = [entry for entry in known if entry.organisation_id == organisation.pk]
    present = next((entry for entry in here if entry.holds_on(day)), None)
    if present is not None:
        details = {name: value or getattr(present, name) for name, value in details.items()}
        if all(getattr(present, name) in ("", value) for name, value in details.items()):
            plan.change(present, **details)
            return
        known = here
    elsewhere = [entry for entry in known if entry.valid_to is None]
    # Of someone with several posts a table cannot say which of them has ended.
    series = known if len(elsewhere) <= 1 else here
    owner = {"person": person}
    plan_fact(plan, series, Affiliation, day, owner=owner, facts={"organisation": organisation, **details}, field="organisation")


PEOPLE: Final = Kind("people", FIELDS, PersonClerk)
