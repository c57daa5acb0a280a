"""The whole thread by clicks: a problem is raised after a visit, matched, introduced, carried through a project to a contract, and published."""

import re

import pytest
from signing_in import press
from walking import People, expect_done, fill, number_of, path_of, state, today_of

TITLE = "음파 진동 운동기기의 주파수별 근피로 검증"
WHAT_HAPPENS = "음파 진동 운동기기를 오래 쓰면 주파수에 따라 다리 근육이 쉽게 피로해진다는 사용자가 있습니다. 인체에 미치는 영향을 근거로 보이지 못합니다."
SUMMARY = "진동을 이용하는 운동기기를 만드는 기업이 주파수에 따라 인체의 근피로가 어떻게 달라지는지 시험해 줄 연구실을 찾고 있습니다."


@pytest.fixture
def people(browse):
    return People(browse)


def step(people, role, address, verb, **typed):
    """Take a step on its own page."""
    page = people[role]
    page.goto(f"{address}steps/{verb}/")
    fill(page.locator("main form.form"), typed)
    expect_done(page)
    return page


def test_a_problem_becomes_a_published_case(people, browse):
    problem = raise_as_firm(people["firm_user"])
    match_as_coordinator(people, problem)
    introduction = introduce_first_expert(people["coordinator"])
    link = ask_with_approved_summary(people, introduction)
    answer_without_account(browse(), link)
    cooperate(people, introduction)
    project = carry_through(people, problem, introduction)
    outcome = report_with_evidence(people["coordinator"], project)
    publish(people, browse(), problem)
    for role in ("coordinator", "firm_user", "expert"):
        page = people[role]
        page.goto(f"/thread/problem-{number_of(problem)}/")
        kinds = {text.split("·")[0].strip() for text in page.locator(".thread-kind").all_inner_texts()}
        assert {"Problem", "Introduction", "Project", "Output", "Outcome", "Success case"} <= kinds, role
        # An expert sees what came of it; the ledger itself is not part of that role.
        assert page.locator(f".thread a[href='{outcome}']").count() == (role != "expert")


def raise_as_firm(firm):
    """Three fields; the firm's problem stands with its reference."""
    firm.goto("/problems/raise/")
    fill(firm.locator("main form.form"), {"title": TITLE, "description": WHAT_HAPPENS, "wanted_result": "주파수별 시험 성적서"})
    if firm.get_by_text("None of these").count():
        fill(firm.locator("main form.form"), {"is_new": True})
    expect_done(firm)
    press(firm.get_by_role("link", name="Not now"))
    assert state(firm) == "Raised"
    return path_of(firm)


def match_as_coordinator(people, problem):
    """It waits in the queue, is understood and framed, and candidates are looked for."""
    coordinator = people["coordinator"]
    coordinator.goto("/")
    assert coordinator.locator(f".queue a[href='{problem}']").inner_text() == TITLE
    step(people, "coordinator", problem, "diagnose_problem", diagnosis="근거가 될 시험이 없습니다.", mechanism="전신진동과 근피로")
    step(people, "coordinator", problem, "frame_problem", public_summary=SUMMARY, wanted_result="주파수별 시험 성적서")
    step(people, "coordinator", problem, "start_matching")
    coordinator.goto(problem)
    press(coordinator.get_by_role("button", name="Find candidates"))
    expect_done(coordinator)


def introduce_first_expert(coordinator):
    """The first expert stands there with reasons and is suggested."""
    first = coordinator.locator("section[aria-labelledby=kind-expert] .candidates > li").first
    assert re.search("진동|vibration", first.locator(".reasons").inner_text(), re.IGNORECASE)
    assert first.locator(".reasons li").count() >= 2
    press(first.get_by_role("link", name="Suggest an introduction"))
    fill(coordinator.locator("main form.form"), {"summary": SUMMARY})
    expect_done(coordinator)
    return path_of(coordinator)


def ask_with_approved_summary(people, introduction):
    """The firm approves the summary before it leaves the house; the link can be copied."""
    step(people, "coordinator", introduction, "shortlist_candidate")
    step(people, "firm_user", introduction, "approve_summary")
    asked = step(people, "coordinator", introduction, "ask_expert")
    return re.search(r"https?://\S+(/answer/\S+/)", asked.locator("#request-text").inner_text())[1]


def answer_without_account(stranger, link):
    """Opening the link twice changes nothing and tells nothing secret; one button answers."""
    for _opened in range(2):
        stranger.goto(link)
        assert SUMMARY in stranger.locator("main").inner_text()
        assert TITLE not in stranger.content()
    press(stranger.get_by_role("button", name="Yes, I accept"))
    assert "You accepted" in stranger.locator("main").inner_text()


