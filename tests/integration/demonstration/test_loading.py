from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import Sum
from django.utils import timezone

from minicluster.demonstration.chronicle import NOW
from minicluster.demonstration.loading import Size, load_demonstration, programme
from minicluster.demonstration.second import SLUG as SECOND
from minicluster.meetings.models import Activity, Attendance
from minicluster.members.domain.queries import DEMONSTRATION_PASSWORD, viewer_of
from minicluster.members.models import Complex, Group, Organisation, OrganisationYear, Person, ProgrammeRecord, RoleAssignment, Tie
from minicluster.members.rules import meeting_ties
from minicluster.outcomes.domain.firm_panel import firm_panel
from minicluster.outcomes.models import Actual, Baseline, Claim, Indicator, Outcome, OutsideComplex, Perimeter, Target
from minicluster.outcomes.rules import ImpactMeasure
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.problems.domain.matching import candidates_for
from minicluster.problems.models import Introduction, Problem, Project, SymptomConcept
from minicluster.problems.rules import FOUND, INTRODUCTION_LIFECYCLE, PROBLEM_LIFECYCLE, PROJECT_LIFECYCLE, SOLVED
from minicluster.stories.models import SuccessCase

pytestmark = pytest.mark.django_db
ROLES = [role for role in Role if role is not Role.ANONYMOUS]


@pytest.fixture(autouse=True)
def _loaded(phases):
    pass


def counts():
    return {model.__name__: model.objects.count() for model in apps.get_models() if model._meta.app_label not in ("procrastinate", "sessions")}


def test_each_phase_says_what_it_loaded(phases):
    names = [done.name for done in phases]
    assert names[:6] == ["programme", "wonju", "thesaurus", "first-search", "guided-thread", "published-case"]
    complexes = {"changwon", "banwol-sihwa", "gwangju", "ulsan", "gumi", "gunsan"}
    assert set(names[6:]) == complexes | {"industries", "comparison", "figures", "second-programme", "search", "last-days", "reviews", "forecasts", "studies"}
    assert all(done.rows > 0 and done.of == len(phases) for done in phases)


def test_a_second_run_changes_nothing():
    before = counts()
    assert load_demonstration(Size(scale=0.5)) is False
    assert counts() == before


def test_the_counts_follow_the_scale():
    own = programme()
    assert Complex.objects.filter(programme=own).count() == 7
    assert Group.objects.filter(programme=own).count() == 36
    assert Problem.objects.filter(programme=own).count() == round(3644 * 0.02)
    assert Organisation.objects.filter(programme=own, kind="firm").count() == 36 * 3
    solved = Problem.objects.filter(programme=own, state__in=SOLVED).count() / Problem.objects.filter(programme=own, state__in=FOUND).count()
    assert solved == pytest.approx(0.807, abs=0.04)


def test_every_complex_has_its_office():
    assert Complex.objects.filter(programme=programme(), office=None).count() == 0


@pytest.mark.parametrize(
    ("model", "lifecycle", "record_type"),
    [(Problem, PROBLEM_LIFECYCLE, "problem"), (Introduction, INTRODUCTION_LIFECYCLE, "introduction"), (Project, PROJECT_LIFECYCLE, "project")],
)
def test_the_journal_leads_every_record_step_by_legal_step_to_its_state(model, lifecycle, record_type):
    journals = {}
    for entry in AuditEntry.objects.filter(record_type=record_type).exclude(to_state="").order_by("record_id", "programme_time", "pk"):
        journals.setdefault(entry.record_id, []).append(entry)
    for record in model.objects.all():
        first, *steps = journals[record.pk]
        assert first.to_state == lifecycle.initial
        state = first.to_state
        for step in steps:
            assert step.from_state == state
            state = lifecycle.target_of(step.action, state)
            assert step.to_state == state
        assert record.state == state


def test_the_claims_are_there_with_the_two_that_contradict_each_other():
    claim = Claim.objects.get(programme=programme(), code="art-06")
    assert [other.code for other in claim.conflicts_with.all()] == ["art-07"]
    assert Claim.objects.get(programme=programme(), code="won-02").complex.slug == "wonju"


def test_all_but_what_was_published_is_marked_as_invented():
    # The thesaurus ships with the product: it tells of materials and machines, not of anybody.
    real = {Complex, Group, Claim, Indicator, Perimeter, SuccessCase, SymptomConcept}
    kinds = [model for model in apps.get_models() if issubclass(model, ProgrammeRecord) and model not in real]
    unmarked = {model.__name__: list(model.objects.filter(invented=False)) for model in kinds}
    published = [baseline for baseline in unmarked.pop("Baseline") if "Financial News" in baseline.source]
    assert sorted(baseline.year for baseline in published) == [2003, 2003]
    assert {name: len(records) for name, records in unmarked.items() if records} == {}
    assert Baseline.objects.filter(invented=False).count() == len(published)
    illustrative = Group.objects.filter(programme=programme(), illustrative=True)
    assert {group.complex.slug for group in illustrative.select_related("complex")} == {"gumi", "gunsan"}
    assert all(group.invented for group in illustrative)


