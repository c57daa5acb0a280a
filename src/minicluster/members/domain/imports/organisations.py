"""What a row about an organisation means."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.facts import plan_fact, plan_number
from minicluster.members.models import (
    Organisation,
    OrganisationClassification,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationSize,
    OrganisationYear,
    Programme,
    Site,
)
from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.names import organisation_key
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError, unreadable
from minicluster.platform.imports.tidying import plain

_K: Final = rules.OrganisationKind
_KIND_WORDS: Final = {
    _K.FIRM: ("기업", "업체", "회사", "기업체", "중소기업", "중견기업", "대기업", "소상공인", "company", "firm"),
    _K.UNIVERSITY: ("대학", "대학교", "학교", "학계", "산학협력단"),
    _K.INSTITUTE: ("연구소", "연구원", "연구기관", "출연연", "연구"),
    _K.AGENCY: ("지원기관", "유관기관", "지원", "공공기관", "진흥원", "테크노파크", "TP"),
    _K.GOVERNMENT: ("지자체", "지방자치단체", "관공서", "시청", "도청", "지방정부", "관"),
    _K.ASSOCIATION: ("협회", "조합", "단체", "학회"),
    _K.FINANCE: ("금융기관", "은행", "금융", "투자사"),
    _K.BUYER: ("바이어", "구매처", "수요처"),
    _K.COMPLEX_OFFICE: ("추진단", "단지본부", "산단공", "지역본부"),
}
_SIZE_WORDS: Final = {
    rules.FirmSize.LARGE: ("대기업", "대"),
    rules.FirmSize.MID: ("중견기업", "중견"),
    rules.FirmSize.SMALL: ("중소기업", "중소", "중기업", "소기업"),
    rules.FirmSize.MICRO: ("소상공인", "소공인", "영세"),
}
# What a name tells of its bearer's kind, the first that fits; a name that tells nothing is a firm's.
_TELLING_NAMES: Final = (
    (_K.FIRM, re.compile(r"\(주\)|\(유\)|주식회사|유한회사|co\.|ltd|inc\b|corp", re.IGNORECASE)),
    (_K.UNIVERSITY, re.compile(r"대학|university|college|폴리텍|과학기술원", re.IGNORECASE)),
    (_K.AGENCY, re.compile(r"테크노파크|진흥원|진흥공단|지원센터|지원단|상공회의소|기술보증|agency", re.IGNORECASE)),
    (_K.INSTITUTE, re.compile(r"연구원|연구소|시험원|인증원|연구센터|institute|laborator", re.IGNORECASE)),
    (_K.GOVERNMENT, re.compile(r"(?:시청|도청|군청|구청)(?:\s|$)")),
    (_K.ASSOCIATION, re.compile(r"협회|협동조합|학회|association", re.IGNORECASE)),
    (_K.FINANCE, re.compile(r"은행|신용보증|창업투자|\bbank\b", re.IGNORECASE)),
)
_COUNTRIES: Final = {"대한민국": "KR", "한국": "KR", "국내": "KR", "korea": "KR", "일본": "JP", "japan": "JP", "중국": "CN", "china": "CN", "미국": "US", "usa": "US",
                     "독일": "DE", "germany": "DE", "프랑스": "FR", "영국": "GB", "이탈리아": "IT", "베트남": "VN", "인도": "IN", "대만": "TW"}  # fmt: skip
_YEARLY: Final = ("sales_krw", "exports_usd", "production_krw", "rnd_krw", "employees")


def kind_told_by(name: str) -> rules.OrganisationKind:
    """The kind that an organisation's name tells."""
    return next((kind for kind, pattern in _TELLING_NAMES if pattern.search(plain(name))), _K.FIRM)


def business_number(cell: Any, _unit: Decimal) -> str:
    """A business registration number (사업자등록번호), with or without hyphens."""
    digits = re.sub(r"[\s-]", "", plain(cell))
    normal = rules.normal_identifier(rules.BUSINESS_NUMBER, digits)
    if not digits.isdecimal() or not rules.is_identifier(rules.BUSINESS_NUMBER, normal):
        raise unreadable(_("This is no business registration number: its ten digits and its check digit do not fit."), _("Compare it with the certificate."))
    return normal


def _lei(cell: Any, _unit: Decimal) -> str:
    normal = rules.normal_identifier("LEI", plain(cell))
    if not rules.is_identifier("LEI", normal):
        raise unreadable(_("This is no LEI: its twenty characters and its check digits do not fit."), _("Copy it from the GLEIF register."))
    return normal


def _country(cell: Any, _unit: Decimal) -> str:
    said = plain(cell)
    code = _COUNTRIES.get(said.casefold(), said.upper())
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise unreadable(_("This country is not known."), _("Write its two letters (ISO 3166), such as KR, JP or DE."))
    return code


