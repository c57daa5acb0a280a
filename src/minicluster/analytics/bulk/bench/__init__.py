"""How fast the measures are beside the well-known packages, and beside what the machine cannot do without. Nothing of the product needs it."""

from minicluster.analytics.bulk.bench.panels import measured_panel
from minicluster.analytics.bulk.bench.rows import measured_rows

__all__ = ["measured_panel", "measured_rows"]
