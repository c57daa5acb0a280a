"""HiGHS keeps the number of threads of its first model for a whole process: whoever asks for another fails from then on."""

import subprocess
import sys
from pathlib import Path

# In a process of its own: which model comes first decides.
SCRIPT = """
import numpy as np
import polars as pl
from planted_complexes import planted, read

from minicluster.analytics.formation import requirements
from minicluster.analytics.formation.searching import search
from minicluster.analytics.suppression import read_suppressed, tightened
from minicluster.analytics.tables import Columns

schema = {"region": pl.String, "industry": pl.String, "value": pl.String}
cells = pl.DataFrame([(region, industry, "D") for region in "ABC" for industry in "xyz"], schema=schema, orient="row")
totals = pl.DataFrame([("A", None, "10"), ("B", None, "10"), ("C", None, "5"), (None, "x", "10"), (None, "y", "10"), (None, "z", "5")], schema=schema, orient="row")
tightened(read_suppressed(cells, Columns(), marks={"D": (0, 1000)}, totals=totals), exactly=True)
organisations, likeness = read(planted(4, firms=6, stray=0.4, seed=2)[0])
print(search(likeness, requirements(organisations, (), 4)).best(np.random.default_rng(0)) is not None)
"""


def test_groups_are_formed_after_bounds_were_tightened_in_the_same_process():
    tests = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env={"PYTHONPATH": tests}, check=False)
    # The solver names itself on standard output first.
    assert (done.stdout.split()[-1:], done.stderr) == (["True"], "")
