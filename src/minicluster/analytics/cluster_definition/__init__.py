"""Which industries form a cluster: similarity of industries, candidate sets of clusters, which of them is best, and who stands in the wrong one.

After Delgado, Porter & Stern (2016). Long tables in, long tables out; the names that end in `_of` are the same on arrays.
"""

from minicluster.analytics.cluster_definition.candidates import candidate_clusterings, k_means_of, points_of, ward_of
from minicluster.analytics.cluster_definition.reassignment import reassign_marginal, reassigned
from minicluster.analytics.cluster_definition.similarity import (
    Similarity,
    composite,
    correlation_of,
    input_output_links,
    locational_correlation,
    occupational_similarity,
    read_similarity,
)
from minicluster.analytics.cluster_definition.traded import traded_or_local
from minicluster.analytics.cluster_definition.validation import Score, Validation, score_of, validation_scores

__all__ = [
    "Score",
    "Similarity",
    "Validation",
    "candidate_clusterings",
    "composite",
    "correlation_of",
    "input_output_links",
    "k_means_of",
    "locational_correlation",
    "occupational_similarity",
    "points_of",
    "read_similarity",
    "reassign_marginal",
    "reassigned",
    "score_of",
    "traded_or_local",
    "validation_scores",
    "ward_of",
]
