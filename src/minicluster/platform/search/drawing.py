"""Drawing the charts of a programme when it is settled, and opening them: they stand in the database, and each machine keeps them in files.

All processes of a machine map the same files, so that a chart of a million documents is in memory once. A file that is not there is read from the database.
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray
from psycopg import Cursor

from minicluster.platform.search.charts import Chart, Numbers, chart_of, values_of
from minicluster.platform.search.models import POSITION_DIMENSIONS, CandidateKind
from minicluster.platform.search.positions import Basis, document_centres, fetch_basis, learned_basis, positions_of

PIECE: Final = 1 << 23


@dataclass(frozen=True)
class Charts:
    """The basis of a programme's positions, and the chart of each kind that has any."""

    basis: Basis
    by_kind: Mapping[str, Chart]


NOT_SETTLED: Final = Charts(Basis(), {})


# What this process has open, by programme.
_open: dict[int, Charts] = {}


def draw(programme_id: int) -> None:
    """Put all settled documents that have vectors on charts; where the models are others than before, all positions are new.

    Positions that are known are kept: only those of further documents are computed.
    """
    centres = document_centres(programme_id)
    models = tuple(sorted({model for model, _language in centres}))
    basis, known = fetch_basis(programme_id), NOT_SETTLED
    if models != basis.models:
        basis = learned_basis(programme_id, models, centres)
    else:
        known = opened(programme_id, basis.version)
    if basis.version is None:
        return
    version = uuid4()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_chartpiece WHERE programme_id = %s", [programme_id])
        cursor.execute("UPDATE search_settled SET version = %s WHERE programme_id = %s", [version, programme_id])
        for kind in CandidateKind.values:
            _store(cursor, programme_id, version, kind, _drawn(programme_id, kind, basis, known.by_kind.get(kind)))


def _drawn(programme_id: int, kind: str, basis: Basis, known: Chart | None) -> Chart:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM search_document WHERE programme_id = %s AND candidate_kind = %s", [programme_id, kind])
        numbers = np.fromiter((row[0] for row in cursor.fetchall()), dtype=np.int64)
    parts: list[tuple[Numbers, Numbers, Numbers, NDArray[np.int8]]] = [(*np.zeros((3, 0), dtype=np.int64), np.zeros((0, POSITION_DIMENSIONS), dtype=np.int8))]
    if known is not None:
        stay = np.isin(known.documents, numbers)
        parts.append((known.documents[stay], known.candidates[stay], known.scopes[stay], known.values[stay]))
        numbers = np.setdiff1d(numbers, known.documents)
    for documents, candidates, scopes, positions in positions_of(programme_id, kind, basis, None if known is None else numbers.tolist()):
        parts.append((documents, candidates, scopes, values_of(positions)))
    documents, candidates, scopes, values = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return chart_of(documents, candidates, scopes, values)


def _store(cursor: Any, programme_id: int, version: UUID, kind: str, chart: Chart) -> None:
    content = chart.written()
    with cursor.copy("COPY search_chartpiece (programme_id, version, candidate_kind, place, content) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int8", "uuid", "varchar", "int4", "bytea"])
        for place, begin in enumerate(range(0, len(content), PIECE)):
            copy.write_row((programme_id, version, kind, place, content[begin : begin + PIECE].tobytes()))


def opened(programme_id: int, version: UUID | None) -> Charts:
    """The charts of this version, or of a later one where the programme has been settled anew in the meantime."""
    known = _open.get(programme_id, NOT_SETTLED)
    return known if known.basis.version == version else open_anew(programme_id)


def open_anew(programme_id: int) -> Charts:
    """The charts of the latest version."""
    basis = fetch_basis(programme_id)
    if basis.version is None:
        return NOT_SETTLED
    folder = _folder(programme_id, basis.version)
    if not folder.exists():
        _fetch(programme_id, basis.version, folder)
    charts = {file.name: Chart.read(np.memmap(file, dtype=np.uint8, mode="r")) for file in folder.iterdir()}
    _open[programme_id] = Charts(basis, charts)
    return _open[programme_id]


def _folder(programme_id: int, version: UUID) -> Path:
    return Path(settings.HOME) / "charts" / f"{programme_id}-{version}"


def _fetch(programme_id: int, version: UUID, folder: Path) -> None:
    """Read the charts into a folder that appears once it is whole; those of former versions go."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as made:
        whole = Path(made) / "whole"
        whole.mkdir()
        connection.ensure_connection()
        for kind in CandidateKind.values:
            _fetch_kind(programme_id, version, whole / kind)
        for former in folder.parent.glob(f"{programme_id}-*"):
            shutil.rmtree(former, ignore_errors=True)
        # Another process may have been quicker.
        if not folder.exists():
            whole.rename(folder)


def _fetch_kind(programme_id: int, version: UUID, file: Path) -> None:
    statement = "SELECT content FROM search_chartpiece WHERE programme_id = %s AND version = %s AND candidate_kind = %s AND place = %s"
    place = 0
    with Cursor(connection.connection) as cursor:
        while row := cursor.execute(statement, [programme_id, version, file.name, place], binary=True).fetchone():
            with file.open("ab") as content:
                content.write(row[0])
            place += 1
