"""A synthetic collection in a database of its own: made once in a folder, measured as often as one likes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection

from minicluster.platform.search.bench.corpus import Corpus
from minicluster.platform.search.bench.loading import PROGRAMME, Stopwatch, load
from minicluster.platform.search.settling import settle_when_it_pays

_BUILT: Final = "collection.json"


@dataclass(frozen=True)
class Built:
    """What was built, and how long each part took."""

    documents: int
    seconds: dict[str, float]


def built_in(folder: Path, topics: Sequence[Sequence[str]], documents: int, tell: Callable[[str], None]) -> tuple[Corpus, Built]:
    """The collection of this size in this folder's database; built where it is not there yet."""
    corpus = Corpus(topics, documents)
    found = folder / _BUILT
    if found.exists():
        built = Built(**json.loads(found.read_text(encoding="utf-8")))
        if built.documents == documents:
            # It may be older than the product's latest tables.
            call_command("migrate", "search", verbosity=0)
            settle_when_it_pays(PROGRAMME)
            return corpus, built
    found.unlink(missing_ok=True)
    call_command("migrate", "search", "zero", verbosity=0)
    call_command("migrate", "search", verbosity=0)
    timed = Stopwatch(tell)
    load(corpus, timed)
    built = Built(documents, timed.seconds)
    found.write_text(json.dumps(asdict(built)), encoding="utf-8")
    return corpus, built


def sizes() -> dict[str, Any]:
    """Megabytes of each table with its indexes."""
    statement = """
        SELECT relname, round(pg_total_relation_size(oid) / 1048576.0, 1)::float8 FROM pg_class WHERE relname LIKE 'search\\_%%' AND relkind = 'r' ORDER BY 1
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [])
        return dict(cursor.fetchall())
