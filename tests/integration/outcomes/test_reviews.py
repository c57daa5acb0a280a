from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from factories import (
    make_activity,
    make_complex,
    make_firm,
    make_group,
    make_indicator,
    make_membership,
    make_organisation,
    make_person,
    make_problem,
    make_programme,
    make_project,
    make_tie,
    make_user,
    make_viewer,
)

from minicluster.meetings.models import Attendance, SurveyAnswer
from minicluster.members.domain.queries import viewer_of
from minicluster.members.models import Group, Office, RoleAssignment, Site
from minicluster.outcomes.domain.review_conflicts import conflicts_of, is_from_outside
from minicluster.outcomes.domain.reviewing import begin_scoring, decide_review, open_review_round, score_review, seat_reviewer, unseat_reviewer
from minicluster.outcomes.domain.reviews import reviews_for, sheet_of, year_of_reviews
from minicluster.outcomes.models import GroupReview, Outcome, ReviewRound
from minicluster.outcomes.rules import STANDARD_CRITERIA, Criterion
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
ALL_FIVE = {one.slug: (5, "") for one in STANDARD_CRITERIA}


@pytest.fixture
def group():
    """A mini-cluster of a programme whose clock stands in October 2007."""
    return make_group(make_programme(clock_shift=datetime(2007, 10, 15, tzinfo=UTC) - datetime.now(UTC)))


@pytest.fixture
def office(group):
    return make_viewer(Role.PROGRAMME_OFFICE, group.programme)


def a_review(office, group, **round_facts):
    opened = open_review_round(actor=office, year=2007, **round_facts)
    return GroupReview.objects.select_related("group__programme", "round").get(round=opened, group=group)


def a_reviewer(programme, *, inside=None, **reach):
    """A reviewer who works at an institute, outside every complex or in one."""
    institute = make_organisation(programme, kind="institute")
    Site.objects.create(organisation=institute, complex=inside, valid_from=date(2000, 1, 1))
    person = make_person(programme, institute)
    user = make_user(Role.REVIEWER, programme, person=person, **reach)
    return RoleAssignment.objects.get(user=user, role=Role.REVIEWER)


def seated(office, review, count=3, **place):
    assignments = [a_reviewer(review.programme, **place) for _number in range(count)]
    for assignment in assignments:
        seat_reviewer(actor=office, review=review, assignment=assignment)
    return [viewer_of(assignment, review.programme) for assignment in assignments]


def test_a_round_opens_a_review_for_each_living_mini_cluster_once(group, office):
    make_group(group.programme, state="closed")
    watched = make_group(group.programme, state="on_watch")
    opened = open_review_round(actor=office, year=2007)
    assert set(opened.reviews.values_list("group", flat=True)) == {group.pk, watched.pk}
    assert [criterion.slug for criterion in opened.criteria.all()] == [one.slug for one in STANDARD_CRITERIA]
    for year in (2007, 2009):
        with pytest.raises(InvalidInputError):
            open_review_round(actor=office, year=year)
    with pytest.raises(InvalidInputError, match="weight"):
        open_review_round(actor=office, year=2006, criteria=())
    with pytest.raises(NotAllowedError):
        open_review_round(actor=make_viewer(Role.REVIEWER, group.programme), year=2006)
    assert ReviewRound.objects.count() == 1


def test_the_sheet_counts_what_the_year_brought_and_sets_it_beside_its_like(group, office):
    firm = make_firm(group)
    activity = make_activity(group, kind="forum", state="held", starts_at=datetime(2007, 3, 5, 1, tzinfo=UTC))
    for visited in (firm, make_firm(group)):
        Attendance.objects.create(activity=activity, person=make_person(group.programme), organisation=visited)
    for usefulness in (3, 4, 5):
        SurveyAnswer.objects.create(programme=group.programme, activity=activity, person=make_person(group.programme), usefulness=usefulness,
                                    met_somebody=False, answered_at=datetime(2007, 3, 6, tzinfo=UTC))  # fmt: skip
    raised = datetime(2007, 3, 5, tzinfo=UTC)
    make_problem(group, firm, state="confirmed", raised_at=raised, origin_activity=activity)
    make_problem(group, firm, state="raised", raised_at=raised)
    make_problem(group, firm, state="raised", raised_at=datetime(2006, 3, 5, tzinfo=UTC))
    make_group(group.programme)
    review = a_review(office, group)
    rows = {row.name: row for row in sheet_of(office, review).measures}
    assert (rows["participation"].told, rows["participation"].median, rows["participation"].not_worse_than) == ("2", "0", 100)
    assert (rows["problem_yield"].told, rows["problem_yield"].of_what) == ("1.00", "1 of 1")
    assert (rows["solved_rate"].told, rows["solved_rate"].of_what) == ("50 %", "1 of 2")
    assert rows["satisfaction"].told == "4.00"
    assert rows["private_share"].told == "–"
    assert f"group={group.pk}" in rows["solved_rate"].address


