"""What a row about a comparison firm means: its figures of one year. A firm goes by a code; who it is need not be known, and is not taken in."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules as members_rules
from minicluster.members.domain.imports import ORGANISATIONS
from minicluster.members.models import Complex, Programme
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear, OutsideComplex
from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError, unreadable
from minicluster.platform.imports.tidying import key, plain

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,50}")
_INDUSTRY: Final = re.compile(r"[A-U]?(\d{2,5})")
_FIGURES: Final = ("sales_krw", "exports_usd", "production_krw", "employees")


def _code(cell: Any, _unit: Decimal) -> str:
    """A code that names nobody: a business registration number would."""
    said = plain(cell)
    if not _CODE.fullmatch(said):
        raise unreadable(_("A comparison firm goes by a code of letters, digits and hyphens."), _("Write a code such as A-017; its name is not needed."))
    if members_rules.is_identifier(members_rules.BUSINESS_NUMBER, members_rules.normal_identifier(members_rules.BUSINESS_NUMBER, said)):
        raise unreadable(_("This is a business registration number: it says who the firm is."), _("Write a code such as A-017 instead."))
    return said


def _industry(cell: Any, _unit: Decimal) -> str:
    """The digits of an industry code, from the division on."""
    found = _INDUSTRY.fullmatch(plain(cell).upper())
    if found is None:
        raise unreadable(_("This is no industry code."), _("Write two to five digits of the industrial classification, such as 29 or 2922."))
    return found.group(1)


def _of_a_firm(name: str, **changed: Any) -> Field:
    """The column as it is called in a table of organisations; the year stands in a column of its own."""
    return replace(ORGANISATIONS.field(name), yearly=False, **changed)


FIELDS: Final = (
    Field("code", ("업체코드", "기업코드", "비교기업코드", "코드"), ("code", "firm code", "comparison firm"), _code, required=True),
    Field(
        "complex",
        ("산업단지", "단지", "단지명", "입주단지", "소재단지"),
        ("complex", "industrial complex"),
        cells.line(80),
        required=True,
    ),
    Field(
        "industry_code", ("업종코드", "산업코드", "표준산업분류", "산업분류코드", "KSIC"), ("industry", "industry code", "KSIC code"), _industry, required=True
    ),
    _of_a_firm("size", required=True),
    _of_a_firm("year", required=True),
    *(_of_a_firm(name) for name in _FIGURES),
    Field("source", ("출처", "자료", "자료출처"), ("source",), cells.line(200), required=True),
)


class ComparisonClerk:
    """Knows the comparison firms of a programme and the complexes in which they stand."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme

    @cached_property
    def _complexes(self) -> list[Complex]:
        return list(Complex.objects.filter(programme=self.programme))

    @cached_property
    def _outside(self) -> list[OutsideComplex]:
        return list(OutsideComplex.objects.filter(programme=self.programme).order_by("pk"))

    @cached_property
    def _firms(self) -> dict[str, ComparisonFirm]:
        firms = ComparisonFirm.objects.filter(programme=self.programme).select_related("complex", "outside")
        return {firm.code: firm for firm in firms}

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do: the figures of a year, new or changed, and with the first of them the firm and its complex."""
        plan, figures = Plan(), {name: row[name] for name in _FIGURES}
        if all(value is None for value in figures.values()):
            raise RowRefusedError("sales_krw", _("The row holds no figure."), _("Fill in sales, exports, production or employees, or leave the row out."))
        firm = self._firm(plan, row)
        year = ComparisonYear.objects.filter(firm=firm, year=row["year"]).first() if firm.pk else None
        said = {**figures, "source": row["source"]}
        if year is None:
            year = plan.create(ComparisonYear, firm=firm, year=row["year"], **said)
        else:
            plan.change(year, **said)
        plan.about(year)
        return plan

    def _firm(self, plan: Plan, row: Row) -> ComparisonFirm:
        firm, facts = self._firms.get(row["code"]), {name: row[name] for name in ("industry_code", "size")}
        where = self._where(row["complex"])
        if firm is None:
            created: ComparisonFirm = plan.create(ComparisonFirm, programme=self.programme, code=row["code"], **facts, **where)
            return created
        if (firm.complex, firm.outside) != (where.get("complex"), where.get("outside")):
            raise RowRefusedError(
                "complex",
                format_lazy(_("The firm of this code stands in {complex}."), complex=str(firm.complex or firm.outside)),
                _("Correct the complex, or give the other firm a code of its own."),
            )
        plan.change(firm, **facts)
        return firm

    def _where(self, name: str) -> dict[str, Any]:
        """A complex of the programme by its full name; any other name is a complex outside the programme, new where it is not known yet."""
        found = next((one for one in self._complexes if key(name) in _names_of(one)), None)
        if found is not None:
            return {"complex": found}
        known = next((one for one in self._outside if key(name) in _names_of(one)), None)
        # 울산 may be the city or the complex: a firm of the programme's complex must not count as one outside it.
        meant = [one for one in self._complexes if any(said.startswith(key(name)) for said in _names_of(one))]
        if known is None and meant:
            raise RowRefusedError(
                "complex",
                format_lazy(_("It is not clear whether this is the complex {complex} or one outside the programme."), complex=str(meant[0])),
                _("Write the complex's full name."),
            )
        return {"outside": known or self._new_outside(name)}

    def _new_outside(self, name: str) -> OutsideComplex:
        """A complex with the next number as its short name; it is saved with the first firm in it."""
        taken = {one.slug for one in self._outside}
        slug = next(slug for number in range(1, len(taken) + 2) if (slug := f"outside-{number}") not in taken)
        return OutsideComplex(programme=self.programme, slug=slug, name_ko=name, name_en=name)

    def learn(self, record: Any) -> None:
        """Take note of a firm, and with it of its complex."""
        if isinstance(record, ComparisonFirm):
            self._firms[record.code] = record
            if record.outside is not None and record.outside not in self._outside:
                self._outside.append(record.outside)

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: comparison firms are not searched."""


def _names_of(complex_: Complex | OutsideComplex) -> set[str]:
    return {key(said) for said in (complex_.slug, complex_.name_ko, complex_.name_en)}


COMPARISON: Final = Kind("comparison", FIELDS, ComparisonClerk)
