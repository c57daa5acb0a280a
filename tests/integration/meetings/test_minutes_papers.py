"""Minutes on paper: as PDF, and in the form of an office."""

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from factories import make_activity, make_firm, make_group, make_person, make_user, make_viewer
from hwpx import HwpxDocument
from pypdf import PdfReader

from minicluster.meetings.domain.actions import (
    AgendaPoint,
    assign_action_item,
    drop_minutes_template,
    record_decision,
    record_election,
    set_minutes_template,
    write_agenda,
    write_minutes,
)
from minicluster.meetings.domain.minutes_papers import KNOWN, default_form, minutes_hwpx, minutes_pdf, refuse_unfit_form
from minicluster.meetings.models import Minutes, MinutesTemplate
from minicluster.members.models import Office
from minicluster.platform.documents.hwpx import placeholders_in
from minicluster.platform.documents.hwpx_form import Table, form_of
from minicluster.platform.files.storage import path_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group(name_ko="재활의료기기")


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, person=make_person(group.programme, name_ko="조연결"), groups=[group])


@pytest.fixture
def minutes(group, coordinator):
    """An assembly with everything that can stand on its minutes."""
    assembly = make_activity(group, "assembly", state="held", title="2007년 정기총회", venue="원주시청", invented=True)
    firm = make_firm(group, name_ko="(주)가람")
    owner, chief = (make_person(organisation=firm, name_ko=name) for name in ("박주미", "김대표"))
    firm.memberships.update(representative=chief)
    Office.objects.create(programme=group.programme, group=group, person=chief, role="chair", valid_from=date(2006, 1, 1), valid_to=date(2007, 4, 1))
    assembly.attendances.create(person=owner, organisation=firm, kind="deputy", deputy_for=chief)
    assembly.attendances.create(person=make_person(group.programme, name_ko="이손님"), kind="visitor")
    write_agenda(actor=coordinator, activity=assembly, points=[AgendaPoint("결산 보고", "report", owner, 15), AgendaPoint("회장 선출", "election")])
    write_minutes(actor=coordinator, activity=assembly, text='1. 결산 보고\n원안대로 의결함. #read("/etc/passwd")\n2. 회장 선출\n{{제목}} 이의 없음')
    record_decision(actor=coordinator, activity=assembly, text="결산을 승인한다", votes_for=1, votes_against=0)
    record_election(
        actor=coordinator, activity=assembly, group=group, person=owner, role="auditor", from_day=date(2007, 4, 1), until=date(2009, 4, 1), votes_for=1
    )
    assign_action_item(actor=coordinator, activity=assembly, text="견적을 받는다", owner=owner, due_on=date(2007, 4, 30))
    return Minutes.objects.select_related("activity", "programme", "written_by").get()


def text_of_pdf(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


ON_PAPER = (
    "2007년 정기총회", "재활의료기기", "2007. 3. 5.(월) 10:00–12:00", "원주시청", "김대표", "박주미", "(주)가람", "이손님", "결산 보고", "원안대로 의결함.", '#read("/etc/passwd")',
    "결산을 승인한다", "견적을 받는다", "2007. 4. 30.(월)", "2007. 4. 1.(일)–2009. 4. 1.(수)", "조연결", "지어낸 기록",
)  # fmt: skip


def test_the_pdf_holds_head_names_text_decisions_and_signatures(minutes):
    with translation.override("ko"):
        text = text_of_pdf(minutes_pdf(minutes, quorum="의사정족수 충족"))
    assert [said for said in (*ON_PAPER, "의사정족수 충족", "{{제목}} 이의 없음") if said not in text] == []


def test_the_pdf_speaks_the_readers_language(minutes):
    with translation.override("en"):
        text = text_of_pdf(minutes_pdf(minutes))
    assert [said for said in ("Minutes:", "Attendance", "Decisions", "carried", "Draft, version 1: not approved", "quorum") if said not in text] == ["quorum"]


def test_minutes_with_nothing_but_a_text_have_their_paper_too(group, coordinator):
    meeting = make_activity(group, state="held")
    minutes = write_minutes(actor=coordinator, activity=meeting, text="개회")
    with translation.override("ko"):
        assert "개회" in text_of_pdf(minutes_pdf(minutes))
        assert "개회" in HwpxDocument.open(minutes_hwpx(minutes)).text.plain()


def test_our_form_is_filled_opens_again_and_leaves_no_name(minutes):
    made = minutes_hwpx(minutes, quorum="의사정족수 충족")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read("mimetype"), archive.testzip()) == (
            "mimetype",
            zipfile.ZIP_STORED,
            b"application/hwp+zip",
            None,
        )
    text = HwpxDocument.open(made).text.plain()
    assert [said for said in (*ON_PAPER, "의사정족수 충족", "가결") if said not in text] == []
    assert placeholders_in(made) == {"제목"}  # as somebody typed it into the minutes


