"""How varied a region's industries are, and how they change: growth and its parts, entry and exit, convergence."""

from minicluster.analytics.change.convergence import beta_convergence, sigma_convergence
from minicluster.analytics.change.entry import entry_and_exit
from minicluster.analytics.change.shift_share import dynamic_shift_share, homothetic_shift_share, shift_share
from minicluster.analytics.change.variety import related_variety

__all__ = [
    "beta_convergence",
    "dynamic_shift_share",
    "entry_and_exit",
    "homothetic_shift_share",
    "related_variety",
    "shift_share",
    "sigma_convergence",
]
