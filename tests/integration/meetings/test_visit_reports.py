import pytest
from factories import make_activity, make_firm, make_group, make_organisation, make_person, make_problem, make_viewer

from minicluster.meetings.domain.actions import write_visit_report
from minicluster.meetings.models import VisitReport
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    group = make_group()
    return make_activity(group, host=make_firm(group), state="held")


@pytest.fixture
def coordinator(visit):
    return make_viewer(Role.COORDINATOR, visit.programme, person=make_person(visit.programme), groups=visit.groups.all())


def written(report):
    return list(report.observations.values_list("position", "text"))


def test_a_report_keeps_each_observation_apart_and_says_who_wrote_it(visit, coordinator):
    report = write_visit_report(actor=coordinator, activity=visit, summary="두 시간 방문", observations=["  오후에 치수가 커진다", "", "검사가 늦다"])
    assert (report.firm, report.written_by_id, report.written_at.date()) == (visit.host, coordinator.person_id, visit.now().date())
    assert written(report) == [(1, "오후에 치수가 커진다"), (2, "검사가 늦다")]
    assert list(history_of(report).values_list("action", flat=True)) == ["write_visit_report"]


def test_an_observation_keeps_its_row_when_lines_move(visit, coordinator):
    report = write_visit_report(actor=coordinator, activity=visit, summary="a", observations=["one", "two", "three"])
    rows = {row.text: row.pk for row in report.observations.all()}
    write_visit_report(actor=coordinator, activity=visit, summary="b", observations=["three", "zero", "one"])
    assert VisitReport.objects.get().summary == "b"
    assert [(row.position, row.text, row.pk) for row in report.observations.all()] == [
        (1, "three", rows["three"]), (2, "zero", rows["two"]), (3, "one", rows["one"]),
    ]  # fmt: skip


def test_an_observation_that_a_problem_came_of_cannot_be_taken_out(visit, coordinator):
    report = write_visit_report(actor=coordinator, activity=visit, summary="a", observations=["one", "two"])
    make_problem(visit.groups.get(), visit.host, origin="visit", origin_observation=report.observations.last())
    with pytest.raises(InvalidInputError, match="A problem came of an observation") as refusal:
        write_visit_report(actor=coordinator, activity=visit, summary="b", observations=["one"])
    assert refusal.value.field == "observations"
    assert (VisitReport.objects.get().summary, written(report)) == ("a", [(1, "one"), (2, "two")])


@pytest.mark.parametrize("change", [{"kind": "forum"}, {"state": "planned"}])
def test_only_a_visit_that_took_place_has_a_report(visit, coordinator, change):
    for field, value in change.items():
        setattr(visit, field, value)
    visit.save()
    with pytest.raises(IllegalStepError, match="belongs to a company visit"):
        write_visit_report(actor=coordinator, activity=visit, summary="a", observations=[])
    assert not VisitReport.objects.exists()


def test_a_visit_without_a_known_firm_asks_for_it_and_takes_it(visit, coordinator):
    firm, visit.host = visit.host, None
    visit.save()
    with pytest.raises(InvalidInputError, match="which firm"):
        write_visit_report(actor=coordinator, activity=visit, summary="a", observations=["one"])
    assert write_visit_report(actor=coordinator, activity=visit, summary="a", observations=["one"], firm=firm).firm == firm


def test_a_resident_registration_number_is_refused_at_its_field(visit, coordinator):
    with pytest.raises(InvalidInputError) as refusal:
        write_visit_report(actor=coordinator, activity=visit, summary="a", observations=["직원 900101-1234567"])
    assert (refusal.value.field, VisitReport.objects.count()) == ("observations", 0)


def test_the_firm_itself_does_not_write_the_report(visit):
    owner = make_viewer(Role.FIRM_USER, visit.programme, organisations=[visit.host, make_organisation(visit.programme)])
    with pytest.raises(NotAllowedError):
        write_visit_report(actor=owner, activity=visit, summary="a", observations=[])
