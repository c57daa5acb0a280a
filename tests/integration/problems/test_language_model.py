"""The language model outside the house: asked only by decision, told nothing that identifies, and never needed. It is a real server process."""

import json
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from factories import make_programme, make_user, make_viewer

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.problems.domain import actions
from minicluster.problems.domain.understanding import REASONS, Understanding, text_to_send, understand_problem

pytestmark = pytest.mark.django_db


class Server:
    """The model's process, and what it has heard."""

    def __init__(self, folder):
        self.heard_at = folder / "heard.jsonl"
        self.heard_at.touch()
        script = Path(__file__).parent / "model_server.py"
        self.process = subprocess.Popen([sys.executable, str(script), str(self.heard_at)], stdout=subprocess.PIPE, text=True)
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def heard(self):
        return [json.loads(line) for line in self.heard_at.read_text(encoding="utf-8").splitlines()]

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("model"))
    yield server
    server.end()


@pytest.fixture
def model(process, settings):
    """The server, set as the installation's model under one of its behaviours."""
    process.heard_at.write_text("")

    def behave(behaviour, seconds=8.0):
        settings.LANGUAGE_MODEL_ADDRESS = f"{process.address}/{behaviour}/v1"
        settings.LANGUAGE_MODEL_NAME, settings.LANGUAGE_MODEL_KEY, settings.LANGUAGE_MODEL_SECONDS = "test-model", "test-key", seconds
        return process

    return behave


def _decide(stage, settings, *, levels=(3,), **facts):
    officer = make_viewer(Role.PRIVACY_OFFICER, stage.programme)
    decided = {"valid_until": stage.today + timedelta(days=30), "reason": "계약 2026-3", "address": settings.LANGUAGE_MODEL_ADDRESS}
    return actions.decide_language_model(actor=officer, secrecy_levels=levels, **{**decided, **facts})


def _sendings():
    return AuditEntry.objects.filter(action="send_to_language_model")


def test_it_is_off_by_default_and_says_nothing(stage, settings):
    assert settings.LANGUAGE_MODEL_ADDRESS == ""
    assert understand_problem(actor=stage.coordinator, problem=stage.problem()) == Understanding()


def test_nothing_is_sent_without_a_decision_in_force_for_this_secrecy_and_this_address(stage, model, settings):
    server, problem = model("good"), stage.problem()
    notes = [understand_problem(actor=stage.coordinator, problem=problem)]
    _decide(stage, settings, levels=(0, 1, 2))
    _decide(stage, settings, address="https://model.example/v1")
    withdrawn = _decide(stage, settings)
    actions.withdraw_language_model(actor=make_viewer(Role.ADMINISTRATOR, stage.programme), decision=withdrawn, why="계약 종료")
    notes.append(understand_problem(actor=stage.coordinator, problem=problem))
    _decide(stage, settings, valid_until=stage.today)
    stage.programme.clock_shift = timedelta(days=1)
    stage.programme.save()
    problem.refresh_from_db()
    notes.append(understand_problem(actor=stage.coordinator, problem=problem))
    assert [note.mechanisms for note in notes] == [(), (), ()]
    assert {note.note for note in notes} == {"The language model was not asked: no decision in force lets a problem of this secrecy be sent to its address."}
    assert (server.heard(), _sendings().count()) == ([], 0)


def test_a_decision_of_another_programme_decides_nothing_here(stage, model, settings):
    server = model("good")
    other = make_viewer(Role.PRIVACY_OFFICER, make_programme())
    actions.decide_language_model(
        actor=other, address=settings.LANGUAGE_MODEL_ADDRESS, secrecy_levels=[0, 1, 2, 3], valid_until=stage.today + timedelta(days=9), reason="계약"
    )
    assert understand_problem(actor=stage.coordinator, problem=stage.problem()).mechanisms == ()
    assert server.heard() == []


@pytest.mark.parametrize("behaviour", ["good", "fenced"])
def test_a_lay_problem_comes_back_in_the_experts_terms_weightiest_first(stage, model, settings, behaviour):
    server = model(behaviour)
    _decide(stage, settings)
    found = understand_problem(actor=stage.coordinator, problem=stage.problem())
    assert [(row.mechanism, row.terms_ko, row.terms_en, round(row.weight, 6)) for row in found.mechanisms] == [
        ("열팽창", ("열팽창", "열변위 보정"), ("thermal expansion",), 0.75),
        ("thermal displacement", ("열변위",), ("spindle growth",), 0.25),
    ]
    (heard,) = server.heard()
    assert (heard["path"], heard["key"], heard["body"]["model"]) == (f"/{behaviour}/v1/chat/completions", "Bearer test-key", "test-model")


