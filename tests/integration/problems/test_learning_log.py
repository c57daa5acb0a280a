"""What a ranker may learn from, and the gate that measures it."""

import pytest
from django.db import Error, transaction
from factories import make_expert, make_problem, make_programme

from minicluster.members.domain.actions.setting_up import machine_administrator
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError
from minicluster.problems.domain import actions
from minicluster.problems.domain.gate import measure_ranker, topics_of, why_of
from minicluster.problems.domain.learning import FEATURES, log_opened, log_proposed, log_shown
from minicluster.problems.models import GateVerdict, LearningEvent, Match

pytestmark = pytest.mark.django_db
REASONS = [
    {"kind": "terms", "terms": [{"ko": "주축", "en": "", "share": 0.7}, {"ko": "열변위", "en": "", "share": 0.3}]},
    {"kind": "evidence", "evidence_kind": "paper", "title": "주축", "year": 2006, "record": "evidence-1"},
    {"kind": "solved_problem", "evidence_kind": "solved_problem", "title": "주축", "year": 2006, "record": "evidence-2"},
    {"kind": "meaning", "closeness": "close"},
    {"kind": "tie", "tie_kind": "met", "on_date": "2007-03-05", "through": "activity-1", "with": "firm"},
]


def match(problem, expert, rank=1, **facts):
    values = {"score": 0.75, "reasons": REASONS, "engine_version": "7:test", "found_at": problem.raised_at, **facts}
    return Match.objects.create(programme=problem.programme, problem=problem, kind="expert", person=expert, rank=rank, **values)


def acts():
    return list(LearningEvent.objects.order_by("pk").values_list("act", "rank", "propensity", "role", "why"))


def test_a_candidate_is_logged_from_the_list_to_the_solved_problem(stage):
    problem = stage.problem("matching")
    shown = match(problem, stage.expert)
    log_shown(stage.coordinator, problem, {"expert": [shown]})
    log_opened(stage.coordinator, shown)
    introduction = actions.suggest_introduction(actor=stage.coordinator, problem=problem, expert=stage.expert, match=shown)
    for name, step in stage._introduction_steps():
        step(introduction)
        if name == "cooperating":
            break
    actions.report_solved_by_advice(actor=stage.coordinator, problem=problem, solution="보정 모델")
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    assert acts() == [
        ("shown", 1, 1.0, "coordinator", ""),
        ("opened", 1, 1.0, "coordinator", ""),
        ("asked", 1, 1.0, "coordinator", ""),
        ("accepted", 1, 1.0, "expert", ""),
        ("met", 1, 1.0, "coordinator", ""),
        ("solved", 1, 1.0, "firm_user", ""),
    ]
    event = LearningEvent.objects.last()
    assert (event.problem_id, event.candidate_kind, event.candidate_id, event.engine_version) == (problem.pk, "expert", stage.expert.pk, "7:test")
    assert event.features == {
        "score": 0.75, "rank": 1.0, "evidence": 1.0, "solved": 1.0, "tie": 1.0, "words": 2.0, "closeness": 2.0, "new_face": 1.0,
    }  # fmt: skip
    assert set(event.features) == set(FEATURES)


def test_a_decline_is_logged_with_its_reason_and_an_unfit_candidate_too(stage):
    introduction = stage.introduction("asked")
    actions.decline_introduction(actor=stage.expert_viewer, introduction=introduction, why="제 분야가 아닙니다")
    judged = match(introduction.problem, make_expert(stage.programme))
    actions.judge_match(actor=stage.coordinator, match=judged, judgement="does_not_fit", reason="장비가 없습니다")
    assert acts() == [
        ("asked", None, 1.0, "coordinator", ""),
        ("declined", None, 1.0, "expert", "제 분야가 아닙니다"),
        ("unfit", None, 1.0, "coordinator", "장비가 없습니다"),
    ]


def test_a_list_is_logged_once_a_day_and_again_where_the_order_has_changed(stage):
    problem = stage.problem("matching")
    one, other = match(problem, stage.expert), match(problem, make_expert(stage.programme), rank=2)
    for _time in range(2):
        log_shown(stage.coordinator, problem, {"expert": [one, other]})
        log_opened(stage.coordinator, one)
    assert [(act, rank) for act, rank, *_rest in acts()] == [("shown", 1), ("shown", 2), ("opened", 1)]
    log_shown(stage.coordinator, problem, {"expert": [other, one]})
    assert LearningEvent.objects.filter(act="shown").count() == 4


