"""The whole measurement, as it is printed."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from minicluster.platform.database.places import Places
from minicluster.platform.database.server import leftovers
from minicluster.platform.search.bench.asking import Prepared, Setting, alone, found, together
from minicluster.platform.search.bench.collection import built_in, sizes
from minicluster.platform.search.bench.corpus import MODELS, Corpus
from minicluster.platform.search.bench.exact import Exact
from minicluster.platform.search.bench.narrow import whole_views
from minicluster.platform.search.bench.peers import compared

JUDGED: Final = 12
WHOLE: Final = 20
TERMS: Final = {"short": 3, "15 terms": 15}
VIEWS: Final = {"wide": None, "1/36": (7,)}


def measured(
    folder: Path, topics: Sequence[Sequence[str]], documents: int, *, questions: int, seed: int, peers: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Build the collection if it is not there, ask it, and compare."""
    corpus, built = built_in(folder, topics, documents, tell)
    settings = _settings(corpus, questions, seed)
    report: dict[str, Any] = {"documents": documents, "seed": seed, "build_s": built.seconds, "sizes_mb": sizes(), "load_before": list(os.getloadavg())}
    report["alone"] = {_name(setting): alone(setting) for setting in settings}
    tell(f"alone: {report['alone']}")
    report["four_clients"] = {_name(setting): together(setting) for setting in settings}
    tell(f"four clients: {report['four_clients']}")
    report["whole_views"] = whole_views(settings[0].asked[:WHOLE])
    tell(f"whole views: {report['whole_views']}")
    report["memory_mb"] = {"server": _server_memory(folder), "client": _resident("self")}
    report["load_after"] = list(os.getloadavg())
    report["recall"] = _recall(_settings(corpus, min(JUDGED, questions), seed))
    tell(f"recall: {report['recall']}")
    if peers:
        report["peers"] = compared(corpus, folder, settings, tell)
    return report


def _settings(corpus: Corpus, count: int, seed: int) -> list[Setting]:
    asked = {name: corpus.asked(count, terms, seed=seed) for name, terms in TERMS.items()}
    return [Setting(name, view, asked[name], scopes) for name in TERMS for view, scopes in VIEWS.items()]


def _name(setting: Setting) -> str:
    return f"{setting.name}, {setting.view}"


def _recall(settings: Sequence[Setting]) -> dict[str, dict[str, float]]:
    asked = {one.text: one for setting in settings for one in setting.asked}
    exact = Exact(list(asked.values()), [Prepared(model, list(asked.values())) for model in MODELS])
    return {_name(setting): found(setting, exact) for setting in settings}


def _server_memory(folder: Path) -> float:
    """What all processes of the server hold, shared pages counted once."""
    processes = leftovers(Places(folder).data)
    return round(sum(_kilobytes(f"{process}/smaps_rollup", "Pss") for process in processes) / 1024, 1)


def _resident(process: str) -> float:
    return round(_kilobytes(f"{process}/status", "VmRSS") / 1024, 1)


def _kilobytes(file: str, name: str) -> int:
    try:
        text = (Path("/proc") / file).read_text(encoding="utf-8")
    except OSError:
        return 0
    line = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(line.group(1)) if line else 0