ORGANISATION_NAME: Final = (
    ("기업명", "업체명", "회사명", "상호", "상호명", "법인명", "기관명", "기관", "소속기관", "소속", "소속기관명", "기업체명", "사업체명", "회원사", "회원사명", "업체", "기업", "회사",
     "참여기업", "단체명", "기업(기관)명", "기업명(국문)", "회사명(국문)"),
    ("organisation", "organization", "company name", "company", "firm", "firm name", "organisation name", "affiliation", "institution"),
)  # fmt: skip
BUSINESS_NUMBER_NAMES: Final = (
    ("사업자등록번호", "사업자번호", "사업자 등록번호", "사업자No", "등록번호(사업자)"),
    ("business number", "business registration number", "BRN", "KR-BRN"),
)
NUMBER_NAMES: Final = (("관리번호", "관리코드", "등록번호", "고유번호"), ("office number", "external number", "external id", "id"))
AS_OF: Final = Field("as_of", ("기준일", "기준일자", "기준시점", "작성일"), ("as of", "as-of date", "valid from"), cells.day)

FIELDS: Final = (
    Field("name", *ORGANISATION_NAME, read=cells.line(120), required=True, is_text=True),
    Field("name_en", ("영문명", "영문 기업명", "기업명(영문)", "영문상호", "회사명(영문)"), ("name in English", "English name", "name (English)"), cells.line(120)),
    Field("kind", ("기관구분", "구분", "기관유형", "유형", "기업구분", "분류"), ("kind", "type", "organisation kind"), cells.choice(_K, _KIND_WORDS)),
    Field("business_number", *BUSINESS_NUMBER_NAMES, read=business_number),
    Field("lei", ("법인식별기호",), ("LEI",), _lei),
    Field("number", *NUMBER_NAMES, read=cells.line(80)),
    Field("size", ("기업규모", "규모", "규모구분", "기업 규모"), ("size", "size class", "firm size"), cells.choice(rules.FirmSize, _SIZE_WORDS)),
    Field("country", ("국가", "국적", "나라"), ("country",), _country),
    Field("founded_on", ("설립일", "설립일자", "설립년월일", "설립연월일", "창립일", "개업일"), ("founded on", "founded", "date founded"), cells.day),
    Field("products", ("주생산품", "주요생산품", "생산품", "주요제품", "주력제품", "주요생산제품", "주생산품목", "취급품목", "업종"), ("products", "main products"), cells.line(300)),
    Field("complex", ("산업단지", "단지", "단지명", "입주단지", "소재단지"), ("complex", "industrial complex"), cells.line(80)),
    Field("address", ("주소", "소재지", "사업장주소", "사업장 소재지", "본사주소", "공장주소"), ("address", "site"), cells.line(200)),
    Field("ksic", ("업종코드", "표준산업분류", "산업분류코드", "KSIC", "표준산업분류코드"), ("KSIC code", "industry code"), cells.several(cells.line(12))),
    AS_OF,
    Field("year", ("연도", "년도", "기준연도", "기준년도", "회계연도", "결산연도"), ("year", "fiscal year"), cells.year),
    Field("sales_krw", ("매출액", "매출", "연매출", "연매출액", "총매출액"), ("sales", "revenue", "turnover"), cells.money("KRW"), yearly=True),
    Field("exports_usd", ("수출액", "수출", "수출실적"), ("exports", "export"), cells.money("USD"), yearly=True),
    Field("production_krw", ("생산액", "생산"), ("production",), cells.money("KRW"), yearly=True),
    Field("rnd_krw", ("연구개발비", "R&D", "R&D투자", "연구개발투자", "기술개발비"), ("R&D expenditure",), cells.money("KRW"), yearly=True),
    Field("employees", ("종업원수", "종업원", "직원수", "상시종업원", "상시근로자", "상시근로자수", "고용인원", "인원"), ("employees", "staff", "headcount"),
          cells.whole_number(), yearly=True),
)  # fmt: skip


