"""A model of one's own in a folder, as the common tools write it: `openvino_model.xml` or `model.onnx` (also under `onnx/` or `openvino/`), `tokenizer.json`.

What sentence-transformers writes beside them is heeded: how vectors are pooled (`1_Pooling/config.json`), how much is read
(`sentence_bert_config.json`), and what is put in front of questions and passages (`config_sentence_transformers.json`).
"""

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from minicluster.analytics.retrieval.encoders.errors import UnreachableError
from minicluster.analytics.retrieval.encoders.packed import Numbers
from minicluster.analytics.retrieval.encoders.runtime import Runner, bulk_threads, by_length, side_by_side
from minicluster.analytics.retrieval.encoders.texts import shortened
from minicluster.analytics.retrieval.encoders.tokenizer_file import Tokenizer

GRAPHS: Final = ("openvino_model.xml", "openvino/openvino_model.xml", "model.onnx", "onnx/model.onnx")
_READS_AT_MOST: Final = 512
_LONGEST_NAME: Final = 40


class FolderModel:
    """An embedder whose files lie in a folder of this machine. Its version is the fingerprint of those files: other weights are another model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    @cached_property
    def model(self) -> str:
        """Name of the folder and fingerprint of its files."""
        files = [self._graph, self._graph.with_suffix(".bin"), self._file("tokenizer.json")]
        digest = hashlib.blake2b(digest_size=6)
        for file in files:
            if file.exists():
                with file.open("rb") as content:
                    digest.update(hashlib.file_digest(content, "sha256").digest())
        return f"{self._folder.name[:_LONGEST_NAME]}@{digest.hexdigest()}"

    def passages(self, texts: Sequence[str]) -> Numbers:
        """Vectors of documents, computed on all processors."""
        return self._vectors(texts, "passage", threads=bulk_threads())

    def questions(self, texts: Sequence[str]) -> Numbers:
        """Vectors of what is asked, computed on one."""
        return self._vectors(texts, "query", threads=1)

    def _vectors(self, texts: Sequence[str], role: str, *, threads: int) -> Numbers:
        runner, prefix = self._runner(threads), self._prefix(role)
        pieces = [self._tokenizer.pieces(prefix + text, longest=self._longest) for text in shortened(texts)]
        found: dict[int, Numbers] = {}

        def compute(places: list[int]) -> None:
            found.update(zip(places, self._pooled(runner, [pieces[place] for place in places]), strict=True))

        side_by_side(compute, by_length([len(one) for one in pieces]), threads=threads)
        vectors = np.stack([found[place] for place in range(len(pieces))])
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)

    def _pooled(self, runner: Runner, pieces: Sequence[list[int]]) -> Numbers:
        numbers = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int64)
        mask = np.zeros_like(numbers)
        for row, one in enumerate(pieces):
            numbers[row, : len(one)], mask[row, : len(one)] = one, 1
        given = {"input_ids": numbers, "attention_mask": mask, "token_type_ids": np.zeros_like(numbers)}
        output = runner.run({name: given[name] for name in runner.inputs if name in given})
        if output.ndim == 2:  # noqa: PLR2004  # the graph pools by itself
            return output
        if self._described("1_Pooling/config.json").get("pooling_mode_cls_token"):
            return output[:, 0]
        counted = mask[..., None].astype(np.float32)
        return np.asarray((output * counted).sum(axis=1) / counted.sum(axis=1), dtype=np.float32)

    def _runner(self, threads: int) -> Runner:
        import openvino

        with self._lock:
            if threads not in self._runners:
                self._runners[threads] = Runner(openvino.Core().read_model(self._graph), threads=threads)
            return self._runners[threads]

    @cached_property
    def _runners(self) -> dict[int, Runner]:
        return {}

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer(self._file("tokenizer.json"))

    @cached_property
    def _graph(self) -> Path:
        found = [self._folder / name for name in GRAPHS if (self._folder / name).exists()]
        if not found:
            raise UnreachableError(f"The folder {self._folder} holds no model: one of {', '.join(GRAPHS)} is looked for.")
        return found[0]

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.exists():
            raise UnreachableError(f"The folder {self._folder} holds no {name}.")
        return path

    @cached_property
    def _longest(self) -> int:
        return int(self._described("sentence_bert_config.json").get("max_seq_length") or _READS_AT_MOST)

    def _prefix(self, role: str) -> str:
        prompts = self._described("config_sentence_transformers.json").get("prompts") or {}
        return str(prompts.get(role) or (prompts.get("document") if role == "passage" else "") or "")

    def _described(self, name: str) -> dict[str, Any]:
        path = self._folder / name
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
