"""MEASURE: indicators, claims, targets, outcomes; the yield of activities."""
