"""One quarter of a mini-cluster, played through the pages, the phones and the mail of everybody who has a part in it."""

import pytest
from post_office import entry_in, mails_with
from quarter_after import (
    CORRECTION,
    DECISION,
    TO_DO,
    ask_three_questions,
    circulate_and_approve,
    forums_of_the_year,
    read_the_papers,
    settle,
    ties_of,
    told_of,
    write_the_minutes,
)
from quarter_inviting import INVITED, answer_everywhere, answers_on, approve_a_plan_anew, invite_forty, plan_activity, typed, write_agenda
from quarter_meeting import WALK_IN, bring_forward, elect_a_chair, hold, walk_through_the_door
from walking import People, today_of

COST = 1_150_000


@pytest.fixture
def people(browse):
    return People(browse)


def test_a_quarter_of_a_mini_cluster_is_played_from_its_plan_to_its_figures(people, browse, post_office):
    coordinator = people["coordinator"]
    _plan, group, clock = approve_a_plan_anew(people)
    before, today = forums_of_the_year(coordinator, group), today_of(coordinator)

    # Planned ahead, with its door open already: answers are taken until it begins.
    begins = clock.from_now(minutes=100)
    title = f"품질 나눔 포럼 {clock.now():%H%M%S}"
    facts = {
        "title": title,
        "starts_at": typed(begins),
        "ends_at": typed(begins.replace(hour=23, minute=59)),
        "venue": "원주 테크노밸리 세미나실",
        "capacity": str(INVITED),
    }
    forum = plan_activity(coordinator, group, "forum", {**facts, "planned_cost_krw": "1200000"})
    write_agenda(coordinator, forum)
    members = invite_forty(coordinator, forum)
    invitations = [mail for mail in mails_with(post_office.collect(), "invitations/by-link") if title in str(mail["Subject"])]
    assert (len(invitations), {entry_in(mail).sequence.value for mail in invitations}) == (INVITED, {"0"})
    rows = answer_everywhere(coordinator, browse, forum, invitations, hand_in=post_office.hand_in, members=members)
    coordinator.goto(forum)
    assert answers_on(coordinator) == {"Coming": 29, "Sends a deputy": 2, "Not coming": 4, "No answer yet": 5}

    begins = bring_forward(coordinator, forum, clock)
    came_for = walk_through_the_door(coordinator, browse("coordinator", width=360), forum, rows, members)
    assembly = elect_a_chair(coordinator, group, clock, today, members)
    hold(coordinator, forum)

    minutes = write_the_minutes(coordinator, forum, today, employers=[row.organisation for row in rows if row.person in members])
    mails = [mail for mail in circulate_and_approve(coordinator, browse, minutes, forum, post_office.collect) if title in str(mail["Subject"])]
    # The deputies had an entry of their own; of the new time they are told too, if they are not invited themselves.
    assert told_of(mails) == {"0": 2, "1": INVITED - 4 + len(set(came_for) - {row.person for row in rows})}
    read_the_papers(browse, forum, minutes, [title, WALK_IN[0], DECISION, *TO_DO, CORRECTION])
    assert ask_three_questions(coordinator, browse, forum, mails) == 24

    others = len(members) - 1
    assert ties_of(coordinator, assembly) == {member: {f"{1 / others:.2f}": others} for member in members}
    assert ties_of(coordinator, forum) == {}
    settle(coordinator, forum, COST)
    after = forums_of_the_year(coordinator, group)
    grown = {label: [now - then for now, then in zip(after[label], before[label], strict=True)] for label in after}
    assert grown == {
        "held / planned": [1, 0], "still ahead": [0], "attended / planned": [25, 0], "budget (KRW)": [0], "spent": [COST], "not settled yet": [0],
        "unspent": [-COST], "problems (each)": [2],
    }  # fmt: skip
