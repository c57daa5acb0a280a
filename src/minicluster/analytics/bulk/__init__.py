"""Tables with a row for each establishment, too long for memory: one Ibis program, on DuckDB or on Spark, from Parquet to measures of a region's mix."""

from minicluster.analytics.bulk.engines import Engine, opened
from minicluster.analytics.bulk.measuring import Measured, cells_from, measure_establishments
from minicluster.analytics.bulk.programme import cells_of, industries_of, location_quotients_of, places_of

__all__ = ["Engine", "Measured", "cells_from", "cells_of", "industries_of", "location_quotients_of", "measure_establishments", "opened", "places_of"]
