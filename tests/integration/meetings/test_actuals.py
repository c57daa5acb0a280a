"""What groups really did: in SQL as the pure rule says."""

from datetime import timedelta
from random import Random

import pytest
from factories import SOME_TIME, make_activity, make_group, make_person

from minicluster.meetings import rules
from minicluster.meetings.domain.actuals import Charge, actuals_of
from minicluster.meetings.domain.years import year_named
from minicluster.meetings.rules import Comparison

pytestmark = pytest.mark.django_db


def done_in(group, *others, year=2007):
    found = actuals_of([group.pk, *(one.pk for one in others)], year_named(group.programme_id, year))
    return [found[one.pk] for one in (group, *others)]


def test_each_figure_counts_what_it_says():
    group = make_group()
    for state, costs in {
        "planned": {"planned_cost_krw": 5}, "cancelled": {"planned_cost_krw": 7}, "postponed": {}, "held": {"planned_cost_krw": 11}, "minutes_approved": {},
        "settled": {"planned_cost_krw": 100, "actual_cost_krw": 90},
    }.items():  # fmt: skip
        forum = make_activity(group, "forum", state=state, **costs)
        for kind in ("present", "deputy", "absent"):
            forum.attendances.create(person=make_person(group.programme), kind=kind)
    make_activity(group, "forum", state="held", starts_at=SOME_TIME - timedelta(days=365))
    (done,) = done_in(group)
    assert done.by_kind == {"forum": Comparison(held=3, ahead=1, attended=6, spent_krw=90, not_settled_krw=11, without_cost=1)}
    assert done.together == done.by_kind["forum"]


def test_the_edges_of_a_year_lie_at_midnight_in_korea():
    group = make_group()
    new_year = SOME_TIME.replace(month=1, day=1, hour=0) - timedelta(hours=9)
    for starts_at in (new_year - timedelta(minutes=1), new_year):
        make_activity(group, "forum", state="held", starts_at=starts_at)
    assert [done.by_kind["forum"].held for year in (2006, 2007) for done in done_in(group, year=year)] == [1, 1]


def test_a_joint_activity_counts_for_each_group_and_its_money_is_divided_as_the_rule_says():
    rng = Random(2007)  # noqa: S311  # not for secrets
    complex_ = make_group().complex
    groups = [make_group(complex=complex_) for _time in range(5)]
    planned = []
    for _time in range(40):
        chosen = rng.sample(groups, rng.randint(1, 5))
        cost, kind = rng.randint(0, 1000), rng.choice(["forum", "social"])
        is_settled = rng.random() < 0.5
        activity = make_activity(chosen[0], kind, state="settled" if is_settled else "held", **{"actual_cost_krw" if is_settled else "planned_cost_krw": cost})
        activity.groups.set(chosen)
        planned.append((kind, [group.pk for group in chosen], cost, is_settled))
    found = done_in(*groups)
    for group, done in zip(groups, found, strict=True):
        for kind in ("forum", "social"):
            own = [(cost, others, is_settled) for of, others, cost, is_settled in planned if of == kind and group.pk in others]
            parts = [[rules.share_of(cost, others, [group.pk]) for cost, others, is_settled in own if is_settled is wanted] for wanted in (True, False)]
            assert done.by_kind.get(kind, Comparison()) == Comparison(held=len(own), spent_krw=sum(parts[0]), not_settled_krw=sum(parts[1]))
    assert sum(done.together.taken_krw for done in found) == sum(cost for _kind, _groups, cost, _is_settled in planned)


def test_what_is_charged_to_another_line_is_told_and_what_a_table_said_is_not():
    group = make_group()
    for line, cost in (("technical_seminar", 300), ("technical_seminar", 200), ("social", 50), ("미니클러스터 활동비", 10), ("", 1)):
        make_activity(group, "social", state="settled", budget_line=line, actual_cost_krw=cost)
    make_activity(group, "social", state="cancelled", budget_line="forum")
    (done,) = done_in(group)
    assert (done.charges, done.by_kind["social"].spent_krw) == ((Charge("social", "technical_seminar", 2, 500),), 561)


def test_it_takes_two_queries_however_many_groups_and_activities(django_assert_num_queries):
    group = make_group()
    groups = [group, *(make_group(complex=group.complex) for _time in range(20))]
    for one in groups:
        make_activity(one, "forum", state="held").groups.add(group)
    with django_assert_num_queries(3):
        done_in(*groups)
