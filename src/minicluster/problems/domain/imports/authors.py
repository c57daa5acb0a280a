"""Whom an author means among the people of a programme: remembered decisions first, then the comparison; what is in doubt becomes a question."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from minicluster.analytics import disambiguation
from minicluster.analytics.disambiguation import Author, Comparison, Verdict, compare, words_of
from minicluster.analytics.korean_names import blocks
from minicluster.members import rules as members
from minicluster.members.models import Affiliation, Organisation, OrganisationName, Person, Programme
from minicluster.platform.imports.tidying import key
from minicluster.problems.domain.corrections import Standing, removed_people
from minicluster.problems.domain.imports.bibliography.works import NamedAuthor
from minicluster.problems.domain.imports.works import ToldWork
from minicluster.problems.models import AuthorIdentity, Evidence, Expertise

_MOST_CANDIDATES = 20
_MOST_EVIDENCE = 200
_MOST_PLACES = 5_000


@dataclass(frozen=True)
class Found:
    """Who an author is: a person who is known, or nobody, with those about whom it is in doubt."""

    person: Person | None = None
    identity: AuthorIdentity | None = None
    doubts: tuple[tuple[Person, Comparison], ...] = ()


class AuthorDirectory:
    """The people of a programme as authors."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._profiles: dict[int, Author] = {}
        self._standing = Standing(programme)

    @cached_property
    def _blocks(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for pk, *names in Person.objects.filter(programme=self.programme).values_list("pk", "name_ko", "name_en"):
            self._note(found, pk, names)
        return found

    @staticmethod
    def _note(found: dict[str, set[int]], pk: int, names: Iterable[str]) -> None:
        for name in filter(None, names):
            for block in blocks(name):
                found[block].add(pk)

    @cached_property
    def removed(self) -> frozenset[int]:
        """The people who asked to be removed and were: nothing is attached to them again."""
        return removed_people(self.programme)

    @cached_property
    def _places(self) -> frozenset[str]:
        """The names of the organisations that are registered here, made comparable."""
        names = Organisation.objects.filter(programme=self.programme).values_list("name_ko", "name_en")[:_MOST_PLACES]
        return frozenset(name for pair in names for name in pair if name)

    def learn(self, person: Person) -> None:
        """Take note of a person who was just created."""
        self._note(self._blocks, person.pk, (person.name_ko, person.name_en))

    def standing_for(self, person: Person) -> Person:
        """The person with whom this one's evidence stands, after the decisions that two are one."""
        return self._standing.of(person)

    def find(self, author: NamedAuthor, work: ToldWork) -> Found:
        """Who this author of the work is.

        An identifier or a name at a place that was met before means the same person again; else the people with a fitting name are compared.
        """
        keys = keys_of(author, work)
        met = {one.key: one for one in AuthorIdentity.objects.filter(programme=self.programme, key__in=keys).select_related("person__programme")}
        known = next((met[one] for one in keys if one in met), None)
        if known is not None:
            return Found(self.standing_for(known.person), known)
        candidates = self._candidates(author)
        compared = [(person, compare(self.profile(person), told_profile(author, work), namesakes=len(candidates))) for person in candidates]
        same = [person for person, comparison in compared if comparison.verdict is Verdict.SAME]
        if len({self.standing_for(person).pk for person in same}) == 1:
            return Found(self.standing_for(same[0]))
        # Two people whom the clues fit equally are a question too.
        doubts = [(person, comparison) for person, comparison in compared if comparison.verdict is not Verdict.DIFFERENT]
        return Found(doubts=tuple(sorted(doubts, key=lambda entry: -entry[1].score)))

    def _candidates(self, author: NamedAuthor) -> list[Person]:
        named = {pk for block in blocks(author.name) for pk in self._blocks.get(block, ())}
        numbers = [number.partition(":")[2] for number in author.ids if number.startswith("orcid:")]
        people = Person.objects.filter(programme=self.programme).select_related("programme")
        found = list(people.filter(orcid__in=numbers)) if numbers else []
        return [*found, *people.filter(pk__in=named).exclude(pk__in=[one.pk for one in found]).order_by("pk")[:_MOST_CANDIDATES]]

    def works_here(self, author: NamedAuthor) -> bool:
        """Whether the author works at an organisation that is registered here."""
        return any(disambiguation.same_place(place, name) for place in author.places for name in self._places)

    def profile(self, person: Person) -> Author:
        """What is held about a person, as an author."""
        if person.pk not in self._profiles:
            self._profiles[person.pk] = _profile(person)
        return self._profiles[person.pk]


def _profile(person: Person) -> Author:
    identities = list(AuthorIdentity.objects.filter(person=person).values_list("key", "name", "places"))
    evidence = list(Evidence.objects.filter(person=person, disowned_at=None).order_by("-pk").values_list("title", "text", "authors", "year")[:_MOST_EVIDENCE])
    at = list(Affiliation.objects.filter(person=person).values_list("organisation_id", "organisation__name_ko", "organisation__name_en"))
    earlier_names = OrganisationName.objects.filter(organisation_id__in=[pk for pk, *_names in at]).values_list("name", "name_en")
    statements = Expertise.objects.filter(person=person).values_list("statement_ko", "statement_en")
    places = [
        *(name for _pk, *names in at for name in names),
        *(name for names in earlier_names for name in names),
        *(place for *_rest, said in identities for place in said),
    ]
    names = tuple(dict.fromkeys(filter(None, (person.name_ko, person.name_en, *(name for _key, name, _places in identities)))))
    return Author(
        names,
        frozenset(
            filter(None, (f"orcid:{person.orcid}" if person.orcid else "", *(number for number, *_rest in identities if not number.startswith("name:"))))
        ),
        tuple(dict.fromkeys(filter(None, places))),
        tuple(name for _title, _text, authors, _year in evidence for name in authors if not blocks(name) & {block for own in names for block in blocks(own)}),
        words_of(*(text for title, body, *_rest in evidence for text in (title, body)), *(text for pair in statements for text in pair)),
        tuple(year for *_rest, year in evidence if year),
    )


def told_profile(author: NamedAuthor, work: ToldWork) -> Author:
    """An author as one work tells of them."""
    others = tuple(other.name for other in work.authors if other is not author)
    years = (work.facts["year"],) if work.facts["year"] else ()
    return Author((author.name,), frozenset(author.ids), author.places, others, words_of(work.facts["title"], work.facts["text"]), years)


def keys_of(author: NamedAuthor, work: ToldWork) -> list[str]:
    """The keys by which an author is known again: their identifiers, else the name at its place, else the name in this one work.

    Whoever has an identifier is not known by the name too: of two people with one name in one house each has their own.
    """
    name = key(author.name)
    in_work = work.ids[0] if work.ids else key(work.facts["title"])[:120]
    keys = author.ids or ((f"name:{name}@{key(author.places[0])}",) if author.places else (f"name:{name}#{in_work}",))
    return [one[:300] for one in keys]


def valid_orcid(author: NamedAuthor) -> str:
    """The author's ORCID iD where its check character fits."""
    number = next((one.partition(":")[2] for one in author.ids if one.startswith("orcid:")), "")
    return number if members.is_orcid(number) else ""