def test_our_form_asks_for_everything_that_is_known():
    assert placeholders_in(default_form()) == KNOWN - {"활동"}
    refuse_unfit_form(default_form())


def test_an_office_has_its_own_form_and_can_go_back_to_ours(minutes, group):
    manager = make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex])
    own = form_of("원주추진단 {{활동}}", ["{{본문}}", Table([("성명", "소속"), ("{{출석.성명}}", "{{출석.소속}}")], (1, 2))])
    set_minutes_template(actor=manager, complex_=group.complex, content=own, name="회의록 서식.hwpx")
    text = HwpxDocument.open(minutes_hwpx(minutes)).text.plain().splitlines()
    assert (text[0], [line.split("\t") for line in text[-2:]]) == ("원주추진단 2007년 정기총회", [["박주미", "(주)가람"], ["이손님", ""]])
    drop_minutes_template(actor=manager, template=MinutesTemplate.objects.get())
    assert HwpxDocument.open(minutes_hwpx(minutes)).text.plain().startswith("회의록: 2007년 정기총회")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4 no form", "no .hwpx file"),
        (form_of("{{제목}} {{참석자명단}} {{출석.나이}}", []), "not known: 참석자명단, 출석.나이"),
        (form_of("빈 서식", []), "no placeholder"),
        (form_of("{{출석.성명}}", []), "table row, which is repeated: 출석.성명"),
        (form_of("x", [Table([("{{출석.성명}}", "{{조치.내용}}")], (1, 1))]), "names two lists"),
    ],
    ids=["pdf", "unknown", "empty", "list outside a row", "two lists in a row"],
)
def test_a_form_that_would_fail_later_is_refused_when_it_is_given(group, content, said):
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    with pytest.raises(InvalidInputError, match=said) as refusal:
        set_minutes_template(actor=office, complex_=group.complex, content=content, name="서식.hwpx")
    assert (refusal.value.field, MinutesTemplate.objects.count()) == ("file", 0)


def test_a_form_is_set_by_those_who_look_after_the_complex(group):
    for viewer, refusal in (
        (make_viewer(Role.COORDINATOR, group.programme, groups=[group]), NotAllowedError),
        (make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[make_group(group.programme).complex]), NotAllowedError),
        (make_viewer(Role.PROGRAMME_OFFICE, make_group().programme), NotVisibleError),
    ):
        with pytest.raises(refusal):
            set_minutes_template(actor=viewer, complex_=group.complex, content=default_form(), name="x.hwpx")
    assert not MinutesTemplate.objects.exists()


def test_a_form_that_is_missing_on_the_disk_is_told_of(client, minutes, group):
    set_minutes_template(
        actor=make_viewer(Role.PROGRAMME_OFFICE, group.programme), complex_=group.complex, content=form_of("{{본문}} 사라짐", []), name="서식.hwpx"
    )
    path_of(MinutesTemplate.objects.get().file.sha256).unlink()
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    answer = client.get(reverse("meetings:activity-minutes-hwpx", args=[minutes.activity_id]))
    assert (answer.status_code, "not on the disk" in answer.content.decode()) == (404, True)


