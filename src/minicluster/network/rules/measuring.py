"""The figures of a network of organisations at the end of each year; a figure that would mean nothing for so few is not given. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.graph import Network, component_of, core_periphery, degree_of, ei_index
from minicluster.analytics.tables import ratio


class Measure(TextChoices):
    """What is told of a network, in the order of the table."""

    ORGANISATIONS = "organisations", _("Organisations")
    TIES = "ties", _("Tied pairs")
    NEW_TIES = "new_ties", _("of which new in the year")
    ISOLATES = "isolates", _("Tied to nobody")
    COMPONENTS = "components", _("Separate parts with a tie")
    LARGEST = "largest", _("In the largest part (%)")
    TIES_A_HEAD = "ties_a_head", _("Ties of each, on average")
    DENSITY = "density", _("Density (%)")
    CORRECTED = "corrected", _("Density without what size does to it (first year = 1)")
    CROSSING = "crossing", _("Ties between sectors (%)")
    EI = "ei", _("E-I index (1 all outward, −1 all inward)")
    EI_EXPECTED = "ei_expected", _("E-I index if ties fell by chance")
    CORE = "core", _("In the core")
    CORE_FIT = "core_fit", _("How well a core and a periphery describe it (1 = wholly)")


class Part(TextChoices):
    """Those in a network whom a figure counts, apart from the others."""

    ALONE = "alone", _("Tied to nobody")
    LARGEST = "largest", _("In the largest part")
    CORE = "core", _("In the core")


# With fewer organisations a figure follows from the number alone: two have a density of 0 or 1, and of five some three always look like a core.
LEAST: Final[Mapping[str, int]] = {
    Measure.LARGEST: 3,
    Measure.TIES_A_HEAD: 3,
    Measure.DENSITY: 3,
    Measure.CORRECTED: 3,
    Measure.CROSSING: 6,
    Measure.EI: 6,
    Measure.EI_EXPECTED: 6,
    Measure.CORE: 10,
    Measure.CORE_FIT: 10,
}
# Brokers are told of among so many at least; T(UIG) from so many activities at least.
LEAST_FOR_BROKERS: Final = 5
LEAST_RECORDS: Final = 20

Figure = float | None
Absent = Literal["", "few", "undefined"]


@dataclass(frozen=True)
class Snapshot:
    """The network at the end of a year: how many organisations there were, and the ties by then; None where there was none."""

    year: int
    organisations: int
    network: Network | None


@dataclass(frozen=True)
class Figures:
    """The figures of a network at the end of a year."""

    year: int
    organisations: int
    values: Mapping[str, Figure]

    def of(self, measure: str) -> Figure:
        """A figure; None where it is not given."""
        return self.values.get(measure)

    def why_absent(self, measure: str) -> Absent:
        """Why a figure is not given: the organisations are too few, or it is not defined."""
        if self.of(measure) is not None:
            return ""
        return "few" if self.organisations < LEAST.get(measure, 0) else "undefined"


def figures_over(snapshots: list[Snapshot]) -> list[Figures]:
    """The figures of each year; new ties and the corrected density are counted from the year before, and from the first year with a tie.

    density = ties / pairs; corrected = mean degree / first mean degree (Anderson, Butts and Carley 1999), as `analytics.graph.density_over_time` has it, here
    also for years in which nobody was tied anew.
    """
    found: list[Figures] = []
    first: Figure = None
    ties_before = 0
    for shot in snapshots:
        values = _counted(shot) | (_of_network(shot.network) if shot.network else {})
        a_head, ties = values[Measure.TIES_A_HEAD], int(values[Measure.TIES] or 0)
        first = first or a_head
        values |= {Measure.NEW_TIES: float(ties - ties_before), Measure.CORRECTED: a_head / first if first and a_head is not None else None}
        found.append(Figures(shot.year, shot.organisations, {name: _given(value, shot.organisations, name) for name, value in values.items()}))
        ties_before = ties
    return found


def _given(value: Figure, organisations: int, measure: str) -> Figure:
    if value is None or value != value or organisations < LEAST.get(measure, 0):  # noqa: PLR0124 - only NaN is not itself
        return None
    return float(value)


def _counted(shot: Snapshot) -> dict[str, Figure]:
    n = shot.organisations
    ties = shot.network.number_of_ties if shot.network else 0
    return {
        Measure.ORGANISATIONS: float(n),
        Measure.TIES: float(ties),
        Measure.ISOLATES: float(n),
        Measure.COMPONENTS: 0.0,
        Measure.LARGEST: 0.0,
        Measure.TIES_A_HEAD: 2 * ties / n if n else None,
        Measure.DENSITY: 100 * ties / (n * (n - 1) / 2) if n > 1 else None,
    }


def _of_network(network: Network) -> dict[str, Figure]:
    sizes = component_of(network)[1]
    core, overall = core_periphery(network), ei_index(network).row(-1, named=True)
    return {
        Measure.ISOLATES: float((degree_of(network) == 0).sum()),
        Measure.COMPONENTS: float((sizes > 1).sum()),
        Measure.LARGEST: 100 * float(sizes[0]) / network.size,
        Measure.CROSSING: 100 * float(ratio(overall["external"], overall["internal"] + overall["external"])),
        Measure.EI: overall["ei"],
        Measure.EI_EXPECTED: overall["expected"],
        Measure.CORE: float(core.core_size),
        Measure.CORE_FIT: core.core_fit,
    }


def nodes_in(network: Network, part: Part) -> frozenset[Any]:
    """The nodes that the figure of the same name counts."""
    if part is Part.ALONE:
        found = degree_of(network) == 0
    elif part is Part.LARGEST:
        found = component_of(network)[0] == 0
    else:
        found = core_periphery(network).nodes["core"].to_numpy()
    return frozenset(name for name, is_in in zip(network.names, found, strict=True) if is_in)
