import gzip
import json

import pytest
from click.testing import CliRunner
from retrieval_sets import write

from minicluster.cli.eval import command
from minicluster.platform.search.models import Document

pytestmark = pytest.mark.django_db

HEAT = "Thermal displacement of a machine tool spindle is predicted and compensated"
# With what some sources put where a line ends, and JSON does not.
DYES = "Levelness of disperse dyes\u0085\u2028 on polyester fabric is improved"
GEAR = "Order tracking finds the whine of a worn gear"


@pytest.fixture(autouse=True)
def _role_is_put_back(monkeypatch):
    monkeypatch.setenv("MINICLUSTER_DATABASE_ROLE", "owner")
    monkeypatch.delenv("MINICLUSTER_DATA", raising=False)


def called(*arguments):
    return CliRunner().invoke(command, [*map(str, arguments), "--json"])


def printed(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def beir(folder, judged):
    corpus = [{"_id": "h", "title": "Spindle", "text": HEAT}, {"_id": "d", "text": DYES}, {"_id": "g", "text": GEAR}]
    write(corpus, [{"_id": "1", "text": "machine tool spindle"}, {"_id": "2", "text": "polyester dyes"}, {"_id": "3", "text": "unjudged"}], judged, folder)
    return [f"--{name}={folder / file}" for name, file in (("corpus", "corpus.jsonl"), ("queries", "queries.jsonl"), ("qrels", "qrels.tsv"))]


@pytest.mark.parametrize(("options", "models"), [(["--words-only"], 0), ([], 2)])
def test_a_collection_of_documents_is_measured_and_leaves_nothing(tmp_path, options, models):
    found = printed(called("retrieval", *beir(tmp_path, ["1\th\t1", "2\td\t2", "2\tg\t0"]), *options))
    assert list(found.pop("took_ms")) == ["p50", "p95"]
    assert len(found.pop("engine")["models"]) == models
    assert found == {"n": 2, "hit@1": 1.0, "hit@3": 1.0, "hit@10": 1.0, "mrr": 1.0, "ndcg@10": 1.0}
    assert Document.objects.count() == 0


def test_what_is_not_found_counts_nothing(tmp_path):
    found = printed(called("retrieval", *beir(tmp_path, ["1\th\t1", "2\th\t1"]), "--words-only"))
    assert (found["n"], found["hit@1"], found["hit@10"], found["mrr"]) == (2, 0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("judged", "told"), [(["1\th"], "qrels.tsv, line 2: each line is"), (["1\th\thigh"], "qrels.tsv, line 2: each line is"), (["9\th\t1"], "No question of")]
)
def test_judgements_that_cannot_be_read_are_named(tmp_path, judged, told):
    result = called("retrieval", *beir(tmp_path, judged), "--words-only")
    assert result.exit_code == 1
    assert told in result.output


def written(folder, name, lines):
    (folder / name).write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))


def test_authors_are_ranked_by_the_walk_and_by_voting(tmp_path):
    texts = {"d0": (HEAT, ["own"]), "d1": (HEAT + " by a network", ["right"]), "d2": (DYES, ["wrong"]), "d3": (GEAR, ["wrong", "other"])}
    written(tmp_path, "dblp_documents.jsonl.gz", [{"id": name, "text": text, "experts": owners} for name, (text, owners) in texts.items()])
    (tmp_path / "dblp_queries.tsv").write_text("query_document\ttopics\nd0\tmachines\n")
    (tmp_path / "dblp_judged_experts.tsv").write_text("expert\ttopics_expert_in\nown\tmachines\nright\tmachines,gears\nwrong\t\n")
    found = printed(called("dblp", "--folder", tmp_path))
    # The author of the query paper alone owns nothing else: half of the right is never reached.
    assert found == {"n": 1, "walk": {"ap": 0.5, "mrr": 1.0}, "voting": {"ap": 0.5, "mrr": 1.0}, "pool": 300, "restart": 0.1}


@pytest.mark.parametrize(("ratings", "lost"), [((5, 1), 0.0), ((1, 4), 3.0)])
def test_what_an_expert_knows_less_is_put_behind(tmp_path, ratings, lost):
    papers = [{"id": "e1", "expert": "r1", "title": "Spindle", "abstract": HEAT}, {"id": "e2", "expert": "r2", "title": "Dyes", "abstract": None}]
    written(tmp_path, "reviewers_evidence.jsonl.gz", [*papers, papers[0] | {"expert": "r2"}])
    written(tmp_path, "reviewers_queries.jsonl.gz", [{"id": "h", "title": "Heat", "abstract": HEAT}, {"id": "d", "title": "Dyes", "abstract": DYES}])
    (tmp_path / "reviewers_ratings.tsv").write_text(f"expert\tquery\texpertise_1_to_5\nr1\th\t{ratings[0]}.0\nr1\td\t{ratings[1]}.0\n")
    found = printed(called("reviewers", "--folder", tmp_path))
    total = abs(ratings[0] - ratings[1])
    assert found == {"experts": 1, "ratings": 2, "loss": lost / total, "lost": lost, "total": float(total), "best_few": 3}


@pytest.mark.parametrize("name", ["dblp", "reviewers"])
def test_a_collection_that_is_not_there_is_told_with_the_cure(tmp_path, name):
    unnamed, empty = called(name), called(name, "--folder", tmp_path)
    assert (unnamed.exit_code, empty.exit_code) == (2, 2)
    assert "name its folder with --folder or in MINICLUSTER_DATA" in unnamed.output
    assert f"lacks {name}_" in empty.output
