"""The reviewed tables: which step leads from where to where, and which asks for a reason."""

from minicluster.meetings import rules

AHEAD = ["announced", "closed", "open", "planned"]


def table_of(lifecycle):
    return {verb: (sorted(step.sources), str(step.target), step.needs_reason) for verb, step in lifecycle.steps.items()}


def test_the_steps_of_an_activity():
    assert table_of(rules.ACTIVITY_LIFECYCLE) == {
        "announce_activity": (["planned", "postponed"], "announced", False),
        "open_registration": (["announced"], "open", False),
        "close_registration": (["open"], "closed", False),
        "hold_activity": (AHEAD, "held", False),
        "confirm_attendance": (["held"], "attendance_confirmed", False),
        "approve_minutes": (["attendance_confirmed"], "minutes_approved", False),
        "settle_costs": (["attendance_confirmed", "minutes_approved"], "settled", False),
        "postpone_activity": (AHEAD, "postponed", True),
        "cancel_activity": ([*AHEAD, "postponed"], "cancelled", True),
    }


def test_the_steps_of_an_action_item():
    assert table_of(rules.ACTION_ITEM_LIFECYCLE) == {"finish_action_item": (["open"], "done", False), "drop_action_item": (["open"], "dropped", True)}


def test_attendance_is_written_down_until_it_is_confirmed():
    assert {state for state in rules.ActivityState.values if rules.takes_attendance(state)} == {*AHEAD, "held"}


def test_a_visit_asks_for_its_firm_a_lecture_for_its_speaker_an_assembly_for_its_elections_and_nothing_else_for_more():
    asked = {kind: rules.asks_for(kind) for kind in rules.ActivityKind.values if rules.asks_for(kind)}
    assert asked == {"company_visit": "host", "invited_lecture": "speaker", "assembly": "elections"}


def test_every_step_is_a_permission():
    assert {*rules.ACTIVITY_LIFECYCLE.steps, *rules.ACTION_ITEM_LIFECYCLE.steps} <= set(rules.PERMISSIONS)
