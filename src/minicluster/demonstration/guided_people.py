"""Who acts in the guided thread, found in the database, with one sign-in per role."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from minicluster.demonstration.geography import WONJU
from minicluster.demonstration.guided_cast import BUYER, FIRM, REHABILITATION, REPRESENTATIVE, RESERVED_EXPERTISE
from minicluster.demonstration.sign_ins import SIGNING_IN, sign_in_for
from minicluster.demonstration.texts import specialities_of
from minicluster.members.domain.queries import viewer_of
from minicluster.members.models import Affiliation, Complex, Group, Office, Organisation, Person, Programme
from minicluster.members.rules import OfficeRole
from minicluster.platform.permissions import Role, Viewer


@dataclass
class Cast:
    """Who acts in the thread."""

    programme: Programme
    complex: Complex
    group: Group
    viewers: dict[Role, Viewer] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """The cast in a programme in which Wonju is loaded."""
        group = Group.objects.select_related("complex").get(programme=programme, complex__slug=WONJU.slug, slug=REHABILITATION)
        return cls(programme, group.complex, group)

    @property
    def firm(self) -> Organisation:
        """The maker of the exercise machine."""
        return Organisation.objects.get(programme=self.programme, name_ko=FIRM.ko)

    @property
    def office(self) -> Organisation:
        """The complex office of Wonju."""
        return Organisation.objects.get(runs_complexes=self.complex)

    @property
    def buyer(self) -> Organisation:
        """The European buyer."""
        return Organisation.objects.get(programme=self.programme, name_ko=BUYER.ko)

    @property
    def expert(self) -> Person:
        """The rehabilitation engineer, known by the expertise that only she has."""
        statement = specialities_of(WONJU.slug)[REHABILITATION].expertise[RESERVED_EXPERTISE].statement_ko
        return Person.objects.get(programme=self.programme, expertise__statement_ko=statement)

    @property
    def contact(self) -> Person:
        """The firm's representative."""
        return Person.objects.get(name_ko=REPRESENTATIVE.ko, affiliations__organisation=self.firm)

    def officer(self, role: OfficeRole) -> Person:
        """Who holds an office of the group at present."""
        office: Office = Office.objects.filter(group=self.group, role=role, valid_to=None).select_related("person").order_by("-valid_from", "pk")[0]
        return office.person

    def sign_in(self) -> None:
        """Make one account per role; each acts as the person of the thread that it belongs to."""
        groups = list(Group.objects.filter(complex=self.complex))
        reach: dict[Role, dict[str, Any]] = {
            Role.FIRM_USER: {"person": self.contact, "organisation": self.firm},
            Role.EXPERT: {"person": self.expert, "groups": [self.group]},
            Role.GROUP_OFFICER: {"person": self.officer(OfficeRole.CHAIR), "groups": [self.group]},
            Role.COORDINATOR: {"person": self.officer(OfficeRole.COORDINATOR), "organisation": self.office, "groups": groups},
            Role.COMPLEX_MANAGER: {"person": self._manager(), "organisation": self.office, "complexes": [self.complex]},
        }
        for role in SIGNING_IN:
            self.viewers[role] = viewer_of(sign_in_for(self.programme, role, **reach.get(role, {})), self.programme)

    def _manager(self) -> Person:
        person = Person.objects.create(
            programme=self.programme, name_ko="문경란", name_en="Kyung-ran Moon", email="manager@wonju.example", phone="033-000-0000", invented=True
        )
        Affiliation.objects.create(person=person, organisation=self.office, position="추진단장", valid_from=date(2005, 1, 3))
        return person
