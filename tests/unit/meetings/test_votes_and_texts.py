"""What carries a decision, and how two texts of one set of minutes are brought together."""

import pytest

from minicluster.meetings.rules import Count, could_be_cast, differences, is_carried, merged


@pytest.mark.parametrize(
    ("votes", "share", "carried"),
    [
        ((7, 6, 0), 0.5, True),
        ((6, 6, 0), 0.5, False),
        ((6, 2, 4), 0.5, False),
        ((7, 3, 0), 0.7, False),
        ((71, 29, 0), 0.7, True),
        ((0, 0, 0), 0.5, False),
        ((3, 0, 0), 0.0, True),
    ],
)
def test_a_decision_is_carried_by_more_than_the_share_of_all_who_voted(votes, share, carried):
    assert is_carried(Count(*votes), share) is carried


def test_no_more_votes_are_given_than_members_are_there():
    assert [could_be_cast(cast, 5) for cast in (4, 5, 6)] == [True, True, False]
    assert could_be_cast(100, None)


def test_what_differs_is_marked_and_nothing_of_either_text_is_lost():
    theirs, mine = "개회\n공동구매를 한다\n폐회", "개회\n공동구매를 하지 않는다\n견적을 받는다\n폐회"
    assert [(str(line.side), line.text) for line in differences(theirs, mine)] == [
        ("both", "개회"),
        ("theirs", "공동구매를 한다"),
        ("mine", "공동구매를 하지 않는다"),
        ("mine", "견적을 받는다"),
        ("both", "폐회"),
    ]
    assert merged(theirs, mine) == "개회\n공동구매를 한다\n공동구매를 하지 않는다\n견적을 받는다\n폐회"


@pytest.mark.parametrize("texts", [("같음", "같음"), ("", "새 줄"), ("옛 줄", "")])
def test_a_text_that_stands_on_one_side_only_is_the_merged_one(texts):
    assert merged(*texts) == max(texts, key=len)
