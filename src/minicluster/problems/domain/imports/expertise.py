"""What a row about an expert or a facility means: who it is, what they know, and the evidence for it."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.facts import plan_number
from minicluster.members.domain.imports.organisations import NUMBER_NAMES
from minicluster.members.domain.imports.people import PERSON_FIELDS, PERSON_NAME, plan_person, plan_workplace
from minicluster.members.models import Person, Programme
from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Kind, Layout, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError
from minicluster.platform.imports.tidying import key
from minicluster.problems import rules
from minicluster.problems.domain.corrections import Corrected, Standing, removed_people
from minicluster.problems.domain.imports.evidence import KIND_OF_EVIDENCE, Item, evidence_list, item_of_row, language_of
from minicluster.problems.domain.indexing import index_together
from minicluster.problems.models import Evidence, Expertise, Facility

_C: Final = rules.CandidateKind
_KIND_WORDS: Final = {_C.EXPERT: ("전문가", "교수", "연구자", "person"), _C.FACILITY: ("장비", "시설", "시험실", "연구실", "laboratory")}
FACILITY_NAME_LENGTH: Final = 160

FIELDS: Final = (
    Field("name", PERSON_NAME[0] + ("장비명", "시설명", "명칭"), (*PERSON_NAME[1], "facility", "facility name"), cells.line(FACILITY_NAME_LENGTH),
          required=True, is_text=True),
    Field("number", *NUMBER_NAMES, read=cells.line(80)),
    Field("kind", ("구분", "유형", "종류"), ("kind", "type"), cells.choice(_C, _KIND_WORDS)),
    *PERSON_FIELDS,
    Field("statement", ("전문분야", "연구분야", "전공분야", "전공", "세부전공", "전문분야(국문)", "보유기술", "관심분야"), ("expertise", "statement", "speciality", "research area"),
          cells.line(300)),
    Field("statement_en", ("전문분야(영문)", "연구분야(영문)"), ("expertise in English", "statement in English"), cells.line(300)),
    Field("codes", ("분류코드", "기술분류", "기술분류코드"), ("codes", "technology codes"), cells.several(cells.line(12))),
    Field("description", ("설명", "용도", "제원", "활용분야", "기능"), ("description",), cells.text(20_000), is_text=True),
    Field("conditions", ("이용조건", "사용조건", "이용료"), ("conditions",), cells.line(300)),
    Field("evidence", ("실적목록",), ("evidence",), evidence_list),
    Field("evidence_title", ("논문제목", "논문명", "실적명", "특허명", "대표실적", "연구실적", "제목"), ("evidence title", "title", "paper title"), cells.line(300)),
    Field("evidence_kind", ("실적구분", "실적종류", "실적유형"), ("evidence kind", "evidence type"), KIND_OF_EVIDENCE),
    Field("evidence_year", ("발표연도", "연도", "게재연도", "출원연도"), ("evidence year", "year"), cells.year),
    Field("evidence_text", ("초록", "요약", "실적내용"), ("abstract", "evidence text", "summary"), cells.text(100_000), is_text=True),
    Field("evidence_source", ("학술지", "게재지", "출처"), ("source", "journal"), cells.line(200)),
    Field("evidence_number", ("논문번호", "실적번호"), ("evidence number", "paper id"), cells.line(80)),
    Field("people", ("저자", "저자번호"), ("authors",), cells.several(cells.line(60))),
)  # fmt: skip

LAYOUTS: Final = (
    Layout(
        "experts and facilities, each with its evidence",
        frozenset({"id", "kind", "name", "organisation", "evidence"}),
        {"id": "number", "kind": "kind", "name": "name", "organisation": "organisation", "role": "position", "evidence": "evidence"},
    ),
    Layout(
        "papers, one line for each researcher",
        frozenset({"id", "expert", "title", "abstract"}),
        {"id": "evidence_number", "expert": "people", "title": "evidence_title", "abstract": "evidence_text"},
    ),
    Layout(
        "documents with their authors",
        frozenset({"id", "text", "experts"}),
        {"id": "evidence_number", "text": "evidence_text", "experts": "people"},
    ),
)


class ExpertiseClerk:
    """Knows the experts and facilities of a programme and what speaks for them."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)
        self._corrected = Corrected(programme)
        self._standing = Standing(programme)
        self._removed = removed_people(programme)

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do."""
        plan = Plan()
        if row["kind"] in (_C.FIRM, _C.SUPPORT):
            raise RowRefusedError("kind", _("Only experts and facilities can be imported here."), _("Import firms with `minicluster import organisations`."))
        if row["people"]:
            self._plan_authors(plan, row)
        elif not row["name"]:
            raise RowRefusedError("people", _("The row names nobody."), _("Fill the cell."))
        elif row["kind"] == _C.FACILITY:
            self._plan_facility(plan, row)
        else:
            self._plan_expert(plan, row)
        return plan

    def _plan_authors(self, plan: Plan, row: Row) -> None:
        """One piece of evidence of several people, known by the numbers that the table gives them."""
        item = item_of_row(row)
        if item is None:
            raise RowRefusedError("evidence_title", _("The row says nothing that these people know."), _("Write the title of the paper."))
        pieces = []
        for number in row["people"]:
            person = self.directory.numbered(Person, "person", number) or self.directory.person(name=number)
            if person is None:
                person = plan.create(Person, programme=self.programme, name_ko=number)
            plan_number(plan, self.directory, person, number)
            owner = self._standing_owner(person, "people")
            pieces.append(self._plan_evidence(plan, item, number=f"{item.number}/{number}" if item.number else "", person=owner))
        plan.about(next((piece for piece in pieces if piece.pk is None), pieces[0]))

    def _plan_expert(self, plan: Plan, row: Row) -> None:
        pieces = [*self._items(row)]
        statements = [text for text in (row["statement"], row["statement_en"]) if text]
        if not pieces and not statements:
            raise RowRefusedError(
                "statement",
                _("The row says nothing that this person knows."),
                _("Fill in the expertise (전문분야), or import the row with `minicluster import people`."),
            )
        person = plan_person(plan, self.directory, row)
        plan.about(person)
        owner = self._standing_owner(person, "name")
        if statements:
            self._plan_statement(plan, owner, row, statements)
        for item in pieces:
            self._plan_evidence(plan, item, number=item.number, person=owner)

    def _standing_owner(self, person: Person, field: str) -> Person:
        """With whom it stands what this person knows.

        Raises:
            RowRefusedError: they asked to be removed.
        """
        owner = self._standing.of(person) if person.pk else person
        if owner.pk in self._removed:
            raise RowRefusedError(field, _("This person asked to be removed from the experts, and was."), _("Leave the row out."))
        return owner

    def _plan_statement(self, plan: Plan, person: Person, row: Row, statements: list[str]) -> None:
        said: dict[str, Any] = {f"statement_{language_of(text)}": text for text in statements}
        known = list(person.expertise.all()) if person.pk else []
        same = next((one for one in known if any(key(getattr(one, name)) == key(text) for name, text in said.items())), None)
        if self._corrected.said_before("expertise", [one.pk for one in known], said.values()):
            return
        if same is None:
            plan.create(Expertise, programme=self.programme, person=person, codes=list(row["codes"] or ()), **said)
        else:
            missing: dict[str, Any] = {name: text for name, text in said.items() if not getattr(same, name)}
            plan.change(same, codes=sorted({*same.codes, *(row["codes"] or ())}) if set(row["codes"] or ()) - set(same.codes) else None, **missing)

    def _plan_facility(self, plan: Plan, row: Row) -> None:
        organisation = plan_workplace(plan, self.directory, row)
        if organisation is None:
            raise RowRefusedError("organisation", _("It is not said whose facility this is."), _("Fill the cell."))
        known = self.directory.numbered(Facility, "facility", row["number"])
        if known is None and organisation.pk:
            known = Facility.objects.filter(organisation=organisation, name_ko=row["name"]).order_by("pk").first()
        facility = plan.about(known or plan.create(Facility, programme=self.programme, organisation=organisation, name_ko=row["name"]))
        plan.change(facility, name_ko=row["name"], description=row["description"] or row["statement"], conditions=row["conditions"])
        plan_number(plan, self.directory, facility, row["number"])
        for item in self._items(row):
            self._plan_evidence(plan, item, number=item.number, facility=facility)

    def _items(self, row: Row) -> Iterable[Item]:
        own = item_of_row(row)
        return [*(row["evidence"] or ()), *([own] if own else ())]

    def _plan_evidence(self, plan: Plan, item: Item, *, number: str, **owner: Any) -> Evidence:
        known: Evidence | None = self.directory.numbered(Evidence, "evidence", number)
        if known is None and not number and all(record.pk for record in owner.values()):
            told = self._corrected.records("evidence", "title", item.title)
            known = Evidence.objects.filter(Q(title=item.title) | Q(pk__in=told), programme=self.programme, **owner).order_by("pk").first()
        facts: dict[str, Any] = {"kind": item.kind, "title": item.title, "text": item.text, "language": item.language, "year": item.year, "source": item.source}
        if known is None:
            first_told: dict[str, Any] = {"service": rules.EvidenceService.OFFICE, "taken_in_at": self.programme.now()}
            evidence: Evidence = plan.create(Evidence, programme=self.programme, **owner, **facts, **first_told)
            plan_number(plan, self.directory, evidence, number)
            return evidence
        if known.disowned_at is None:
            plan.change(known, **self._corrected.without("evidence", known.pk, facts))
        return known

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Let search know what came in."""
        index_together(self.programme, [record for record in records if isinstance(record, (Evidence, Expertise, Facility))])


EXPERTISE: Final = Kind("expertise", FIELDS, ExpertiseClerk, LAYOUTS)
