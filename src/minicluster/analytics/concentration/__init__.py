"""How concentrated an industry is: over regions, among plants, and over distances without any region."""

from minicluster.analytics.concentration.decomposition import theil_decomposition
from minicluster.analytics.concentration.duranton_overman import duranton_overman_kd
from minicluster.analytics.concentration.ellison_glaeser import coagglomeration, coagglomeration_of_pairs, ellison_glaeser, ellison_glaeser_of
from minicluster.analytics.concentration.litzenberger_sternberg import litzenberger_sternberg
from minicluster.analytics.concentration.marcon_puech import marcon_puech_m
from minicluster.analytics.concentration.shares import entropy_of, gini_of, herfindahl_of, hoover_of, locational_gini_of, theil_of
from minicluster.analytics.concentration.spread import entropy_index, gini_coefficient, herfindahl_index, hoover_index, locational_gini, theil_index

__all__ = [
    "coagglomeration",
    "coagglomeration_of_pairs",
    "duranton_overman_kd",
    "ellison_glaeser",
    "ellison_glaeser_of",
    "entropy_index",
    "entropy_of",
    "gini_coefficient",
    "gini_of",
    "herfindahl_index",
    "herfindahl_of",
    "hoover_index",
    "hoover_of",
    "litzenberger_sternberg",
    "locational_gini",
    "locational_gini_of",
    "marcon_puech_m",
    "theil_decomposition",
    "theil_index",
    "theil_of",
]
