"""Measuring search at scale: a synthetic collection, the product's own engine on it, exact results to compare with, and peers. Writes to no programme."""