def test_the_figures_are_frozen_when_the_scoring_begins(group, office):
    review = a_review(office, group)
    seated(office, review)
    begin_scoring(actor=office, review=review)
    make_activity(group, kind="forum", state="held", starts_at=datetime(2007, 3, 5, 1, tzinfo=UTC))
    make_problem(group, make_firm(group), state="raised", raised_at=datetime(2007, 3, 5, tzinfo=UTC))
    review.refresh_from_db()
    assert {row.name: row.of_what for row in sheet_of(office, review).measures}["solved_rate"] == "0 of 0"
    assert Group.objects.get(pk=group.pk).state == "under_review"


def test_the_scoring_waits_for_enough_reviewers_and_for_those_from_outside(group, office):
    review = a_review(office, group)
    with pytest.raises(InvalidInputError, match="not enough reviewers without"):
        begin_scoring(actor=office, review=review)
    seated(office, review, inside=group.complex)
    with pytest.raises(InvalidInputError, match="from outside"):
        begin_scoring(actor=office, review=review)
    # Two of five would do for a half of three, not for a half of five.
    seated(office, review, 2)
    with pytest.raises(InvalidInputError, match="from outside"):
        begin_scoring(actor=office, review=review)
    seated(office, review, 1)
    begin_scoring(actor=office, review=review)


def worked_for(assignment, firm, until):
    assignment.person.affiliations.create(organisation=firm, valid_from=date(2000, 1, 1), valid_to=until)


def test_every_kind_of_conflict_that_records_show_is_found(group):
    programme, firm = group.programme, make_firm(group)
    engineer = make_person(programme, firm)
    clean, staff, long_gone, member, chair, coordinator, worked, met = (a_reviewer(programme) for _number in range(8))
    worked_for(staff, firm, date(2006, 1, 1))
    worked_for(long_gone, firm, date(2003, 1, 1))
    make_membership(group, person=member.person, kind="expert")
    Office.objects.create(programme=programme, group=group, person=chair.person, role="chair", valid_from=date(2005, 1, 1))
    RoleAssignment.objects.create(user=coordinator.user, programme=programme, role=Role.COORDINATOR).groups.add(group)
    make_tie(worked.person, engineer, kind="cooperated", on_date=date(2007, 1, 1))
    make_tie(met.person, engineer, kind="met", on_date=date(2007, 1, 1))
    found = [conflicts_of(one, group) for one in (clean, staff, long_gone, member, chair, coordinator, worked, met)]
    assert found == [[], ["works_for_member"], [], ["is_member"], ["holds_office"], ["looks_after"], ["worked_together"], []]


def test_somebody_of_whom_no_workplace_is_known_is_not_from_outside(group):
    inside, outside = a_reviewer(group.programme, inside=group.complex), a_reviewer(group.programme, inside=make_complex(group.programme))
    nobody = RoleAssignment.objects.get(user=make_user(Role.REVIEWER, group.programme))
    assert [is_from_outside(one, group) for one in (inside, outside, nobody)] == [False, True, False]


def test_a_reviewer_with_a_conflict_neither_counts_nor_scores(group, office):
    review = a_review(office, group)
    viewers = seated(office, review, 4)
    begin_scoring(actor=office, review=review)
    assert not score_review(actor=viewers[0], review=review, no_conflict=False, declared_conflict="My brother works there", scores=ALL_FIVE)
    # Work with a member that began after the seat was given is found when the scores come.
    engineer, late = make_person(group.programme, make_firm(group)), review.seats.get(user=viewers[1].user_id).person
    make_tie(late, engineer, kind="contracted", on_date=date(2007, 9, 1))
    assert not score_review(actor=viewers[1], review=review, no_conflict=True, scores=ALL_FIVE)
    assert score_review(actor=viewers[2], review=review, no_conflict=True, scores=ALL_FIVE)
    sheet = sheet_of(office, review)
    assert [row.is_free for row in sheet.seats] == [False, False, True, True]
    assert [row.has_scored for row in sheet.seats] == [False, False, True, False]
    assert sheet.score == 5.0
    with pytest.raises(InvalidInputError, match="1 of 3"):
        decide_review(actor=office, review=review, decision="continue", why="Good")


