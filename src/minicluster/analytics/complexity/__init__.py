"""How complex an economy is, what it could become, and what goes with its industries.

Long tables in, long tables out; the names that end in `_of`, and `complexity_arrays`, are the same on arrays (years, regions, industries).
"""

from minicluster.analytics.complexity.arrays import ComplexityArrays, complexity_arrays
from minicluster.analytics.complexity.conventions import ATLAS, ECONCOMPLEX, Convention
from minicluster.analytics.complexity.eigenvectors import Eigenvectors, eigenvectors_of
from minicluster.analytics.complexity.fitness import Fitness, fitness_complexity, fitness_of
from minicluster.analytics.complexity.index import Complexity, economic_complexity, standardised
from minicluster.analytics.complexity.outlook import Outlook, cog_of, coi_of, complexity_outlook, net_gain_of
from minicluster.analytics.complexity.panel import ComplexityPanel, complexity_panel
from minicluster.analytics.complexity.productivity import Productivity, expy_of, productivity, prody_of
from minicluster.analytics.complexity.reflections import Reflections, method_of_reflections, reflections_of
from minicluster.analytics.relatedness import ComplexityWarning

__all__ = [
    "ATLAS",
    "ECONCOMPLEX",
    "Complexity",
    "ComplexityArrays",
    "ComplexityPanel",
    "ComplexityWarning",
    "Convention",
    "Eigenvectors",
    "Fitness",
    "Outlook",
    "Productivity",
    "Reflections",
    "cog_of",
    "coi_of",
    "complexity_arrays",
    "complexity_outlook",
    "complexity_panel",
    "economic_complexity",
    "eigenvectors_of",
    "expy_of",
    "fitness_complexity",
    "fitness_of",
    "method_of_reflections",
    "net_gain_of",
    "productivity",
    "prody_of",
    "reflections_of",
    "standardised",
]
