"""An introduction to its end: draft, reasons for declining, NDA by recipient, ratings that wait for each other, the log of who saw what."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from factories import make_expert, make_person, make_user, make_viewer

from minicluster.members.models import Consent, Disclosure, OrganisationName, Site
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError
from minicluster.problems.domain import actions
from minicluster.problems.domain.anonymity import refuse_what_identifies
from minicluster.problems.domain.drafting import draft_summary, without_what_identifies
from minicluster.problems.domain.queries import disclosure_log_for, promises_of, queue_for, ratings_seen_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("한결정밀 창원공장 3호기에서 0.05 mm 어긋남", "공장 에서 0.05 mm 어긋남"),
        ("HK-2000 모델, 직원 35명, 매출 120억 원, 2006년부터", "모델, 직원, 매출, 부터"),
        ("오후 3시간 뒤 25 ~ 30 ℃에서 12,000 rpm", "오후 3시간 뒤 25 ~ 30 °C에서 12,000 rpm"),
        ("Hangyeol Precision's spindle grows by 40 µm", "'s spindle grows by 40 μm"),
        ("문의 sera@firm.co.kr, 010-2345-6789", "문의,"),
    ],
)
def test_what_identifies_is_taken_out_and_quantities_of_the_trade_stay(text, kept):
    assert without_what_identifies(text, ["(주)한결정밀", "Hangyeol Precision Co., Ltd.", "창원"]) == kept


def test_the_draft_says_what_it_is_about_and_not_whose_it_is(stage):
    OrganisationName.objects.create(organisation=stage.firm, name="한결기계", valid_from=stage.today - timedelta(days=900), is_alias=True)
    Site.objects.create(organisation=stage.firm, complex=stage.group.complex, address="창원시 성산구", valid_from=stage.today)
    stage.firm.products = "주축 유닛, 스핀들"
    stage.firm.save()
    problem = stage.problem(
        "diagnosed", description="스핀들이 오후에 커집니다. 오세라 과장이 봅니다.", wanted_result="한결기계 창원시 3호 라인에서 하루 종일 5 µm 이내"
    )
    draft = draft_summary(problem)
    assert draft == (
        "공작기계 분야의 한 기업이 전문가를 찾고 있습니다(기술·공정). 관련 제품: 스핀들. 추정 원인: 열팽창. 바라는 결과: 라인에서 하루 종일 5 μm 이내."
    )
    refuse_what_identifies(problem, draft)


def test_the_draft_stands_in_the_form_for_the_coordinator_to_edit(stage, client):
    problem = stage.problem("diagnosed")
    client.force_login(make_user(Role.COORDINATOR, stage.programme, person=stage.coordinator_person, groups=[stage.group]))
    page = client.get(reverse("problems:problem-step", args=[problem.pk, "frame_problem"]))
    assert page.context["form"].initial["public_summary"] == draft_summary(problem)


def test_the_person_whom_an_expert_names_waits_for_the_coordinator_and_can_be_suggested(stage, client):
    introduction = stage.introduction("asked")
    other = make_expert(stage.programme, name_ko="서다온")
    facts = {"kind": "other_person", "suggested_name": "서다온", "suggested_where": "한빛대학교"}
    actions.decline_introduction(actor=stage.expert_viewer, introduction=introduction, **facts)
    assert "Look at the person suggested instead: 서다온" in [item.what for item in queue_for(stage.coordinator)]
    client.force_login(make_user(Role.COORDINATOR, stage.programme, person=stage.coordinator_person, groups=[stage.group]))
    assert "서다온" in client.get(introduction.get_absolute_url()).content.decode()
    address = reverse("problems:introduction-suggest", args=[introduction.problem_id]) + f"?instead_of={introduction.pk}"
    form = client.get(address).context["form"]
    assert list(form.fields["expert"].queryset) == [other]
    assert client.post(address, {"expert": other.pk, "summary": introduction.summary}).status_code == 302
    decline = introduction.decline
    decline.refresh_from_db()
    assert (decline.led_to.expert, decline.settled_at is not None, decline.suggested_name, decline.suggested_where) == (other, True, "", "")
    assert [item.what for item in queue_for(stage.coordinator) if "서다온" in item.what] == []
    with pytest.raises(IllegalStepError):
        actions.settle_suggestion(actor=stage.coordinator, introduction=introduction)


def test_declining_for_somebody_else_needs_their_name(stage):
    introduction = stage.introduction("asked")
    with pytest.raises(InvalidInputError) as refusal:
        actions.decline_introduction(actor=stage.expert_viewer, introduction=introduction, kind="other_person")
    introduction.refresh_from_db()
    assert (refusal.value.field, introduction.state) == ("suggested_name", "asked")


def test_whom_an_expert_names_is_named_without_how_to_reach_them(stage):
    introduction = stage.introduction("asked")
    for named in ("서다온 010-2345-6789", "daon@univ.example"):
        with pytest.raises(InvalidInputError) as refusal:
            actions.decline_introduction(actor=stage.expert_viewer, introduction=introduction, kind="other_person", suggested_name=named)
        assert refusal.value.field == "suggested_name"
    assert introduction.state == "asked"


def test_the_reason_for_declining_is_no_business_of_the_firm(stage, client):
    introduction = stage.introduction("asked")
    actions.decline_introduction(
        actor=stage.expert_viewer, introduction=introduction, kind="conflict", why="canary-decline", suggested_name="canary-person", suggested_where=""
    )
    client.force_login(make_user(Role.FIRM_USER, stage.programme, person=stage.contact, organisation=stage.firm))
    assert "canary" not in client.get(introduction.get_absolute_url()).content.decode()


def test_the_nda_of_the_expert_is_kept_by_recipient_and_binds_when_the_details_go(stage):
    introduction = stage.introduction("consented")
    (promise,) = promises_of(stage.coordinator, introduction)
    university = stage.expert.affiliations.get().organisation
    assert (promise.person, promise.organisation, promise.passed_on_at) == (stage.expert, university, None)
    promise.ends_on = stage.today - timedelta(days=1)
    promise.save()
    with pytest.raises(InvalidInputError, match="NDA"):
        actions.disclose_details(actor=stage.coordinator, introduction=introduction)
    introduction.refresh_from_db()
    assert (introduction.state, Disclosure.objects.count()) == ("consented", 0)
    promise.ends_on = stage.today
    promise.save()
    actions.disclose_details(actor=stage.coordinator, introduction=introduction)
    promise.refresh_from_db()
    assert promise.passed_on_at is not None


def test_one_more_recipient_needs_an_nda_and_a_consent_of_their_own(stage):
    introduction = stage.introduction("disclosed")
    institute_engineer = make_expert(stage.programme)
    facts = {"actor": stage.coordinator, "introduction": introduction, "recipient": institute_engineer, "nda_signed_on": stage.today}
    with pytest.raises(InvalidInputError) as refusal:
        actions.pass_on_details(**facts)
    assert (refusal.value.field, introduction.non_disclosures.count()) == ("contact_consented_on", 1)
    actions.pass_on_details(**facts, contact_consented_on=stage.today)
    employer = institute_engineer.affiliations.get().organisation
    assert Consent.objects.filter(person=stage.contact, recipient=employer, about_id=introduction.pk).count() == 1
    assert Disclosure.objects.filter(recipient_person=institute_engineer).count() == 2
    with pytest.raises(InvalidInputError):
        actions.pass_on_details(**{**facts, "recipient": stage.expert})
    colleague_of_firm = make_person(organisation=stage.firm)
    with pytest.raises(InvalidInputError):
        actions.pass_on_details(**{**facts, "recipient": colleague_of_firm})


def test_nothing_is_passed_on_before_the_disclosure(stage):
    introduction = stage.introduction("consented")
    with pytest.raises(IllegalStepError):
        actions.pass_on_details(actor=stage.coordinator, introduction=introduction, recipient=make_expert(stage.programme), nda_signed_on=stage.today)


def test_the_log_says_who_saw_what_and_when(stage, client):
    introduction = stage.introduction("disclosed")
    problem = introduction.problem
    client.force_login(make_user(Role.EXPERT, stage.programme, person=stage.expert))
    client.get(problem.get_absolute_url())
    lines = disclosure_log_for(stage.firm_user, problem)
    assert next((line.who, line.how) for line in lines) == (str(stage.expert), "read")
    assert sorted((line.who, line.how, "title" in line.what) for line in lines[1:]) == sorted(
        [(str(stage.expert), "disclosed", True), (str(stage.expert), "disclosed", False), (str(stage.firm), "disclosed", False)]
    )
    assert all("NDA" in line.under for line in lines if line.how == "disclosed" and line.who == str(stage.expert))
    for viewer in (stage.expert_viewer, stage.office, make_viewer(Role.ADMINISTRATOR, stage.programme)):
        with pytest.raises(NotAllowedError):
            disclosure_log_for(viewer, problem)
    client.force_login(make_user(Role.PRIVACY_OFFICER, stage.programme))
    page = client.get(reverse("problems:problem-disclosures", args=[problem.pk])).content.decode()
    assert ("disclosed to them" in page, problem.title in page) == (True, False)


def test_each_side_sees_the_others_rating_only_once_both_have_rated(stage):
    introduction = stage.introduction("completed")

    def seen(viewer):
        return [(row.side, row.stars, row.sentence) for row in ratings_seen_by(viewer, introduction)]

    actions.rate_introduction(actor=stage.firm_user, introduction=introduction, rating=2, sentence="늦었습니다.")
    assert [seen(viewer) for viewer in (stage.firm_user, stage.expert_viewer)] == [[("firm", 2, "늦었습니다.")], []]
    actions.rate_introduction(actor=stage.firm_user, introduction=introduction, rating=3, sentence="조금 늦었습니다.")
    actions.rate_introduction(actor=stage.expert_viewer, introduction=introduction, rating=5, sentence="좋았습니다.")
    both = [("expert", 5, "좋았습니다."), ("firm", 3, "조금 늦었습니다.")]
    assert [seen(viewer) for viewer in (stage.firm_user, stage.expert_viewer, stage.coordinator)] == [both] * 3
    with pytest.raises(IllegalStepError):
        actions.rate_introduction(actor=stage.firm_user, introduction=introduction, rating=1)
    introduction.refresh_from_db()
    assert (introduction.firm_rating, introduction.expert_rating) == (3, 5)


def test_after_a_fortnight_one_rating_is_seen_alone_and_a_late_one_is_marked(stage):
    introduction = stage.introduction("completed")
    actions.rate_introduction(actor=stage.firm_user, introduction=introduction, rating=2, sentence="canary-rating")
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        assert ratings_seen_by(stage.expert_viewer, introduction) == []
    with time_machine.travel(timezone.now() + timedelta(days=14)):
        assert [row.stars for row in ratings_seen_by(stage.expert_viewer, introduction)] == [2]
        actions.rate_introduction(actor=stage.expert_viewer, introduction=introduction, rating=4)
    assert list(introduction.ratings.order_by("side").values_list("side", "after_seeing_the_other")) == [("expert", True), ("firm", False)]


def test_a_rating_that_may_not_be_seen_is_on_no_page(stage, client):
    introduction = stage.introduction("completed")
    actions.rate_introduction(actor=stage.firm_user, introduction=introduction, rating=2, sentence="canary-rating")
    client.force_login(make_user(Role.EXPERT, stage.programme, person=stage.expert))
    pages = [
        client.get(address).content.decode()
        for address in (introduction.get_absolute_url(), reverse("problems:introduction-step", args=[introduction.pk, "rate_introduction"]))
    ]
    assert ["canary-rating" in page for page in pages] == [False, False]
    client.force_login(make_user(Role.FIRM_USER, stage.programme, person=stage.contact, organisation=stage.firm))
    assert "canary-rating" in client.get(introduction.get_absolute_url()).content.decode()


def test_the_journal_names_the_side_that_rated_and_not_the_sentence(stage):
    introduction = stage.introduction("completed")
    actions.rate_introduction(actor=stage.firm_user, introduction=introduction, rating=2, sentence="canary")
    entry = history_of(introduction).last()
    assert (entry.action, entry.changed_fields, entry.why) == ("rate_introduction", ["firm_rating"], "")
