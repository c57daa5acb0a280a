"""What a row about an activity or an attendance means."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import day_of
from minicluster.meetings.models import Activity, Attendance
from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.facts import plan_number
from minicluster.members.domain.imports.memberships import COMPLEX, GROUP_NAMES
from minicluster.members.domain.imports.organisations import NUMBER_NAMES, ORGANISATION_NAME
from minicluster.members.domain.imports.people import MAIL_NAMES, PERSON_NAME
from minicluster.members.domain.queries import organisation_ids_on
from minicluster.members.models import Group, Person, Programme
from minicluster.platform.audit.journal import history_of
from minicluster.platform.imports import cells
from minicluster.platform.imports.days import SEOUL
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError

_K: Final = rules.ActivityKind
_KIND_WORDS: Final = {
    _K.ASSEMBLY: ("총회", "정기총회", "임시총회", "창립총회"),
    _K.STEERING: ("운영위원회", "운영회의", "운영위", "정기회의", "임원회의", "월례회의"),
    _K.FORUM: ("포럼", "심포지엄"),
    _K.SEMINAR: ("기술세미나", "세미나", "기술 세미나"),
    _K.LECTURE: ("초청강연", "강연", "특강", "초청강의"),
    _K.VISIT: ("기업방문", "현장방문", "방문", "업체방문", "회원사방문", "현장 방문"),
    _K.WORKSHOP: ("워크숍", "워크샵"),
    _K.CONSULTATION: ("상담", "자문", "기술지도", "컨설팅", "기술상담"),
    _K.EXCHANGE: ("교류회", "교류", "기술교류회", "교류행사"),
    _K.BRIEFING: ("설명회", "정책설명회", "사업설명회"),
    _K.PROBLEM_FINDING: ("애로발굴회의", "과제발굴회의", "애로과제발굴", "과제발굴"),
    _K.WORKING_GROUP: ("분과회의", "실무회의", "실무분과", "소모임"),
    _K.FAIR: ("전시회", "박람회"),
    _K.BUYER_MEETING: ("바이어상담회", "수출상담회", "구매상담회"),
    _K.MISSION: ("시장개척단", "해외시찰", "벤치마킹", "선진지견학"),
    _K.TRAINING: ("교육", "연수", "훈련"),
    _K.SOCIAL: ("친목행사", "친목", "체육대회", "송년회"),
}
_S: Final = rules.ActivityState
_STATE_WORDS: Final = {_S.PLANNED: ("예정", "계획"), _S.HELD: ("완료", "개최", "실시", "종료"), _S.CANCELLED: ("취소",), _S.POSTPONED: ("연기",)}
_A: Final = rules.AttendanceKind
_ATTENDANCE_WORDS: Final = {
    _A.PRESENT: ("참석", "출석", "o", "○", "◯", "v", "√", "참가", "참여", "1"),
    _A.LATE: ("지각",),
    _A.DEPUTY: ("대리", "대리참석", "대참"),
    _A.EXCUSED: ("불참(사유)", "사유불참", "공결", "유고"),
    _A.ABSENT: ("불참", "결석", "미참석", "x", "×", "0"),
    _A.VISITOR: ("참관", "방문객", "외부", "비회원"),
}
_TITLE: Final = (
    ("행사명", "제목", "활동명", "회의명", "활동", "행사", "주제", "안건명", "활동 제목", "회의(행사)명"),
    ("title", "activity", "event", "meeting"),
)
_START: Final = (
    ("일시", "일자", "날짜", "개최일", "개최일시", "개최일자", "활동일", "활동일자", "행사일", "시작일시", "시작", "시작일"),
    ("starts at", "date", "start", "when"),
)
_KIND: Final = Field(
    "kind", ("활동구분", "활동유형", "구분", "유형", "종류", "행사구분", "분류"), ("kind", "type", "activity kind"), cells.choice(_K, _KIND_WORDS)
)

ACTIVITY_FIELDS: Final = (
    Field("title", *_TITLE, read=cells.line(200), required=True, is_text=True),
    Field("kind", _KIND.korean, _KIND.english, _KIND.read, required=True),
    Field("starts_at", *_START, read=cells.period_of_time, required=True),
    Field("ends_at", ("종료일시", "종료", "종료일", "마감일시"), ("ends at", "end"), cells.period_of_time),
    Field("start_time", ("시작시간", "시간", "시각", "시작시각"), ("start time", "time"), cells.clock_time),
    Field("groups", *GROUP_NAMES, read=cells.several(cells.line(80)), required=True),
    COMPLEX,
    Field("number", *NUMBER_NAMES, read=cells.line(80)),
    Field("venue", ("장소", "개최장소", "활동장소"), ("venue", "place", "location"), cells.line(200)),
    Field("agenda", ("안건", "내용", "주요내용", "활동내용", "회의내용"), ("agenda", "content"), cells.text(20_000), is_text=True),
    Field("host", ("방문기업", "방문업체", "방문기업명", "방문 기업명"), ("host", "visited firm"), cells.line(120)),
    Field("speaker", ("강사", "연사", "발표자", "강연자"), ("speaker", "lecturer"), cells.line(60)),
    Field("capacity", ("정원", "좌석", "모집인원"), ("capacity", "seats"), cells.whole_number(maximum=100_000)),
    Field("budget_line", ("예산과목", "예산항목", "비목"), ("budget line",), cells.line(60)),
    Field("planned_cost_krw", ("계획예산", "예산", "예산액", "계획금액", "소요예산"), ("planned cost", "budget"), cells.money("KRW")),
    Field("actual_cost_krw", ("집행액", "실집행액", "집행금액", "실적금액", "집행", "소요비용"), ("actual cost", "cost"), cells.money("KRW")),
    Field("state", ("상태", "진행상태", "추진상태", "실시여부"), ("state", "status"), cells.choice(_S, _STATE_WORDS)),
)
_DETAILS: Final = ("venue", "agenda", "capacity", "budget_line", "planned_cost_krw", "actual_cost_krw")


class ActivityClerk:
    """Knows the activities of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do. A state is taken from the table for a new activity only: afterwards its steps change it."""
        groups = self._groups(row)
        starts_at, ends_at = _times(row)
        plan = Plan()
        known = self._found(row, starts_at)
        activity = plan.about(known or self._new(plan, row, starts_at, ends_at))
        if known:
            plan.change(known, title=row["title"], kind=row["kind"], starts_at=starts_at)
            plan.change(known, ends_at=ends_at if ends_at > starts_at else max(known.ends_at, starts_at))
        plan.change(activity, host=self._host(row), speaker=self._speaker(row), **{name: row[name] for name in _DETAILS})
        plan_number(plan, self.directory, activity, row["number"])
        _refuse_to_overwrite(plan, activity)
        self._plan_groups(plan, activity, groups)
        return plan

    def _groups(self, row: Row) -> list[Group]:
        complex_ = self.directory.complex(row["complex"]) if row["complex"] else None
        return [self.directory.group(name, complex_=complex_, field="groups") for name in row["groups"]]

    def _found(self, row: Row, starts_at: datetime) -> Activity | None:
        numbered: Activity | None = self.directory.numbered(Activity, "activity", row["number"])
        same = Activity.objects.filter(programme=self.programme, kind=row["kind"], title=row["title"], starts_at=starts_at)
        return numbered or same.order_by("pk").first()

    def _new(self, plan: Plan, row: Row, starts_at: datetime, ends_at: datetime) -> Activity:
        state = row["state"] or (_S.HELD if ends_at <= self.programme.now() else _S.PLANNED)
        activity: Activity = plan.create(
            Activity, programme=self.programme, kind=row["kind"], title=row["title"], starts_at=starts_at, ends_at=ends_at, state=state
        )
        return activity

    def _host(self, row: Row) -> Any:
        return self.directory.known_organisation(name=row["host"], field="host") if row["host"] else None

    def _speaker(self, row: Row) -> Any:
        return self.directory.known_person(name=row["speaker"], field="speaker") if row["speaker"] else None

    def _plan_groups(self, plan: Plan, activity: Activity, groups: list[Group]) -> None:
        """A group is added, never taken away: another table may name the others."""
        known = set(activity.groups.values_list("pk", flat=True)) if activity.pk else set()
        for group in groups:
            if group.pk not in known:
                plan.create(Activity.groups.through, activity=activity, group=group)

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: activities are not searched."""


