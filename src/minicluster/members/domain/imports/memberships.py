"""What a row about a membership in a mini-cluster means."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.organisations import BUSINESS_NUMBER_NAMES, ORGANISATION_NAME, business_number
from minicluster.members.domain.imports.people import MAIL_NAMES, plan_staff
from minicluster.members.models import Group, Membership, Organisation, Programme
from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError

_M: Final = rules.MembershipKind
_S: Final = rules.MembershipState
_KIND_WORDS: Final = {
    _M.REGULAR: ("정회원", "정", "일반회원", "기업회원", "회원사"),
    _M.ASSOCIATE: ("준회원", "준", "특별회원"),
    _M.EXPERT: ("전문가", "전문가회원", "전문위원", "자문위원", "교수"),
    _M.SUPPORT: ("지원기관", "유관기관", "후원", "지원회원"),
}
_STATE_WORDS: Final = {
    _S.APPLIED: ("신청", "가입신청"),
    _S.ACTIVE: ("활동", "활동중", "정상", "가입", "유지", "참여"),
    _S.DORMANT: ("휴면", "미활동", "휴회"),
    _S.LEFT: ("탈퇴", "퇴회"),
    _S.REMOVED: ("제명", "제외"),
    _S.INELIGIBLE: ("자격상실", "상실"),
}
_STILL_IN: Final = "…"
_ENDED: Final = frozenset({_S.LEFT, _S.REMOVED, _S.INELIGIBLE})
GROUP_NAMES: Final = (
    (
        "미니클러스터",
        "미니클러스터명",
        "소속 미니클러스터",
        "클러스터",
        "협의체",
        "협의체명",
        "MC명",
        "MC",
        "그룹",
        "분과",
        "주관 미니클러스터",
        "참여 미니클러스터",
    ),
    ("group", "mini-cluster", "mini-clusters", "cluster", "groups"),
)
COMPLEX: Final = Field("complex", ("산업단지", "단지", "단지명", "추진단"), ("complex", "industrial complex"), cells.line(80))

FIELDS: Final = (
    Field("group", *GROUP_NAMES, read=cells.line(80), required=True),
    COMPLEX,
    Field("organisation", *ORGANISATION_NAME, read=cells.line(120)),
    Field("business_number", *BUSINESS_NUMBER_NAMES, read=business_number),
    Field("person", ("성명", "전문가", "전문가명", "위원", "위원명", "이름"), ("person", "expert", "name"), cells.line(60)),
    Field("email", *MAIL_NAMES, read=cells.mail),
    Field("kind", ("회원구분", "회원종류", "회원유형", "구분"), ("kind", "membership kind", "member type"), cells.choice(_M, _KIND_WORDS)),
    Field("representative", ("대표자", "대표", "대표자명", "대표이사", "대표자 성명", "대표위원"), ("representative", "ceo"), cells.line(60)),
    Field("deputy", ("대리인", "부대표", "실무자", "담당자", "담당자 성명", "실무담당자"), ("deputy", "contact"), cells.line(60)),
    Field("joined_on", ("가입일", "가입일자", "등록일", "가입년월일", "위촉일"), ("joined on", "member since", "joined"), cells.day),
    Field("left_on", ("탈퇴일", "탈퇴일자", "해촉일"), ("left on", "left"), cells.day),
    Field("state", ("상태", "회원상태", "활동여부", "가입상태"), ("state", "status"), cells.choice(_S, _STATE_WORDS)),
)


class MembershipClerk:
    """Knows the groups of a programme and who sits in them."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do. A state is taken from the table for a new membership only: afterwards its steps change it."""
        complex_ = self.directory.complex(row["complex"]) if row["complex"] else None
        group = self.directory.group(row["group"], complex_=complex_)
        member = self._member(row)
        self._check_order(row)
        plan = Plan()
        found = self._found(group, member, row)
        membership = plan.about(found or self._new(plan, group, member, row))
        plan.change(membership, kind=row["kind"], **self._plan_people(plan, row, member.get("organisation")))
        if row["left_on"] and membership.valid_to is None:
            self._refuse_to_leave_before(membership, row["left_on"])
            plan.change(membership, valid_to=row["left_on"], state=row["state"] if row["state"] in _ENDED else _S.LEFT)
        plan.say(membership, "left_on", row["left_on"] or _STILL_IN)
        return plan

    def _member(self, row: Row) -> dict[str, Any]:
        if row["organisation"] or row["business_number"]:
            organisation = self.directory.known_organisation(name=row["organisation"] or "", business_number=row["business_number"] or "")
            if row["kind"] == _M.EXPERT and row["person"]:
                return {"person": self.directory.known_person(name=row["person"], mail=row["email"] or "", organisation=organisation, field="person")}
            return {"organisation": organisation}
        if not row["person"]:
            raise RowRefusedError("organisation", _("The row names neither an organisation nor a person."), _("Fill the cell."))
        return {"person": self.directory.known_person(name=row["person"], mail=row["email"] or "", field="person")}

    def _refuse_to_leave_before(self, membership: Membership, day: date) -> None:
        if day <= membership.valid_from:
            raise RowRefusedError("left_on", _("The day of leaving lies before the day of joining."), _("Correct one of the two days."))

    def _check_order(self, row: Row) -> None:
        if row["joined_on"] and row["left_on"] and row["left_on"] <= row["joined_on"]:
            raise RowRefusedError("left_on", _("The day of leaving lies before the day of joining."), _("Correct one of the two days."))
        if row["state"] in _ENDED and not row["left_on"]:
            raise RowRefusedError("left_on", _("The membership has ended, but it is not said when."), _("Fill in the day of leaving (탈퇴일)."))

    def _found(self, group: Group, member: dict[str, Any], row: Row) -> Membership | None:
        known = list(Membership.objects.filter(group=group, **member).select_related("group", "programme").order_by("valid_from"))
        same: Membership | None = next(
            (entry for entry in known if row["joined_on"] == entry.valid_from or (row["left_on"] and row["left_on"] == entry.valid_to)), None
        )
        last: Membership | None = same or (known[-1] if known else None)
        if last is None or same:
            return last
        if last.valid_to is None and row["joined_on"] is None:
            return last
        if last.valid_to is not None and row["joined_on"] is not None and row["joined_on"] >= last.valid_to:
            return None
        raise RowRefusedError(
            "joined_on",
            format_lazy(_("The record says otherwise: a member from {start} to {end}."), start=last.valid_from, end=last.valid_to or "…"),
            _("Leave the cell empty or correct the day; for someone who joined again give the day of joining (가입일) after they had left."),
        )

    def _new(self, plan: Plan, group: Group, member: dict[str, Any], row: Row) -> Membership:
        joined_on: date = row["joined_on"] or min(self.programme.today(), row["left_on"] or self.programme.today())
        if row["left_on"] and not row["joined_on"]:
            raise RowRefusedError("joined_on", _("It is not said when the membership began."), _("Fill in the day of joining (가입일)."))
        organisation = member.get("organisation")
        state = row["state"] or (_S.LEFT if row["left_on"] else _S.ACTIVE)
        if organisation and state in rules.LIVING_MEMBERSHIP:
            self._refuse_a_third_group(organisation)
        kind = row["kind"] or _kind_of(organisation)
        membership: Membership = plan.create(
            Membership, programme=self.programme, group=group, kind=kind, state=state, valid_from=joined_on, valid_to=row["left_on"], **member
        )
        return membership

    def _refuse_a_third_group(self, organisation: Organisation) -> None:
        living = Membership.objects.filter(organisation=organisation, state__in=rules.LIVING_MEMBERSHIP).select_related("group")
        if not rules.may_join_another_group(organisation.kind, len(living)):
            raise RowRefusedError(
                "organisation",
                format_lazy(
                    _("A firm sits in at most two mini-clusters, and this one does: {groups}."), groups=", ".join(str(entry.group) for entry in living)
                ),
                _("End one of the memberships first, or remove the row."),
            )

    def _plan_people(self, plan: Plan, row: Row, organisation: Organisation | None) -> dict[str, Any]:
        """Representative and deputy: people of the organisation, new where they are not registered yet."""
        if organisation is None:
            return {}
        return {role: plan_staff(plan, self.directory, row[role], organisation, field=role) for role in ("representative", "deputy") if row[role]}

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: memberships are not searched."""


def _kind_of(organisation: Organisation | None) -> rules.MembershipKind:
    if organisation is None:
        return _M.EXPERT
    return _M.REGULAR if organisation.kind == rules.OrganisationKind.FIRM else _M.SUPPORT


MEMBERS: Final = Kind("members", FIELDS, MembershipClerk)
