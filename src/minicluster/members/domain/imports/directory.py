"""Whom and what a table means by the names and numbers it uses: the records of one programme, found as offices name them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NoReturn

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.models import (
    Affiliation,
    Complex,
    Group,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    Person,
    Programme,
)
from minicluster.platform.imports.models import OfficeNumber
from minicluster.platform.imports.names import organisation_key
from minicluster.platform.imports.refusing import RowRefusedError
from minicluster.platform.imports.tidying import key

_GROUP_SUFFIX = re.compile(r"(?:미니클러스터|mini-?clusters?|산학연협의체|협의체|클러스터|mc|분과)$", re.IGNORECASE)
_COMPLEX_SUFFIX = re.compile(r"(?:국가|일반|지방|도시첨단|농공)?(?:산업단지|산단|단지|공단)$")
_LISTED_CANDIDATES = 5


class Directory:
    """The records of a programme by what tables call them. It knows what was committed when it was made, and what it was told since."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._organisation_cache: dict[int, Organisation] = {}
        self._person_cache: dict[int, Person] = {}

    # What is known.

    @cached_property
    def _organisations(self) -> "_Names":
        names = _Names(organisation_key)
        for pk, *said in Organisation.objects.filter(programme=self.programme).values_list("pk", "name_ko", "name_en"):
            names.add(pk, *said)
        for pk, name in OrganisationName.objects.filter(organisation__programme=self.programme).values_list("organisation_id", "name"):
            names.add(pk, name)
        return names

    @cached_property
    def _identifiers(self) -> dict[tuple[str, str], int]:
        rows = OrganisationIdentifier.objects.filter(programme=self.programme).values_list("scheme", "value", "organisation_id")
        return {(scheme, rules.normal_identifier(scheme, value)): pk for scheme, value, pk in rows}

    @cached_property
    def _identifiers_of(self) -> dict[int, dict[str, str]]:
        own: dict[int, dict[str, str]] = defaultdict(dict)
        for (scheme, value), pk in self._identifiers.items():
            own[pk][scheme] = value
        return own

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        rows = OfficeNumber.objects.filter(programme_id=self.programme.pk).values_list("record_type", "number", "record_id")
        return {(record_type, number): record_id for record_type, number, record_id in rows}

    @cached_property
    def _people(self) -> "_Names":
        names = _Names(key)
        self._mails = _Names(str.casefold)
        self._orcids: dict[str, int] = {}
        for pk, name_ko, name_en, mail, orcid in Person.objects.filter(programme=self.programme).values_list("pk", "name_ko", "name_en", "email", "orcid"):
            self._note_person(names, pk, (name_ko, name_en), mail, orcid)
        return names

    @cached_property
    def _workplaces(self) -> dict[int, set[int]]:
        places: dict[int, set[int]] = defaultdict(set)
        for person, organisation in Affiliation.objects.filter(person__programme=self.programme).values_list("person_id", "organisation_id"):
            places[person].add(organisation)
        return places

    @cached_property
    def _groups(self) -> list[Group]:
        return list(Group.objects.filter(programme=self.programme).select_related("complex", "programme"))

    @cached_property
    def _complexes(self) -> list[Complex]:
        return list(Complex.objects.filter(programme=self.programme))

    def _note_person(self, names: "_Names", pk: int, said: Iterable[str], mail: str, orcid: str) -> None:
        names.forget(pk)
        names.add(pk, *said)
        self._mails.forget(pk)
        self._mails.add(pk, mail)
        if orcid:
            self._orcids[orcid] = pk

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        if isinstance(record, Organisation):
            self._organisations.add(record.pk, record.name_ko, record.name_en)
            self._organisation_cache[record.pk] = record
        elif isinstance(record, OrganisationName):
            self._organisations.add(record.organisation_id, record.name)
        elif isinstance(record, OrganisationIdentifier):
            self._identifiers[record.scheme, record.value] = record.organisation_id
            self._identifiers_of[record.organisation_id][record.scheme] = record.value
        elif isinstance(record, Person):
            self._note_person(self._people, record.pk, (record.name_ko, record.name_en), record.email, record.orcid)
            self._person_cache[record.pk] = record
        elif isinstance(record, Affiliation):
            self._workplaces[record.person_id].add(record.organisation_id)
        elif isinstance(record, OfficeNumber):
            self._numbers[record.record_type, record.number] = record.record_id

    # Whom a row means.

    def numbered(self, model: Any, record_type: str, number: str | None) -> Any:
        """The record that the office's own number means, if it is still there; else the one of our own reference, as an exported table bears it."""
        if not number:
            return None
        own = re.fullmatch(rf"{record_type}-([0-9]{{1,18}})", number)
        known = self._numbers.get((record_type, number)) or (int(own[1]) if own else None)
        return model.objects.filter(programme=self.programme, pk=known).first() if known else None

    def knows_number(self, record_type: str, number: str) -> bool:
        """Whether an office's own number means a record already."""
        return (record_type, number) in self._numbers

    def organisation(
        self, *, name: str = "", business_number: str = "", lei: str = "", kind: str = "", known_as: int | None = None, field: str = "organisation"
    ) -> Organisation | None:
        """The organisation with this identifier, else the one of which the row was before, else with this name (and kind, if one is said).

        Raises:
            RowRefusedError: several fit.
        """
        said = {rules.BUSINESS_NUMBER: business_number, "LEI": lei}
        for scheme, value in said.items():
            if value and (scheme, value) in self._identifiers:
                return self._organisation(self._identifiers[scheme, value])
        if known_as and known_as in self._organisations:
            return self._organisation(known_as)
        candidates = [self._organisation(pk) for pk in sorted(self._organisations.find(name))]
        fitting = [candidate for candidate in candidates if kind in ("", candidate.kind) and not self._has_other_identifier(candidate.pk, said)]
        if len(fitting) > 1:
            _ambiguous(field, fitting, _("Give the business registration number (사업자등록번호) of the one that is meant."))
        return fitting[0] if fitting else None

    def known_organisation(self, *, name: str = "", business_number: str = "", field: str = "organisation") -> Organisation:
        """The organisation that a row names and that must be there already.

        Raises:
            RowRefusedError: none or several fit.
        """
        found = self.organisation(name=name, business_number=business_number, field=field)
        if found is None:
            raise RowRefusedError(
                field,
                _("No organisation of this name or number is registered here."),
                _("Import it with `minicluster import organisations` first, or compare the name with its record."),
            )
        return found

    def calls_it_so(self, organisation: Organisation, name: str) -> bool:
        """Whether the organisation is, was or is also called so."""
        return organisation.pk in self._organisations.find(name)

    def identifier_of(self, organisation: Organisation, scheme: str) -> str:
        """An identifier of the organisation; empty where it has none in the scheme."""
        return self._identifiers_of.get(organisation.pk, {}).get(scheme, "")

    def person(
        self,
        *,
        name: str = "",
        mail: str = "",
        orcid: str = "",
        organisation: Organisation | None = None,
        is_new_there: bool = False,
        known_as: int | None = None,
        field: str = "name",
    ) -> Person | None:
        """The person with this ORCID iD, else of whom the row was before, else with this mail address and name, else with this name.

        The name counts at the organisation that is said, and without one where only one person has it. A shared mail address (info@…) does not make two names one person, and two ORCID iDs do not share one. `is_new_there`: the organisation is only
        about to be registered, so that nobody works there yet.

        Raises:
            RowRefusedError: several fit.
        """
        named = self._people.find(name)
        if orcid and orcid in self._orcids:
            return self._person(self._orcids[orcid])
        if known_as and known_as in self._people:
            return self._person(known_as)
        by_mail = self._mails.find(mail)
        if by_mail & named or (by_mail and not name):
            return self._only(by_mail & named or by_mail, field)
        if is_new_there:
            return None
        there = {pk for pk in named if organisation is None or organisation.pk in self._workplaces.get(pk, set())}
        return self._only({pk for pk in there if not orcid or not self._person(pk).orcid}, field)

    def known_person(
        self, *, name: str = "", mail: str = "", orcid: str = "", number: str = "", organisation: Organisation | None = None, field: str = "name"
    ) -> Person:
        """The person whom a row names and who must be there already; a name alone is enough where one person only has it.

        Raises:
            RowRefusedError: none or several fit.
        """
        found = self.numbered(Person, "person", number) or self.person(name=name, mail=mail, orcid=orcid, organisation=organisation, field=field)
        if found is None:
            raise RowRefusedError(
                field,
                _("No such person is registered here."),
                _("Import the person with `minicluster import people` first, or compare name, mail address and organisation with the record."),
            )
        return found

    def group(self, name: str, *, complex_: Complex | None = None, field: str = "group") -> Group:
        """The mini-cluster that a row names.

        Raises:
            RowRefusedError: none or several fit.
        """
        said = {key(name), _GROUP_SUFFIX.sub("", key(name))}
        fitting = [group for group in self._groups if complex_ in (None, group.complex) and said & _group_keys(group)]
        if len(fitting) > 1:
            _ambiguous(field, fitting, _("Name the complex too, in a column 산업단지 (complex) or before the group's name."))
        if not fitting:
            raise RowRefusedError(field, _("There is no mini-cluster of this name here."), _list_of(self._groups))
        return fitting[0]

    def complex(self, name: str, *, field: str = "complex") -> Complex:
        """The industrial complex that a row names; the beginning of its name is enough.

        Raises:
            RowRefusedError: none or several fit.
        """
        said = _COMPLEX_SUFFIX.sub("", key(name)) or key(name)
        fitting = [one for one in self._complexes if any(known.startswith(said) for known in (key(one.slug), key(one.name_ko), key(one.name_en)))]
        exact = [one for one in fitting if key(name) in (key(one.slug), key(one.name_ko), key(one.name_en))] or fitting
        if len(exact) > 1:
            _ambiguous(field, exact, _("Write the complex's full name."))
        if not exact:
            raise RowRefusedError(field, _("There is no industrial complex of this name here."), _list_of(self._complexes))
        return exact[0]

    def _has_other_identifier(self, pk: int, said: dict[str, str]) -> bool:
        own = self._identifiers_of.get(pk, {})
        return any(value and own.get(scheme, value) != value for scheme, value in said.items())

    def _only(self, pks: set[int], field: str) -> Person | None:
        if len(pks) > 1:
            people = [self._person(pk) for pk in sorted(pks)]
            _ambiguous(field, people, _("Give the mail address, the ORCID iD or the organisation of the one who is meant."))
        return self._person(next(iter(pks))) if pks else None

    def _organisation(self, pk: int) -> Organisation:
        if pk not in self._organisation_cache:
            self._organisation_cache[pk] = Organisation.objects.select_related("programme").get(pk=pk)
        return self._organisation_cache[pk]

    def _person(self, pk: int) -> Person:
        if pk not in self._person_cache:
            self._person_cache[pk] = Person.objects.select_related("programme").get(pk=pk)
        return self._person_cache[pk]