def test_a_form_is_filled_in_korean_whatever_its_reader_reads(client, minutes, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    text = HwpxDocument.open(client.get(reverse("meetings:activity-minutes-hwpx", args=[minutes.activity_id])).content).text.plain()
    assert ("정족수 " in text, "Quorum" in text, "needed" in text) == (True, False, False)


@pytest.mark.parametrize(("name", "content_type"), [("pdf", "application/pdf"), ("hwpx", "application/hwp+zip")])
def test_papers_are_for_those_who_may_see_who_was_there(client, minutes, group, name, content_type):
    address = reverse(f"meetings:activity-minutes-{name}", args=[minutes.activity_id])
    answers = {}
    for role, reach in ((Role.COORDINATOR, {"groups": [group]}), (Role.FIRM_USER, {"groups": [group]}), (Role.FUNDER, {}), (Role.EXPERT, {"groups": [group]})):
        client.force_login(make_user(role, group.programme, **reach))
        answers[role] = client.get(address).status_code
    # The draft was not sent round, so that the members do not read it yet.
    assert answers == {Role.COORDINATOR: 200, Role.FIRM_USER: 404, Role.FUNDER: 403, Role.EXPERT: 403}
    Minutes.objects.update(state="approved")
    client.force_login(make_user(Role.FIRM_USER, group.programme, groups=[group]))
    paper = client.get(address)
    headers = [paper.headers[header] for header in ("Content-Type", "Cache-Control", "X-Content-Type-Options")]
    assert (paper.status_code, headers, "attachment" in paper.headers["Content-Disposition"]) == (200, [content_type, "private, no-store", "nosniff"], True)


def test_the_page_of_a_form_says_the_names_takes_a_form_and_gives_it_back(client, group):
    client.force_login(make_user(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex]))
    address = reverse("meetings:complex-minutes-template", args=[group.complex_id])
    assert client.get(reverse("meetings:minutes-template-list")).headers["Location"] == address
    ours = client.get(reverse("meetings:minutes-template-default"))
    assert placeholders_in(ours.content) == KNOWN - {"활동"}
    shown = client.get(address).content.decode()
    assert ("{{제목}}" in shown, "{{출석.성명}}" in shown, "our own form" in shown) == (True, True, True)
    own = form_of("{{제목}}", [])
    assert client.post(address, {"file": file_of(own, "서식.hwpx")}).status_code == 302
    assert ("서식.hwpx" in client.get(address).content.decode(), client.get(f"{address}download/").content) == (True, own)
    refused = client.post(address, {"file": file_of(form_of("{{모름}}", []), "x.hwpx")}).content.decode()
    assert ("not known: 모름" in refused, MinutesTemplate.objects.get().file.name) == (True, "서식.hwpx")
    assert client.post(address, {"ours": "1"}).status_code == 302
    assert (client.get(f"{address}download/").status_code, client.post(address, {"ours": "1"}).status_code) == (404, 404)


def test_the_programme_office_sees_the_forms_of_all_its_complexes(client, group, django_assert_max_num_queries):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme))
    make_group(group.programme)
    numbers = []
    for more in (1, 2):
        for _time in range(more):
            office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
            set_minutes_template(actor=office, complex_=make_group(group.programme).complex, content=form_of("{{제목}}", []), name="서식.hwpx")
        with django_assert_max_num_queries(25) as queries:
            shown = client.get(reverse("meetings:minutes-template-list")).content.decode()
        numbers.append((len(queries), shown.count("서식.hwpx"), shown.count("our own")))
    assert numbers == [(numbers[0][0], 1, 2), (numbers[0][0], 3, 2)]


def file_of(content, name):
    made = io.BytesIO(content)
    made.name = name
    return made
