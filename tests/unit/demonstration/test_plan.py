"""The plan at full scale: pure, so that two and a half seconds show all of it."""

from collections import Counter
from datetime import date, datetime

import pytest

from minicluster.demonstration.chronicle import NOW
from minicluster.demonstration.complexes import plan_complex
from minicluster.demonstration.geography import COMPLEXES, WONJU
from minicluster.demonstration.plan import Key
from minicluster.demonstration.quotas import GUIDED_SLOTS
from minicluster.demonstration.scene import OpenCall, Shared
from minicluster.demonstration.stages import Act, walk
from minicluster.demonstration.texts import common_texts, specialities_of
from minicluster.meetings.models import Activity, Attendance, Observation, PlanLine, VisitReport, WorkPlan
from minicluster.members.models import Group, Membership, Organisation, OrganisationIdentifier, Person, Tie
from minicluster.outcomes.models import Outcome
from minicluster.outcomes.rules import STANDARD_INDICATORS
from minicluster.problems.models import Evidence, Expertise, Introduction, Problem, Project
from minicluster.problems.rules import PROBLEM_LIFECYCLE, ProblemState
from minicluster.stories.models import SuccessCase

SHARED = Shared(
    complexes={fact.slug: number for number, fact in enumerate(COMPLEXES, start=1)},
    indicators={slug: number for number, slug in enumerate(STANDARD_INDICATORS, start=1)},
    calls=[
        OpenCall(number, number, purpose, date(2005, 1, 2), date(2007, 12, 31), 50_000_000, frozenset({"sme", "mid"}))
        for number, purpose in enumerate(("technology", "marketing"), start=1)
    ],
)


@pytest.fixture(scope="module")
def plans():
    return {fact.slug: plan_complex(fact, SHARED, scale=1.0, seed=2007) for fact in COMPLEXES}


def rows(plans, model):
    return [row for plan in plans.values() for row in plan.rows.get(model, [])]


def test_the_population_has_the_published_size_together_with_the_guided_thread(plans):
    firms = [row for row in rows(plans, Organisation) if row["kind"] == "firm"]
    assert (len(firms), len(rows(plans, Expertise)), len(rows(plans, Problem)) + len(GUIDED_SLOTS), len(rows(plans, SuccessCase))) == (1800, 1700, 3644, 40)
    assert 9_950 <= len(rows(plans, Activity)) + 3 <= 10_050


def test_no_two_problems_are_told_in_the_same_words(plans):
    told = Counter(row["description"] for row in rows(plans, Problem))
    assert [description for description, count in told.items() if count > 1] == []


def test_no_gap_is_left_open_in_any_text(plans):
    texts = [value for plan in plans.values() for table in plan.rows.values() for row in table for value in row.values() if isinstance(value, str)]
    assert [text for text in texts if "{" in text or "}" in text or "|" in text] == []


def test_texts_fit_their_columns(plans):
    for plan in plans.values():
        for model, table in plan.rows.items():
            limits = {
                field.attname: field.max_length for field in model._meta.concrete_fields if field.max_length and field.get_internal_type() != "ArrayField"
            }
            assert [row for row in table for name, limit in limits.items() if isinstance(row.get(name), str) and len(row[name]) > limit] == []


def test_a_trade_problem_is_told_by_a_firm_of_that_trade_that_makes_the_product_it_names(plans):
    for fact in COMPLEXES:
        plan, trades = plans[fact.slug], specialities_of(fact.slug)
        for row in plan.rows[Problem]:
            if row["problem_class"] not in ("technology", "quality"):
                continue
            trade = trades[plan.row(row["group_id"])["slug"]]
            own = plan.row(row["firm_id"])["products"].split(", ")
            assert set(own) <= {product.ko for product in trade.products}
            assert any(text.tried == row["tried"] for text in trade.problems)
            assert not row["title"].startswith("[") or row["title"][1:].split("]")[0] in own


def test_every_problem_heard_at_a_visit_points_at_the_observation_made_at_its_firm(plans):
    for plan in plans.values():
        for row in plan.rows[Problem]:
            if row["origin"] == "visit":
                report = plan.row(plan.row(row["origin_observation_id"])["visit_report_id"])
                assert report["firm_id"] == row["firm_id"]
                assert plan.row(row["origin_activity_id"])["starts_at"] <= row["raised_at"]


def test_nothing_is_recorded_that_has_not_happened_yet(plans):
    ahead = {"ends_on", "due_on", "valid_to", "period_to", "closes_on", "starts_at", "ends_at", "written_at"}
    for plan in plans.values():
        for model, table in plan.rows.items():
            late = [(name, value) for row in table for name, value in row.items() if name not in ahead and isinstance(value, datetime) and value > NOW]
            assert (model.__name__, late) == (model.__name__, [])