class _Names:
    """Which records have which names."""

    def __init__(self, comparable: Any) -> None:
        self._comparable = comparable
        self._records: dict[str, set[int]] = defaultdict(set)
        self._names: dict[int, set[str]] = defaultdict(set)

    def add(self, pk: int, *names: str) -> None:
        for name in filter(None, names):
            self._records[self._comparable(name)].add(pk)
            self._names[pk].add(self._comparable(name))

    def forget(self, pk: int) -> None:
        for name in self._names.pop(pk, ()):
            self._records[name].discard(pk)

    def __contains__(self, pk: int) -> bool:
        return pk in self._names

    def find(self, name: str) -> set[int]:
        return self._records.get(self._comparable(name), set()) if name else set()


def _group_keys(group: Group) -> set[str]:
    complex_ = group.complex
    towns = {key(complex_.slug), key(complex_.name_ko), *(key(word) for word in complex_.name_ko.split()[:1])}
    names = {_GROUP_SUFFIX.sub("", key(name)) for name in (group.name_ko, group.name_en)}
    return names | {key(group.slug)} | {town + name for town in towns for name in names}


def _ambiguous(field: str, candidates: Iterable[Any], cure: Any) -> NoReturn:
    listed = [f"{candidate} ({candidate.reference})" for candidate in candidates]
    raise RowRefusedError(
        field,
        format_lazy(
            _("Several records fit: {candidates}."), candidates=", ".join(listed[:_LISTED_CANDIDATES]) + ("…" if len(listed) > _LISTED_CANDIDATES else "")
        ),
        cure,
    )


def _list_of(records: Iterable[Any]) -> Any:
    return format_lazy(_("Write one of: {words}."), words=", ".join(sorted(str(record) for record in records)) or "–")
