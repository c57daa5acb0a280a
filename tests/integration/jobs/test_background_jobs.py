import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from search_tools import ToyEmbedder

from minicluster.platform.jobs.background import enqueue
from minicluster.platform.jobs.progress import tell_progress
from minicluster.platform.jobs.standing import call_off, standing_of
from minicluster.platform.jobs.worker import take_up_abandoned
from minicluster.platform.search import embedding
from minicluster.platform.search.index import Entry, rebuild
from minicluster.platform.search.missing import BATCH

pytestmark = pytest.mark.django_db


def waiting():
    return list(ProcrastinateJob.objects.order_by("pk").values_list("task_name", "queueing_lock", "lock", "args"))


def test_asking_twice_with_one_key_is_asking_once_and_spoils_no_transaction():
    assert [enqueue("search.embed_documents", key="embed-1", programme_id=1) for _time in range(3)] == [True, False, False]
    assert enqueue("search.embed_documents", key="embed-2", programme_id=2)
    assert waiting() == [
        ("search.embed_documents", "embed-1", "embed-1", {"programme_id": 1}),
        ("search.embed_documents", "embed-2", "embed-2", {"programme_id": 2}),
    ]


def test_a_job_asked_for_in_a_transaction_that_fails_is_not_done():
    with transaction.atomic():
        enqueue("search.embed_documents", key="embed-1", programme_id=1)
        transaction.set_rollback(True)
    assert waiting() == []


def test_a_job_that_runs_may_be_asked_for_again_for_what_came_meanwhile():
    enqueue("search.embed_documents", key="embed-1", programme_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert enqueue("search.embed_documents", key="embed-1", programme_id=1)


def test_the_tasks_of_every_station_are_known_to_the_worker():
    assert {"search.embed_documents", "problems.learn_thesaurus", take_up_abandoned.name} <= set(app.tasks)


class Running:
    """A running job that is asked to stop before its nth batch."""

    def __init__(self, *, batches):
        self._batches = iter(range(batches))

    def should_stop(self):
        return next(self._batches, None) is None


def test_an_interrupted_job_asks_for_its_continuation(monkeypatch):
    from minicluster.platform.search import tasks

    embedder = ToyEmbedder()
    monkeypatch.setattr(tasks, "EMBEDDERS", (embedder,))
    monkeypatch.setattr(
        tasks, "embed_documents", lambda programme_id, should_stop: embedding.embed_documents(programme_id, embedders=[embedder], should_stop=should_stop)
    )
    rebuild(1, [Entry("expert", number, f"evidence-{number}", f"word{number}") for number in range(150)])
    tasks.embed(Running(batches=1), programme_id=1)
    assert (embedder.calls, len(waiting())) == (BATCH, 1)
    tasks.embed(Running(batches=100), programme_id=1)
    assert (embedder.calls, len(waiting())) == (150, 1)


def test_how_a_job_stands_is_read_off_the_queue_and_the_step_it_says():
    assert standing_of("embed-1") is None
    enqueue("search.embed_documents", key="embed-1", programme_id=1)
    waits = standing_of("embed-1")
    assert (waits.state, waits.is_unfinished, waits.progress, waits.since is not None) == ("todo", True, None, True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    tell_progress(waits.job, 2, 4)
    assert (standing_of("embed-1").state, standing_of("embed-1").progress, standing_of("embed-2")) == ("doing", (2, 4), None)
    tell_progress(waits.job + 1, 3, 4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
    assert standing_of("embed-1").progress is None


def test_a_job_that_waits_is_called_off_and_one_that_runs_is_asked_to_stop():
    enqueue("search.embed_documents", key="embed-1", programme_id=1)
    assert (call_off("embed-1"), waiting(), call_off("embed-1")) == (True, [], False)
    enqueue("search.embed_documents", key="embed-1", programme_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert call_off("embed-1")
    assert list(ProcrastinateJob.objects.values_list("status", "abort_requested")) == [("doing", True)]
