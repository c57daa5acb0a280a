from minicluster.meetings import rules
from minicluster.meetings.rules import Comparison, LineFacts


def test_what_was_planned_stands_beside_what_was_done_in_the_order_of_the_kinds():
    lines = [LineFacts("forum", 4, 20, 8_000_000), LineFacts("assembly", 1, None, 500_000)]
    done = {"social": Comparison(held=1, spent_krw=300_000), "forum": Comparison(held=3, attended=50, spent_krw=5_000_000, not_settled_krw=1_000_000)}
    assert rules.compared(lines, done) == {
        "assembly": Comparison(is_planned=True, planned_times=1, budget_krw=500_000),
        "forum": Comparison(
            is_planned=True, planned_times=4, planned_people=80, budget_krw=8_000_000, held=3, attended=50, spent_krw=5_000_000, not_settled_krw=1_000_000
        ),
        "social": Comparison(held=1, spent_krw=300_000),
    }


def test_the_budget_is_spent_not_settled_or_unspent():
    row = Comparison(budget_krw=100, spent_krw=60, not_settled_krw=70)
    assert (row.unspent_krw, row.taken_krw) == (-30, 130)
    assert row.spent_krw + row.not_settled_krw + row.unspent_krw == row.budget_krw


def test_social_events_have_their_share_of_times_and_money():
    share = rules.social_share({"social": Comparison(held=1, spent_krw=30, not_settled_krw=20), "forum": Comparison(held=3, spent_krw=150)})
    assert (share.times, share.money) == (0.25, 0.25)
    nothing = rules.social_share({"forum": Comparison(is_planned=True, planned_times=3)})
    assert (nothing.times, nothing.money) == (None, None)


def test_a_plan_from_what_was_held_means_to_do_it_again():
    held = {"forum": Comparison(held=2, attended=35, spent_krw=700, not_settled_krw=100), "fair": Comparison(ahead=3), "assembly": Comparison(held=1)}
    assert rules.lines_from_what_was_held(held) == [LineFacts("assembly", 1, None, 0), LineFacts("forum", 2, 18, 800)]


def test_two_people_see_that_they_read_the_same_plan_whatever_the_order_of_its_lines():
    lines = [LineFacts("forum", 4, 20, 8), LineFacts("assembly", 1)]
    assert rules.fingerprint(lines) == rules.fingerprint(reversed(lines))
    assert (
        len(
            {rules.fingerprint(lines), rules.fingerprint(lines[:1]), rules.fingerprint([LineFacts("forum", 4, 20, 9), lines[1]]), rules.fingerprint(lines, "n")}
        )
        == 4
    )