def test_the_published_case_says_only_what_was_printed():
    case = SuccessCase.objects.get(programme=programme(), invented=False)
    assert (case.problem, case.firm, case.expert, case.state) == (None, None, None, "published")
    assert sorted(case.claims.values_list("code", flat=True)) == ["art-12", "art-13"]
    assert "Financial News" in case.source
    assert "티에스메디텍" in case.title_ko
    assert (f"{case.happened_on:%Y-%m}", case.day_known, case.expert_named, case.results) == ("2007-03", False, False, "")


def test_of_a_real_group_nothing_is_dated_and_every_group_says_how_sure_its_name_is():
    real = Group.objects.filter(programme=programme(), invented=False)
    assert (real.count(), real.exclude(founded_on=None).count()) == (26, 0)
    assert not Group.objects.filter(certainty_ko="").exists()
    assert not Group.objects.filter(certainty_en="").exists()
    assert {group.certainty_en for group in real.filter(complex__slug="ulsan")} == {"The name of this mini-cluster is of medium certainty."}


def test_the_results_of_an_invented_case_are_its_outcomes_and_not_its_story_again():
    for case in SuccessCase.objects.filter(invented=True).exclude(results_ko=""):
        assert not any(line in case.story_ko for line in case.results_ko.splitlines())


def test_the_clock_starts_on_the_morning_of_22_october_2007():
    passed = programme().now() - NOW
    assert timedelta(0) <= passed < timedelta(minutes=30)
    assert timezone.localtime(programme().now()).date() == NOW.date()


def test_ties_are_those_that_the_rule_gives():
    for activity in Activity.objects.filter(kind="steering_meeting", state="settled")[:20]:
        present = Attendance.objects.filter(activity=activity, kind__in=("present", "late", "deputy", "visitor")).values_list("person_id", flat=True)
        pairs, weight = meeting_ties(present)
        ties = Tie.objects.filter(through_type="activity", through_id=activity.pk)
        assert sorted(ties.values_list("one_id", "other_id")) == sorted(pairs)
        assert {round(tie.weight, 9) for tie in ties} <= {round(weight, 9)}


def test_figures_of_the_present_year_are_provisional():
    assert set(OrganisationYear.objects.filter(year=2007).values_list("is_confirmed", flat=True)) == {False}
    assert set(OrganisationYear.objects.exclude(year=2007).values_list("is_confirmed", flat=True)) == {True}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("domain", ["demo.example", "second.example"])
def test_every_role_signs_in_and_sees_its_first_page(client, settings, role, domain):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    assert client.post("/sign-in/", {"username": f"{role.value}@{domain}", "password": DEMONSTRATION_PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200


def test_nobody_of_the_second_programme_reaches_the_first():
    stranger = viewer_of(RoleAssignment.objects.get(user__email="programme_office@second.example"), None)
    assert stranger.programme_id != programme().pk
    found = candidates_for(stranger, "음파 진동이 인체에 미치는 영향을 시험할 연구실", top=20)
    own = set(Person.objects.filter(programme__slug=SECOND).values_list("pk", flat=True))
    assert {candidate.id for candidate in found if candidate.kind == "expert"} <= own


def test_expected_gains_stand_apart_from_realised_ones():
    own = Outcome.objects.filter(programme=programme())
    ended = own.filter(realisation="expected", period_to__lte=NOW.date())
    assert ended.exists()
    assert not ended.filter(follow_ups=None).exists()
    assert not own.filter(fulfils__isnull=False).exclude(realisation="realised").exists()
    assert own.filter(realisation="realised", period_to__gt=NOW.date()).count() == 0


def test_a_loading_time_is_a_moment_of_the_real_world():
    loaded = AuditEntry.objects.filter(action="load_demonstration")
    assert all(isinstance(entry.recorded_at, datetime) and entry.recorded_at.year > 2024 for entry in loaded)


def test_yearly_figures_of_complexes_and_groups_are_the_sums_of_the_firms_own_rows():
    own = Actual.objects.filter(programme=programme(), indicator__slug="sales", year=2006)
    firms = OrganisationYear.objects.filter(programme=programme(), year=2006)
    total = firms.aggregate(total=Sum("sales_krw"))["total"]
    for field in ("group", "complex"):
        figures = own.exclude(**{field: None})
        assert figures.aggregate(total=Sum("value"), firms=Sum("firms")) == {"total": total, "firms": firms.count()}
        assert figures.values(field).distinct().count() == figures.count()
    confirmed = Actual.objects.filter(programme=programme()).values_list("year", "is_confirmed").distinct()
    assert sorted(confirmed) == [*((year, True) for year in range(1999, 2007)), (2007, False)]


def test_every_target_has_its_baseline():
    for target in Target.objects.filter(programme=programme()):
        assert Baseline.objects.filter(indicator=target.indicator, complex=target.complex, group=target.group, year=2004).count() == 1
    assert Target.objects.filter(programme=programme(), year=2008).count() == (36 + 7) * 4


def test_members_can_be_compared_with_firms_inside_and_outside():
    panel = firm_panel(programme(), ImpactMeasure.SALES)
    assert (panel.years, panel.can_be_compared) == ((2003, 2004, 2005, 2006, 2007), True)
    assert OutsideComplex.objects.filter(programme=programme()).count() == 5
    assert panel.rows["outside"].n_unique() == 6
