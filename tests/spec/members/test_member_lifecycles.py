"""The reviewed tables: which step leads from where to where, and which asks for a reason."""

from minicluster.members.rules import GROUP_LIFECYCLE, MEMBERSHIP_LIFECYCLE, PERMISSIONS


def table_of(lifecycle):
    return {verb: (sorted(step.sources), str(step.target), step.needs_reason) for verb, step in lifecycle.steps.items()}


def test_the_steps_of_a_group():
    assert table_of(GROUP_LIFECYCLE) == {
        "review_group_proposal": (["proposed"], "reviewed", False),
        "approve_group": (["reviewed"], "approved", False),
        "found_group": (["approved"], "founded", False),
        "activate_group": (["founded"], "active", False),
        "begin_yearly_review": (["active", "on_watch"], "under_review", False),
        "continue_group": (["under_review"], "active", False),
        "put_group_on_watch": (["under_review"], "on_watch", True),
        "reorganise_group": (["active", "on_watch", "under_review"], "reorganised", True),
        "graduate_group": (["active", "under_review"], "graduated", True),
        "close_group": (["active", "approved", "founded", "on_watch", "proposed", "reviewed", "under_review"], "closed", True),
    }


def test_the_steps_of_a_membership():
    assert table_of(MEMBERSHIP_LIFECYCLE) == {
        "check_membership": (["applied"], "checked", False),
        "approve_membership": (["checked"], "approved", False),
        "activate_membership": (["approved"], "active", False),
        "refuse_membership": (["applied", "approved", "checked"], "refused", True),
        "withdraw_application": (["applied", "approved", "checked"], "withdrawn", False),
        "mark_membership_dormant": (["active"], "dormant", False),
        "reactivate_membership": (["dormant"], "active", False),
        "leave_group": (["active", "dormant"], "left", False),
        "remove_member": (["active", "dormant"], "removed", True),
        "end_eligibility": (["active", "dormant"], "ineligible", True),
    }


def test_every_step_is_a_permission():
    assert {*GROUP_LIFECYCLE.steps, *MEMBERSHIP_LIFECYCLE.steps} <= set(PERMISSIONS)
