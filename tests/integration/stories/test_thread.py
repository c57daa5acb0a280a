import json
import re
from html import unescape
from itertools import pairwise

import pytest
from django.urls import reverse
from factories import make_activity, make_complex, make_group, make_problem, make_user, make_viewer
from threads import CANARY, make_thread, publish

from minicluster.members.models import Programme
from minicluster.outcomes.domain.claims import load_claims
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.models import Match
from minicluster.stories.domain.actions import record_published_case
from minicluster.stories.domain.thread import thread_of

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
KINDS = ["activity", "visit-report", "problem", "match", "introduction", "activity", "project", "output", "outcome", "success-case"]
RECORDS = ("visit", "report", "problem", "match", "introduction", "meeting", "project", "output", "outcome", "case")


@pytest.mark.parametrize("asked_for", RECORDS)
def test_every_record_gives_the_whole_thread_in_its_order(thread, asked_for):
    found = thread_of(thread.viewers.coordinator, getattr(thread, asked_for).reference)
    references = [getattr(thread, name).reference for name in RECORDS]
    assert [stop.kind for stop in found.stops] == KINDS
    assert [stop.reference for stop in found.stops] == references
    assert found.links == list(pairwise(references))
    assert [stop.reference for stop in found.stops if not stop.is_readable or not stop.address] == []


def test_an_observation_lies_on_the_thread_of_its_problem(thread):
    found = thread_of(thread.viewers.coordinator, f"observation-{thread.observation.pk}")
    assert [stop.kind for stop in found.stops] == KINDS


def test_a_candidate_that_was_not_introduced_is_shown_beside_the_chain(thread):
    other = Match.objects.create(programme=thread.group.programme, problem=thread.problem, kind="expert", person=thread.expert, rank=2, score=0.1,
                                 engine_version="1", found_at=thread.problem.raised_at)  # fmt: skip
    found = thread_of(thread.viewers.coordinator, other.reference)
    assert (thread.problem.reference, other.reference) in found.links
    assert len(found.stops) == len(RECORDS) + 1
    assert len(thread_of(thread.viewers.coordinator, thread.problem.reference).stops) == len(RECORDS)


def test_a_visit_with_several_problems_gives_the_thread_that_got_furthest(thread):
    make_problem(thread.group, thread.firm, origin_activity=thread.visit)
    found = thread_of(thread.viewers.coordinator, thread.visit.reference)
    assert thread.case.reference in [stop.reference for stop in found.stops]


def test_a_visit_of_which_nothing_came_is_a_thread_of_one_stop():
    group = make_group()
    visit = make_activity(group)
    found = thread_of(make_viewer(Role.COORDINATOR, group.programme, groups=[group]), visit.reference)
    assert [stop.reference for stop in found.stops] == [visit.reference]


def test_the_thread_of_a_duplicate_is_that_of_the_problem_that_was_kept(thread):
    forum = make_activity(thread.group, kind="forum")
    duplicate = make_problem(thread.group, thread.firm, origin_activity=forum, state="merged", duplicate_of=thread.problem)
    found = thread_of(thread.viewers.coordinator, duplicate.reference)
    assert {(forum.reference, duplicate.reference), (duplicate.reference, thread.problem.reference)} <= set(found.links)
    assert thread.case.reference in [stop.reference for stop in found.stops]


def test_a_case_that_was_published_elsewhere_has_its_claims_and_nothing_else():
    wonju = make_complex(slug="wonju")
    claims = load_claims(wonju.programme)
    office = make_viewer(Role.PROGRAMME_OFFICE, wonju.programme)
    case = record_published_case(
        actor=office, complex=wonju, title_ko="티에스메디텍", story_ko="3,000대 계약", source=claims["art-12"].source, happened_on=wonju.programme.today(),
        claims=[claims["art-12"], claims["art-13"]],
    )  # fmt: skip
    found = thread_of(office, claims["art-13"].reference)
    assert found.links == [(case.reference, claims["art-12"].reference), (case.reference, claims["art-13"].reference)]
    assert [stop.kind for stop in found.stops] == ["success-case", "claim", "claim"]


@pytest.mark.parametrize(
    "reference", ["problem-0", "problem-999999999", "problem", "problem-x", "person-1", "problem-1 ", "claim-1", "", "problem-" + "9" * 30]
)
def test_what_is_no_record_of_a_thread_is_not_there(thread, reference):
    with pytest.raises(NotVisibleError):
        thread_of(thread.viewers.coordinator, reference)


