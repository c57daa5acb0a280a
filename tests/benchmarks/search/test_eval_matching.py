"""`minicluster eval matching` on a small collection of our own, and on the judged one where it is there and a long run is asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[4] / "shared" / "data" / "matching"


def evaluated(home, experts, problems, *options):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MINICLUSTER_", "DJANGO_"))} | {"MINICLUSTER_HOME": str(home)}
    command = [sys.executable, "-m", "minicluster", "eval", "matching", "--experts", str(experts), "--problems", str(problems), "--json", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1500, check=False)
    subprocess.run([sys.executable, "-m", "minicluster", "stop"], env=environment, check=False, capture_output=True)
    return done


def test_a_small_collection_is_measured_and_a_broken_line_is_named(tmp_path):
    home = tmp_path / "h"
    home.mkdir()
    evidence = [{"id": "c1-1", "type": "paper", "lang": "ko", "year": 2005, "title": "주축 열변위 보정", "text": "공작기계 주축의 열변위를 보정하였다."}]
    other = [{"id": "c2-1", "type": "paper", "lang": "en", "year": 2006, "title": "Dyeing of polyester", "text": "Levelness of disperse dyes was improved."}]
    experts, problems = tmp_path / "experts.jsonl", tmp_path / "problems.jsonl"
    experts.write_text("\n".join(json.dumps({"id": name, "name": name, "evidence": of}) for name, of in (("c1", evidence), ("c2", other))))
    asked = {"id": "q1", "lang": "ko", "style": "technical", "speciality": "x", "text": "주축 열변위를 보정할 전문가", "relevant": {"c1": 2}}
    problems.write_text(json.dumps(asked))
    done = evaluated(home, experts, problems, "--no-thesaurus")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert {name: report[name] for name in ("n", "hit@1", "hit@3", "hit@10", "mrr", "ndcg@10")} == {
        "n": 1, "hit@1": 1.0, "hit@3": 1.0, "hit@10": 1.0, "mrr": 1.0, "ndcg@10": 1.0,
    }  # fmt: skip
    assert (list(report["by_style"]), list(report["by_lang"])) == (["technical"], ["ko"])
    problems.write_text(json.dumps(asked) + "\n{broken")
    assert "problems.jsonl, line 2" in evaluated(home, experts, problems).stderr


@pytest.mark.slow
@pytest.mark.skipif("MINICLUSTER_LONG" not in os.environ, reason="embedding the whole thesaurus takes minutes: `make long` does it")
def test_the_judged_collection_is_matched_as_well_as_was_promised(tmp_path):
    if not COLLECTION.exists():
        pytest.skip("the judged collection is not there")
    home = tmp_path / "h"
    home.mkdir()
    done = evaluated(home, COLLECTION / "experts_dev.jsonl", COLLECTION / "problems_dev.jsonl")
    report = json.loads(done.stdout)
    print(done.stdout)  # noqa: T201  # a benchmark prints what it measures
    assert report["mrr"] >= 0.82
    assert report["by_style"]["lay"]["hit@3"] >= 0.75
    assert report["by_style"]["technical"]["hit@1"] >= 0.97
