"""The lifecycles as tables that were reviewed against SPEC.md: a change of a step has to change its line here too."""

import pytest

from minicluster.problems import rules

PROBLEM = """
return_problem: raised → returned, because
resubmit_problem: returned → raised
merge_problem: diagnosed raised returned → merged, because
add_to_problem: raised returned → merged, because
diagnose_problem: raised → diagnosed
frame_problem: diagnosed → framed
start_matching: framed → matching
mark_introduced: matching → introduced
report_solved_by_advice: introduced → advised
refer_to_support: diagnosed framed introduced matching → referred
move_into_project: introduced referred → in_project
report_solved_by_project: in_project referred → project_solved
report_solved_by_firm: diagnosed framed introduced matching on_hold → self_solved
put_on_hold: in_project introduced matching referred → on_hold, because
resume_problem: on_hold → matching
declare_unsolvable: diagnosed framed in_project introduced matching on_hold referred → unsolvable, because
confirm_solved: advised project_solved self_solved unconfirmed → confirmed
leave_unconfirmed: advised project_solved self_solved → unconfirmed
begin_follow_up: confirmed → follow_up
close_problem: confirmed follow_up → closed
reopen_problem: advised closed confirmed follow_up project_solved self_solved unconfirmed unsolvable → diagnosed, because
"""
INTRODUCTION = """
shortlist_candidate: suggested → shortlisted
return_summary: shortlisted → suggested, because
approve_summary: shortlisted → summary_approved
ask_expert: lapsed summary_approved → asked
accept_introduction: asked → accepted
decline_introduction: asked → declined, because
lapse_introduction: asked → lapsed
record_consents: accepted → consented
disclose_details: consented → disclosed
record_first_meeting: disclosed → met
start_cooperation: met → cooperating
record_no_fit: met → no_fit, because
complete_introduction: cooperating no_fit → completed
withdraw_introduction: accepted asked consented shortlisted suggested summary_approved → withdrawn, because
"""
PROJECT = """
apply_for_project: planned → applied
review_project: applied → reviewed
select_project: reserve reviewed → selected
reject_project: reserve reviewed → rejected, because
reserve_project: reviewed → reserve
sign_agreement: planned selected → agreement
start_project: agreement → running
hold_mid_review: changed running → mid_review
continue_project: mid_review → running
change_project: mid_review running → changed, because
stop_project: changed mid_review running → stopped, because
hold_final_review: changed mid_review running → final_review
settle_project: final_review stopped → settlement
begin_use_reports: settlement → use_reports
close_project: settlement use_reports → closed
"""


def _table(lifecycle):
    return "\n".join(
        f"{verb}: {' '.join(sorted(map(str, step.sources)))} → {step.target}{', because' if step.needs_reason else ''}"
        for verb, step in lifecycle.steps.items()
    )


CONCEPT = """
review_concept: draft → reviewed
withdraw_concept: draft reviewed → withdrawn, because
restore_concept: withdrawn → draft
"""


@pytest.mark.parametrize(
    ("lifecycle", "reviewed"),
    [
        (rules.PROBLEM_LIFECYCLE, PROBLEM),
        (rules.INTRODUCTION_LIFECYCLE, INTRODUCTION),
        (rules.PROJECT_LIFECYCLE, PROJECT),
        (rules.CONCEPT_LIFECYCLE, CONCEPT),
    ],
    ids=["problem", "introduction", "project", "concept"],
)
def test_a_lifecycle_is_the_reviewed_one(lifecycle, reviewed):
    assert _table(lifecycle) == reviewed.strip()


def test_the_clocks_have_the_days_of_the_specification():
    assert {str(clock): days for clock, days in rules.CLOCK_DAYS.items()} == {
        "diagnose": 7,
        "shortlist": 5,
        "answer": 10,
        "first_meeting": 21,
        "confirm": 14,
    }
    assert (rules.FOLLOW_UP_YEARS, rules.REMINDERS_BEFORE_UNCONFIRMED, rules.OPEN_REQUESTS_PER_EXPERT) == ((1, 3, 5), 2, 3)
