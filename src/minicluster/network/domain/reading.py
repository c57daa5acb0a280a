"""Ties read into a network of organisations or of people: those among the members of a mini-cluster, complex or programme."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

import polars as pl
from django.urls import reverse

from minicluster.analytics.graph import Network, read_network
from minicluster.members import rules as members
from minicluster.members.models import Organisation, Person, Tie, in_language
from minicluster.members.rules import TieKind
from minicluster.network import rules
from minicluster.network.domain.coverage import Coverage, Span, coverage_of
from minicluster.network.domain.wholes import Whole
from minicluster.platform.permissions import Viewer
from minicluster.problems.domain.corrections import removed_people

_SCHEMA: Final = {
    "from": pl.Int64, "to": pl.Int64, "kind": pl.String, "on_date": pl.Date, "through_type": pl.String, "through_id": pl.Int64, "weight": pl.Float64,
}  # fmt: skip
_PAGES: Final = {rules.Level.ORGANISATION: "members:organisation", rules.Level.PERSON: "members:person"}


@dataclass(frozen=True)
class Node:
    """An organisation or a person in the network of a whole.

    Attributes:
        id: the number of the organisation or person.
        name: in the reader's language.
        kind: of the organisation, or of the one for which the person stands; empty for a person without a workplace.
        since: when it came into the network: with its first membership, or with the first tie of its people.
        is_member: whether it belongs to the whole today.
        workplace: for which organisation a person stands; empty at an organisation.
        page: the name under which its page is found, if the viewer may open it; else empty.
        invented: whether the record is invented for the demonstration.
    """

    id: int
    name: str
    kind: str
    since: date
    is_member: bool
    workplace: str = ""
    page: str = ""
    invented: bool = False

    @property
    def address(self) -> str:
        """Of its page; empty where the viewer may not open it."""
        return reverse(self.page, args=[self.id]) if self.page else ""

    @property
    def sphere(self) -> str:
        """The sphere of the triple helix; empty where no workplace is known."""
        return members.sphere_of(self.kind).value if self.kind else ""

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return str(members.OrganisationKind(self.kind).label) if self.kind else ""


@dataclass(frozen=True, eq=False)
class TiesWithin:
    """The ties among the members of a whole.

    Attributes:
        whole: of which they were read.
        level: organisations or people.
        until: the last day of which ties are told.
        nodes: by number; also those without a tie.
        ties: a row for each pair, kind and record: `from`, `to` (numbers of nodes, the smaller first), `kind` (of `TieKind`), `on_date`, `through_type` and
            `through_id` (the record it rests on), `weight` (above 0; of several people of the same two organisations at the same record the sum). By date.
    """

    whole: Whole
    level: rules.Level
    until: date
    nodes: tuple[Node, ...]
    ties: pl.DataFrame

    @cached_property
    def by_id(self) -> dict[int, Node]:
        """The nodes by their number."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def spheres(self) -> pl.DataFrame:
        """Of each node its sphere of the triple helix, as `read_network` takes sectors: `node`, `sector`."""
        return pl.DataFrame(
            {"node": [node.id for node in self.nodes], "sector": [node.sphere for node in self.nodes]}, schema={"node": pl.Int64, "sector": pl.String}
        )

    @cached_property
    def network(self) -> Network | None:
        """The network of all these ties with their weights added up and the spheres as sectors, isolates included; None where there is no tie."""
        if self.ties.is_empty():
            return None
        return read_network(self.ties, weight="weight", time="on_date", sectors=self.spheres, repeated="add")

    def as_of(self, day: date) -> "TiesWithin":
        """What the network was on a day: the ties made until then, and who had come into it."""
        return replace(self, until=day, nodes=tuple(node for node in self.nodes if node.since <= day), ties=self.ties.filter(pl.col("on_date") <= day))


def ties_within(
    viewer: Viewer, whole: Whole, *, until: date | None = None, kinds: Collection[str] = TieKind.values, level: str = rules.Level.ORGANISATION
) -> TiesWithin:
    """The ties among the members of a whole up to a day (inclusive), in a fixed number of statements.

    A person belongs to it who is an expert member, or who on the day of the tie worked in a member organisation. Between organisations, ties within one are left out.

    Raises:
        NotAllowedError: the viewer may not see this network, or not the people in it.
    """
    level = rules.Level(level)
    rules.PERMISSIONS.require(viewer, rules.PERMISSION_OF_LEVEL[level], whole.place())
    coverage, today = coverage_of(whole), whole.today()
    reads = _read_people if level is rules.Level.PERSON else _read_organisations
    nodes, ties = reads(viewer, whole, coverage, kinds)
    return TiesWithin(whole, level, today, nodes, ties).as_of(until or today)


