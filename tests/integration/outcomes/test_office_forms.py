"""An office's own form: looked through when it is kept, filled each month, and what is no form told with its cure."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from factories import make_group, make_programme, make_user, make_viewer
from hwpx import HwpxDocument
from python_calamine import CalamineWorkbook
from report_worlds import make_world

from minicluster.outcomes.domain.actions.office_forms import keep_office_form
from minicluster.outcomes.domain.office_forms import asking_of, fields_for, filled, names_in
from minicluster.outcomes.domain.reports import Asked
from minicluster.outcomes.models import OfficeForm
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.documents.hwpx_form import Table, form_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MINICLUSTER_HOME", str(tmp_path))


@pytest.fixture
def world():
    return make_world()


def workbook(*cells):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("월간")
        for row, cell in enumerate(cells):
            sheet.write(row, 0, cell)
        sheet.write_formula(len(cells), 0, f"=SUM(A1:A{len(cells)})")
    return content.getvalue()


def kept(world, content, *, kind="programme", name="월간 보고", **facts):
    return keep_office_form(actor=world.office, name=name, kind=kind, content=content, file_name="월간보고.xlsx", **facts)


def column_of(content):
    return [row[0] for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()]


def test_a_workbook_is_filled_with_the_month_the_year_and_everything(world):
    form = kept(
        world,
        workbook("{{month}}", "{{problems_found}}", "{{애로과제 발굴 연누계}}", "{{problems_found_total}}", "{{exports_realised}}", "수출 {{수출 실현}} 달러"),
    )
    september, august = (column_of(filled(form, fields_for(world.office, Asked("programme", month=month)))) for month in ("2007-09", "2007-08"))
    assert september[:6] == ["2007-09", 9, 9, 15, 21_000_000, "수출 21,000,000 달러"]
    assert august[:6] == ["2007-08", 0, 0, 6, 0, "수출 0 달러"]
    assert AuditEntry.objects.filter(action="keep_office_form", record_id=form.pk).exists()


def test_a_hangul_document_is_filled_too(world):
    content = form_of(
        "{{사업명}} {{월}} 실적", [Table([["애로과제 발굴", "{{애로과제 발굴}}"], ["해결", "{{애로과제_해결}}"]], (1, 1), has_head=False), "{{예시 표시}}"]
    )
    form = keep_office_form(actor=world.office, name="한글 월간", kind="programme", content=content, file_name="월간.hwpx")
    made = filled(form, fields_for(world.office, Asked("programme", month="2007-09")))
    text = "".join(node.text or "" for node in HwpxDocument.open(made).sections[0].element.iter() if str(node.tag).endswith("}t"))
    with translation.override("ko"):
        assert f"{world.programme} 2007-09 실적" in text
    assert ("애로과제 발굴9" in text, "해결6" in text, "{{" in text) == (True, True, False)


def test_a_sheet_of_one_complex_is_filled_for_the_one_that_is_chosen(world):
    form = kept(world, workbook("{{perimeter}}", "{{problems_found}}"), kind="complex")
    found = [column_of(filled(form, fields_for(world.office, Asked("complex", complex=slug))))[1] for slug in ("wonju", "gumi")]
    assert found == [10, 5]


def test_what_is_kept_back_says_so_in_the_form(world):
    form = kept(world, workbook("{{sales_realised}}"))
    manager = make_viewer(Role.COMPLEX_MANAGER, world.programme, complexes=[world.wonju])
    assert column_of(filled(form, fields_for(manager, Asked("programme", 2007))))[0] == "비공개"


def test_names_that_are_not_known_are_told_with_the_nearest_and_nothing_is_kept(world):
    with pytest.raises(InvalidInputError) as refusal:
        kept(world, workbook("{{problem_found}}", "{{애로과제 발굴수}}", "{{완전히다른말}}"))
    assert "problem_found (do you mean problems_found?)" in refusal.value.message
    assert "애로과제 발굴수 (do you mean 애로과제 발굴?)" in refusal.value.message
    assert not OfficeForm.objects.exists()
    form = kept(world, workbook("{{problems_found}}", "{{담당자 서명}}"), leaves_unknown=True)
    assert column_of(filled(form, fields_for(world.office, Asked("programme"))))[:2] == [15, "{{담당자 서명}}"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook("{{problems_found}}")[:-300], "Only a workbook without macros"),
        (b"%PDF-1.7", "Only a workbook without macros"),
        (workbook("nothing"), "has no known name"),
    ],
)
def test_what_is_no_form_is_refused_with_its_cure(client, world, content, said):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, world.programme), SIGN_IN)
    typed = {"name": "월간", "kind": "programme", "file": SimpleUploadedFile("월간.xlsx", content)}
    page = client.post("/reports/forms/keep/", typed)
    assert (page.status_code, said in page.content.decode(), "Nothing was stored" in page.content.decode()) == (422, True, True)
    assert not OfficeForm.objects.exists()


def test_a_name_is_taken_once(world):
    kept(world, workbook("{{problems_found}}"))
    with pytest.raises(InvalidInputError, match="kept already"):
        kept(world, workbook("{{problems_solved}}"))


def test_the_pages_keep_show_fill_and_drop_a_form(client, world):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, world.programme), SIGN_IN)
    names = client.get("/reports/forms/keep/?kind=funnel").content.decode()
    assert ("{{problem_funnel_found}}" in names, "{{problem_funnel_found_total}}" in names) == (True, True)
    typed = {"name": "월간", "kind": "programme", "file": SimpleUploadedFile("월간.xlsx", workbook("{{problems_found}}", "{{서명}}")), "leaves_unknown": "on"}
    address = client.post("/reports/forms/keep/", typed)["Location"]
    shown = client.get(f"{address}?month=2007-09")
    assert [(name, field.cell.value) for name, field in shown.context["asking"].known.items()] == [("problems_found", 9)]
    assert list(shown.context["asking"].unknown) == ["서명"]
    taken = client.get(f"{address}filled/?month=2007-09")
    assert column_of(taken.content)[0] == 9
    assert "2007-09.xlsx" in taken["Content-Disposition"]
    assert names_in(client.get(f"{address}file/").content) == {"problems_found", "서명"}
    assert "월간" in client.get("/reports/forms/").content.decode()
    assert client.post(f"{address}drop/")["Location"] == "/reports/forms/"
    assert not OfficeForm.objects.exists()


def test_a_coordinator_fills_what_is_theirs_and_keeps_no_forms(client, world):
    form = kept(world, workbook("{{problem_funnel_found}}"), kind="funnel")
    spread = kept(world, workbook("{{share_wonju_firms}}"), kind="balance", name="균형")
    client.force_login(make_user(Role.COORDINATOR, world.programme, groups=world.groups[:1]), SIGN_IN)
    assert column_of(client.get(f"/reports/forms/{form.pk}/filled/").content)[0] == 5
    statuses = [client.get(address).status_code for address in (f"/reports/forms/{spread.pk}/", f"/reports/forms/{spread.pk}/filled/", "/reports/forms/keep/")]
    assert (statuses, client.post(f"/reports/forms/{form.pk}/drop/").status_code) == ([404, 404, 403], 403)
    with pytest.raises(NotAllowedError):
        keep_office_form(actor=world.coordinator, name="x", kind="funnel", content=workbook("{{problem_funnel_found}}"), file_name="x.xlsx")


def test_another_programmes_form_is_not_there(client, world):
    form = kept(world, workbook("{{problems_found}}"))
    elsewhere = make_group(make_programme())
    client.force_login(make_user(Role.PROGRAMME_OFFICE, elsewhere.programme), SIGN_IN)
    addresses = [f"/reports/forms/{form.pk}/{more}" for more in ("", "filled/", "file/")]
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    with pytest.raises(NotVisibleError):
        fields_for(world.office, Asked("complex", complex=elsewhere.complex.slug))


@pytest.mark.parametrize("kind", ["programme", "complex", "group", "yearbook", "ledger", "funnel", "plan", "balance"])
def test_every_name_on_the_page_is_known_by_both_spellings(world, kind):
    fields = fields_for(world.office, Asked(kind))
    assert fields
    asked = asking_of(workbook(*(f"{{{{{name}}}}}" for field in fields for name in (field.name, field.korean))), fields)
    assert dict(asked.unknown) == {}
    assert all(asked.known[field.name] is field for field in fields)