def test_open_problems_have_clocks_that_still_make_sense(plans):
    fresh = [row for row in rows(plans, Problem) if row["state"] in (ProblemState.RAISED, ProblemState.DIAGNOSED, ProblemState.FRAMED)]
    assert len(fresh) == 159
    assert max((NOW - row["state_since"]).days for row in fresh) <= 12


def test_a_firm_sits_in_at_most_two_groups(plans):
    for plan in plans.values():
        firms = {row["organisation_id"] for row in plan.rows[Membership] if isinstance(row.get("organisation_id"), Key) and row.get("representative_id")}
        seats = Counter(row["organisation_id"] for row in plan.rows[Membership] if row.get("organisation_id") in firms)
        assert max(seats.values()) <= 2


def test_nobody_is_there_twice_nor_tied_to_themselves(plans):
    for plan in plans.values():
        there = Counter((row["activity_id"], row["person_id"]) for row in plan.rows[Attendance])
        assert max(there.values()) == 1
        assert all(row["one_id"].number < row["other_id"].number for row in plan.rows[Tie])


def test_identifiers_are_unique_over_the_whole_programme(plans):
    values = [row["value"] for row in rows(plans, OrganisationIdentifier)]
    assert len(values) == len(set(values)) == 1800


def test_the_rehabilitation_engineer_is_the_only_one_of_her_kind_and_asked_by_nobody_in_the_plan(plans):
    plan = plans[WONJU.slug]
    statement = specialities_of("wonju")["rehabilitation-devices"].expertise[0].statement_ko
    (engineer,) = [row["person_id"] for row in plan.rows[Expertise] if statement in row["statement_ko"]]
    assert len([row for row in plan.rows[Evidence] if row.get("person_id") == engineer]) == 3
    assert [row for row in plan.rows[Introduction] if row["expert_id"] == engineer] == []


def test_experts_have_three_documents_of_their_own_each(plans):
    written = [row for row in rows(plans, Evidence) if row["kind"] in ("paper", "patent", "project", "lecture")]
    assert len(written) == 3 * 1700
    several = Counter((row["title"], row["text"]) for row in written)
    assert sum(count for count in several.values() if count > 1) / len(written) < 0.12


def test_everyone_invented_is_marked(plans):
    for model in (Organisation, Person, Problem, Activity, VisitReport, Introduction, Project, Outcome, SuccessCase, Evidence, Expertise):
        assert [row for row in rows(plans, model) if not row.get("invented")] == []


def test_addresses_and_telephones_can_reach_nobody(plans):
    assert all(row["email"].endswith(".example") and "-000-" in row["phone"] for row in rows(plans, Person))


def test_observations_stand_in_their_order(plans):
    for plan in plans.values():
        positions = {}
        for row in plan.rows[Observation]:
            positions.setdefault(row["visit_report_id"], []).append(row["position"])
        assert all(found == list(range(1, len(found) + 1)) for found in positions.values())


def test_the_same_seed_gives_the_same_plan_and_another_seed_another():
    digests = [plan_complex(WONJU, SHARED, scale=0.05, seed=seed).digest() for seed in (2007, 2007, 2008)]
    assert digests[0] == digests[1] != digests[2]


def test_an_illegal_way_through_a_lifecycle_is_not_planned():
    with pytest.raises(ValueError, match="confirm_solved"):
        walk(PROBLEM_LIFECYCLE, [Act("confirm_solved", NOW.replace(day=1))])


def test_what_lies_after_the_cutoff_has_not_happened():
    assert walk(PROBLEM_LIFECYCLE, [Act("diagnose_problem", NOW)]).state == ProblemState.RAISED


def test_the_texts_that_all_complexes_share_hold_a_hundred_problems_and_more():
    assert sum(len(found) for found in common_texts().general_problems.values()) >= 100


def test_every_group_has_a_work_plan_for_2007_and_some_of_what_was_done_was_not_planned(plans):
    own = rows(plans, WorkPlan)
    groups = rows(plans, Group)
    assert (len(own), len(groups), {row["year"] for row in own}, {row["invented"] for row in own}) == (36, 36, {2007}, {True})
    assert 20 <= Counter(row["state"] for row in own)["approved"] < 36
    for plan in plans.values():
        lines = plan.rows[PlanLine]
        assert len({(row["plan_id"], row["kind"]) for row in lines}) == len(lines)
        assert [row for row in lines if not (0 < row["times"] <= 366 and row["people"] > 0 and row["budget_krw"] > 0)] == []
    outings = [row for row in rows(plans, Activity) if row["kind"] == "social" and row["starts_at"].year == 2007]
    charged = Counter(row["budget_line"] for row in outings)
    assert set(charged) == {"technical_seminar", "미니클러스터 활동비"}
    with_outing_line = sum(1 for row in rows(plans, PlanLine) if row["kind"] == "social")
    assert 0 < with_outing_line < 36
