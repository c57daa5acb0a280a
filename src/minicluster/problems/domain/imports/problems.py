"""What a row about a problem means. Its text is readable by coordinators only, until the firm itself lowers the secrecy: no table does that."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models import Activity
from minicluster.meetings.rules import ActivityKind
from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.facts import plan_number
from minicluster.members.domain.imports.groups import group_of_firm
from minicluster.members.domain.imports.memberships import COMPLEX, GROUP_NAMES
from minicluster.members.domain.imports.organisations import BUSINESS_NUMBER_NAMES, NUMBER_NAMES, ORGANISATION_NAME, business_number
from minicluster.members.domain.imports.people import plan_staff
from minicluster.members.models import Organisation, Programme
from minicluster.platform.imports import cells
from minicluster.platform.imports.days import SEOUL
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError
from minicluster.problems import rules
from minicluster.problems.models import Problem

_C: Final = rules.ProblemClass
_CLASS_WORDS: Final = {
    _C.TECHNOLOGY: ("기술", "기술개발", "공정", "기술애로", "기술·공정", "생산기술"),
    _C.QUALITY: ("품질", "품질개선"),
    _C.CERTIFICATION: ("인증", "시험", "시험인증", "인증·시험", "규격"),
    _C.MARKETING: ("마케팅", "판로", "수출", "마케팅·수출", "영업"),
    _C.FINANCE: ("자금", "금융", "재무"),
    _C.PEOPLE: ("인력", "인사", "구인"),
    _C.MANAGEMENT: ("경영", "경영애로", "컨설팅"),
    _C.REGULATION: ("규제", "제도", "법규", "제도개선"),
    _C.INFRASTRUCTURE: ("인프라", "기반시설", "입지", "기반"),
}
_U: Final = rules.Urgency
_URGENCY_WORDS: Final = {_U.LOW: ("하", "낮음", "여유"), _U.NORMAL: ("중", "보통"), _U.HIGH: ("상", "높음", "긴급", "시급")}
_S: Final = rules.ProblemState
# What an office calls solved, confirmed or closed has not been confirmed by the firm in this system: it counts as reported solved, unconfirmed.
_STATE_WORDS: Final = {
    _S.RAISED: ("접수", "신규", "발굴"),
    _S.RETURNED: ("반려", "보완요청"),
    _S.DIAGNOSED: ("진단", "검토", "검토완료"),
    _S.MATCHING: ("매칭중", "진행", "진행중", "처리중", "추진중", "미해결"),
    _S.INTRODUCED: ("연결", "전문가연결", "소개"),
    _S.REFERRED: ("지원사업연계", "연계"),
    _S.IN_PROJECT: ("과제화", "과제수행", "수행중"),
    _S.SELF_SOLVED: ("자체해결",),
    _S.UNCONFIRMED: ("해결", "완료", "해결완료", "처리완료", "기업확인", "해결확인", "종료", "종결"),
    _S.ON_HOLD: ("보류", "중단"),
    _S.UNSOLVABLE: ("해결불가", "불가"),
}

FIELDS: Final = (
    Field(
        "title",
        ("애로과제명", "제목", "과제명", "애로사항", "애로과제", "애로명", "애로기술명", "건명"),
        ("title", "problem"),
        cells.line(120),
        required=True,
        is_text=True,
    ),
    Field("organisation", *ORGANISATION_NAME, read=cells.line(120), required=True),
    Field("business_number", *BUSINESS_NUMBER_NAMES, read=business_number),
    Field("number", NUMBER_NAMES[0] + ("접수번호", "과제번호", "애로번호"), NUMBER_NAMES[1], cells.line(80)),
    Field("group", *GROUP_NAMES, read=cells.line(80)),
    COMPLEX,
    Field(
        "description", ("애로내용", "상세내용", "내용", "현황", "현상", "애로사항 내용", "문제점"), ("description", "details"), cells.text(20_000), is_text=True
    ),
    Field("tried", ("시도내용", "기존대응", "자체노력", "대응현황"), ("tried",), cells.text(20_000), is_text=True),
    Field("wanted_result", ("요청사항", "희망결과", "요구사항", "기대효과", "희망사항"), ("wanted result", "request"), cells.line(300), is_text=True),
    Field("problem_class", ("애로구분", "애로분야", "분야", "구분", "유형", "분류"), ("class", "category"), cells.choice(_C, _CLASS_WORDS)),
    Field("urgency", ("시급성", "긴급도", "시급도"), ("urgency",), cells.choice(_U, _URGENCY_WORDS)),
    Field("trl", ("TRL", "기술성숙도"), ("technology readiness level",), cells.whole_number(1, 9)),
    Field("raised_on", ("접수일", "접수일자", "발굴일", "등록일", "신청일"), ("raised on", "date"), cells.day),
    Field("state", ("처리상태", "상태", "진행상황", "추진현황", "진행상태", "해결여부"), ("state", "status"), cells.choice(_S, _STATE_WORDS)),
    Field("solution", ("해결내용", "조치결과", "처리결과", "해결방안", "지원결과"), ("solution", "result"), cells.text(20_000), is_text=True),
    Field("contact", ("담당자", "기업담당자", "담당자명", "신청자"), ("contact",), cells.line(60)),
    Field("coordinator", ("코디네이터", "담당코디", "담당코디네이터"), ("coordinator",), cells.line(60)),
    Field("activity_number", ("발굴활동번호", "활동번호", "행사번호"), ("activity number",), cells.line(80)),
)


class ProblemClerk:
    """Knows the problems of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do. A state is taken from the table for a new problem only: afterwards its steps change it."""
        plan = Plan()
        firm = self.directory.known_organisation(name=row["organisation"], business_number=row["business_number"] or "")
        known: Problem | None = self.directory.numbered(Problem, "problem", row["number"])
        known = known or Problem.objects.filter(programme=self.programme, firm=firm, title=row["title"]).order_by("pk").first()
        problem = plan.about(known or self._new(plan, firm, row))
        plan.change(
            problem,
            **{name: row[name] for name in ("title", "description", "tried", "wanted_result", "problem_class", "urgency", "trl", "solution")},
            contact=plan_staff(plan, self.directory, row["contact"], firm, field="contact") if row["contact"] else None,
            coordinator=self.directory.known_person(name=row["coordinator"], field="coordinator") if row["coordinator"] else None,
        )
        plan.say(problem, "firm", firm)
        plan_number(plan, self.directory, problem, row["number"])
        return plan

    def _new(self, plan: Plan, firm: Organisation, row: Row) -> Problem:
        raised_at = datetime.combine(row["raised_on"], datetime.min.time(), SEOUL) if row["raised_on"] else self.programme.now()
        activity = self._activity(row)
        problem: Problem = plan.create(
            Problem,
            programme=self.programme,
            firm=firm,
            group=group_of_firm(self.directory, firm, row),
            title=row["title"],
            state=_state_without_the_firms_word(row["state"]),
            origin=_origin_at(activity),
            origin_activity=activity,
            raised_on_behalf=True,
            raised_at=raised_at,
            state_since=raised_at,
        )
        return problem

    def _activity(self, row: Row) -> Activity | None:
        found: Activity | None = self.directory.numbered(Activity, "activity", row["activity_number"])
        if row["activity_number"] and found is None:
            raise RowRefusedError("activity_number", _("No activity has this number."), _("Import the activities first, or leave the cell empty."))
        return found

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: problems are not searched until they are solved."""


def _state_without_the_firms_word(state: str | None) -> str | None:
    """No table speaks for a firm, our own export neither: only the firm's click confirms."""
    return _S.UNCONFIRMED if state in rules.CONFIRMED_BY_FIRM else state


def _origin_at(activity: Activity | None) -> rules.Origin:
    if activity is None:
        return rules.Origin.IMPORT
    return rules.Origin.VISIT if activity.kind == ActivityKind.VISIT else rules.Origin.ACTIVITY


PROBLEMS: Final = Kind("problems", FIELDS, ProblemClerk)
