"""In what a region is strong, how sure one may be of it, and how far its mix of industries is from that of all."""

from minicluster.analytics.specialisation.chance import benjamini_hochberg
from minicluster.analytics.specialisation.flags import strength_flags
from minicluster.analytics.specialisation.mix import hachman_index, krugman_index, krugman_index_of_pairs, specialisation_coefficient
from minicluster.analytics.specialisation.portfolio import growth_portfolio
from minicluster.analytics.specialisation.quotients import location_quotient, quotients, specialisations, standardised_location_quotient
from minicluster.analytics.specialisation.shrinkage import shrunken_location_quotient
from minicluster.analytics.specialisation.significance import location_quotient_significance, plant_significance

__all__ = [
    "benjamini_hochberg",
    "growth_portfolio",
    "hachman_index",
    "krugman_index",
    "krugman_index_of_pairs",
    "location_quotient",
    "location_quotient_significance",
    "plant_significance",
    "quotients",
    "shrunken_location_quotient",
    "specialisation_coefficient",
    "specialisations",
    "standardised_location_quotient",
    "strength_flags",
]
