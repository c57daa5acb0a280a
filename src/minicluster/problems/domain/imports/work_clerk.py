"""What a row about a work means: evidence for each of its authors who is known here or is to be, and questions where that is in doubt."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.korean_names import Fit, fit
from minicluster.members.models import Group, Person, Programme
from minicluster.platform.imports.fields import Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError
from minicluster.problems import rules
from minicluster.problems.domain.corrections import Corrected
from minicluster.problems.domain.imports.authors import AuthorDirectory, Found, keys_of, valid_orcid
from minicluster.problems.domain.imports.bibliography.works import NamedAuthor
from minicluster.problems.domain.imports.works import FIELDS, LAYOUTS, ToldWork, work_of
from minicluster.problems.domain.indexing import index_together
from minicluster.problems.models import AuthorIdentity, Evidence, PersonPair

# Of a work by more authors than this nobody new is registered: it says nothing of what one of them knows.
_MOST_NEW_AUTHORS: Final = 50
_LONGEST_NAME: Final = 60
_KEPT_AUTHORS: Final = 50


class WorkClerk:
    """Knows the people of a programme as authors, and their works. `owner` is the person whose list of works this is, `group` who alone may see it."""

    def __init__(self, programme: Programme, *, owner: Person | None = None, group: Group | None = None) -> None:
        self.programme = programme
        self.directory = AuthorDirectory(programme)
        self._corrected = Corrected(programme)
        self._owner = owner
        self._group = group

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do."""
        work, plan = work_of(row), Plan()
        if not work.authors:
            raise RowRefusedError("authors", _("No author is named, so that the work speaks for nobody."), _("Name the authors, or leave the entry out."))
        pieces = [piece for author in work.authors if (piece := self._plan_author(plan, work, author)) is not None]
        if not pieces:
            raise self._nobody(work)
        plan.about(next((piece for piece in pieces if piece.pk is None), pieces[0]))
        return plan

    def _nobody(self, work: ToldWork) -> RowRefusedError:
        if self._owner is not None:
            return RowRefusedError(
                "authors", _("The person whose list this is does not stand among the authors."), _("Compare the names, or leave the entry out.")
            )
        met = [self.directory.find(author, work) for author in work.authors]
        if any(found.person is not None and found.person.pk in self.directory.removed for found in met):
            return RowRefusedError("authors", _("The only authors who are known here asked to be removed."), _("Leave the entry out."))
        if any(found.doubts for found in met):
            return RowRefusedError(
                "authors",
                _("Somebody here has such a name, but nothing else speaks for it that this person is meant."),
                _("Add the ORCID iD or the place of work, or say with --person whose list of works this is."),
            )
        return RowRefusedError(
            "authors",
            _("None of the authors is known here, and none works at an organisation that is registered here."),
            _("Import the people or their organisation first, or say with --person whose list of works this is."),
        )

    def _plan_author(self, plan: Plan, work: ToldWork, author: NamedAuthor) -> Evidence | None:
        found = self._found(author, work)
        person = found.person or self._new_person(plan, author, found, work)
        if person is None or person.pk in self.directory.removed:
            return None
        identity = found.identity or self._plan_identities(plan, author, person, work)
        if found.identity is not None:
            self._plan_identities(plan, author, found.identity.person, work)
        if found.person is None:
            self._ask(plan, person, found)
        return self._plan_evidence(plan, work, person, identity)

    def _found(self, author: NamedAuthor, work: ToldWork) -> Found:
        """In a person's own list, the author whose name fits best is that person, and the others are whom they are."""
        if self._owner is not None and author is _best_named(work.authors, self._owner):
            known = AuthorIdentity.objects.filter(programme=self.programme, key__in=keys_of(author, work), person=self._owner).first()
            return Found(self.directory.standing_for(self._owner), known)
        return self.directory.find(author, work)

    def _new_person(self, plan: Plan, author: NamedAuthor, found: Found, work: ToldWork) -> Person | None:
        """A person is registered for whom the file is about, for whoever works at an organisation of the programme, and where a whole name is in doubt."""
        clues = [reason for _other, comparison in found.doubts for reason in comparison.reasons if not reason.code.startswith("name")]
        is_told_apart = any(clue.weight > 0 for clue in clues)
        wanted = author.is_subject or ((self.directory.works_here(author) or is_told_apart) and len(work.authors) <= _MOST_NEW_AUTHORS)
        if self._owner is not None or not wanted:
            return None
        is_korean = any("가" <= letter <= "힣" for letter in author.name)
        name = author.name[:_LONGEST_NAME]
        english = {} if is_korean else {"name_en": name}
        number = valid_orcid(author)
        taken = bool(number) and Person.objects.filter(programme=self.programme, orcid=number).exists()
        person: Person = plan.create(Person, is_said=False, programme=self.programme, name_ko=name, orcid="" if taken else number, **english)
        return person

    def _plan_identities(self, plan: Plan, author: NamedAuthor, person: Person, work: ToldWork) -> AuthorIdentity | None:
        planned = {record.key: record for record in plan.new if isinstance(record, AuthorIdentity)}
        keys = [one for one in keys_of(author, work) if one not in planned]
        known = set(AuthorIdentity.objects.filter(programme=self.programme, key__in=keys).values_list("key", flat=True))
        first: AuthorIdentity | None = None
        for one in keys:
            if one not in known:
                identity: AuthorIdentity = plan.create(
                    AuthorIdentity, is_said=False, programme=self.programme, key=one, person=person, name=author.name, places=list(author.places), service=work.facts["service"],
                )  # fmt: skip
                first = first or identity
        return first

    def _ask(self, plan: Plan, person: Person, found: Found) -> None:
        for other, comparison in found.doubts:
            reasons = [{"code": reason.code, "weight": reason.weight, "detail": reason.detail} for reason in comparison.reasons]
            plan.create(
                PersonPair, is_said=False, programme=self.programme, earlier=other, later=person, score=comparison.score, reasons=reasons, asked_at=self.programme.now(),
            )  # fmt: skip

    def _plan_evidence(self, plan: Plan, work: ToldWork, person: Person, identity: AuthorIdentity | None) -> Evidence:
        planned = next((record for record in plan.new if isinstance(record, Evidence) and record.person == person), None)
        known = planned or (self._known(work, person) if person.pk else None)
        if known is None:
            created: Evidence = plan.create(
                Evidence, programme=self.programme, person=person, identity=identity, group=self._group, taken_in_at=self.programme.now(), is_said=False,
                external_id=work.ids[0] if work.ids else "", other_ids=list(work.ids[1:]), authors=[author.name for author in work.authors[:_KEPT_AUTHORS]], **work.facts,
            )  # fmt: skip
            self._say(plan, created, work)
            return created
        if planned is None and known.disowned_at is None:
            self._change(plan, known, work)
        return known

    def _change(self, plan: Plan, known: Evidence, work: ToldWork) -> None:
        """The service that told of it may tell it anew; another only fills what is blank. What the person corrected stays."""
        service = known.service or rules.EvidenceService.OFFICE
        facts = self._corrected.without("evidence", known.pk, work.facts)
        if service != work.facts["service"]:
            facts = {name: value for name, value in facts.items() if getattr(known, name) in (None, "")}
        else:
            self._say(plan, known, work)
        more = [number for number in work.ids if number not in (known.external_id, *known.other_ids)]
        plan.change(known, is_said=False, **facts)
        plan.change(
            known, is_said=False, external_id=more.pop(0) if more and not known.external_id else None, other_ids=[*known.other_ids, *more] if more else None
        )
        if not known.authors:
            plan.change(known, is_said=False, authors=[author.name for author in work.authors[:_KEPT_AUTHORS]])

    @staticmethod
    def _say(plan: Plan, evidence: Evidence, work: ToldWork) -> None:
        """Two entries of one file may not tell one work in two ways."""
        for name in ("title", "text", "year"):
            plan.say(evidence, name, work.facts[name])

    def _known(self, work: ToldWork, person: Person) -> Evidence | None:
        """The person's evidence of this work: by one of its ids, else by its title where the years do not differ."""
        own = Evidence.objects.filter(programme=self.programme, person=person).order_by("pk")
        by_id = own.filter(Q(external_id__in=work.ids) | Q(other_ids__overlap=list(work.ids))).first() if work.ids else None
        if by_id is not None:
            return by_id
        year = work.facts["year"]
        told = self._corrected.records("evidence", "title", work.facts["title"])
        titled = own.filter(Q(title__iexact=work.facts["title"]) | Q(pk__in=told))
        return next((one for one in titled if self._may_be_one(one, work, year)), None)

    def _may_be_one(self, known: Evidence, work: ToldWork, year: int | None) -> bool:
        """Two numbers of one register are two works, whatever their titles; two years are too, unless the person corrected one."""
        registers = {number.partition(":")[0] for number in (known.external_id, *known.other_ids) if number}
        if registers & {number.partition(":")[0] for number in work.ids}:
            return False
        return None in (year, known.year) or year == known.year or self._corrected.has("evidence", known.pk, "year")

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        if isinstance(record, Person):
            self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Let search know what came in."""
        index_together(self.programme, [record for record in records if isinstance(record, Evidence)])


def _best_named(authors: Iterable[NamedAuthor], owner: Person) -> NamedAuthor | None:
    """The author whose name fits a person best, if one does."""
    fits = [(max(fit(author.name, name) for name in (owner.name_ko, owner.name_en, owner.name_ko)), author) for author in authors]
    best = max(fits, key=lambda entry: entry[0], default=(Fit.NONE, None))
    return best[1] if best[0] is not Fit.NONE else None


WORKS: Final = Kind("works", FIELDS, WorkClerk, LAYOUTS)


def works_of(owner: Person | None, group: Group | None) -> Kind:
    """The kind of record for one person's own list of works, or for what one mini-cluster alone may see."""

    def clerk(programme: Programme) -> WorkClerk:
        return WorkClerk(programme, owner=owner, group=group)

    return Kind(WORKS.name, FIELDS, clerk, LAYOUTS)
