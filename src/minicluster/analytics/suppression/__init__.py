"""Cells that an office keeps back, as intervals that are carried through to the location quotient."""

from minicluster.analytics.suppression.intervals import Bounds, Suppressed, read_suppressed
from minicluster.analytics.suppression.margins import tightened
from minicluster.analytics.suppression.quotients import location_quotient_bounds

__all__ = ["Bounds", "Suppressed", "location_quotient_bounds", "read_suppressed", "tightened"]
