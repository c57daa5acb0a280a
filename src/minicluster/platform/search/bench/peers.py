"""Peers: libraries that do a part of the work, and PostgreSQL's own full text search, asked in turn with the engine on the same documents.

None of the libraries is needed by the product (`pip install minicluster[bench]`); one that is absent is reported as absent. Those that hold everything
in memory get at most two hundred thousand documents, which favours them. None keeps records, rights and search in one transaction.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from django.db import connection

from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search.bench.asking import Setting, percentiles
from minicluster.platform.search.bench.corpus import Asked, Batch, Corpus
from minicluster.platform.search.terms import number_of, unpacked

IN_MEMORY: Final = 200_000
ASKED: Final = 20
TOP: Final = 10
MODEL: Final = "bench-384"


class Peer(Protocol):
    """Something that is built from documents and asked."""

    def __init__(self, folder: Path, documents: int) -> None:
        """Begin an index for at most so many documents."""

    def add(self, batch: Batch) -> None:
        """Take some documents in."""

    def finish(self) -> None:
        """Make them searchable."""

    def ask(self, one: Asked, scope: int | None) -> int:
        """Search for the first ten, in one scope where the peer can do that; returns how many were found."""


class Tantivy:
    """BM25 over the same terms, on disk, filtered by scope."""

    def __init__(self, folder: Path, documents: int) -> None:  # noqa: ARG002  # it takes all
        import tantivy

        self._tantivy = tantivy
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
        schema.add_unsigned_field("scope", stored=False, indexed=True, fast=True)
        schema.add_unsigned_field("number", stored=True)
        self._schema = schema.build()
        (folder / "tantivy").mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder / "tantivy"), reuse=False)
        self._index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self._writer = self._index.writer(300_000_000, 1)

    def add(self, batch: Batch) -> None:
        """Take some documents in."""
        for number, scope, terms in zip(batch.numbers.tolist(), batch.scopes.tolist(), batch.terms, strict=True):
            text = " ".join(map(str, unpacked(terms)["term"].tolist()))
            document = self._tantivy.Document()
            document.add_text("terms", text)
            document.add_unsigned("scope", scope)
            document.add_unsigned("number", number)
            self._writer.add_document(document)

    def finish(self) -> None:
        """Make them searchable."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, one: Asked, scope: int | None) -> int:
        """Search for the first ten."""
        occur, query = self._tantivy.Occur, self._tantivy.Query
        words = [(occur.Should, query.term_query(self._schema, "terms", str(number_of(term)))) for term in question_weights(one.text)]
        wanted = [(occur.Must, query.boolean_query(words))]
        if scope is not None:
            wanted.append((occur.Must, query.term_query(self._schema, "scope", scope)))
        return len(self._searcher.search(query.boolean_query(wanted), TOP).hits)


class Bm25s:
    """BM25 over the same terms, in memory, without a filter."""

    def __init__(self, folder: Path, documents: int) -> None:  # noqa: ARG002  # it keeps nothing on disk
        self._most = min(documents, IN_MEMORY)
        self._documents: list[list[int]] = []
        self._places: dict[int, int] = {}

    def add(self, batch: Batch) -> None:
        """Take some documents in."""
        for terms in batch.terms[: max(0, self._most - len(self._documents))]:
            self._documents.append([self._places.setdefault(term, len(self._places)) for term in unpacked(terms)["term"].tolist()])

    def finish(self) -> None:
        """Make them searchable."""
        import bm25s

        self._index = bm25s.BM25()
        vocabulary = {str(term): place for term, place in self._places.items()}
        self._index.index(bm25s.tokenization.Tokenized(ids=self._documents, vocab=vocabulary), show_progress=False)
        self._documents = []

    def ask(self, one: Asked, scope: int | None) -> int:  # noqa: ARG002  # it knows no filter
        """Search for the first ten."""
        numbers = [str(number_of(term)) for term in question_weights(one.text) if number_of(term) in self._places]
        found, _scores = self._index.retrieve([numbers], k=TOP, show_progress=False)
        return int(found.shape[1])


