import pytest

from minicluster.meetings import rules
from minicluster.meetings.rules import Came, Entitled

FIRM, OTHER, UNIVERSITY = 5, 6, 7
MEMBERS = [
    Entitled(1, organisation_id=FIRM, represented_by=frozenset({11, 12})),
    Entitled(2, organisation_id=OTHER),
    Entitled(3, expert_id=30),
    Entitled(4, UNIVERSITY),
]


def present(*came, deputies_count=True):
    return rules.quorum(MEMBERS, came, share=0.5, deputies_count=deputies_count).present


def test_an_organisation_has_one_vote_however_many_of_its_people_came():
    assert present(Came("present", 11, FIRM), Came("late", 13, FIRM)) == 1
    assert present(Came("present", 11, FIRM), Came("present", 21, OTHER)) == 2


def test_one_person_speaks_for_one_membership_only_and_an_expert_for_the_own_one():
    professor, colleague = Came("present", 30, UNIVERSITY), Came("present", 31, UNIVERSITY)
    assert [present(professor), present(colleague), present(professor, colleague)] == [1, 1, 2]


def test_whoever_represents_a_member_counts_for_it_wherever_they_work():
    assert [present(Came("present", 12, None)), present(Came("present", 12, 99)), present(Came("present", 13, 99))] == [1, 1, 0]


@pytest.mark.parametrize(("kind", "counts"), [("present", 1), ("late", 1), ("deputy", 1), ("visitor", 0), ("excused", 0), ("absent", 0)])
def test_who_is_there_counts_and_a_visitor_never(kind, counts):
    assert present(Came(kind, 11, FIRM)) == counts


def test_deputies_count_where_the_by_laws_say_so():
    deputy = Came("deputy", 11, FIRM)
    assert [present(deputy, deputies_count=count) for count in (True, False)] == [1, 0]


@pytest.mark.parametrize(
    ("entitled", "share", "needed"),
    [
        (20, 0.5, 10), (21, 0.5, 11), (30, 0.1, 3), (3, 0.667, 2), (30, 0.6667, 20), (31, 0.6667, 21), (30, 0.67, 21), (20, 0.501, 11), (20, 0.51, 11),
        (12, 1.0, 12), (12, 0.0, 1), (0, 0.5, 1), (1, 0.5, 1), (7, 1 / 3, 3),
    ],
)  # fmt: skip
def test_the_share_is_rounded_up_to_the_next_whole_vote_and_read_as_by_laws_mean_it(entitled, share, needed):
    assert rules.needed_of(entitled, share) == needed


def test_the_quorum_is_met_from_the_needed_number_on():
    came = [Came("present", 11, FIRM), Came("present", 21, OTHER)]
    assert [rules.quorum(MEMBERS, came[:number], share=0.5, deputies_count=True).is_met for number in range(3)] == [False, False, True]


def test_nobody_is_never_a_quorum():
    nobody = rules.quorum([], [Came("present", 1, FIRM)], share=0.0, deputies_count=True)
    assert (nobody, nobody.is_met) == (rules.Quorum(entitled=0, present=0, needed=1), False)


def test_a_quorum_is_of_interest_where_groups_meet_to_decide():
    assert {kind for kind in rules.ActivityKind.values if rules.meets_as_a_body(kind)} == {
        "assembly", "steering_meeting", "forum", "working_group", "problem_finding",
    }  # fmt: skip