class OrganisationClerk:
    """Knows the organisations of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do."""
        plan = Plan()
        day = row["as_of"] or self.programme.today()
        found = self.directory.numbered(Organisation, "organisation", row["number"]) or self.directory.organisation(
            name=row["name"], business_number=row["business_number"] or "", lei=row["lei"] or "", kind=row["kind"] or "", known_as=row.known_as, field="name"
        )
        organisation = plan.about(found or plan_organisation(plan, self.programme, row["name"], kind=row["kind"] or "", since=row["founded_on"] or day))
        if found:
            self._rename(plan, found, row["name"], day)
        plan.say(organisation, f"name {day.isoformat()}", organisation_key(row["name"]))
        plan.change(
            organisation,
            kind=row["kind"],
            **{name: row[name] for name in ("name_en", "country", "founded_on", "products")},
        )
        plan_number(plan, self.directory, organisation, row["number"])
        self._plan_identifiers(plan, organisation, row)
        self._plan_dated_facts(plan, organisation, row, day)
        self._plan_years(plan, organisation, row)
        return plan

    def _rename(self, plan: Plan, organisation: Organisation, name: str, day: date) -> None:
        """Another name under the same number is a new name from that day on; a spelling or a former name is not."""
        if self.directory.calls_it_so(organisation, name):
            return
        own_names = list(organisation.names.filter(is_alias=False))
        if not any(row.valid_to is None for row in own_names):
            began = max([organisation.founded_on or self.programme.started_on, *(row.valid_to for row in own_names)])
            if began < day:
                plan.create(OrganisationName, organisation=organisation, name=organisation.name_ko, valid_from=began, valid_to=day)
        plan_fact(plan, own_names, OrganisationName, day, owner={"organisation": organisation}, facts={"name": name}, field="name")
        if all(row.valid_from <= day for row in own_names):
            plan.change(organisation, is_said=False, name_ko=name)

    def _plan_identifiers(self, plan: Plan, organisation: Organisation, row: Row) -> None:
        for scheme, field in ((rules.BUSINESS_NUMBER, "business_number"), ("LEI", "lei")):
            value = row[field]
            known = self.directory.identifier_of(organisation, scheme) if organisation.pk else ""
            if value and not known:
                plan.create(OrganisationIdentifier, programme=self.programme, organisation=organisation, scheme=scheme, value=value)
            elif value and value != known:
                raise RowRefusedError(
                    field,
                    _("The organisation has another number in its record."),
                    _("Compare both with the certificate; leave the cell empty to keep the record."),
                )
            plan.say(organisation, field, value)

    def _plan_dated_facts(self, plan: Plan, organisation: Organisation, row: Row, day: date) -> None:
        owner = {"organisation": organisation}
        if row["size"]:
            sizes = organisation.sizes.all() if organisation.pk else ()
            plan_fact(plan, sizes, OrganisationSize, day, owner=owner, facts={"size": row["size"]}, field="size")
        if row["complex"] or row["address"]:
            self._plan_site(plan, organisation, row, day)
        codes = set(organisation.classifications.filter(scheme="KSIC").values_list("code", flat=True)) if organisation.pk else set()
        for place, code in enumerate(row["ksic"] or ()):
            if code not in codes:
                plan.create(OrganisationClassification, organisation=organisation, code=code, is_primary=not codes and place == 0)

    def _plan_site(self, plan: Plan, organisation: Organisation, row: Row, day: date) -> None:
        """What the row leaves blank, complex or address, says nothing about the site that is known."""
        sites = list(organisation.sites.filter(is_main=True).order_by("valid_from")) if organisation.pk else []
        present = next((site for site in sites if site.holds_on(day)), None)
        complex_id = self.directory.complex(row["complex"]).pk if row["complex"] else present.complex_id if present else None
        address = row["address"] or (present.address if present else "")
        field = "complex" if row["complex"] else "address"
        plan_fact(plan, sites, Site, day, owner={"organisation": organisation}, facts={"complex_id": complex_id, "address": address}, field=field)

    def _plan_years(self, plan: Plan, organisation: Organisation, row: Row) -> None:
        for year in sorted({year for _name, year in row.by_year}):
            figures = {name: row.by_year[name, year] for name in _YEARLY if (name, year) in row.by_year}
            known = OrganisationYear.objects.filter(organisation=organisation, year=year).first() if organisation.pk else None
            if known is None:
                plan.create(OrganisationYear, programme=self.programme, organisation=organisation, year=year, **figures)
                continue
            differing = [name for name, value in figures.items() if getattr(known, name) not in (None, value)]
            if known.is_confirmed and differing:
                raise RowRefusedError(
                    differing[0],
                    _("The figure of this year is confirmed in the record and is not overwritten."),
                    _("Leave the cell empty, or write the confirmed figure."),
                )
            plan.change(known, **figures)

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done here; a storey above may index what it finds."""


def plan_organisation(plan: Plan, programme: Programme, name: str, *, kind: str = "", since: date) -> Organisation:
    """Plan a new organisation with its name."""
    organisation: Organisation = plan.create(Organisation, is_said=False, programme=programme, kind=kind or kind_told_by(name), name_ko=name)
    plan.create(OrganisationName, is_said=False, organisation=organisation, name=name, valid_from=since)
    return organisation


ORGANISATIONS: Final = Kind("organisations", FIELDS, OrganisationClerk)