def cooperate(people, introduction):
    """Consents and NDA, then the details, the first meeting, the cooperation."""
    people["coordinator"].goto(introduction)
    assert state(people["coordinator"]) == "Accepted"
    day = today_of(people["coordinator"])
    step(people, "coordinator", introduction, "record_consents", contact=1, contact_consented_on=day, expert_consented_on=day, nda_signed_on=day)
    step(people, "coordinator", introduction, "disclose_details")
    step(people, "coordinator", introduction, "record_first_meeting", met_on=day)
    step(people, "coordinator", introduction, "start_cooperation")


def carry_through(people, problem, introduction):
    """A joint project with a contract; that it is solved is the firm's word, not the coordinator's."""
    coordinator = people["coordinator"]
    day = today_of(coordinator)
    press(coordinator.get_by_role("link", name="Plan a project"))
    fill(coordinator.locator("main form.form"), {"title": "주파수별 근피로 시험"})
    expect_done(coordinator)
    project = path_of(coordinator)
    step(people, "coordinator", project, "sign_agreement", agreement_date=day)
    step(people, "coordinator", project, "start_project")
    step(people, "coordinator", project, "record_output", kind="Contract", title="3,000대 공급계약", on_date=day, counterpart=1)
    step(people, "coordinator", project, "hold_final_review")
    step(people, "coordinator", problem, "report_solved_by_project", solution="주파수별 시험으로 사용 조건을 정하고 설명서에 넣음")
    assert state(step(people, "firm_user", problem, "confirm_solved")) == "Confirmed by the firm"
    coordinator.goto(introduction)
    assert coordinator.locator(f"a[href='{project}']").count() == 1
    return project


def report_with_evidence(coordinator, project):
    """What came of it stands in the ledger with the document that speaks for it."""
    day = today_of(coordinator)
    coordinator.goto(f"/outcomes/report/?project={number_of(project)}")
    fill(coordinator.locator("main form.form"), {"indicator": 1, "realisation": True, "value": "3000", "period_from": day, "period_to": day})
    expect_done(coordinator)
    fill(coordinator.locator("form[action$='attach_evidence/']"), {"title": "공급계약서", "where_kept": "계약 2007-77, 회사 문서고"})
    expect_done(coordinator)
    assert coordinator.locator(".page-head .badge").all_inner_texts()[:2] == ["Realised", "Evidence attached"]
    return path_of(coordinator)


def publish(people, stranger, problem):
    """Drafted, approved by firm and expert, checked and published; then anyone can read it."""
    coordinator = people["coordinator"]
    coordinator.goto(f"/cases/find/?problem={number_of(problem)}")
    fill(coordinator.locator("main form.form"), {"title_ko": "근피로를 재어 계약을 얻다", "title_en": "A contract from measured fatigue"})
    expect_done(coordinator)
    case = path_of(coordinator)
    case_step(people, "coordinator", case, "draft_case")
    case_step(people, "firm_user", case, "approve_case_as_firm")
    case_step(people, "expert", case, "approve_case_as_expert_too")
    case_step(people, "complex_manager", case, "check_case")
    case_step(people, "complex_manager", case, "publish_case")
    stranger.goto(f"/cases/{number_of(case)}/")
    assert stranger.locator("h1").inner_text() == "A contract from measured fatigue"


def case_step(people, role, case, verb):
    page = people[role]
    page.goto(case)
    form = page.locator(f"form[action$='/{verb}/']")
    form.evaluate("form => { form.closest('details').open = true }")
    press(form.locator("button.button-primary"))
    expect_done(page)


@pytest.mark.parametrize("role", ["coordinator", "firm_user", "expert"])
def test_the_guided_walk_leads_from_the_visit_to_the_published_case(browse, role):
    page = browse(role)
    page.goto("/")
    press(page.get_by_role("link", name="Start the walk"))
    stops = page.locator(".thread > li").count()
    assert page.get_by_role("link", name="Previous stop").count() == 0
    walked = [page.locator(".thread > li[aria-current] .thread-kind").inner_text().split("·")[0].strip()]
    while page.get_by_role("link", name="Next stop").count():
        press(page.get_by_role("link", name="Next stop"))
        walked.append(page.locator(".thread > li[aria-current] .thread-kind").inner_text().split("·")[0].strip())
    assert len(walked) == stops
    assert list(dict.fromkeys(walked)) == ["Activity", "Visit report", "Problem", "Match", "Introduction", "Project", "Output", "Outcome", "Success case"]
    for address in {link.get_attribute("href") for link in page.locator(".thread > li > a").all()}:
        response = page.request.get(address)
        assert (response.status, address) == (200, address)
