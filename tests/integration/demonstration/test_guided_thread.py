import pytest
from django.utils import timezone

from minicluster.demonstration.guided_thread import CONTRACT_UNITS, EXPECTED_SALES_KRW
from minicluster.demonstration.loading import programme
from minicluster.members.domain.queries import viewer_of
from minicluster.members.models import RoleAssignment, Tie
from minicluster.outcomes.models import Outcome
from minicluster.platform.audit.journal import history_of
from minicluster.problems.domain.matching import candidates_for
from minicluster.problems.models import Problem
from minicluster.stories.domain.thread import thread_of
from minicluster.stories.models import SuccessCase

pytestmark = pytest.mark.django_db
QUESTION = "음파 진동을 이용한 운동기기가 인체에 미치는 영향을 검증할 연구실이 필요합니다"
IN_ENGLISH = "We need a laboratory that can verify how an exercise machine using sonic vibration affects the human body"


@pytest.fixture(autouse=True)
def _loaded(phases):
    pass


@pytest.fixture
def problem():
    return Problem.objects.get(programme=programme(), title="음파 진동 운동기기의 인체 영향 검증")


def viewer(role):
    assignment = RoleAssignment.objects.get(user__email=f"{role}@demo.example")
    return viewer_of(assignment, assignment.programme)


def days(record, *actions):
    return [
        (entry.action, timezone.localtime(entry.programme_time).date().isoformat()) for entry in history_of(record) if not actions or entry.action in actions
    ]


def test_the_programme_points_at_the_case_of_the_thread(problem):
    case = problem.cases.get()
    assert programme().guided_thread == case.reference
    assert (case.state, case.invented) == ("published", True)


def test_the_problem_went_step_by_step_from_the_visit_to_the_firms_own_word(problem):
    assert days(problem) == [
        ("raise_problem", "2006-03-15"),
        ("diagnose_problem", "2006-03-17"),
        ("frame_problem", "2006-03-20"),
        ("start_matching", "2006-03-21"),
        ("match_problem", "2006-03-21"),
        ("mark_introduced", "2006-03-31"),
        ("move_into_project", "2006-04-24"),
        ("report_solved_by_project", "2007-03-20"),
        ("confirm_solved", "2007-03-26"),
        ("lower_secrecy", "2007-04-12"),
    ]
    assert [entry.role for entry in history_of(problem)][-2:] == ["firm_user", "firm_user"]


def test_the_introduction_has_summary_consents_and_disclosure_in_their_order(problem):
    introduction = problem.introductions.get()
    assert [action for action, _day in days(introduction)][:6] == [
        "suggest_introduction",
        "shortlist_candidate",
        "approve_summary",
        "ask_expert",
        "accept_introduction",
        "record_consents",
    ]
    assert (introduction.state, introduction.firm_rating, introduction.expert_rating) == ("completed", 5, 5)
    assert introduction.first_meeting.kind == "consultation"


def test_what_came_of_it_is_kept_apart_by_realised_and_expected(problem):
    gains = Outcome.objects.filter(problem=problem).order_by("pk")
    found = [(gain.indicator.slug, gain.realisation, int(gain.value), gain.state, gain.evidence.count()) for gain in gains]
    assert found == [
        ("contract_units", "realised", CONTRACT_UNITS, "confirmed", 1),
        ("sales", "expected", EXPECTED_SALES_KRW, "verified", 1),
        ("sales", "realised", 1_860_000_000, "confirmed", 1),
    ]


def test_every_record_of_the_thread_hangs_together_for_everyone_who_walks_it():
    for role in ("coordinator", "firm_user", "expert"):
        thread = thread_of(viewer(role), programme().guided_thread)
        kinds = {stop.reference.rsplit("-", 1)[0] for stop in thread.stops}
        assert {"activity", "visit-report", "problem", "introduction", "project", "output", "outcome", "success-case"} <= kinds
        joined, reached = {frozenset(link) for link in thread.links}, {thread.stops[0].reference}
        for _round in thread.stops:
            reached |= {end for link in joined if link & reached for end in link}
        assert reached == {stop.reference for stop in thread.stops}


def test_the_rehabilitation_engineer_is_found_by_her_own_evidence(problem):
    engineer = problem.introductions.get().expert
    korean = candidates_for(viewer("coordinator"), QUESTION, kinds=["expert"], leave_out=[problem.reference])
    english = candidates_for(viewer("coordinator"), IN_ENGLISH, kinds=["expert"], leave_out=[problem.reference])
    assert korean[0].id == engineer.pk
    assert engineer.pk in [candidate.id for candidate in english[:3]]


def test_contact_and_engineer_are_tied_by_what_they_did_together(problem):
    engineer = problem.introductions.get().expert
    kinds = set(Tie.objects.filter(one__in=(problem.contact, engineer), other__in=(problem.contact, engineer)).values_list("kind", flat=True))
    assert kinds == {"met", "introduced", "cooperated", "contracted"}


def test_the_published_case_beside_it_names_no_record_of_the_thread():
    published = SuccessCase.objects.get(programme=programme(), invented=False)
    assert published.project is None
    assert published.expert is None