def test_a_new_face_of_a_batch_keeps_its_propensity_when_it_is_asked(stage):
    problem = stage.problem("matching")
    shown = match(problem, stage.expert, rank=4)
    log_proposed(stage.coordinator, [(problem, shown, 4, 0.2)])
    introduction = actions.suggest_introduction(actor=stage.coordinator, problem=problem, expert=stage.expert, match=shown)
    actions.shortlist_candidate(actor=stage.coordinator, introduction=introduction)
    actions.approve_summary(actor=stage.firm_user, introduction=introduction)
    actions.ask_expert(actor=stage.coordinator, introduction=introduction)
    assert acts() == [("shown", 4, 0.2, "coordinator", ""), ("asked", 4, 0.2, "coordinator", "")]


@pytest.mark.parametrize("change", [lambda rows: rows.update(rank=1), lambda rows: rows.delete()], ids=["update", "delete"])
def test_the_log_can_only_grow(stage, change):
    stage.introduction("asked")
    with pytest.raises(Error, match="append_only"), transaction.atomic():
        change(LearningEvent.objects.all())


def history(stage, number, *, good):
    """A log of so many problems with five candidates shown each, one of whom solved it: the one with a tie, which the fixed order does not heed."""
    programme = stage.programme
    now = programme.now()
    events = []
    for problem in range(1, number + 1):
        tied = 5 - problem % 3
        for rank in range(1, 6):
            facts = {
                "programme_id": programme.pk, "problem_id": problem, "candidate_kind": "expert", "candidate_id": rank, "rank": rank, "engine_version": "7:test",
                "features": {"score": 1 - rank / 10, "rank": rank, "tie": float(rank == tied)}, "role": "coordinator", "on_day": stage.today, "at": now,
            }  # fmt: skip
            events.append(LearningEvent(act="shown", shown_in="shortlist", **facts))
            if rank == (tied if good else 1 + problem % 5):
                events.append(LearningEvent(act="solved", **facts))
    LearningEvent.objects.bulk_create(events)


def test_the_log_becomes_topics_with_the_grade_of_the_best_act(stage):
    history(stage, 2, good=True)
    topics = topics_of(stage.programme.pk)
    assert [topic.grades.tolist() for topic in topics] == [[0, 0, 0, 3, 0], [0, 0, 3, 0, 0]]
    assert topics[0].features[:, FEATURES.index("tie")].tolist() == [0, 0, 0, 1, 0]
    assert topics_of(make_programme().pk) == []


def test_a_ranker_that_wins_on_problems_it_has_not_seen_is_proposed_and_not_switched_on(stage):
    history(stage, 60, good=True)
    verdict = measure_ranker(actor=machine_administrator(stage.programme), programme=stage.programme)
    assert (verdict.n_problems, verdict.verdict, verdict.decision) == (60, "use the learned ranker", "")
    assert verdict.learned == {"ndcg@10": 1.0, "hit@3": 1.0}
    assert verdict.fixed["ndcg@10"] < 0.6
    assert verdict.interval[0] > 0.4
    assert max(verdict.weights, key=verdict.weights.get) == "tie"


def test_where_nothing_can_be_learned_the_fixed_weights_are_kept(stage):
    history(stage, 60, good=False)
    verdict = measure_ranker(actor=machine_administrator(stage.programme), programme=stage.programme)
    assert verdict.verdict == "keep fixed weights"
    assert why_of(verdict).endswith("it may be chance.")


def test_too_little_data_is_said(stage):
    history(stage, 5, good=True)
    verdict = measure_ranker(actor=machine_administrator(stage.programme), programme=stage.programme)
    assert (verdict.n_problems, verdict.fixed, verdict.learned, verdict.difference, verdict.interval, verdict.verdict) == (
        5, None, None, None, [], "keep fixed weights",
    )  # fmt: skip
    assert why_of(verdict) == "Too little data: 5 problems with an expert who accepted, and 40 are needed before a figure means anything."


def test_an_administrator_decides_once(stage):
    administrator = machine_administrator(stage.programme)
    verdict = measure_ranker(actor=administrator, programme=stage.programme)
    with pytest.raises(NotAllowedError):
        actions.decide_on_ranker(actor=stage.coordinator, verdict=verdict, decision="accepted")
    with pytest.raises(InvalidInputError):
        actions.decide_on_ranker(actor=administrator, verdict=verdict, decision="perhaps")
    actions.decide_on_ranker(actor=administrator, verdict=verdict, decision="rejected")
    with pytest.raises(IllegalStepError, match="decided on before"):
        actions.decide_on_ranker(actor=administrator, verdict=verdict, decision="accepted")
    assert GateVerdict.objects.get().decision == "rejected"


def test_the_log_of_one_problem_is_not_that_of_another(stage):
    problem, other = stage.problem("matching"), make_problem(stage.group, stage.firm, state="matching")
    log_shown(stage.coordinator, problem, {"firm": [], "expert": [match(problem, stage.expert)]})
    log_opened(stage.coordinator, match(other, stage.expert))
    assert list(LearningEvent.objects.order_by("pk").values_list("problem_id", "act", "rank")) == [(problem.pk, "shown", 1), (other.pk, "opened", None)]
