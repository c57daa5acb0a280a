"""What is related to what: which industries are found together, and how much of an industry's surroundings a region already has.

Long tables in, long tables out (`relatedness`, `proximity`, `density`, `relatedness_density`); the names that end in `_of` are the same on arrays
(years, regions, industries).
"""

from minicluster.analytics.relatedness.densities import density, density_of, knn_density_of, relatedness_density, without_itself
from minicluster.analytics.relatedness.pairs import (
    MEASURES,
    association_of,
    co_occurrence_of,
    cosine_of,
    jaccard_of,
    probability_of,
    proximity,
    proximity_of,
    relatedness,
)
from minicluster.analytics.relatedness.presence import ComplexityWarning, present_in

__all__ = [
    "MEASURES",
    "ComplexityWarning",
    "association_of",
    "co_occurrence_of",
    "cosine_of",
    "density",
    "density_of",
    "jaccard_of",
    "knn_density_of",
    "present_in",
    "probability_of",
    "proximity",
    "proximity_of",
    "relatedness",
    "relatedness_density",
    "without_itself",
]
