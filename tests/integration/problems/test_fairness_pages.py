"""The pages of interests, of the batch, and of the matching policy."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import make_evidence, make_expert, make_firm, make_introduction, make_membership, make_organisation, make_person, make_problem, make_user
from problem_stage import SUMMARY

from minicluster.members.domain.actions.setting_up import machine_administrator
from minicluster.platform.permissions import Role
from minicluster.problems.domain.gate import measure_ranker
from minicluster.problems.domain.indexing import reindex
from minicluster.problems.models import GateVerdict, Interest, Introduction, LearningEvent, Match, MatchingPolicy

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(stage):
    def signed_in(role):
        reaches = {
            Role.COORDINATOR: {"person": stage.coordinator_person, "groups": [stage.group]},
            Role.FIRM_USER: {"person": stage.contact, "organisation": stage.firm},
            Role.EXPERT: {"person": stage.expert},
        }
        client = Client()
        client.force_login(make_user(role, stage.programme, **reaches.get(role, {})))
        return client

    return signed_in


def match(problem, expert, rank=1, score=0.5):
    return Match.objects.create(
        programme=problem.programme, problem=problem, kind="expert", person=expert, rank=rank, score=score, engine_version="1", found_at=problem.raised_at
    )


def test_an_expert_declares_for_themselves_and_ends_it_without_scripts(stage, sign_in):
    client, firm = sign_in(Role.EXPERT), make_organisation(stage.programme)
    form = client.get(reverse("problems:interest-declare")).context["form"]
    assert list(form.fields) == ["kind", "person", "firm", "valid_from", "valid_to", "note"]
    assert "kept_out" not in dict(form.fields["kind"].choices)
    typed = {"kind": "adviser", "person": stage.expert.pk, "firm": firm.pk, "valid_from": "2006-03-01", "note": "기술자문"}
    assert client.post(reverse("problems:interest-declare"), typed).headers["Location"] == reverse("problems:interest-list")
    interest = Interest.objects.get()
    assert (interest.person, interest.firm, interest.declared_as) == (stage.expert, firm, "expert")
    page = client.get(reverse("problems:interest-list")).content.decode()
    assert str(firm) in page
    assert reverse("problems:interest-end", args=[interest.pk]) in page
    client.post(reverse("problems:interest-end", args=[interest.pk]), {"on_day": stage.today.isoformat()})
    interest.refresh_from_db()
    assert interest.valid_to == stage.today
    assert reverse("problems:interest-end", args=[interest.pk]) not in client.get(reverse("problems:interest-list")).content.decode()


def test_an_expert_cannot_declare_for_another_by_typing_a_number(stage, sign_in):
    other = make_expert(stage.programme)
    typed = {"kind": "adviser", "person": other.pk, "firm": stage.firm.pk, "valid_from": "2006-03-01"}
    answer = sign_in(Role.EXPERT).post(reverse("problems:interest-declare"), typed)
    assert (answer.status_code, list(answer.context["form"].errors), Interest.objects.count()) == (422, ["person"], 0)


def test_a_firm_keeps_one_problem_from_an_expert_who_does_not_learn_it(stage, sign_in):
    problem = stage.problem()
    typed = {"kind": "kept_out", "person": stage.expert.pk, "firm": stage.firm.pk, "problem": problem.pk, "valid_from": "2006-03-01"}
    assert sign_in(Role.FIRM_USER).post(reverse("problems:interest-declare"), typed).status_code == 302
    assert Interest.objects.get().problem == problem
    assert stage.firm.name_en not in sign_in(Role.EXPERT).get(reverse("problems:interest-list")).content.decode()


def test_a_refusal_stands_at_its_field_and_what_was_typed_is_kept(stage, sign_in):
    typed = {"kind": "rival", "firm": stage.firm.pk, "valid_from": "2006-03-01", "note": "같은 제품"}
    answer = sign_in(Role.FIRM_USER).post(reverse("problems:interest-declare"), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["other"])
    assert "같은 제품" in answer.content.decode()


def test_a_persons_page_shows_their_interests_to_those_who_see_such(stage, sign_in):
    make_membership(stage.group, person=stage.expert)
    firm = make_organisation(stage.programme, name_en="Far Away Ltd")
    Interest.objects.create(
        programme=stage.programme,
        kind="partner",
        person=stage.expert,
        firm=firm,
        valid_from=stage.today,
        declared_as="expert",
        declared_at=stage.programme.now(),
    )
    address = reverse("members:person", args=[stage.expert.pk])
    shown = {role: "Far Away Ltd" in sign_in(role).get(address).content.decode() for role in (Role.COORDINATOR, Role.EXPERT, Role.FIRM_USER, Role.FUNDER)}
    assert shown == {Role.COORDINATOR: True, Role.EXPERT: True, Role.FIRM_USER: False, Role.FUNDER: False}


def test_the_shortlist_shows_load_new_faces_and_how_many_are_hidden_and_names_none_of_these(stage, sign_in):
    problem = stage.problem("matching")
    rival = make_organisation(stage.programme)
    hidden = make_person(organisation=rival, name_ko="한가림", name_en="Han Garim")
    make_evidence(hidden, "주축 열변위")
    reindex(stage.programme)
    Interest.objects.create(
        programme=stage.programme,
        kind="rival",
        other=rival,
        firm=stage.firm,
        valid_from=stage.today,
        declared_as="firm_user",
        declared_at=stage.programme.now(),
    )
    asked = make_expert(stage.programme)
    make_introduction(make_problem(stage.group, stage.firm), asked, state="asked", asked_at=stage.programme.now() - timedelta(days=3))
    for rank, expert in enumerate([stage.expert, asked, hidden], start=1):
        match(problem, expert, rank)
    page = sign_in(Role.COORDINATOR).get(problem.get_absolute_url()).content.decode()
    assert "Left out: 1 (people of a declared rival)" in page
    assert "Han Garim" not in page
    assert page.count("0 of at most 3") == page.count("1 of at most 3") == page.count("New face") == 1
    assert list(LearningEvent.objects.order_by("rank").values_list("act", "candidate_id", "rank")) == [("shown", stage.expert.pk, 1), ("shown", asked.pk, 2)]


def test_opening_a_candidate_is_logged_and_nobody_elses_pages_are(stage, sign_in):
    problem = stage.problem("matching")
    candidate = match(problem, stage.expert)
    for role in (Role.FIRM_USER, Role.EXPERT, Role.PROGRAMME_OFFICE):
        sign_in(role).get(problem.get_absolute_url())
    assert LearningEvent.objects.count() == 0
    client = sign_in(Role.COORDINATOR)
    client.get(reverse("problems:introduction-suggest", args=[problem.pk]) + f"?match={candidate.pk}")
    client.get(reverse("problems:match-judge", args=[candidate.pk]))
    assert list(LearningEvent.objects.values_list("act", flat=True)) == ["opened"]


def test_a_coordinator_accepts_a_line_and_the_next_proposal_is_without_it(stage, sign_in):
    problem = stage.problem("matching")
    candidate = match(problem, stage.expert)
    client = sign_in(Role.COORDINATOR)
    assert client.get(reverse("problems:problem-list")).content.decode().count(reverse("problems:batch")) == 1
    page = client.get(reverse("problems:batch")).content.decode()
    assert reverse("problems:match-accept", args=[candidate.pk]) in page
    assert list(LearningEvent.objects.values_list("act", "shown_in", "propensity")) == [("shown", "batch", 1.0)]
    assert Introduction.objects.count() == 0
    assert client.post(reverse("problems:match-accept", args=[candidate.pk])).headers["Location"] == reverse("problems:batch")
    introduction = Introduction.objects.get()
    assert (introduction.expert, introduction.match, introduction.summary, introduction.state) == (stage.expert, candidate, SUMMARY, "suggested")
    page = client.post(reverse("problems:match-accept", args=[candidate.pk]), follow=True).content.decode()
    assert "has been suggested for this problem before" in page
    assert reverse("problems:match-accept", args=[candidate.pk]) not in page


def test_the_office_sets_the_policy_and_a_wrong_figure_is_refused(sign_in):
    client = sign_in(Role.PROGRAMME_OFFICE)
    address = reverse("problems:matching-policy")
    figures = {"open_requests_per_expert": 5, "new_face_share": "0.4", "candidates_per_problem": 2}
    assert client.post(address, figures).status_code == 302
    policy = MatchingPolicy.objects.get()
    assert (policy.open_requests_per_expert, policy.new_face_share, policy.candidates_per_problem) == (5, 0.4, 2)
    assert client.post(address, {**figures, "new_face_share": "1.4"}).status_code == 422
    administrator = sign_in(Role.ADMINISTRATOR)
    assert (administrator.get(address).status_code, administrator.post(address, figures).status_code) == (200, 403)


def test_an_administrator_sees_the_verdict_with_its_reason_and_decides(stage, sign_in):
    measure_ranker(actor=machine_administrator(stage.programme), programme=stage.programme)
    client, verdict = sign_in(Role.ADMINISTRATOR), GateVerdict.objects.get()
    page = client.get(reverse("problems:matching-policy")).content.decode()
    assert "Too little data: 0 problems" in page
    client.post(reverse("problems:gate-verdict-decide", args=[verdict.pk]), {"decision": "accepted"})
    verdict.refresh_from_db()
    assert verdict.decision == "accepted"
    assert sign_in(Role.PROGRAMME_OFFICE).post(reverse("problems:gate-verdict-decide", args=[verdict.pk]), {"decision": "rejected"}).status_code == 403


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_open_in_both_languages(stage, sign_in, language):
    _one_of_each(stage, 0)
    for role, names in {
        Role.COORDINATOR: ("interest-list", "interest-declare", "batch"),
        Role.EXPERT: ("interest-list", "interest-declare"),
        Role.FIRM_USER: ("interest-list", "interest-declare"),
        Role.PRIVACY_OFFICER: ("interest-list",),
        Role.ADMINISTRATOR: ("matching-policy",),
    }.items():
        client = sign_in(role)
        client.cookies["django_language"] = language
        assert [client.get(reverse(f"problems:{name}")).status_code for name in names] == [200] * len(names)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("interest-list", Role.COORDINATOR),
        ("interest-list", Role.EXPERT),
        ("interest-list", Role.FIRM_USER),
        ("batch", Role.COORDINATOR),
        ("matching-policy", Role.ADMINISTRATOR),
        ("problem-list", Role.COORDINATOR),
    ],
)
def test_a_page_asks_the_database_the_same_number_of_times_for_one_three_and_fifty_rows(stage, sign_in, name, role):
    client, counts = sign_in(role), []
    for rows in (1, 2, 47):
        for number in range(rows):
            _one_of_each(stage, number)
        client.get(reverse(f"problems:{name}"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(f"problems:{name}")).status_code == 200
        counts.append(len(found.captured_queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 30


def _one_of_each(stage, number):
    problem = make_problem(stage.group, make_firm(stage.group), state="matching", public_summary=SUMMARY)
    match(problem, make_expert(stage.programme), score=0.5 + number / 1000)
    facts = {"programme": stage.programme, "valid_from": stage.today, "declared_at": stage.programme.now()}
    Interest.objects.create(kind="adviser", person=stage.expert, firm=make_firm(stage.group), declared_as="expert", **facts)
    Interest.objects.create(kind="partner", other=make_organisation(stage.programme), firm=stage.firm, declared_as="firm_user", **facts)
    GateVerdict.objects.create(programme=stage.programme, measured_at=facts["declared_at"], engine_version="1", n_problems=number, verdict="keep fixed weights")
