"""A programme that is made up: seven complexes that it reaches one after another, five that it does not, and firms that join because they decline."""

import numpy as np
import polars as pl

# The first year of the programme in each complex; 0 where it never comes.
ENTRIES = (2005, 2005, 2006, 2006, 2006, 2007, 2007, 0, 0, 0, 0, 0)
YEARS = tuple(range(2003, 2010))
FIRMS = 30
# By how much a declining firm goes on to fall behind in each year, for each standard deviation of its decline so far.
DECLINE = -0.03


def effect(complex_number, years_since):
    """What joining does to log sales: it grows with the years, and not alike in all complexes."""
    return 0.04 + 0.03 * years_since + 0.01 * (complex_number % 3)


def true_effect():
    """The effect on members over all their years under treatment: what the simple aggregate estimates."""
    cells = [(place, year - entry) for place, entry in enumerate(ENTRIES) if entry for year in YEARS if year >= entry]
    return float(np.mean([effect(*cell) for cell in cells]))


def programme(generator, shock=0.0):
    """A panel of firms: the more a firm has declined before 2003, the likelier it joins when the programme comes, and the more it would fall behind without.

    `shock` is the size of what befalls all firms of a complex in a year, whether they joined or not.
    """
    firms = len(ENTRIES) * FIRMS
    place, decline = np.repeat(np.arange(len(ENTRIES)), FIRMS), generator.normal(size=firms)
    joins = generator.uniform(size=firms) < 1 / (1 + np.exp(0.5 - 1.2 * decline))
    entry = np.where(joins, np.array(ENTRIES)[place], 0)
    size, noise, rows = generator.normal(scale=1.0, size=firms), generator.normal(scale=0.15, size=firms), []
    for year in YEARS:
        noise = 0.5 * noise + generator.normal(scale=0.13, size=firms)
        since = np.where(entry > 0, year - entry, -1)
        gained = np.where(since >= 0, effect(place, since), 0.0)
        befallen = generator.normal(scale=shock, size=len(ENTRIES))[place] if shock else 0.0
        sales = size + 0.02 * (year - YEARS[0]) + DECLINE * decline * (year - YEARS[0]) + noise + gained + befallen
        rows.append(pl.DataFrame({"firm": np.arange(firms), "complex": place, "year": year, "joined": entry, "decline": decline, "log_sales": sales}))
    return pl.concat(rows)
