"""Turns judged collections of others into the BEIR format: `python tests/retrieval_sets.py korquad|msmarco FILE FOLDER`."""

import gzip
import json
import sys
from pathlib import Path


def korquad(source):
    """Each passage with its questions."""
    return [([passage["context"]], [one["question"] for one in passage["qas"]]) for article in source["data"] for passage in article["paragraphs"]]


def msmarco(source):
    """Each question with its passages; any of them is right."""
    return [(line["positive"], [line["query"]]) for line in source]


def as_beir(pairs):
    """Documents, questions and judgements; equal passages are one, every question counts."""
    documents, queries, judged = {}, [], []
    for passages, asked in pairs:
        names = [documents.setdefault(passage, f"d{len(documents)}") for passage in passages]
        for text in asked:
            judged += [f"q{len(queries)}\t{name}\t1" for name in names]
            queries.append({"_id": f"q{len(queries)}", "text": text})
    return [{"_id": name, "text": text} for text, name in documents.items()], queries, judged


def write(corpus, queries, judged, folder):
    """The three files of the format."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    convert, source, target = {"korquad": korquad, "msmarco": msmarco}[sys.argv[1]], *map(Path, sys.argv[2:])
    write(*as_beir(convert(json.loads(gzip.decompress(source.read_bytes())))), target)
