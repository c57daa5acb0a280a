"""Who is tied to whom: positions, brokers, core and periphery, sectors, growth, who should meet, and where all of them lie in a picture.

A long table of ties is read once (`read_network`), and every measure takes the network; those that give a row for each node or pair give it as the kind of table
that was read. Names that end in `_of` give arrays.
"""

from minicluster.analytics.graph.attendance import attendance_projection
from minicluster.analytics.graph.betweenness import EXACT_TO, betweenness, betweenness_of
from minicluster.analytics.graph.brokerage import ROLES, brokerage_roles, expected_roles_of, roles_of
from minicluster.analytics.graph.closure import transitivity, triangles
from minicluster.analytics.graph.core import CorePeriphery, core_periphery
from minicluster.analytics.graph.growth import density_over_time, new_ties
from minicluster.analytics.graph.helix import TripleHelix, triple_helix, triple_helix_of
from minicluster.analytics.graph.holes import constraint_of, effective_size_of, structural_holes
from minicluster.analytics.graph.labels import Label, labels
from minicluster.analytics.graph.layout import Layout, layout
from minicluster.analytics.graph.meeting import adamic_adar_of, contacts_in_common, who_should_meet
from minicluster.analytics.graph.network import Network, read_network
from minicluster.analytics.graph.positions import component_of, components, degree_of, degrees, isolates
from minicluster.analytics.graph.sectors import cross_sector_ties, ei_index, ei_of_nodes, ties_between

__all__ = [
    "EXACT_TO",
    "ROLES",
    "CorePeriphery",
    "Label",
    "Layout",
    "Network",
    "TripleHelix",
    "adamic_adar_of",
    "attendance_projection",
    "betweenness",
    "betweenness_of",
    "brokerage_roles",
    "component_of",
    "components",
    "constraint_of",
    "contacts_in_common",
    "core_periphery",
    "cross_sector_ties",
    "degree_of",
    "degrees",
    "density_over_time",
    "effective_size_of",
    "ei_index",
    "ei_of_nodes",
    "expected_roles_of",
    "isolates",
    "labels",
    "layout",
    "new_ties",
    "read_network",
    "roles_of",
    "structural_holes",
    "ties_between",
    "transitivity",
    "triangles",
    "triple_helix",
    "triple_helix_of",
    "who_should_meet",
]
