"""What a row about an outcome means. The ledger is corrected by a new entry, never overwritten."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.groups import group_of_firm
from minicluster.members.domain.imports.memberships import COMPLEX, GROUP_NAMES
from minicluster.members.domain.imports.organisations import BUSINESS_NUMBER_NAMES, ORGANISATION_NAME, business_number
from minicluster.members.models import Organisation, Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions import CARRIED_OVER
from minicluster.outcomes.models import Indicator, Outcome, OutcomeEvidence
from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError
from minicluster.platform.imports.tidying import key
from minicluster.problems.models import Problem, Project

_R: Final = rules.Realisation
_REALISATION_WORDS: Final = {_R.REALISED: ("실적", "실현", "달성", "확정", "actual"), _R.EXPECTED: ("예상", "기대", "전망", "예정", "계획")}

FIELDS: Final = (
    Field("indicator", ("지표", "지표명", "성과지표", "성과구분", "성과유형"), ("indicator",), cells.line(120), required=True),
    Field("organisation", *ORGANISATION_NAME, read=cells.line(120), required=True),
    Field("business_number", *BUSINESS_NUMBER_NAMES, read=business_number),
    Field("group", *GROUP_NAMES, read=cells.line(80)),
    COMPLEX,
    Field("problem_number", ("애로과제번호", "접수번호", "관리번호", "애로번호"), ("problem number",), cells.line(80)),
    Field("problem", ("애로과제명", "애로과제", "애로사항"), ("problem", "problem title"), cells.line(120)),
    Field("project", ("지원과제명", "수행과제명", "지원과제", "수행과제"), ("project", "project title"), cells.line(200)),
    Field("period", ("기간", "성과기간", "연도", "년도", "발생시기", "시기", "발생일"), ("period", "year"), cells.period, required=True),
    Field(
        "realisation",
        ("실현구분", "실적구분", "실현여부", "구분"),
        ("realisation", "realised or expected"),
        cells.choice(_R, _REALISATION_WORDS),
        required=True,
    ),
    Field("value", ("값", "성과값", "실적", "실적값", "금액", "성과금액", "수치"), ("value", "amount"), cells.decimal(), required=True),
    Field("contribution_share", ("기여율", "기여도"), ("contribution share", "contribution"), cells.share),
    Field("note", ("비고", "성과내용", "내용"), ("note",), cells.line(300), is_text=True),
    Field("evidence", ("증빙", "증빙자료", "증빙서류"), ("evidence",), cells.line(200)),
    Field("where_kept", ("증빙위치", "문서번호", "보관장소"), ("where kept", "document number"), cells.line(200)),
)


class OutcomeClerk:
    """Knows the outcome ledger of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)
        self._indicators = list(Indicator.objects.filter(programme=programme))

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do."""
        plan = Plan()
        firm = self.directory.known_organisation(name=row["organisation"], business_number=row["business_number"] or "")
        period_from, period_to = row["period"]
        entry = {
            "indicator": self._indicator(row["indicator"]),
            "organisation": firm,
            "period_from": period_from,
            "period_to": period_to,
            "realisation": row["realisation"],
            **self._cause(firm, row),
        }
        known = Outcome.objects.filter(programme=self.programme, **entry).exclude(state=rules.OutcomeState.CORRECTED).order_by("pk").first()
        outcome = self._new(plan, firm, row, entry) if known is None else self._again(plan, known, row)
        self._plan_evidence(plan, outcome, row)
        return plan

    def _new(self, plan: Plan, firm: Organisation, row: Row, entry: dict[str, Any]) -> Outcome:
        group = entry["problem"].group if entry["problem"] and not row["group"] else group_of_firm(self.directory, firm, row)
        outcome: Outcome = plan.create(Outcome, programme=self.programme, group=group, reported_at=self.programme.now(), **entry, **_figures(row))
        plan.about(outcome)
        return outcome

    def _again(self, plan: Plan, known: Outcome, row: Row) -> Outcome:
        """The same entry changes nothing; another value corrects it by a new entry, as long as nobody has verified it."""
        plan.about(known)
        figures = _figures(row)
        for name, value in figures.items():
            plan.say(known, name, value)
        if all(getattr(known, name) == value for name, value in figures.items()):
            return known
        if known.state not in (rules.OutcomeState.REPORTED, rules.OutcomeState.EVIDENCED):
            raise RowRefusedError("value", _("The entry in the ledger is verified already and says otherwise."), _("Correct it on its page, with the reason."))
        plan.change(known, state=rules.OutcomeState.CORRECTED)
        carried = {name: getattr(known, name) for name in CARRIED_OVER}
        correction: Outcome = plan.create(Outcome, programme=self.programme, reported_at=self.programme.now(), corrects=known, **{**carried, **figures})
        return correction

    def _indicator(self, name: str) -> Indicator:
        fitting = [one for one in self._indicators if key(name) in (key(one.slug), key(one.name_ko), key(one.name_en))]
        if len(fitting) != 1:
            words = ", ".join(sorted(one.slug for one in self._indicators)) or "–"
            raise RowRefusedError("indicator", _("There is no indicator of this name here."), format_lazy(_("Write one of: {words}."), words=words))
        return fitting[0]

    def _cause(self, firm: Organisation, row: Row) -> dict[str, Any]:
        """The problem or project of which the outcome came; where the row names none, the firm's only problem."""
        project = self._project(firm, row)
        if project is not None:
            return {"problem": project.problem, "project": project}
        numbered: Problem | None = self.directory.numbered(Problem, "problem", row["problem_number"])
        if numbered is not None and numbered.firm_id == firm.pk:
            return {"problem": numbered, "project": None}
        named = Q(title=row["problem"]) if row["problem"] else Q()
        fitting = list(Problem.objects.filter(named, programme=self.programme, firm=firm).select_related("group").order_by("pk")[:2])
        if len(fitting) != 1 or numbered is not None:
            raise RowRefusedError(
                "problem" if row["problem"] else "problem_number",
                _("It is not clear of which problem of the firm this came."),
                _("Give the problem's number or its exact title (애로과제명); import the problems first."),
            )
        return {"problem": fitting[0], "project": None}

    def _project(self, firm: Organisation, row: Row) -> Project | None:
        if not row["project"]:
            return None
        known: Project | None = self.directory.numbered(Project, "project", row["project"])
        if known is not None and known.problem.firm_id == firm.pk:
            return known
        fitting: list[Project] = list(
            Project.objects.filter(programme=self.programme, problem__firm=firm, title=row["project"]).select_related("problem__group")[:2]
        )
        if len(fitting) != 1:
            raise RowRefusedError("project", _("The firm has no project of this title, or several."), _("Compare the title with the project's page."))
        return fitting[0]

    def _plan_evidence(self, plan: Plan, outcome: Outcome, row: Row) -> None:
        title = row["evidence"] or row["where_kept"]
        if not title or (outcome.pk and outcome.evidence.filter(title=title).exists()):
            return
        plan.create(OutcomeEvidence, outcome=outcome, title=title, where_kept=row["where_kept"] or title, attached_at=self.programme.now())
        if outcome.state == rules.OutcomeState.REPORTED:
            plan.change(outcome, state=rules.OutcomeState.EVIDENCED)

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""
        self.directory.learn(record)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: outcomes are not searched."""


def _figures(row: Row) -> dict[str, Any]:
    said: dict[str, Decimal | str | None] = {name: row[name] for name in ("value", "contribution_share", "note")}
    return {name: value for name, value in said.items() if value is not None}


OUTCOMES: Final = Kind("outcomes", FIELDS, OutcomeClerk)
