"""Turns judged collections of others into the BEIR format: `python tests/retrieval_sets.py SET FILE [FILE] FOLDER`.

SET is `korquad`, `msmarco` (one file each), `news` (a table of sentence pairs, Korean and English) or `crossing` (msmarco in Korean, then in English).
"""

import gzip
import json
import sys
from pathlib import Path

CROSSING_QUESTIONS, CROSSING_PASSAGES = 1_000, 1_500


def korquad(source):
    """Each passage with its questions."""
    return [([passage["context"]], [one["question"] for one in passage["qas"]]) for article in source["data"] for passage in article["paragraphs"]]


def msmarco(source):
    """Each question with its passages; any of them is right."""
    return [(line["positive"], [line["query"]]) for line in source]


def news(source):
    """Each English sentence with its Korean one as the question."""
    return [([english], [korean]) for korean, english in (line.split("\t") for line in source.splitlines())]


def crossing(korean, english):
    """The first questions in Korean, each with its English passage, and the passages of further ones for which nothing is asked."""
    passages = {line["id"]: line["positive"] for line in english}
    pairs, kept = [(passages[line["id"]], [line["query"]]) for line in korean[:CROSSING_QUESTIONS]], set()
    for line in korean:
        kept.update(passages[line["id"]])
        if len(kept) > CROSSING_PASSAGES:
            break
        pairs.append((passages[line["id"]], []))
    return pairs


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


def read(path):
    """The content of a file: packed JSON, or the text of a table."""
    return json.loads(gzip.decompress(path.read_bytes())) if path.suffix == ".gz" else path.read_text(encoding="utf-8")


if __name__ == "__main__":
    name, *files = sys.argv[1:]
    *sources, target = map(Path, files)
    convert = {"korquad": korquad, "msmarco": msmarco, "news": news, "crossing": crossing}[name]
    write(*as_beir(convert(*map(read, sources))), target)
