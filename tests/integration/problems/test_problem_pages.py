"""The pages of problems: what they show, to whom, at what cost; that the whole chain can be walked by their forms."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import (
    SOME_TIME,
    make_activity,
    make_evidence,
    make_expert,
    make_facility,
    make_firm,
    make_introduction,
    make_person,
    make_problem,
    make_project,
    make_support_programme,
    make_user,
)
from search_tools import ToyEmbedder

from minicluster.meetings.models import Observation, VisitReport
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.search import troubles
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.embedding import embed_documents
from minicluster.problems.domain import actions
from minicluster.problems.models import Introduction, Match, Problem, Project

pytestmark = pytest.mark.django_db
CANARY = "까나리아비밀문구"


@pytest.fixture
def sign_in(stage):
    """A client per role, each with the reach that it has on the stage."""

    def signed_in(role, programme=None, **reach):
        reaches = {
            Role.COORDINATOR: {"person": stage.coordinator_person, "groups": [stage.group]},
            Role.FIRM_USER: {"person": stage.contact, "organisation": stage.firm},
            Role.EXPERT: {"person": stage.expert},
            Role.GROUP_OFFICER: {"groups": [stage.group]},
            Role.COMPLEX_MANAGER: {"complexes": [stage.group.complex]},
        }
        client = Client()
        client.force_login(make_user(role, programme or stage.programme, **(reach or ({} if programme else reaches.get(role, {})))))
        return client

    return signed_in


def _canary_problem(stage, **fields):
    problem = stage.problem("matching")
    for field in Problem.SECRET_FIELDS:
        setattr(problem, field, f"{CANARY} {field}")
    for field, value in fields.items():
        setattr(problem, field, value)
    problem.save()
    return problem


@pytest.mark.parametrize(
    ("role", "secrecy", "is_shown"),
    [
        (Role.COORDINATOR, 3, True),
        (Role.FIRM_USER, 3, True),
        (Role.GROUP_OFFICER, 3, False),
        (Role.GROUP_OFFICER, 2, True),
        (Role.COMPLEX_MANAGER, 3, False),
        (Role.COMPLEX_MANAGER, 2, True),
        (Role.PROGRAMME_OFFICE, 2, False),
        (Role.PROGRAMME_OFFICE, 1, True),
        (Role.FUNDER, 2, False),
        (Role.REVIEWER, 2, False),
        (Role.REVIEWER, 1, True),
    ],
)
def test_the_text_of_a_problem_stands_only_on_pages_of_those_who_may_read_it(stage, sign_in, role, secrecy, is_shown):
    problem = _canary_problem(stage, secrecy=secrecy)
    client = sign_in(role)
    pages = [client.get(reverse("problems:problem-list")), client.get(problem.get_absolute_url()), client.get(reverse("problems:problem-list"), {"q": CANARY})]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [CANARY in page.content.decode() for page in pages[:2]] == [is_shown, is_shown]
    assert (problem.get_absolute_url() in pages[2].content.decode()) is is_shown
    assert [stage.firm.name_en in page.content.decode() for page in pages[:2]] == [is_shown, is_shown]


@pytest.mark.parametrize("state", ["asked", "accepted", "consented", "disclosed", "met"])
def test_an_expert_reads_the_text_and_the_contact_only_once_they_are_disclosed(stage, sign_in, state):
    introduction = stage.introduction(state, problem=_canary_problem(stage))
    client = sign_in(Role.EXPERT)
    addresses = [reverse("problems:introduction-list"), introduction.get_absolute_url(), reverse("home"), reverse("problems:problem-list")]
    text = "".join(client.get(address).content.decode() for address in addresses)
    is_open = state in {"disclosed", "met"}
    assert [CANARY in text, stage.contact.phone in text, stage.firm.name_en in text] == [is_open] * 3
    assert client.get(introduction.problem.get_absolute_url()).status_code == (200 if is_open else 404)


def test_each_day_on_which_an_expert_reads_the_text_stands_once_in_the_journal(stage, sign_in):
    introduction = stage.introduction("disclosed")
    client = sign_in(Role.EXPERT)
    for address in (introduction.get_absolute_url(), introduction.problem.get_absolute_url(), introduction.get_absolute_url()):
        assert client.get(address).status_code == 200
    assert _acts(introduction.problem).count("read_problem_text") == 1


def test_each_day_on_which_one_side_reads_how_to_reach_the_other_stands_once_in_the_access_log(stage, sign_in):
    introduction = stage.introduction("disclosed")
    for role, person in ((Role.EXPERT, stage.contact), (Role.FIRM_USER, stage.expert), (Role.COORDINATOR, stage.expert)):
        client, before = sign_in(role), _acts(person).count("view_contact")
        assert [client.get(introduction.get_absolute_url()).status_code for _time in range(2)] == [200, 200]
        assert _acts(person).count("view_contact") == before + 1
    sign_in(Role.PRIVACY_OFFICER).get(introduction.get_absolute_url())
    assert _acts(stage.expert).count("view_contact") == 2


def test_every_message_can_be_copied_by_the_coordinator_and_by_nobody_else(stage, sign_in):
    introduction = stage.introduction("disclosed")
    actions.take_problem_step(actor=stage.coordinator, problem=introduction.problem, verb="report_solved_by_advice", solution="보정")
    for record in (introduction, introduction.problem):
        written = list(Message.objects.filter(record_type=record.record_type, record_id=record.pk))
        assert written
        pages = {role: sign_in(role).get(record.get_absolute_url()).content.decode() for role in (Role.COORDINATOR, Role.FIRM_USER, Role.EXPERT)}
        for message in written:
            shown = {role: f'id="message-{message.pk}"' in page for role, page in pages.items()}
            assert shown == {Role.COORDINATOR: True, Role.FIRM_USER: False, Role.EXPERT: False}


def test_the_shortlist_says_while_the_search_by_meaning_is_being_prepared(stage, sign_in):
    problem, client = stage.problem("matching"), sign_in(Role.COORDINATOR)
    said = "still being prepared"
    assert said not in client.get(problem.get_absolute_url()).content.decode()
    actions.register_expertise(actor=stage.expert_viewer, person=stage.expert, statement_ko="열변위 예측")
    assert said in client.get(problem.get_absolute_url()).content.decode()


def test_the_shortlist_says_that_vectors_are_renewed_and_which_model_does_not_answer(stage, sign_in):
    problem, client = stage.problem("matching"), sign_in(Role.COORDINATOR)
    actions.register_expertise(actor=stage.expert_viewer, person=stage.expert, statement_ko="열변위 예측")
    fast, better = EMBEDDERS
    sentences = ("so all vectors are being computed anew", f"The model {better.model} does not answer at present", f"The model {fast.model} does not answer")
    page = client.get(problem.get_absolute_url()).content.decode()
    assert [sentence in page for sentence in sentences] == [False, False, False]
    embed_documents(stage.programme.pk, embedders=[ToyEmbedder("another-model@1")])
    troubles.tell(better.model, "the service went away")
    page = client.get(problem.get_absolute_url()).content.decode()
    assert [sentence in page for sentence in sentences] == [True, True, False]


def _acts(record):
    from minicluster.platform.audit.journal import history_of

    return list(history_of(record).values_list("action", flat=True))


def test_a_withdrawn_consent_takes_the_contact_off_the_page(stage, sign_in):
    introduction = stage.introduction("disclosed")
    from minicluster.members.models import Consent

    Consent.objects.filter(person=stage.contact).update(withdrawn_at=stage.programme.now())
    assert stage.contact.phone not in sign_in(Role.EXPERT).get(introduction.get_absolute_url()).content.decode()


@pytest.mark.parametrize("role", [Role.FIRM_USER, Role.EXPERT])
@pytest.mark.parametrize(("secrecy", "status"), [(3, 404), (2, 404), (1, 200), (0, 200)])
def test_a_problem_that_its_firm_opened_to_the_programme_is_read_from_afar(stage, sign_in, role, secrecy, status):
    problem = _canary_problem(stage, secrecy=secrecy)
    stranger = make_firm(stage.group)
    reach = {"organisation": stranger, "person": make_person(organisation=stranger)} if role is Role.FIRM_USER else {"person": make_expert(stage.programme)}
    client = sign_in(role, **reach)
    page = client.get(problem.get_absolute_url())
    assert (page.status_code, CANARY in page.content.decode()) == (status, status == 200)
    assert (problem in client.get(reverse("problems:problem-list")).context["page"]) is (status == 200)
    assert problem.get_absolute_url() not in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize(("secrecy", "is_shown"), [(3, False), (1, True)])
def test_reasons_stand_on_the_page_of_a_project_only_for_those_who_may_read_the_problem(stage, sign_in, secrecy, is_shown):
    project = stage.project("running")
    actions.take_project_step(actor=stage.coordinator, project=project, verb="change_project", why=CANARY)
    Problem.objects.update(secrecy=secrecy)
    seen = [CANARY in sign_in(role).get(project.get_absolute_url()).content.decode() for role in (Role.COORDINATOR, Role.FUNDER, Role.REVIEWER)]
    assert seen == [True, is_shown, is_shown]


def test_the_money_of_listed_projects_is_counted_once_whatever_they_brought_forth(stage, sign_in):
    project = stage.project("running")
    for source, planned in (("state", 60), ("local", 10), ("firm", 30)):
        project.budget.update_or_create(source=source, in_kind=False, defaults={"planned_krw": planned})
    for number in range(3):
        project.outputs.create(programme=project.programme, kind="patent", title=f"특허 {number}", on_date=SOME_TIME.date())
    without_money = make_project(stage.problem("matching"))
    shown = sign_in(Role.PROGRAMME_OFFICE).get("/projects/").context
    listed = {row.pk: (row.planned_krw, row.public_krw, row.output_count) for row in shown["page"]}
    assert (listed[project.pk], listed[without_money.pk]) == ((100, 70, 3), (0, 0, 0))
    assert shown["money"] == {"planned": 100, "public": 70}
    none = sign_in(Role.PROGRAMME_OFFICE).get("/projects/?state=stopped").context
    assert none["money"] == {"planned": 0, "public": 0}


def test_a_project_links_only_to_pages_that_open(stage, sign_in):
    project = stage.project("running")
    for role in (Role.COORDINATOR, Role.FIRM_USER, Role.EXPERT, Role.COMPLEX_MANAGER, Role.FUNDER, Role.REVIEWER):
        client = sign_in(role)
        page = client.get(project.get_absolute_url()).content.decode()
        for record in (project.problem, project.introduction):
            address = record.get_absolute_url()
            assert (f'href="{address}"' in page) is (client.get(address).status_code == 200), (role, address)


def _pages_of(problem, introduction, project):
    return [
        reverse("problems:problem", args=[problem.pk]),
        reverse("problems:problem-step", args=[problem.pk, "put_on_hold"]),
        reverse("problems:introduction", args=[introduction.pk]),
        reverse("problems:introduction-step", args=[introduction.pk, "record_no_fit"]),
        reverse("problems:introduction-suggest", args=[problem.pk]),
        reverse("problems:project", args=[project.pk]),
        reverse("problems:project-step", args=[project.pk, "add_milestone"]),
        reverse("problems:project-plan", args=[problem.pk]),
    ]


def test_another_programmes_records_answer_not_found(stage, sign_in):
    project = stage.project()
    addresses = _pages_of(project.problem, project.introduction, project)
    strangers = Role.COORDINATOR, Role.FIRM_USER, Role.EXPERT, Role.PROGRAMME_OFFICE, Role.COMPLEX_MANAGER
    other = make_firm().programme
    for role in strangers:
        codes = {sign_in(role, programme=other).get(address).status_code for address in addresses}
        assert codes <= {404, 403}
        assert sign_in(role, programme=other).get(addresses[0]).status_code == 404


def test_the_coordinators_pages_open_in_both_languages(stage, sign_in):
    project = stage.project("running")
    Match.objects.create(
        programme=stage.programme, problem=project.problem, kind="expert", person=stage.expert, rank=1, score=0.8, found_at=stage.programme.now(),
        reasons=[{"kind": "words", "words": ["열변위"]}], engine_version="1",
    )  # fmt: skip
    client = sign_in(Role.COORDINATOR)
    match = Match.objects.get()
    addresses = [*_pages_of(project.problem, project.introduction, project), reverse("problems:match-judge", args=[match.pk])]
    addresses += [reverse(f"problems:{name}-list") for name in ("problem", "introduction", "project", "expertise", "support")]
    addresses += [reverse("problems:problem-raise"), reverse("problems:expertise-list") + "?kind=facility"]
    for language in ("ko", "en"):
        client.cookies["django_language"] = language
        answers = {address: client.get(address).status_code for address in addresses}
        # A step that does not lead on any more goes back to the record.
        assert {address: code for address, code in answers.items() if code not in {200, 302}} == {}


def _queries(client, address, counter):
    client.get(address)
    with counter as found:
        assert client.get(address).status_code == 200
    return len(found.captured_queries)


@pytest.mark.parametrize("name", ["problem-list", "introduction-list", "project-list", "expertise-list", "support-list"])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT, Role.FIRM_USER])
def test_a_list_asks_the_database_the_same_number_of_times_for_one_three_and_fifty_rows(stage, sign_in, name, role):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address, counts = sign_in(role), reverse(f"problems:{name}"), []
    for rows in (1, 2, 47):
        for number in range(rows):
            _one_of_each(stage, number)
        counts.append(_queries(client, address, CaptureQueriesContext(connection)))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 25


def _one_of_each(stage, number):
    problem = make_problem(stage.group, stage.firm, state="in_project", coordinator=stage.coordinator_person)
    now = stage.programme.now()
    introduction = make_introduction(problem, stage.expert, state="disclosed", asked_at=now, disclosed_at=now)
    project = make_project(problem, introduction=introduction)
    project.partners.create(organisation=stage.firm, role="lead")
    project.partners.create(organisation=stage.expert.affiliations.get().organisation, person=stage.expert, role="expert")
    project.budget.create(source="firm", planned_krw=number)
    make_evidence(make_expert(stage.programme))
    make_facility(stage.firm)
    make_support_programme(stage.programme)


def test_a_filter_leads_to_exactly_its_rows(stage, sign_in):
    mine = make_problem(stage.group, stage.firm, state="confirmed", problem_class="quality", origin="visit", origin_activity=make_activity(stage.group))
    make_problem(stage.group, stage.firm, state="raised", problem_class="finance", origin="call")
    client = sign_in(Role.COORDINATOR)
    filters = [
        {"state": "confirmed"},
        {"class": "quality"},
        {"group": stage.group.pk, "funnel": "confirmed"},
        {"complex": stage.group.complex_id, "funnel": "worked_on"},
        {"firm": stage.firm.pk, "funnel": "solved"},
        {"origin": "visit"},
        {"activity": mine.origin_activity_id},
        {"q": f"problem-{mine.pk}"},
    ]
    for chosen in filters:
        assert list(client.get(reverse("problems:problem-list"), chosen).context["page"]) == [mine]


def test_a_firm_raises_a_problem_in_three_fields_and_is_shown_the_one_it_has_already(stage, sign_in):
    client, address = sign_in(Role.FIRM_USER), reverse("problems:problem-raise")
    assert [field.name for field in client.get(address).context["form"].visible_fields()] == ["title", "description", "wanted_result"]
    typed = {"firm": stage.firm.pk, "title": "주축 열변위로 치수가 변함", "description": "오후가 되면 치수가 커집니다.", "wanted_result": "5 µm"}
    raised = client.post(address, typed)
    problem = Problem.objects.get()
    assert (raised.status_code, raised.url) == (302, reverse("problems:problem-intake", args=[problem.pk]))
    assert (problem.origin, problem.secrecy, problem.raised_on_behalf, problem.contact) == ("form", 3, False, stage.contact)
    again = client.post(address, {**typed, "title": "주축 열변위로 치수 변함"})
    assert (again.status_code, again.context["alike"].of_the_firm, Problem.objects.count()) == (200, [problem], 1)
    assert client.post(address, {**typed, "title": "주축 열변위로 치수 변함", "is_new": "on"}).status_code == 302
    assert Problem.objects.count() == 2


def test_what_is_not_typed_well_is_kept_and_said_at_its_field(stage, sign_in):
    typed = {"firm": stage.firm.pk, "title": "대표 주민번호 800101-1234567", "description": "가", "wanted_result": ""}
    answer = sign_in(Role.FIRM_USER).post(reverse("problems:problem-raise"), typed)
    assert (answer.status_code, list(answer.context["form"].errors), Problem.objects.count()) == (422, ["title"], 0)


def test_a_coordinator_raises_a_problem_from_an_observation_with_one_click_and_one_line(stage, sign_in):
    visit = make_activity(stage.group, host=stage.firm)
    report = VisitReport.objects.create(programme=stage.programme, activity=visit, firm=stage.firm, written_at=stage.programme.now(), summary="방문")
    observation = Observation.objects.create(visit_report=report, position=1, text="오후 가공품의 치수가 큽니다.")
    client, address = sign_in(Role.COORDINATOR), reverse("problems:problem-raise") + f"?observation={observation.pk}"
    form = client.get(address).context["form"]
    assert (form["description"].value(), form["firm"].value()) == (observation.text, stage.firm.pk)
    client.post(address, {"firm": stage.firm.pk, "title": "치수 편차", "description": observation.text})
    problem = Problem.objects.get()
    assert (problem.origin, problem.origin_activity, problem.origin_observation, problem.raised_on_behalf) == ("visit", visit, observation, True)
    assert client.get(address).context["earlier"] == [problem]


def test_an_observation_of_a_group_that_is_not_ones_own_cannot_be_raised_from(stage, sign_in):
    firm = make_firm()
    visit = make_activity(firm.memberships.get().group, host=firm)
    report = VisitReport.objects.create(programme=firm.programme, activity=visit, firm=firm, written_at=stage.programme.now(), summary="방문")
    observation = Observation.objects.create(visit_report=report, position=1, text=CANARY)
    answer = sign_in(Role.COORDINATOR).get(reverse("problems:problem-raise"), {"observation": observation.pk})
    assert (answer.status_code, CANARY in answer.content.decode()) == (404, False)


def test_the_chain_can_be_walked_by_the_forms_of_the_pages(stage, sign_in):
    coordinator, firm, expert = sign_in(Role.COORDINATOR), sign_in(Role.FIRM_USER), sign_in(Role.EXPERT)
    problem = stage.problem()

    def step(client, record, verb, **typed):
        answer = client.post(reverse(f"problems:{record.record_type}-step", args=[record.pk, verb]), typed)
        assert (answer.status_code, answer.url) == (302, record.get_absolute_url())
        record.refresh_from_db()

    step(coordinator, problem, "diagnose_problem", problem_class="technology", urgency="high", diagnosis="열팽창", mechanism="열")
    step(coordinator, problem, "frame_problem", public_summary="한 업체가 열변형 전문가를 찾습니다.", wanted_result="5 µm", trl="4")
    step(coordinator, problem, "start_matching")
    suggest = reverse("problems:introduction-suggest", args=[problem.pk])
    match = Match.objects.create(
        programme=stage.programme, problem=problem, kind="expert", person=stage.expert, rank=1, score=0.8, found_at=problem.now(), engine_version="1"
    )
    coordinator.post(f"{suggest}?match={match.pk}", {"expert": stage.expert.pk, "summary": problem.public_summary})
    introduction = Introduction.objects.get()
    today = stage.today.isoformat()
    step(coordinator, introduction, "shortlist_candidate")
    step(firm, introduction, "approve_summary", read_summary=introduction.summary)
    step(coordinator, introduction, "ask_expert")
    step(expert, introduction, "accept_introduction")
    step(
        coordinator, introduction, "record_consents",
        contact=stage.contact.pk, contact_consented_on=today, expert_consented_on=today, nda_signed_on=today,
    )  # fmt: skip
    step(coordinator, introduction, "disclose_details")
    step(coordinator, introduction, "record_first_meeting", met_on=today)
    step(coordinator, introduction, "start_cooperation")
    coordinator.post(reverse("problems:project-plan", args=[problem.pk]) + f"?introduction={introduction.pk}", {"title": "열변위 보정"})
    project = Project.objects.get()
    step(coordinator, project, "add_project_partner", organisation=stage.firm.pk, role="lead")
    step(coordinator, project, "plan_budget", source="firm", planned_krw="10000000", in_kind="on")
    step(coordinator, project, "add_milestone", title="시제품", due_on=today)
    step(coordinator, project, "sign_agreement", agreement_date=today)
    step(coordinator, project, "start_project")
    step(coordinator, project, "reach_milestone", milestone=project.milestones.get().pk, reached_on=today)
    step(coordinator, project, "record_output", kind="contract", title="3,000대 공급", on_date=today, counterpart=stage.firm.pk)
    step(coordinator, project, "hold_final_review")
    step(coordinator, project, "settle_project", settled_krw="9000000")
    problem.refresh_from_db()
    step(coordinator, problem, "report_solved_by_project", solution="보정")
    step(firm, problem, "confirm_solved")
    assert (problem.state, introduction.state, project.state) == ("confirmed", "cooperating", "settlement")


def test_a_refused_step_says_why_on_its_form_and_keeps_what_was_typed(stage, sign_in):
    problem = stage.problem("diagnosed")
    address = reverse("problems:problem-step", args=[problem.pk, "frame_problem"])
    answer = sign_in(Role.COORDINATOR).post(address, {"public_summary": "한결정밀의 주축 문제", "wanted_result": "5 µm"})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["public_summary"].value()) == (422, ["public_summary"], "한결정밀의 주축 문제")
    problem.refresh_from_db()
    assert problem.state == "diagnosed"


def test_an_unknown_step_is_not_found_and_a_foreign_one_not_allowed(stage, sign_in):
    problem = stage.problem("matching")
    client = sign_in(Role.FIRM_USER)
    codes = {verb: client.post(reverse("problems:problem-step", args=[problem.pk, verb])).status_code for verb in ("fly_away", "declare_unsolvable")}
    assert codes == {"fly_away": 404, "declare_unsolvable": 403}


def test_a_candidate_is_judged_and_the_reason_kept(stage, sign_in):
    problem = stage.problem("matching")
    match = Match.objects.create(
        programme=stage.programme, problem=problem, kind="expert", person=stage.expert, rank=1, score=0.8, found_at=problem.now(), engine_version="1"
    )
    client, address = sign_in(Role.COORDINATOR), reverse("problems:match-judge", args=[match.pk])
    without = client.post(address, {"judgement": "does_not_fit", "reason": ""})
    assert (without.status_code, list(without.context["form"].errors)) == (422, ["reason"])
    assert client.post(address, {"judgement": "does_not_fit", "reason": "분야가 다릅니다."}).status_code == 302
    match.refresh_from_db()
    assert (match.judgement, match.judgement_reason) == ("does_not_fit", "분야가 다릅니다.")


def test_the_queue_names_what_waits_for_whom_with_its_clock(stage):
    from minicluster.problems.domain.queries import queue_for

    def waits():
        return [[(item.what, item.due_on is not None) for item in queue_for(viewer)] for viewer in (stage.coordinator, stage.firm_user, stage.expert_viewer)]

    problem = stage.problem()
    assert waits() == [[("Diagnose it", True)], [], []]
    actions.return_problem(actor=stage.coordinator, problem=problem, why="언제부터입니까?")
    assert waits() == [[], [("Answer the coordinator's question", False)], []]
    stage.introduction("shortlisted")
    assert waits()[0] == []
    assert waits()[1][1:] == [("Approve the anonymised summary", True)]
    stage.introduction("asked", problem=stage.problem("matching", title="다른 문제"), expert=stage.expert)
    assert waits()[2] == [("Answer the request", True)]


def test_a_person_of_another_firm_sees_neither_problem_nor_introduction(stage, sign_in):
    introduction = stage.introduction("disclosed")
    stranger = make_firm(stage.group)
    client = sign_in(Role.FIRM_USER, organisation=stranger, person=make_person(organisation=stranger))
    addresses = [introduction.get_absolute_url(), introduction.problem.get_absolute_url()]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert list(client.get(reverse("problems:problem-list")).context["page"]) == []