def _refuse_to_overwrite(plan: Plan, activity: Activity) -> None:
    """What is on record may be completed by a table, not changed."""
    _record, changes = plan.changes.get(id(activity), (activity, {}))
    differing = [name for name in changes if getattr(activity, name) not in (None, "")]
    if differing and rules.is_on_record(activity.state):
        raise RowRefusedError(
            differing[0],
            _("The attendance of this activity is confirmed, and what its record says is not overwritten."),
            _("Leave the cell empty, or write what the record says."),
        )


def _times(row: Row) -> tuple[datetime, datetime]:
    """From when to when; a time in a column of its own belongs to the day."""
    starts_at, ends_at = row["starts_at"]
    if row["start_time"] and starts_at.time() == datetime.min.time():
        starts_at = datetime.combine(starts_at.date(), row["start_time"], SEOUL)
    ends_at = max(starts_at, ends_at)
    if row["ends_at"]:
        ends_at = row["ends_at"][1]
    if ends_at < starts_at:
        raise RowRefusedError("ends_at", _("The end lies before the start."), _("Correct one of the two days."))
    return starts_at, ends_at


ATTENDANCE_FIELDS: Final = (
    Field("activity_number", NUMBER_NAMES[0] + ("행사번호", "활동번호"), ("activity number", *NUMBER_NAMES[1]), cells.line(80)),
    Field("title", *_TITLE, read=cells.line(200), is_text=True),
    Field("activity_kind", ("활동구분", "활동유형", "행사구분"), ("activity kind",), cells.choice(_K, _KIND_WORDS)),
    Field("starts_at", *_START, read=cells.period_of_time),
    Field("person", *PERSON_NAME, read=cells.line(60), required=True, is_text=True),
    Field("email", *MAIL_NAMES, read=cells.mail),
    Field("organisation", *ORGANISATION_NAME, read=cells.line(120)),
    Field("kind", ("참석여부", "출석", "출석여부", "참석", "참석구분", "출결", "구분"), ("attendance", "kind", "status"), cells.choice(_A, _ATTENDANCE_WORDS)),
    Field("deputy_for", ("대리대상", "대리 대상자", "본인"), ("deputy for",), cells.line(60)),
)