def test_what_is_sent_names_nobody_and_is_written_down_by_length_not_by_text(stage, model, settings):
    server = model("good")
    decision = _decide(stage, settings)
    problem = stage.problem(description="한결정밀 오세라 과장(010-2345-6789) 말로는 주축이 오후에 25 µm 커집니다. 매출 35억 원, 직원 40명.")
    understand_problem(actor=stage.coordinator, problem=problem)
    sent = server.heard()[0]["body"]["messages"][1]["content"]
    assert sent == text_to_send(problem)
    assert [word for word in ("한결", "오세라", "010", "35억", "40명") if word in sent] == []
    assert "25 μm 커집니다" in sent
    (entry,) = _sendings()
    assert (entry.record_type, entry.record_id, entry.role) == ("problem", problem.pk, "coordinator")
    assert entry.why == f"{len(sent)} characters to {settings.LANGUAGE_MODEL_ADDRESS}, decision {decision.pk}"


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("late", "late"), ("dripping", "late"), ("endless", "unreadable"), ("broken", "unreadable"), ("strange", "unreadable"), ("failing", "status"),
        ("redirecting", "redirect"), ("refusing", "refused"), ("words", "unreadable"), ("list", "unreadable"), ("odd", "empty"), ("deep", "unreadable"), ("silent", "empty"),
    ],
)  # fmt: skip
def test_a_model_that_fails_costs_a_sentence_and_little_time(stage, model, settings, behaviour, reason):
    server = model(behaviour, seconds=0.6)
    _decide(stage, settings)
    begun = time.monotonic()
    found = understand_problem(actor=stage.coordinator, problem=stage.problem())
    assert (found.mechanisms, found.note) == ((), str(REASONS[reason]))
    assert time.monotonic() - begun < 2.5
    # It left the house, so it stands in the journal; and nowhere else did it go.
    assert (_sendings().count(), [heard["path"] for heard in server.heard()]) == (1, [f"/{behaviour}/v1/chat/completions"])


def test_an_address_where_nobody_listens_is_told_in_words(stage, settings):
    settings.LANGUAGE_MODEL_ADDRESS = "http://127.0.0.1:9/v1"
    _decide(stage, settings)
    assert understand_problem(actor=stage.coordinator, problem=stage.problem()).note == str(REASONS["unreachable"])


def test_it_is_never_asked_over_a_line_on_which_others_could_read(stage, settings):
    settings.LANGUAGE_MODEL_ADDRESS = "http://model.example/v1"
    with pytest.raises(InvalidInputError) as refusal:
        _decide(stage, settings)
    assert refusal.value.field == "address"
    assert understand_problem(actor=stage.coordinator, problem=stage.problem()).mechanisms == ()


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"levels": ()}, "secrecy_levels"), ({"levels": (7,)}, "secrecy_levels"), ({"reason": " "}, "reason"), ({"valid_until": None}, "valid_until")],
)
def test_a_decision_says_for_what_until_when_and_why(stage, settings, facts, field):
    if "valid_until" in facts:
        facts = {"valid_until": stage.today - timedelta(days=1)}
    with pytest.raises(InvalidInputError) as refusal:
        _decide(stage, settings, **{"address": "https://model.example/v1", **facts})
    assert refusal.value.field == field


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR}])
def test_nobody_else_decides(stage, role):
    with pytest.raises(NotAllowedError):
        actions.decide_language_model(
            actor=make_viewer(role, stage.programme), address="https://model.example/v1", secrecy_levels=[0], valid_until=stage.today, reason="그냥"
        )


def test_a_decision_is_withdrawn_once_and_by_its_own_programme(stage, settings):
    decision = _decide(stage, settings, address="https://model.example/v1")
    with pytest.raises(NotVisibleError):
        actions.withdraw_language_model(actor=make_viewer(Role.PRIVACY_OFFICER, make_programme()), decision=decision)
    officer = make_viewer(Role.PRIVACY_OFFICER, stage.programme)
    actions.withdraw_language_model(actor=officer, decision=decision)
    with pytest.raises(IllegalStepError):
        actions.withdraw_language_model(actor=officer, decision=decision)


def test_only_the_coordinator_of_the_problem_sends(stage, model, settings):
    server = model("good")
    _decide(stage, settings)
    for viewer in (stage.firm_user, stage.office, make_viewer(Role.COORDINATOR, stage.programme)):
        with pytest.raises(NotAllowedError):
            understand_problem(actor=viewer, problem=stage.problem())
    assert server.heard() == []


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_refuses_to_send_because_the_entry_could_be_taken_back(model, settings):
    from django.db import transaction
    from problem_stage import Stage

    server, stage = model("good"), Stage()
    _decide(stage, settings)
    problem = stage.problem()
    with pytest.raises(RuntimeError), transaction.atomic():
        understand_problem(actor=stage.coordinator, problem=problem)
    assert server.heard() == []


def test_the_page_records_a_decision_and_shows_what_was_sent(stage, model, settings, client):
    model("good")
    client.force_login(make_user(Role.PRIVACY_OFFICER, stage.programme))
    typed = {"address": settings.LANGUAGE_MODEL_ADDRESS, "secrecy_levels": ["3"], "valid_until": stage.today.isoformat(), "reason": "계약 2026-3"}
    assert client.post(reverse("problems:language-model"), {**typed, "reason": ""}).status_code == 422
    assert client.post(reverse("problems:language-model"), typed).status_code == 302
    problem = stage.problem()
    understand_problem(actor=stage.coordinator, problem=problem)
    page = client.get(reverse("problems:language-model")).content.decode()
    assert ("계약 2026-3" in page, problem.reference in page, problem.title in page) == (True, True, False)
