"""What the page of a network shows: its state at a time, who is in it, and which pairs are tied."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import polars as pl
from django.utils.safestring import SafeString

from minicluster.members.rules import TieKind
from minicluster.network import rules
from minicluster.network.domain.growing import State, end_of, month_of, pairs_of, sentence_of, start_of, states_of
from minicluster.network.domain.pictures import MOST_NODES, may_be_drawn
from minicluster.network.domain.reading import Node, TiesWithin, ties_within
from minicluster.network.domain.wholes import Whole, may_see_people
from minicluster.network.rules.measuring import Part, nodes_in
from minicluster.platform.permissions import Viewer

_DECEMBER: Final = "12"


@dataclass(frozen=True)
class NodeRow:
    """A node with its contacts: `kinds` are the kinds of tie with the number of others tied so."""

    node: Node
    partners: int
    kinds: list[tuple[TieKind, int]]
    last: date | None


@dataclass(frozen=True)
class PairRow:
    """A tied pair: `kinds` are the labels of the kinds with how many records each rests on."""

    one: Node
    other: Node
    kinds: list[tuple[str, int]]
    first: date
    last: date
    records: int


@dataclass(frozen=True)
class PairFilter:
    """Which tied pairs a list shows: what a figure links to.

    Attributes:
        node: only those of one node.
        kind: only those with a kind of tie.
        since: only those tied for the first time in this month or later, such as 2006-01.
        between_sectors: only those of two spheres.
    """

    node: int | None = None
    kind: str = ""
    since: str = ""
    between_sectors: bool = False


@dataclass(frozen=True, eq=False)
class Showing:
    """The network of a whole as a viewer sees it.

    Attributes:
        reading: all of it.
        shown: as of the day that was asked for.
        until: the month that was asked for, such as 2006-06; empty for today.
        sees_people: whether the viewer may see the people in it.
    """

    reading: TiesWithin
    shown: TiesWithin
    until: str
    sees_people: bool

    @property
    def whole(self) -> Whole:
        """Of what it is."""
        return self.reading.whole

    @property
    def is_of_people(self) -> bool:
        """Whether people are tied, not organisations."""
        return self.reading.level is rules.Level.PERSON

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture."""
        return may_be_drawn(self.reading)

    @property
    def is_too_large(self) -> bool:
        """Whether there are more nodes than a picture can show."""
        return len(self.reading.nodes) > MOST_NODES

    @property
    def query(self) -> str:
        """The level as it stands in an address, after the question mark; empty for organisations."""
        return f"level={self.reading.level.value}" if self.is_of_people else ""

    @cached_property
    def ties_address(self) -> str:
        """Of the list of ties at the same level and time; further choices are appended to it."""
        asked = [f"level={self.reading.level.value}"] * self.is_of_people + [f"until={self.until}"]
        return f"{self.whole.get_absolute_url()}ties/?{'&'.join(asked)}"

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """The tied pairs, latest first: see `pairs_of`."""
        return pairs_of(self.shown)

    @cached_property
    def states(self) -> list[State]:
        """How it grew."""
        return states_of(self.reading)

    @property
    def years(self) -> list[State]:
        """The states at the ends of years, for those who use no scripts."""
        return [state for state in self.states[:-1] if state.until.endswith(f"-{_DECEMBER}")]

    @cached_property
    def sentence(self) -> str:
        """The state that is shown, in words."""
        tied = len(self._ends["node"].unique())
        return sentence_of(self.reading.level, end_of(self.until) if self.until else None, self.pairs.height, tied, len(self.shown.nodes) - tied)

    @cached_property
    def _ends(self) -> pl.DataFrame:
        """The pairs from both sides, with the node of each."""
        return pl.concat([self.pairs.with_columns(node=pl.col("from")), self.pairs.with_columns(node=pl.col("to"))])

    @cached_property
    def node_rows(self) -> list[NodeRow]:
        """Who is in it, the most tied first."""
        counts = [(pl.col(kind) > 0).sum().alias(kind) for kind in TieKind.values]
        found = self._ends.group_by("node").agg(pl.len().alias("partners"), pl.col("last").max(), *counts)
        facts = {row["node"]: row for row in found.iter_rows(named=True)}
        rows = (_node_row(node, facts.get(node.id)) for node in self.shown.nodes)
        return sorted(rows, key=lambda row: (-row.partners, row.node.name, row.node.id))

    def rows_in(self, part: Part | None) -> list[NodeRow]:
        """Who is in it, or in a part of it, the most tied first."""
        if part is None:
            return self.node_rows
        if self.shown.network is None:
            return self.node_rows if part is Part.ALONE else []
        among = nodes_in(self.shown.network, part)
        return [row for row in self.node_rows if row.node.id in among]

    def pair_rows(self, chosen: PairFilter) -> list[PairRow]:
        """The tied pairs that fit, the latest first."""
        found, since = self.pairs, start_of(chosen.since)
        if chosen.node is not None:
            found = found.filter((pl.col("from") == chosen.node) | (pl.col("to") == chosen.node))
        if chosen.kind in TieKind.values:
            found = found.filter(pl.col(chosen.kind) > 0)
        if since:
            found = found.filter(pl.col("first") >= since)
        rows = [self._pair_row(row) for row in found.iter_rows(named=True)]
        return [row for row in rows if row.one.sphere != row.other.sphere] if chosen.between_sectors else rows

    def _pair_row(self, row: dict[str, Any]) -> PairRow:
        kinds = [(str(kind.label), row[kind.value]) for kind in TieKind if row[kind.value]]
        return PairRow(self.shown.by_id[row["from"]], self.shown.by_id[row["to"]], kinds, row["first"], row["last"], row["records"])


def _node_row(node: Node, facts: dict[str, Any] | None) -> NodeRow:
    told = facts or {"partners": 0, "last": None, **dict.fromkeys(TieKind.values, 0)}
    return NodeRow(node, told["partners"], [(kind, told[kind.value]) for kind in TieKind], told["last"])


def network_shown(viewer: Viewer, whole: Whole, *, level: str = "", until: str = "") -> Showing:
    """The network of a whole as it is, or was at the end of a month such as 2006-06; what names no past month means today.

    Raises:
        NotAllowedError: the viewer may not see it, or not the people in it.
    """
    chosen = rules.Level(level) if level in rules.Level.values else rules.Level.ORGANISATION
    reading = ties_within(viewer, whole, level=chosen)
    day = end_of(until)
    is_past = day is not None and until < month_of(whole.today())
    shown = reading.as_of(day) if is_past and day else reading
    return Showing(reading, shown, until if is_past else "", may_see_people(viewer, whole))


def legend() -> dict[str, list[tuple[SafeString, str]]]:
    """What the shapes and the lines of a picture mean: the markup of a sample and its words."""
    shapes = [(SafeString(rules.sample_of(look)), str(look.label)) for look in rules.Look]
    lines = [(SafeString(rules.line_of(kind)), str(kind.label)) for kind in TieKind]
    return {"shapes": shapes, "lines": lines}
