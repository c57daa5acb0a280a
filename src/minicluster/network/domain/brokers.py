"""Brokers of a whole, each with the reason in words and the ties it rests on."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.members.rules import Sphere
from minicluster.network.domain.addresses import ties_of_node
from minicluster.network.domain.reading import Node, ties_within
from minicluster.network.domain.remembering import Remembered
from minicluster.network.domain.wholes import Whole
from minicluster.network.rules.brokering import PATHS, Broker, Gap, brokers_of
from minicluster.network.rules.measuring import LEAST_FOR_BROKERS
from minicluster.platform.permissions import Viewer


@dataclass(frozen=True)
class ShownBroker:
    """A broker as a page tells of it."""

    node: Node
    broker: Broker
    reason: str
    role: str
    address: str

    @property
    def percent(self) -> float:
        """The share of all pairs whose shortest way leads through it, 0 to 100."""
        return 100 * self.broker.share


@dataclass(frozen=True)
class BrokersShown:
    """The brokers of a whole; none where it is too small for the word to mean anything."""

    whole: Whole
    organisations: int
    rows: list[ShownBroker]

    @property
    def is_too_small(self) -> bool:
        """Whether there are too few organisations to speak of brokers."""
        return self.organisations < LEAST_FOR_BROKERS

    @property
    def is_estimated(self) -> bool:
        """Whether betweenness was estimated from some of the organisations."""
        return any(row.broker.error for row in self.rows)

    @property
    def reading(self) -> str:
        """What the list says."""
        if self.is_too_small:
            return _("With fewer than %(least)s organisations everybody stands between the others, so nobody is called a broker.") % {
                "least": LEAST_FOR_BROKERS
            }
        if not self.rows:
            return _("Nobody stands between others: no organisation is the way from one to another.")
        return _("%(name)s stands on the most shortest ways between two others. Who leaves such a place open takes these ways along.") % {
            "name": self.rows[0].node.name
        }


def brokers_within(viewer: Viewer, whole: Whole) -> BrokersShown:
    """The brokers among the organisations of a whole, for whoever may see its network."""
    ties = ties_within(viewer, whole)
    if ties.network is None or len(ties.nodes) < LEAST_FOR_BROKERS:
        return BrokersShown(whole, len(ties.nodes), [])
    found = _found(Remembered(ties))
    return BrokersShown(whole, len(ties.nodes), [_shown(whole, ties.by_id[broker.node], broker) for broker in found])


@lru_cache(maxsize=64)
def _found(asked: Remembered) -> tuple[Broker, ...]:
    return tuple(brokers_of(asked.ties.network)) if asked.ties.network else ()


def _shown(whole: Whole, node: Node, broker: Broker) -> ShownBroker:
    return ShownBroker(node, broker, reason_of(broker), role_of(broker), ties_of_node(whole, node.id))


def reason_of(broker: Broker) -> str:
    """Why it is called a broker: between whom it stands alone, else how many of its contacts have no tie of their own."""
    if broker.gap is None:
        return _("Its contacts can also reach each other through others; it stands on many short ways, but alone on none.")
    return _between(broker.gap)


def _between(gap: Gap) -> str:
    if gap.is_across:
        one, other = (_counted(sector, len(ends)) for sector, ends in zip(gap.sectors, (gap.ones, gap.others), strict=True))
        return ngettext(
            "Connects %(one)s with %(other)s: %(count)s pair that has no tie and nobody else between.",
            "Connects %(one)s with %(other)s: %(count)s pairs that have no tie and nobody else between.",
            gap.pairs,
        ) % {"one": one, "other": other, "count": gap.pairs}
    return ngettext(
        "Connects %(ones)s with each other: %(count)s pair that has no tie and nobody else between.",
        "Connects %(ones)s with each other: %(count)s pairs that have no tie and nobody else between.",
        gap.pairs,
    ) % {"ones": _counted(gap.sectors[0], len(gap.ones)), "count": gap.pairs}


def _counted(sector: str, count: int) -> str:
    words = {
        Sphere.INDUSTRY: ngettext("%(count)s firm", "%(count)s firms", count),
        Sphere.UNIVERSITY: ngettext("%(count)s university", "%(count)s universities", count),
        Sphere.GOVERNMENT: ngettext("%(count)s public body", "%(count)s public bodies", count),
    }
    return words[Sphere(sector)] % {"count": count}


def role_of(broker: Broker) -> str:
    """The role in which it stands most often, named by its path, and of how many ways."""
    if not broker.all_ways:
        return _("All its contacts are tied to each other.")
    return _("%(role)s (%(path)s) in %(count)s of %(all)s ways") % {
        "role": _labels()[broker.main_role], "path": PATHS[broker.main_role], "count": broker.ways[broker.main_role], "all": broker.all_ways,
    }  # fmt: skip


def _labels() -> dict[str, str]:
    return {"coordinator": _("Coordinator within its sector"), "consultant": _("Consultant"), "gatekeeper": _("Gatekeeper"), "liaison": _("Liaison")}


def roles_explained() -> list[tuple[str, str, str]]:
    """The roles: name, path, and what it means."""
    words = {
        "coordinator": _("carries between two of its own sector"),
        "consultant": _("carries between two of another sector"),
        "gatekeeper": _("carries between its own sector and another; read from the other end it is the representative (A→A→B)"),
        "liaison": _("carries between two other sectors"),
    }
    return [(_labels()[role], path, words[role]) for role, path in PATHS.items()]
