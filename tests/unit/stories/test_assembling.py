from datetime import date
from types import SimpleNamespace

from minicluster.stories.domain.assembling import Chain, Stop, Thread, assembled
from minicluster.stories.rules import StopKind


def record(kind, pk, **facts):
    return SimpleNamespace(record_type=kind, pk=pk, reference=f"{kind}-{pk}", on=facts.pop("on", date(2006, 1, pk)), **facts)


def shown(one):
    return Stop(one.reference, StopKind(one.record_type), one.reference, one.on, "", "", "", "", is_readable=True, invented=False)


def problem(pk=1, activity=None):
    return record("problem", pk, origin_activity=activity, origin_activity_id=activity.pk if activity else None, firm_id=1)


def test_a_problem_from_a_form_begins_its_own_thread():
    found = assembled(Chain(problems=[problem()]), shown)
    assert ([stop.reference for stop in found.stops], found.links) == (["problem-1"], [])


def test_a_forum_without_report_leads_to_the_problem():
    forum = record("activity", 5)
    found = assembled(Chain(activities=[forum], problems=[problem(activity=forum)]), shown)
    assert found.links == [("activity-5", "problem-1")]


def test_a_merged_problem_leads_to_the_one_that_was_kept():
    first, second = record("activity", 5), record("activity", 6)
    chain = Chain(activities=[first, second], problems=[problem(1, first), problem(2, second)])
    assert assembled(chain, shown).links == [("activity-5", "problem-1"), ("activity-6", "problem-2"), ("problem-2", "problem-1")]


def test_a_correction_comes_of_the_entry_that_it_corrects():
    old = record("outcome", 1, corrects_id=None, output_id=None, project_id=None)
    new = record("outcome", 2, corrects_id=1, output_id=None, project_id=None)
    chain = Chain(problems=[problem()], outcomes=[old, new], cases=[record("success-case", 3)])
    assert assembled(chain, shown).links == [
        ("problem-1", "outcome-1"),
        ("outcome-1", "outcome-2"),
        ("outcome-1", "success-case-3"),
        ("outcome-2", "success-case-3"),
    ]


def test_a_visit_of_which_nothing_came_is_a_thread_of_its_own():
    visit = record("activity", 1)
    chain = Chain(activities=[visit], reports=[record("visit-report", 2, activity=visit, activity_id=1, firm_id=1)])
    assert assembled(chain, shown).links == [("activity-1", "visit-report-2")]


def test_one_walks_from_stop_to_stop_and_begins_at_the_beginning():
    stops = [shown(record("problem", pk)) for pk in (1, 2, 3)]
    thread = Thread(stops, [])
    middle, unknown, last = thread.walk_at("problem-2"), thread.walk_at("problem-9"), thread.walk_at("problem-3")
    assert (middle.number, middle.before, middle.here, middle.after) == (2, *stops)
    assert (unknown.number, unknown.before, unknown.here) == (1, None, stops[0])
    assert (last.before, last.after) == (stops[1], None)


def test_a_machine_reads_records_and_links():
    found = assembled(Chain(activities=[forum := record("activity", 5)], problems=[problem(activity=forum)]), shown)
    assert found.as_data() == {
        "records": [
            {"type": "activity", "id": "activity-5", "title": "activity-5", "date": "2006-01-05", "state": ""},
            {"type": "problem", "id": "problem-1", "title": "problem-1", "date": "2006-01-01", "state": ""},
        ],
        "links": [["activity-5", "problem-1"]],
    }
