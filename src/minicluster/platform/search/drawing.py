"""Drawing the charts of a programme when it is settled, and opening them: they stand in the database, and each machine keeps them in files.

All processes of a machine map the same files, so that a chart of a million documents is in memory once. A file that is not there is read from the database.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray
from psycopg import Cursor

from minicluster.analytics.retrieval.weights import UsualLengths
from minicluster.platform.search.charts import Chart, Numbers, chart_of, values_of
from minicluster.platform.search.listing import Listing
from minicluster.platform.search.models import POSITION_DIMENSIONS, CandidateKind
from minicluster.platform.search.positions import Basis, document_centres, fetch_basis, learned_basis, positions_of

PIECE: Final = 1 << 23
FETCHED_AT_ONCE: Final = 5_000


@dataclass(frozen=True)
class Charts:
    """The basis of a programme's positions, and the chart of each kind that has any."""

    basis: Basis
    by_kind: Mapping[str, Chart]


NOT_SETTLED: Final = Charts(Basis(), {})


# What this process has open, by programme.
_open: dict[int, Charts] = {}


@dataclass(frozen=True)
class Drawn:
    """What stands on the chart of a kind: in each scope so many documents, and each term in so many of them."""

    kind: str
    scopes: tuple[Numbers, Numbers]
    terms: tuple[Numbers, Numbers]


def draw(programme_id: int, usual: UsualLengths) -> list[Drawn]:
    """Put all documents on charts, kind by kind, where documents are usually so long.

    Positions that are known are kept: only those of further documents are computed. Where the models are others than before, all positions are new.
    """
    centres = document_centres(programme_id)
    models = tuple(sorted({model for model, _language in centres}))
    basis, known = fetch_basis(programme_id), NOT_SETTLED
    if basis.version is None or models != basis.models:
        basis = learned_basis(programme_id, models, centres)
    else:
        known = opened(programme_id, basis.version)
    version, drawn = uuid4(), []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_chartpiece WHERE programme_id = %s", [programme_id])
        cursor.execute("UPDATE search_settled SET version = %s WHERE programme_id = %s", [version, programme_id])
        for kind in CandidateKind.values:
            chart = _chart((programme_id, kind), basis, known.by_kind.get(kind), usual)
            _store(cursor, programme_id, version, kind, chart)
            drawn.append(Drawn(kind, np.unique(chart.scopes, return_counts=True), chart.lists.counts()))
    return drawn


def _chart(which: tuple[int, str], basis: Basis, known: Chart | None, usual: UsualLengths) -> Chart:
    rows = [np.zeros((0, 3), dtype=np.int64)]
    with Listing() as listing:
        for batch in _documents(*which):
            rows.append(np.array([row[:3] for row in batch], dtype=np.int64))
            listing.add([terms for _document, _candidate, _scope, terms in batch], usual)
        lists = listing.lists()
    documents, candidates, scopes = np.ascontiguousarray(np.concatenate(rows).T)
    return chart_of(documents, candidates, scopes, _values(which, documents, basis, known), lists)


def _documents(programme_id: int, kind: str) -> Iterator[list[tuple[int, int, int, bytes]]]:
    statement = "SELECT id, candidate_id, scope, terms FROM search_document WHERE programme_id = %s AND candidate_kind = %s ORDER BY scope, id"
    connection.ensure_connection()
    with connection.connection.cursor(name="search_lists", binary=True) as cursor:
        cursor.execute(statement, [programme_id, kind])
        while rows := cursor.fetchmany(FETCHED_AT_ONCE):
            yield rows


def _values(which: tuple[int, str], documents: Numbers, basis: Basis, known: Chart | None) -> NDArray[np.int8]:
    """The positions of these documents in bytes; noughts for those that have no vector."""
    values = np.zeros((len(documents), POSITION_DIMENSIONS), dtype=np.int8)
    order = np.argsort(documents)
    if known is not None:
        stay = np.isin(known.documents, documents) & known.values.any(axis=1)
        values[order[np.searchsorted(documents, known.documents[stay], sorter=order)]] = known.values[stay]
    lacking = None if known is None else documents[~values.any(axis=1)].tolist()
    for numbers, positions in positions_of(*which, basis, lacking):
        values[order[np.searchsorted(documents, numbers, sorter=order)]] = values_of(positions)
    return values


def _store(cursor: Any, programme_id: int, version: UUID, kind: str, chart: Chart) -> None:
    pieces = (column[begin : begin + PIECE] for column in chart.written() for begin in range(0, len(column), PIECE))
    with cursor.copy("COPY search_chartpiece (programme_id, version, candidate_kind, place, content) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int8", "uuid", "varchar", "int4", "bytea"])
        for place, piece in enumerate(pieces):
            copy.write_row((programme_id, version, kind, place, piece.tobytes()))


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