class Hnswlib:
    """The nearest by one model, in memory, without a filter."""

    def __init__(self, folder: Path, documents: int) -> None:  # noqa: ARG002  # it keeps nothing on disk
        import hnswlib

        self._most = min(documents, IN_MEMORY)
        self._index = hnswlib.Index(space="cosine", dim=384)
        self._index.init_index(max_elements=self._most, M=16, ef_construction=64)
        self._index.set_num_threads(2)

    def add(self, batch: Batch) -> None:
        """Take some documents in."""
        room = self._most - self._index.get_current_count()
        if room > 0:
            self._index.add_items(batch.vectors[MODEL][:room], batch.numbers[:room])

    def finish(self) -> None:
        """Make them searchable."""
        self._index.set_ef(200)
        self._index.set_num_threads(1)

    def ask(self, one: Asked, scope: int | None) -> int:  # noqa: ARG002  # a filter would be called for each vector
        """Search for the first ten."""
        labels, _distances = self._index.knn_query(one.vectors[MODEL][np.newaxis], k=TOP)
        return int(labels.shape[1])


class TsRankCd:
    """PostgreSQL's own: `ts_rank_cd` over a GIN index, any of the words, filtered by scope."""

    def __init__(self, folder: Path, documents: int) -> None:
        """It reads the documents where they are."""

    def add(self, batch: Batch) -> None:
        """They are there already."""

    def finish(self) -> None:
        """Make them searchable."""
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_text")
            cursor.execute("CREATE UNLOGGED TABLE bench_text AS SELECT id, scope, to_tsvector('simple', title || text) AS words FROM search_document")
            cursor.execute("CREATE INDEX bench_text_words ON bench_text USING gin (words)")
            cursor.execute("VACUUM ANALYZE bench_text")

    def ask(self, one: Asked, scope: int | None) -> int:
        """Search for the first ten."""
        statement = """
            SELECT id FROM bench_text, (SELECT replace(plainto_tsquery('simple', %s)::text, '&', '|')::tsquery AS asked) AS question
            WHERE words @@ asked AND (%s::bigint IS NULL OR scope = %s) ORDER BY ts_rank_cd(words, asked) DESC LIMIT 10
        """
        with connection.cursor() as cursor:
            cursor.execute(statement, [one.text, scope, scope])
            return len(cursor.fetchall())


PEERS: Final[dict[str, tuple[str, type[Peer]]]] = {
    "tantivy": ("tantivy", Tantivy),
    "bm25s": ("bm25s", Bm25s),
    "hnswlib": ("hnswlib", Hnswlib),
    "ts_rank_cd": ("django", TsRankCd),
}


def compared(corpus: Corpus, folder: Path, settings: Sequence[Setting], tell: Callable[[str], None]) -> dict[str, Any]:
    """Each peer's build time, and its times beside the engine's, question by question in turn."""
    present = {name: peer for name, (module, peer) in PEERS.items() if find_spec(module)}
    report: dict[str, Any] = {name: "absent" for name in PEERS if name not in present}
    built, seconds = {}, {}
    for name, peer in present.items():
        begun = time.perf_counter()
        built[name] = _built(peer, corpus, folder)
        seconds[name] = round(time.perf_counter() - begun, 1)
        tell(f"{name} built in {seconds[name]} s")
    for setting in settings:
        times = _in_turn(setting, built)
        ours = float(np.median(times["minicluster"]))
        report[f"{setting.name}, {setting.view}"] = {
            name: {**percentiles(of_name), "times_ours": round(float(np.median(of_name)) / ours, 2)} for name, of_name in times.items()
        }
    most = min(corpus.documents, IN_MEMORY)
    return report | {"build_s": seconds, "documents_in_memory": most}


def _built(peer: type[Peer], corpus: Corpus, folder: Path) -> Peer:
    index = peer(folder, corpus.documents)
    for batch in corpus.batches() if peer is not TsRankCd else ():
        if peer in {Bm25s, Hnswlib} and int(batch.numbers[0]) > IN_MEMORY:
            break
        index.add(batch)
    index.finish()
    return index


def _in_turn(setting: Setting, built: dict[str, Peer]) -> dict[str, list[float]]:
    scope = next(iter(setting.scopes)) if setting.scopes else None
    embedders = setting.embedders
    times: dict[str, list[float]] = {name: [] for name in ("minicluster", *built)}
    for one in setting.asked[:ASKED]:
        with _timed(times["minicluster"]):
            setting.ask(one, embedders)
        for name, peer in built.items():
            with _timed(times[name]):
                peer.ask(one, scope)
    return times


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    times.append(time.perf_counter() - begun)