def test_scores_are_complete_or_not_taken_and_only_of_those_who_are_named(group, office):
    review = a_review(office, group)
    viewers = seated(office, review)
    with pytest.raises(IllegalStepError):
        score_review(actor=viewers[0], review=review, no_conflict=True, scores=ALL_FIVE)
    begin_scoring(actor=office, review=review)
    for scores in ({}, {**ALL_FIVE, "satisfaction": (6, "")}):
        with pytest.raises(InvalidInputError):
            score_review(actor=viewers[0], review=review, no_conflict=True, scores=scores)
    for no_conflict, conflict in ((False, ""), (True, "yes")):
        with pytest.raises(InvalidInputError, match="conflict"):
            score_review(actor=viewers[0], review=review, no_conflict=no_conflict, declared_conflict=conflict, scores=ALL_FIVE)
    with pytest.raises(NotVisibleError):
        score_review(actor=viewer_of(a_reviewer(group.programme), group.programme), review=review, no_conflict=True, scores=ALL_FIVE)
    assert sheet_of(office, review).score is None


@pytest.mark.parametrize(
    ("decision", "state"), [("continue", "active"), ("on_watch", "on_watch"), ("graduate", "graduated"), ("close", "closed"), ("reorganise", "under_review")]
)
def test_a_decision_leads_the_mini_cluster_on(group, office, decision, state):
    review = a_review(office, group, fewest_reviewers=1, criteria=(Criterion("plan", "계획", "Plan", "", 1),))
    [viewer] = seated(office, review, 1)
    begin_scoring(actor=office, review=review)
    score_review(actor=viewer, review=review, no_conflict=True, scores={"plan": (4, "Sound")})
    with pytest.raises(InvalidInputError):
        decide_review(actor=office, review=review, decision=decision, why=" ")
    decide_review(actor=office, review=review, decision=decision, why="For reasons")
    assert Group.objects.get(pk=group.pk).state == state
    assert AuditEntry.objects.filter(action="decide_review", why="For reasons").count() == 1
    with pytest.raises(IllegalStepError):
        seat_reviewer(actor=office, review=review, assignment=a_reviewer(group.programme))


def test_scores_and_names_are_told_to_others_only_as_far_as_they_may_see_them(group, office):
    review = a_review(office, group, fewest_reviewers=1, criteria=(Criterion("plan", "계획", "Plan", "", 1),))
    [viewer] = seated(office, review, 1)
    begin_scoring(actor=office, review=review)
    score_review(actor=viewer, review=review, no_conflict=True, scores={"plan": (4, "Sound")})
    officer = make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group])
    before = sheet_of(officer, review)
    assert (before.score, before.criteria[0].mean, before.criteria[0].remarks, before.seats[0].name) == (None, None, [], "Reviewer 1")
    decide_review(actor=office, review=review, decision="continue", why="Good")
    after = sheet_of(officer, review)
    assert (after.score, after.criteria[0].remarks, after.seats[0].name) == (4.0, ["Sound"], "Reviewer 1")
    assert sheet_of(office, review).seats[0].name == str(review.seats.get().person)


def test_a_seat_with_scores_stays_and_one_without_is_taken_back(group, office):
    review = a_review(office, group, fewest_reviewers=1, criteria=(Criterion("plan", "계획", "Plan", "", 1),))
    viewers = seated(office, review, 2)
    begin_scoring(actor=office, review=review)
    score_review(actor=viewers[0], review=review, no_conflict=True, scores={"plan": (4, "")})
    first, second = review.seats.order_by("pk")
    with pytest.raises(InvalidInputError, match="has scored"):
        unseat_reviewer(actor=office, review=review, seat=first)
    unseat_reviewer(actor=office, review=review, seat=second)
    assert review.seats.count() == 1


def test_a_coordinator_reads_own_groups_and_another_programme_does_not_exist(group, office):
    other = make_group(group.programme)
    open_review_round(actor=office, year=2007)
    coordinator = make_viewer(Role.COORDINATOR, group.programme, groups=[other])
    assert [review.group_id for review in reviews_for(coordinator)] == [other.pk]
    assert not reviews_for(make_viewer(Role.PROGRAMME_OFFICE, make_programme())).exists()
    assert not reviews_for(make_viewer(Role.FIRM_USER, group.programme)).exists()


def linked(client):
    """The measures of the one review in the table of the year: what is told, and where it leads."""
    (row,) = client.get("/reviews/").context["rows"]
    return {measure.name: (measure.told, measure.address) for measure in row.measures if measure.address}


