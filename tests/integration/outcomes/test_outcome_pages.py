from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories import make_group, make_indicator, make_problem, make_user
from threads import make_thread

from minicluster.outcomes.domain import actions as outcomes
from minicluster.outcomes.domain.claims import load_claims
from minicluster.outcomes.models import Outcome
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MINICLUSTER_HOME", str(tmp_path))


@pytest.fixture
def thread():
    return make_thread()


def sign_in(client, role, thread, **reach):
    user = make_user(role, thread.group.programme, **reach)
    client.force_login(user, BACKEND)
    return user


def test_an_outcome_is_reported_from_its_project_and_evidenced_with_a_file(client, thread):
    sign_in(client, Role.FIRM_USER, thread, organisation=thread.firm)
    address = f"/outcomes/report/?project={thread.project.pk}"
    assert client.get(address).status_code == 200
    typed = {"indicator": thread.indicator.pk, "realisation": "realised", "value": "3000", "period_from": "2007-01-01", "period_to": "2007-06-30",
             "contribution_percent": "60"}  # fmt: skip
    response = client.post(address, typed)
    outcome = Outcome.objects.latest("pk")
    assert (response["Location"], outcome.value, float(outcome.contribution_share)) == (f"/outcomes/{outcome.pk}/", 3000, 0.6)
    contract = SimpleUploadedFile("계약서.pdf", b"%PDF-1.7 contract", content_type="text/html")
    client.post(f"/outcomes/{outcome.pk}/steps/attach_evidence/", {"title": "계약서", "file": contract})
    evidence = outcome.evidence.get()
    page = client.get(f"/outcomes/{outcome.pk}/").content.decode()
    download = client.get(f"/outcomes/{outcome.pk}/evidence/{evidence.pk}/")
    assert f"/outcomes/{outcome.pk}/evidence/{evidence.pk}/" in page
    assert (download.content, download["Content-Type"], download["X-Content-Type-Options"]) == (b"%PDF-1.7 contract", "application/pdf", "nosniff")
    assert download["Content-Disposition"].startswith("attachment")


def test_evidence_is_for_those_who_may_read_its_outcome(client, thread):
    sign_in(client, Role.FIRM_USER, thread, organisation=thread.firm)
    client.post(f"/outcomes/{thread.outcome.pk}/steps/attach_evidence/", {"title": "a", "file": SimpleUploadedFile("a.txt", "계약".encode())})
    address = f"/outcomes/{thread.outcome.pk}/evidence/{thread.outcome.evidence.get().pk}/"
    answers = {}
    for role in (Role.COORDINATOR, Role.EXPERT, Role.FIRM_USER):
        sign_in(client, role, thread, groups=[make_group(thread.group.programme)], organisation=make_thread(thread.group).firm, person=thread.expert)
        answers[role] = client.get(address).status_code
    client.logout()
    assert answers == {Role.COORDINATOR: 404, Role.EXPERT: 403, Role.FIRM_USER: 404}
    assert client.get(address).status_code == 302


def test_a_file_that_is_not_taken_is_told_on_the_form_and_nothing_moves(client, thread):
    sign_in(client, Role.FIRM_USER, thread, organisation=thread.firm)
    response = client.post(f"/outcomes/{thread.outcome.pk}/steps/attach_evidence/", {"title": "a", "file": SimpleUploadedFile("a.pdf", b"MZ\x00\x01")})
    assert (response.status_code, "This kind of file is not taken" in response.content.decode()) == (422, True)
    assert Outcome.objects.get(pk=thread.outcome.pk).state == "reported"