def _read_organisations(viewer: Viewer, whole: Whole, coverage: Coverage, kinds: Collection[str]) -> tuple[tuple[Node, ...], pl.DataFrame]:
    def ends(row: _Row) -> tuple[int, int] | None:
        one, other = coverage.organisation_on(row.on_date, row.one), coverage.organisation_on(row.on_date, row.other)
        return (min(one, other), max(one, other)) if one and other and one != other else None

    ties = _table(row._replace(one=pair[0], other=pair[1]) for row in _rows(coverage.people, kinds) if (pair := ends(row)))
    spans = _with_first_ties(_organisations(coverage, whole.today()), ties)
    page = _PAGES[rules.Level.ORGANISATION] if members.PERMISSIONS.scope(viewer, "view_organisation") else ""
    nodes = (
        Node(pk, in_language(korean, english), kind, spans[pk].since, spans[pk].still, page=page, invented=invented)
        for pk, korean, english, kind, invented in _facts(Organisation, spans, "name_ko", "name_en", "kind", "invented")
    )
    return tuple(nodes), ties


def _read_people(viewer: Viewer, whole: Whole, coverage: Coverage, kinds: Collection[str]) -> tuple[tuple[Node, ...], pl.DataFrame]:
    people, today = coverage.people - removed_people(whole.programme), whole.today()
    ties = _table(row for row in _rows(people, kinds) if coverage.covers(row.on_date, row.one) and coverage.covers(row.on_date, row.other))
    spans = _with_first_ties(_people(coverage, people, today), ties)
    at = {pk: _last_organisation(coverage, pk, today) for pk in spans}
    works = {pk: (in_language(korean, english), kind) for pk, korean, english, kind in _facts(Organisation, at.values(), "name_ko", "name_en", "kind")}
    page = _PAGES[rules.Level.PERSON] if members.PERMISSIONS.scope(viewer, "view_person") else ""
    nodes = (
        (Node(pk, in_language(korean, english), "", spans[pk].since, spans[pk].still, page=page, invented=invented), works.get(at[pk] or 0, ("", "")))
        for pk, korean, english, invented in _facts(Person, spans, "name_ko", "name_en", "invented")
    )
    return tuple(replace(node, workplace=workplace, kind=kind) for node, (workplace, kind) in nodes), ties


class _Row(NamedTuple):
    one: int
    other: int
    kind: str
    on_date: date
    through_type: str
    through_id: int
    weight: float


def _rows(people: Collection[int], kinds: Collection[str]) -> Iterable[_Row]:
    among = sorted(people)
    found = Tie.objects.filter(one_id__in=among, other_id__in=among, kind__in=list(kinds)).order_by("on_date", "pk")
    return (_Row(*row) for row in found.values_list("one_id", "other_id", "kind", "on_date", "through_type", "through_id", "weight"))


def _table(rows: Iterable[_Row]) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows), schema=_SCHEMA, orient="row")
    keys = [name for name in _SCHEMA if name != "weight"]
    return frame.group_by(keys, maintain_order=True).agg(pl.col("weight").sum())


def _organisations(coverage: Coverage, today: date) -> dict[int, Span]:
    """The member organisations, and those for which expert members stand today."""
    spans = dict(coverage.organisations)
    for expert, span in coverage.experts.items():
        organisation = coverage.organisation_on(today, expert)
        if organisation is not None:
            spans[organisation] = span.joined(spans.get(organisation))
    return spans


def _people(coverage: Coverage, people: Collection[int], today: date) -> dict[int, Span]:
    """The expert members, and who works in a member organisation today."""
    spans = dict(coverage.experts)
    for person, places in coverage.workplaces.items():
        organisation = coverage.organisation_on(today, person)
        if organisation is not None and organisation in coverage.organisations:
            began = min(place.since for place in places if place.organisation == organisation)
            joined = coverage.organisations[organisation]
            spans[person] = Span(max(began, joined.since), joined.still).joined(spans.get(person))
    return {person: span for person, span in spans.items() if person in people}


def _with_first_ties(spans: dict[int, Span], ties: pl.DataFrame) -> dict[int, Span]:
    """The same, with those whom only a tie brings in, and nobody later than with their first tie."""
    both = pl.concat([ties.select(node="from", day="on_date"), ties.select(node="to", day="on_date")])
    first = both.group_by("node").agg(pl.col("day").min())
    return {**spans, **{node: Span(day, still=False).joined(spans.get(node)) for node, day in first.iter_rows()}}


def _last_organisation(coverage: Coverage, person: int, today: date) -> int | None:
    """For which organisation a person stands, or stood last."""
    places = coverage.workplaces.get(person, [])
    among = [place for place in places if place.organisation in coverage.organisations] or places
    return coverage.organisation_on(today, person) or (among[-1].organisation if among else None)


def _facts(model: Any, pks: Iterable[int | None], *fields: str) -> list[tuple[Any, ...]]:
    return list(model.objects.filter(pk__in=[pk for pk in pks if pk is not None]).order_by("pk").values_list("pk", *fields))