def test_a_measure_opens_to_exactly_the_rows_it_counts_and_a_frozen_one_to_its_sheet(client, group, office):
    firm, raised = make_firm(group), datetime(2007, 3, 5, tzinfo=UTC)
    activity = make_activity(group, kind="forum", state="held", starts_at=datetime(2007, 3, 5, 1, tzinfo=UTC))
    Attendance.objects.create(activity=activity, person=make_person(group.programme), organisation=firm)
    solved = make_problem(group, firm, state="confirmed", raised_at=raised, origin_activity=activity)
    for state, at in (("raised", raised), ("confirmed", datetime(2006, 3, 5, tzinfo=UTC))):
        make_problem(group, firm, state=state, raised_at=at)
    agreed, before = (make_project(solved, state="running", agreement_date=date(year, 5, 2)) for year in (2007, 2006))
    for project in (agreed, before):
        for source, planned in (("state", 60), ("firm", 40)):
            project.budget.create(source=source, planned_krw=planned)
    entries = [
        Outcome.objects.create(
            programme=group.programme, problem=solved, group=group, organisation=firm, indicator=make_indicator(group.programme, slug=f"sales-{state}"), value=5,
            state=state, realisation="realised", reported_at=raised, period_from=raised, period_to=raised,
        )
        for state in ("reported", "verified", "confirmed")
    ]  # fmt: skip
    review = a_review(office, group)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), BACKEND)
    shown = linked(client)
    assert {name: told for name, (told, _address) in shown.items()} == {
        "participation": "1", "problem_yield": "1.00", "solved_rate": "50 %", "money_levered": "0.67", "private_share": "40 %", "verified_outcomes": "2",
    }  # fmt: skip
    found = {name: sorted(row.pk for row in client.get(address).context["page"]) for name, (_told, address) in shown.items()}
    assert found == {
        "participation": [activity.pk], "problem_yield": [solved.pk], "solved_rate": [solved.pk], "money_levered": [agreed.pk], "private_share": [agreed.pk],
        "verified_outcomes": [entry.pk for entry in entries[1:]],
    }  # fmt: skip
    assert {row.name: row.address for row in sheet_of(office, review).measures if row.address} == {name: address for name, (_told, address) in shown.items()}
    seated(office, review)
    begin_scoring(actor=office, review=review)
    make_problem(group, firm, state="confirmed", raised_at=raised)
    sheet = f"/reviews/{review.pk}/"
    assert linked(client) == {name: (told, sheet) for name, (told, _address) in shown.items()}
    assert client.get("/reviews/").content.decode().count(f'href="{sheet}">50 %</a>') == 1
    page = client.get(sheet).content.decode()
    assert ("a link shows the rows as they stand today" in page, page.count(f'<a href="{escape(shown["solved_rate"][1])}">50 %</a>')) == (True, 1)


def test_the_table_of_a_year_asks_the_same_questions_for_one_group_and_for_five(group, office):
    asked = []
    for year, more in ((2006, 0), (2007, 4)):
        for _number in range(more):
            make_group(group.programme)
        opened = open_review_round(actor=office, year=year)
        with CaptureQueriesContext(connection) as questions:
            assert len(year_of_reviews(office, opened)) == 1 + more
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 20


def test_the_year_is_opened_reviewed_and_decided_on_pages(client, group):
    programme = group.programme
    client.force_login(make_user(Role.PROGRAMME_OFFICE, programme, language="en"), BACKEND)
    typed = {"year": 2007, "fewest_reviewers": 1, "outside_percent": 100, "weight_satisfaction": 1, "own_en": "Spirit", "own_weight": 2}
    assert client.post("/reviews/open/", typed).status_code == 302
    review = GroupReview.objects.get(group=group)
    assert str(group) in client.get("/reviews/").content.decode()
    assignment = a_reviewer(programme)
    address = f"/reviews/{review.pk}/"
    assert client.post(f"{address}scoring/").status_code == 422
    assert client.post(f"{address}reviewers/", {"assignment": assignment.pk}).status_code == 302
    assert client.post(f"{address}scoring/").status_code == 302
    client.force_login(assignment.user, BACKEND)
    assert client.get(f"{address}score/").status_code == 200
    scores = {"no_conflict": "on", "score_satisfaction": "3", "score_own": "5", "remark_own": "Lively"}
    assert client.post(f"{address}score/", scores).status_code == 302
    client.force_login(make_user(Role.PROGRAMME_OFFICE, programme, language="en"), BACKEND)
    page = client.get(address).content.decode()
    assert "4.33" in page
    assert "Lively" in page
    assert client.post(f"{address}decision/", {"decision": "on_watch", "why": "Few firms came."}).status_code == 302
    assert Group.objects.get(pk=group.pk).state == "on_watch"
    assert "Few firms came." in client.get(address).content.decode()


def test_a_year_that_is_reviewed_twice_is_refused_on_the_form_with_what_was_typed(client, group):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme, language="en"), BACKEND)
    typed = {"year": 2007, "fewest_reviewers": 1, "outside_percent": 100, "weight_satisfaction": 1}
    client.post("/reviews/open/", typed)
    assert "are open already" in client.post("/reviews/open/", typed).content.decode()