def test_a_correction_starts_from_the_old_entry(client, thread):
    sign_in(client, Role.COORDINATOR, thread, groups=[thread.group])
    form = dict(client.get(f"/outcomes/{thread.outcome.pk}/").context["steps"])["correct_outcome"]
    assert (form.initial["value"], form.initial["contribution_percent"]) == (30_000_000_000, 50)
    typed = {**form.initial, "value": "3", "why": "typing error", "period_from": date(2007, 3, 1), "period_to": date(2012, 2, 28)}
    response = client.post(f"/outcomes/{thread.outcome.pk}/steps/correct_outcome/", typed)
    assert response.status_code == 302
    assert (Outcome.objects.get(corrects=thread.outcome).value, Outcome.objects.get(pk=thread.outcome.pk).state) == (3, "corrected")
    assert "Corrected by" in client.get(f"/outcomes/{thread.outcome.pk}/").content.decode()


def test_a_report_names_what_it_comes_of(client, thread):
    sign_in(client, Role.COORDINATOR, thread, groups=[thread.group])
    statuses = [
        client.get(f"/outcomes/report/{query}").status_code
        for query in ("", f"?problem={make_problem().pk}", f"?problem={thread.problem.pk}", f"?output={thread.output.pk}")
    ]
    assert statuses == [404, 404, 200, 200]


def test_everyone_reads_the_published_figures_with_both_forecasts(client, thread):
    load_claims(thread.group.programme)
    page = client.get("/claims/").content.decode()
    assert page.count("contradicts") == 2
    assert "Text: exports of USD 139bn in 2008, more than double" in page
    assert "Sub-headline: exports of USD 130bn in 2008" in page


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_ledger_takes_the_same_number_of_statements_whatever_its_length(client, rows, django_assert_max_num_queries):
    group = make_group()
    problem, indicator = make_problem(group), make_indicator(group.programme)
    Outcome.objects.bulk_create(
        Outcome(programme=group.programme, indicator=indicator, organisation=problem.firm, group=group, problem=problem, realisation="realised", value=number,
                period_from=date(2007, 1, 1), period_to=date(2007, 6, 30), reported_at=problem.raised_at)
        for number in range(rows)
    )  # fmt: skip
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), BACKEND)
    with django_assert_max_num_queries(16):
        response = client.get("/outcomes/?realisation=realised&totals=1")
    assert (response.context["page"].paginator.count, response.context["totals"][0].realised) == (rows, sum(range(rows)))


def test_the_whole_ledger_is_added_up_only_when_asked_for(client, thread):
    sign_in(client, Role.PROGRAMME_OFFICE, thread)
    plain = client.get("/outcomes/?realisation=expected")
    assert (plain.context["totals"], 'href="?realisation=expected&amp;totals=1"' in plain.content.decode()) == (None, True)
    narrowed = [client.get(f"/outcomes/?{query}").context["totals"] for query in (f"group={thread.group.pk}", f"complex={thread.group.complex_id}", "totals=1")]
    assert [[total.expected for total in totals] for totals in narrowed] == [[thread.outcome.value]] * 3


def test_who_only_looks_on_does_not_read_the_reasons(client, thread):
    outcomes.attach_evidence(actor=thread.viewers.coordinator, outcome=thread.outcome, title="계약서", where_kept="문서 1")
    outcomes.verify_outcome(actor=thread.viewers.office, outcome=thread.outcome, why="compared with the buyer's order")
    reasons = {}
    for role, reach in ((Role.FIRM_USER, {"organisation": thread.firm}), (Role.FUNDER, {}), (Role.REVIEWER, {})):
        sign_in(client, role, thread, **reach)
        reasons[role] = [act.why for act in client.get(f"/outcomes/{thread.outcome.pk}/").context["history"]]
    assert (reasons[Role.FIRM_USER][-1], {*reasons[Role.FUNDER], *reasons[Role.REVIEWER]}) == ("compared with the buyer's order", {""})


def test_a_viewer_without_scope_is_not_offered_a_step(client, thread):
    sign_in(client, Role.FUNDER, thread)
    response = client.get(f"/outcomes/{thread.outcome.pk}/")
    assert response.context["steps"] == []
    assert client.post(f"/outcomes/{thread.outcome.pk}/steps/attach_evidence/", {"title": "a", "where_kept": "b"}).status_code == 403
