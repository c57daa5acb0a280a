"""One classification, or one map of regions, said in the terms of another, without losing or inventing anything.

Industry revisions (KSIC 9 → 10 → 11, ISIC ↔ NACE ↔ NAICS), and regions that were merged, divided or renamed, are the same thing: shares of old codes that go
to new ones. The correspondence files are those of the statistical offices: name their columns, none is shipped here.
"""

from minicluster.analytics.crosswalks.conversion import Conversion, converted
from minicluster.analytics.crosswalks.crosswalk import Crosswalk, read_crosswalk
from minicluster.analytics.crosswalks.revisions import Revision, harmonised, merged

__all__ = ["Conversion", "Crosswalk", "Revision", "converted", "harmonised", "merged", "read_crosswalk"]
