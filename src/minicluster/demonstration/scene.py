"""Who is on stage while a complex is planned: the rows' keys together with what later rows need to know of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from minicluster.demonstration.geography import ComplexFact, GroupFact
from minicluster.demonstration.plan import Key, Plan
from minicluster.demonstration.quotas import GroupQuota
from minicluster.demonstration.texts import ExpertiseText, Product, Speciality


@dataclass(frozen=True)
class OpenCall:
    """A call of a support programme that is in the database already."""

    pk: int
    support_programme_id: int
    purpose: str
    opens_on: date
    closes_on: date
    cap_krw: int
    sizes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shared:
    """What all complexes use and what was written before them: primary keys by short name."""

    complexes: Mapping[str, int]
    indicators: Mapping[str, int]
    calls: Sequence[OpenCall]


@dataclass
class Firm:
    """A member firm with its people: representative first, then the deputy."""

    key: Key
    name: str
    products: Sequence[Product]
    people: Sequence[Key]
    founded_on: date
    joined_on: date
    size: str
    is_inside: bool = True


@dataclass
class Helper:
    """A university, institute, agency, association or bank that lends its people."""

    key: Key
    kind: str
    name: str
    slug: str


@dataclass
class Expert:
    """An expert, and which of the written expertises is theirs."""

    person: Key
    organisation: Key
    text: ExpertiseText
    place: int
    is_general: bool
    joined_on: date
    open_requests: int = 0


@dataclass
class Council:
    """A mini-cluster with its members."""

    key: Key
    fact: GroupFact
    speciality: Speciality
    quota: GroupQuota
    founded_on: date
    coordinator: Key
    coordinator_user: Key
    firms: list[Firm] = field(default_factory=list)
    experts: list[Expert] = field(default_factory=list)


@dataclass
class Scene:
    """A complex while it is planned."""

    fact: ComplexFact
    plan: Plan
    rng: Random
    shared: Shared
    complex_id: int
    office: Key
    helpers: Sequence[Helper] = ()
    councils: list[Council] = field(default_factory=list)
    people: int = 0

    @property
    def general_experts(self) -> list[Expert]:
        """Advisers of all groups of the complex, for problems that are not of a trade."""
        return [expert for council in self.councils for expert in council.experts if expert.is_general]
