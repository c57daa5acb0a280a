"""The thread from the first call to the firm's own word, through the actions."""

import pytest
from problem_stage import SUMMARY

from minicluster.members.models import Consent, Disclosure, Tie
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.problems.domain import actions
from minicluster.problems.models import Evidence

pytestmark = pytest.mark.django_db


def _acts(record):
    return list(history_of(record).values_list("action", "role", "to_state"))


def test_a_problem_goes_from_the_firm_through_a_project_to_the_firms_own_word(stage):
    project = stage.project("final_review")
    problem = project.problem
    actions.record_output(
        actor=stage.firm_user,
        project=project,
        kind="contract",
        title="3,000대 공급 계약",
        on_date=stage.today,
        counterpart=stage.expert.affiliations.get().organisation,
    )
    actions.report_solved_by_project(actor=stage.coordinator, problem=problem, solution="보정 모델을 적용했습니다.")
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    assert _acts(problem) == [
        ("raise_problem", "firm_user", "raised"),
        ("diagnose_problem", "coordinator", "diagnosed"),
        ("frame_problem", "coordinator", "framed"),
        ("start_matching", "coordinator", "matching"),
        ("mark_introduced", "coordinator", "introduced"),
        ("move_into_project", "coordinator", "in_project"),
        ("report_solved_by_project", "coordinator", "project_solved"),
        ("confirm_solved", "firm_user", "confirmed"),
    ]
    assert [act for act, _role, _state in _acts(project.introduction)] == [
        "suggest_introduction", "shortlist_candidate", "approve_summary", "ask_expert", "accept_introduction", "record_consents", "disclose_details",
        "record_first_meeting", "start_cooperation",
    ]  # fmt: skip
    assert [act for act, _role, _state in _acts(project)] == ["plan_project", "sign_agreement", "start_project", "hold_final_review"]


def test_what_joined_firm_and_expert_is_kept_as_ties_consents_disclosures_and_evidence(stage):
    project = stage.project("running")
    actions.record_output(actor=stage.coordinator, project=project, kind="contract", title="공급 계약", on_date=stage.today, counterpart=stage.firm)
    actions.report_solved_by_project(actor=stage.coordinator, problem=project.problem, solution="비밀 해법")
    actions.confirm_solved(actor=stage.firm_user, problem=project.problem)
    one, other = sorted((stage.contact.pk, stage.expert.pk))
    assert list(Tie.objects.order_by("pk").values_list("one_id", "other_id", "kind", "through_type")) == [
        (one, other, "introduced", "introduction"),
        (one, other, "cooperated", "introduction"),
        (one, other, "contracted", "output"),
    ]
    university = stage.expert.affiliations.get().organisation
    assert list(Consent.objects.order_by("pk").values_list("person_id", "recipient_id", "about_id")) == [
        (stage.contact.pk, university.pk, project.introduction.pk),
        (stage.expert.pk, stage.firm.pk, project.introduction.pk),
    ]
    assert list(Disclosure.objects.order_by("pk").values_list("recipient_person_id", "recipient_organisation_id", "consent__person_id")) == [
        (stage.expert.pk, None, None),
        (stage.expert.pk, None, stage.contact.pk),
        (None, stage.firm.pk, stage.expert.pk),
    ]
    assert list(Evidence.objects.values_list("kind", "person_id", "problem_id", "text")) == [("solved_problem", stage.expert.pk, project.problem.pk, SUMMARY)]


def test_everyone_is_written_to_once_and_no_mail_names_a_secret(stage):
    project = stage.project()
    actions.report_solved_by_project(actor=stage.coordinator, problem=project.problem, solution="비밀 해법")
    messages = list(Message.objects.order_by("pk"))
    assert [message.recipient for message in messages] == [
        stage.contact.email, stage.expert.email, stage.coordinator_person.email, stage.expert.email, stage.contact.email, stage.contact.email,
    ]  # fmt: skip
    problem = project.problem
    secrets = [getattr(problem, field) for field in problem.SECRET_FIELDS if getattr(problem, field)] + [stage.firm.name_ko, stage.contact.name_ko]
    to_others = [message for message in messages if message.recipient != stage.contact.email]
    assert [secret for secret in secrets for message in to_others if secret in message.subject + message.body] == []


def test_the_evidence_tells_how_it_was_solved_only_while_the_whole_programme_may_read_it(stage):
    introduction = stage.introduction("met")
    problem = introduction.problem
    actions.report_solved_by_advice(actor=stage.coordinator, problem=problem, solution="냉각 순서를 바꿨습니다.")
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    actions.set_secrecy(actor=stage.firm_user, problem=problem, secrecy=1)
    assert Evidence.objects.get().text == f"{SUMMARY}\n열팽창\n냉각 순서를 바꿨습니다."
    actions.set_secrecy(actor=stage.coordinator, problem=problem, secrecy=3)
    assert Evidence.objects.get().text == SUMMARY