class AttendanceClerk:
    """Knows who came to which activity of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do."""
        activity = self._activity(row)
        organisation = self.directory.known_organisation(name=row["organisation"]) if row["organisation"] else None
        person = self.directory.known_person(name=row["person"], mail=row["email"] or "", organisation=organisation, field="person")
        deputy_for = self.directory.known_person(name=row["deputy_for"], organisation=organisation, field="deputy_for") if row["deputy_for"] else None
        plan = Plan()
        known = Attendance.objects.filter(activity=activity, person=person).first()
        attendance = plan.about(known or self._new(plan, activity, person))
        plan.change(attendance, kind=row["kind"], organisation=organisation, deputy_for=deputy_for)
        if (plan.new or plan.changes) and not _takes(activity, is_new=known is None):
            raise RowRefusedError(
                "kind",
                format_lazy(_("The attendance of this activity can no longer be changed: its state is “{state}”."), state=activity.get_state_display()),
                _("Leave the row out, or compare title and day with the activity that is meant."),
            )
        return plan

    def _new(self, plan: Plan, activity: Activity, person: Person) -> Attendance:
        """For whom they came is, unless the row says so, for whom they worked on that day."""
        attendance: Attendance = plan.create(Attendance, activity=activity, person=person)
        attendance.organisation_id = organisation_ids_on(day_of(activity), [person.pk]).get(person.pk)
        return attendance

    def _activity(self, row: Row) -> Activity:
        numbered: Activity | None = self.directory.numbered(Activity, "activity", row["activity_number"])
        if numbered:
            return numbered
        fitting = Activity.objects.filter(programme=self.programme, **({"title": row["title"]} if row["title"] else {}))
        if row["activity_kind"]:
            fitting = fitting.filter(kind=row["activity_kind"])
        if row["starts_at"]:
            day = datetime.combine(row["starts_at"][0].date(), datetime.min.time(), SEOUL)
            fitting = fitting.filter(starts_at__gte=day, starts_at__lt=day + timedelta(days=1))
        found = list(fitting.order_by("pk")[:2]) if row["title"] or row["starts_at"] else []
        field = "title" if row["title"] else "starts_at" if row["starts_at"] else "activity_number"
        if len(found) > 1:
            raise RowRefusedError(field, _("Several activities fit."), _("Give the activity's number, or its title, kind and day."))
        if not found:
            raise RowRefusedError(
                field,
                _("No such activity is registered here."),
                _("Import it with `minicluster import activities` first, or compare title and day with its record."),
            )
        return found[0]

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: who met whom is noted when the attendance is confirmed."""


def _takes(activity: Activity, *, is_new: bool) -> bool:
    """Whether a table may write an attendance down. An activity that itself came by a table as long done was confirmed by nobody here, and is completed."""
    if rules.takes_attendance(activity.state):
        return True
    return is_new and rules.is_on_record(activity.state) and not history_of(activity).filter(action="confirm_attendance").exists()


ACTIVITIES: Final = Kind("activities", ACTIVITY_FIELDS, ActivityClerk)
ATTENDANCE: Final = Kind("attendance", ATTENDANCE_FIELDS, AttendanceClerk)
