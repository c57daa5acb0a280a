"""The structured second step: optional, kept as far as it got, as secret as the problem's text, and what search gets of it."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_intake, make_user

from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError
from minicluster.problems.domain import actions
from minicluster.problems.domain.intake import intake_text
from minicluster.problems.domain.queries import intake_of, problem_for
from minicluster.problems.models import Intake

pytestmark = pytest.mark.django_db
CANARY = "까나리아답변"


def client_of(stage, role, **reach):
    client = Client()
    client.force_login(make_user(role, stage.programme, **reach))
    return client


def test_what_was_answered_is_kept_and_can_be_added_to(stage):
    problem = stage.problem()
    actions.answer_intake(actor=stage.firm_user, problem=problem, seen=" 잔금 ", material="SKD61")
    actions.answer_intake(actor=stage.coordinator, problem=problem, seen="잔금", material="SKD61", process="다이캐스팅")
    intake = Intake.objects.get()
    assert intake.answers == {"seen": "잔금", "material": "SKD61", "process": "다이캐스팅"}
    assert intake_text(problem) == "잔금\nSKD61\n다이캐스팅"
    acts = history_of(problem).filter(action="answer_intake").values_list("changed_fields", flat=True)
    assert list(acts) == [["intake.material", "intake.seen"], ["intake.process"]]


def test_the_same_answers_again_change_nothing(stage):
    problem = stage.problem()
    for _time in range(2):
        actions.answer_intake(actor=stage.firm_user, problem=problem, seen="잔금")
    assert history_of(problem).filter(action="answer_intake").count() == 1


def test_a_problem_without_answers_gives_search_nothing(stage):
    assert intake_text(stage.problem()) == ""


@pytest.mark.parametrize("answer", ["800101-1234567", "가" * 601])
def test_what_may_not_be_stored_is_refused_at_its_field(stage, answer):
    problem = stage.problem()
    with pytest.raises(InvalidInputError) as refusal:
        actions.answer_intake(actor=stage.firm_user, problem=problem, tried=answer)
    assert (refusal.value.field, Intake.objects.count()) == ("tried", 0)


def test_only_an_open_problem_is_asked_about(stage):
    problem = stage.problem()
    problem.state = "closed"
    problem.save(update_fields=["state"])
    with pytest.raises(IllegalStepError, match="no longer open"):
        actions.answer_intake(actor=stage.firm_user, problem=problem, seen="잔금")


def test_nobody_but_the_firm_and_its_coordinator_answers(stage):
    with pytest.raises(NotAllowedError):
        actions.answer_intake(actor=stage.expert_viewer, problem=stage.problem(), seen="잔금")


@pytest.mark.parametrize(("secrecy", "is_read"), [(3, False), (2, True)])
def test_the_answers_are_read_by_those_who_may_read_the_problem(stage, secrecy, is_read):
    problem = stage.problem(urgency="normal")
    problem.secrecy = secrecy
    problem.save(update_fields=["secrecy"])
    make_intake(problem, seen=CANARY)
    read = intake_of(stage.office, problem_for(stage.office, problem.pk))
    assert (read.answers if read else None) == ({"seen": CANARY} if is_read else None)
    page = client_of(stage, Role.COMPLEX_MANAGER, complexes=[stage.group.complex]).get(problem.get_absolute_url()).content.decode()
    assert (CANARY in page) is is_read


def test_answers_that_were_blanked_for_a_reader_cannot_be_saved(stage):
    intake = make_intake(stage.problem(), seen=CANARY)
    intake.show_to(stage.office)
    assert intake.seen == ""
    with pytest.raises(ValueError, match="blanked"):
        intake.save()


def test_the_page_asks_on_one_page_keeps_what_is_sent_and_shows_it_on_the_problem(stage):
    problem = stage.problem(tried="절삭유를 바꿈")
    client = client_of(stage, Role.FIRM_USER, person=stage.contact, organisation=stage.firm)
    address = reverse("problems:problem-intake", args=[problem.pk])
    form = client.get(address).context["form"]
    assert ([field.name for field in form], form["tried"].value()) == (list(Intake.SECRET_FIELDS), "절삭유를 바꿈")
    assert client.post(address, {"seen": "잔금이 간다"}).url == problem.get_absolute_url()
    page = client.get(problem.get_absolute_url()).content.decode()
    assert ["잔금이 간다" in page, "Add to the answers" in page] == [True, True]


def test_while_one_types_the_answers_are_kept_without_leaving_the_page(stage):
    problem = stage.problem()
    client = client_of(stage, Role.FIRM_USER, person=stage.contact, organisation=stage.firm)
    answer = client.post(reverse("problems:problem-intake", args=[problem.pk]), {"heard": "끼익"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content.decode(), Intake.objects.get().heard) == (200, "Kept.", "끼익")


def test_where_the_engine_stands_for_nobody_the_shortlist_says_so_and_asks_what_would_help(stage):
    from factories import SOME_TIME

    from minicluster.problems.models import Match

    problem = stage.problem("matching")
    make_intake(problem, seen="잔금", material="SKD61")
    Match.objects.create(
        programme=stage.programme, problem=problem, kind="expert", person=stage.expert, rank=1, score=0.3, engine_version="t", found_at=SOME_TIME,
        reasons=[{"kind": "abstained"}],
    )  # fmt: skip
    page = client_of(stage, Role.COORDINATOR, person=stage.coordinator_person, groups=[stage.group]).get(problem.get_absolute_url()).content.decode()
    asked = "These answers would help most: the process or machine, the product or part, since when"
    assert ["No confident match." in page, asked in page, "what one sees" in page] == [True, True, False]
