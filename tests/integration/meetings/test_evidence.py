"""Photographed sheets and photos of a visit: kept clean, given to whoever may have them, refused without a trace."""

import io

import pytest
from django.http import Http404
from factories import make_activity, make_firm, make_group, make_person, make_viewer
from PIL import Image

from minicluster.meetings.domain.actions import AttendanceLine, Noticed, SentPhoto, attach_signature_sheet, record_attendance, write_visit_report
from minicluster.meetings.domain.evidence import activity_file_for, evidence_of
from minicluster.meetings.models import ActivityFile, Attendance, VisitReport
from minicluster.platform.audit.journal import history_of
from minicluster.platform.files.models import StoredFile
from minicluster.platform.files.photos import SIZE_LIMIT
from minicluster.platform.files.storage import path_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
PLACE = 0x8825


def photo(colour="red", name="IMG_0001.JPG", **options):
    beside, content = Image.Exif(), io.BytesIO()
    beside[PLACE] = {1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 41.0)}
    Image.new("RGB", (30, 20), colour).save(content, "JPEG", exif=beside)
    return SentPhoto(content.getvalue(), name, **options)


def place_in(file):
    return dict(Image.open(io.BytesIO(path_of(file.file.sha256).read_bytes())).getexif().get_ifd(PLACE))


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def visit(group):
    return make_activity(group, host=make_firm(group), state="held")


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def test_a_signed_sheet_is_evidence_of_those_who_signed_it(visit, coordinator):
    known, new, away = (make_person(visit.programme) for _time in range(3))
    record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(known, "late"), AttendanceLine(away, "excused")])
    sheet = attach_signature_sheet(actor=coordinator, activity=visit, photo=photo(), signed=[known, new])
    assert set(Attendance.objects.values_list("person", "kind", "recorded_through", "evidence")) == {
        (known.pk, "late", "list", sheet.file_id), (new.pk, "present", "sheet", sheet.file_id), (away.pk, "excused", "list", None),
    }  # fmt: skip
    assert (sheet.kind, sheet.file.name, sheet.file.content_type, place_in(sheet)) == ("sheet", "IMG_0001.jpg", "image/jpeg", {})
    assert list(evidence_of(coordinator, visit)) == [sheet]
    assert history_of(visit).last().action == "attach_signature_sheet"


def test_the_place_stays_only_where_the_sender_keeps_it(visit, coordinator):
    sheet = attach_signature_sheet(actor=coordinator, activity=visit, photo=photo(keeps_place=True), signed=[make_person(visit.programme)])
    assert place_in(sheet) == {1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 41.0)}


def test_the_same_sheet_sent_twice_is_one(visit, coordinator):
    person = make_person(visit.programme)
    sheets = [attach_signature_sheet(actor=coordinator, activity=visit, photo=photo(), signed=[person]) for _time in range(2)]
    assert (sheets[0], ActivityFile.objects.count(), StoredFile.objects.count()) == (sheets[1], 1, 1)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (SentPhoto(b"<html><script>alert(1)</script></html>", "sheet.jpg"), "no photo that can be read"),
        (SentPhoto(b"\xff\xd8\xff\xe0 and no more", "sheet.jpg"), "is broken"),
        (SentPhoto(photo().content + bytes(SIZE_LIMIT), "sheet.jpg"), "larger than 10 MB"),
    ],
    ids=["forged", "broken", "oversized"],
)
def test_a_forged_broken_or_oversized_photo_leaves_no_trace(visit, coordinator, sent, said):
    with pytest.raises(InvalidInputError, match=said):
        attach_signature_sheet(actor=coordinator, activity=visit, photo=sent, signed=[make_person(visit.programme)])
    with pytest.raises(InvalidInputError, match=f"observation 2: .*{said}"):
        write_visit_report(actor=coordinator, activity=visit, summary="a", observations=["one", Noticed("two", sent)])
    assert (StoredFile.objects.count(), ActivityFile.objects.count(), Attendance.objects.count()) == (0, 0, 0)
    assert not VisitReport.objects.exists()


def test_a_sheet_that_nobody_signed_or_that_comes_too_late_is_not_kept(visit, coordinator):
    with pytest.raises(InvalidInputError, match="tick who signed"):
        attach_signature_sheet(actor=coordinator, activity=visit, photo=photo(), signed=[])
    with pytest.raises(NotAllowedError):
        attach_signature_sheet(actor=make_viewer(Role.EXPERT, visit.programme), activity=visit, photo=photo(), signed=[make_person(visit.programme)])
    visit.state = "attendance_confirmed"
    visit.save()
    with pytest.raises(IllegalStepError):
        attach_signature_sheet(actor=coordinator, activity=visit, photo=photo(), signed=[make_person(visit.programme)])
    assert StoredFile.objects.count() == 0


def test_photos_stay_with_their_observations_and_go_with_them(visit, coordinator):
    report = write_visit_report(
        actor=coordinator,
        activity=visit,
        summary="a",
        observations=[Noticed("one", photo("red")), Noticed("", photo("green")), Noticed("three", photo("blue"))],
    )
    one, told_by_photo, three = report.observations.all()
    assert [(row.text, place_in(row.photo)) for row in (one, told_by_photo, three)] == [("one", {}), ("Photo", {}), ("three", {})]
    kept = three.photo
    again = [Noticed("three, closer", row_id=three.pk), Noticed("new", row_id=0), Noticed("one", takes_photo_off=True, row_id=one.pk)]
    write_visit_report(actor=coordinator, activity=visit, summary="a", observations=again)
    rows = list(report.observations.all())
    assert [(row.text, row.photo) for row in rows] == [("three, closer", kept), ("new", None), ("one", None)]
    assert ([rows[0].pk, rows[2].pk], rows[1].pk in {one.pk, told_by_photo.pk, three.pk}) == ([three.pk, one.pk], False)
    assert list(ActivityFile.objects.all()) == [kept]


def test_a_sheet_is_for_whoever_may_see_who_came_and_a_photo_for_whoever_may_read_the_report(visit, coordinator, group):
    sheet = attach_signature_sheet(actor=coordinator, activity=visit, photo=photo(), signed=[make_person(visit.programme)])
    report = write_visit_report(actor=coordinator, activity=visit, summary="a", observations=[Noticed("one", photo("blue"))])
    picture = report.observations.get().photo
    member = make_firm(group)
    viewers = {
        "coordinator": coordinator,
        "visited firm": make_viewer(Role.FIRM_USER, visit.programme, organisations=[visit.host], groups=[group]),
        "another member": make_viewer(Role.FIRM_USER, visit.programme, organisations=[member], groups=[group]),
        "coordinator elsewhere": make_viewer(Role.COORDINATOR, visit.programme),
        "expert": make_viewer(Role.EXPERT, visit.programme, groups=[group]),
        "funder": make_viewer(Role.FUNDER, visit.programme),
        "other programme": make_viewer(Role.PROGRAMME_OFFICE, make_group().programme),
    }
    got = {name: (_may_have(viewer, sheet), _may_have(viewer, picture)) for name, viewer in viewers.items()}
    nothing = dict.fromkeys(("coordinator elsewhere", "expert", "funder", "other programme"), (False, False))
    assert got == {"coordinator": (True, True), "visited firm": (True, True), "another member": (True, False), **nothing}
    report.observations.all().delete()
    assert not _may_have(coordinator, picture)


def _may_have(viewer, file):
    try:
        return activity_file_for(viewer, file.pk) == file
    except (Http404, NotVisibleError):
        return False