def test_the_thread_reaches_its_people_and_nobody_elses(thread):
    programme, elsewhere = thread.group.programme, make_group(thread.group.programme)
    other = make_thread()
    reach = {
        role: [
            _opens(
                make_viewer(role, programme, person=thread.expert, organisations=[thread.firm], groups=[thread.group], complexes=[thread.group.complex]), thread
            ),
            _opens(make_viewer(role, programme, person=other.expert, organisations=[other.firm], groups=[elsewhere], complexes=[elsewhere.complex]), thread),
            _opens(make_viewer(role, other.group.programme, person=thread.expert, organisations=[thread.firm], groups=[thread.group]), thread),
        ]
        for role in Role
    }
    own = (Role.FIRM_USER, Role.EXPERT, Role.GROUP_OFFICER, Role.COORDINATOR, Role.COMPLEX_MANAGER)
    everywhere = (Role.PROGRAMME_OFFICE, Role.REVIEWER, Role.FUNDER)
    assert reach == {
        **{role: [False, False, False] for role in Role},
        **{role: [True, False, False] for role in own},
        **{role: [True, True, False] for role in everywhere},
    }


def _opens(viewer, thread):
    try:
        thread_of(viewer, thread.problem.reference)
    except NotVisibleError:
        return False
    return True


def test_an_expert_walks_the_thread_only_after_the_details_were_disclosed(thread):
    thread.project.partners.all().delete()
    assert _opens(thread.viewers.expert, thread)
    thread.introduction.disclosed_at = None
    thread.introduction.save()
    assert not _opens(thread.viewers.expert, thread)


def test_the_secret_text_is_told_to_those_only_who_may_read_it(thread):
    publish(thread)
    programme = thread.group.programme
    texts = {
        role: json.dumps(thread_of(_own(role, programme, thread), thread.problem.reference).as_data(), ensure_ascii=False)
        for role in Role
        if _opens(_own(role, programme, thread), thread)
    }
    assert {role for role, text in texts.items() if CANARY in text} == {Role.COORDINATOR, Role.FIRM_USER, Role.EXPERT}
    assert "운동기기 기업이 인체 영향 검증을 찾습니다." in texts[Role.FUNDER]


def _own(role, programme, thread):
    return make_viewer(role, programme, person=thread.expert, organisations=[thread.firm], groups=[thread.group], complexes=[thread.group.complex])


def test_what_may_not_be_read_is_named_by_its_kind_and_has_no_link(thread):
    stops = {stop.reference: stop for stop in thread_of(thread.viewers.expert, thread.problem.reference).stops}
    outcome, match = stops[thread.outcome.reference], stops[thread.match.reference]
    assert (outcome.title, outcome.who, outcome.address) == ("Outcome (not open to your role)", "", "")
    assert (match.title, match.address) == ("Match (not open to your role)", "")
    assert stops[thread.project.reference].is_readable


def test_the_number_of_statements_does_not_grow_with_the_thread(thread, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        thread_of(thread.viewers.coordinator, thread.problem.reference)


def test_the_page_walks_from_stop_to_stop(client, thread):
    client.force_login(make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group]), "django.contrib.auth.backends.ModelBackend")
    reference, walked = thread.case.reference, []
    address = reverse("stories:thread", args=[reference]) + f"?at={thread.visit.reference}"
    while address:
        response = client.get(address)
        assert response.status_code == 200
        walk = response.context["walk"]
        walked.append(walk.here.reference)
        address = reverse("stories:thread", args=[reference]) + f"?at={walk.after.reference}" if walk.after else ""
    assert walked == [getattr(thread, name).reference for name in RECORDS]
    assert response.content.decode().count('aria-current="step"') == 1


def test_another_programmes_thread_answers_404_on_the_page(client, thread):
    programme = Programme.objects.create(slug="other", name_ko="다른 사업", name_en="Other", started_on=thread.visit.starts_at.date())
    client.force_login(make_user(Role.PROGRAMME_OFFICE, programme), "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("stories:thread", args=[thread.problem.reference])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ANONYMOUS])
def test_no_link_of_a_page_around_the_thread_leads_to_a_closed_door(client, thread, role):
    publish(thread)
    user = make_user(role, thread.group.programme, person=thread.expert, organisation=thread.firm, groups=[thread.group], complexes=[thread.group.complex])
    client.force_login(user, BACKEND)
    records = (thread.problem, thread.visit, thread.report, thread.outcome, thread.project, thread.introduction, thread.case)
    pages = ["/", *(f"/thread/{record.reference}/?at={thread.outcome.reference}" for record in records), *(record.get_absolute_url() for record in records)]
    closed = {}
    for address in pages:
        page = client.get(address)
        links = set(re.findall(r'href="(/(?!static/)[^"#?]*)"', page.content.decode())) if page.status_code == 200 else ()
        closed |= {link: (address, status) for link in links if (status := client.get(unescape(link)).status_code) >= 400}
    assert closed == {}
