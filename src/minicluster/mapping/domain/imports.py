"""What a row of an establishment table means: an industry in a region in a year."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.mapping.models import IndustryFigure
from minicluster.members.models import Complex, Programme
from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError
from minicluster.platform.imports.tidying import key, plain

# How statistical offices call the row of the whole country, made comparable.
_WHOLE_COUNTRY: Final = frozenset(key(name) for name in ("전국", "대한민국", "Korea", "whole country", "nation"))
# How they mark a number that they keep back so that no firm can be told from it.
_KEPT_BACK: Final = frozenset({"*", "**", "x", "s", "c", "d", "비공개", "…", "..."})
_WHOLE_NUMBER: Final = cells.whole_number()


def _number(cell: Any, unit: Decimal) -> int | None:
    """A whole number, or nothing where the office keeps it back."""
    return None if plain(cell).casefold() in _KEPT_BACK else _WHOLE_NUMBER(cell, unit)


# The revision of the classification that a table without a word about it is in.
_VERSION: Final = "9"
FIELDS: Final = (
    Field(
        "region",
        ("지역", "단지", "산업단지", "단지명", "시도", "행정구역"),
        ("region", "complex", "industrial complex", "province"),
        cells.line(80),
        required=True,
    ),
    Field("code", ("산업코드", "업종코드", "산업분류코드", "표준산업분류", "KSIC"), ("industry code", "code", "KSIC code"), cells.line(12), required=True),
    Field("name", ("산업", "업종", "산업명", "업종명", "산업분류"), ("industry", "industry name"), cells.line(120)),
    Field("name_en", ("산업명(영문)", "영문산업명"), ("industry (English)",), cells.line(120)),
    Field("version", ("분류차수", "차수", "개정차수"), ("revision", "version"), cells.line(6)),
    Field("year", ("연도", "년도", "기준연도", "조사연도"), ("year",), cells.year, required=True),
    Field("establishments", ("사업체수", "사업체 수", "업체수"), ("establishments", "plants", "number of establishments"), _number),
    Field("employees", ("종사자수", "종사자 수", "고용", "고용인원"), ("employees", "employment", "workers"), _number),
    Field("source", ("출처", "자료"), ("source",), cells.line(200)),
)


class FigureClerk:
    """Knows the industry figures of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._complexes = list(Complex.objects.filter(programme=programme))

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do: a new figure, or another value for one that is there."""
        plan = Plan()
        if row["establishments"] is None and row["employees"] is None:
            raise RowRefusedError(
                "employees", _("The row says neither how many establishments nor how many employees."), _("Fill in one of them, or leave the row out.")
            )
        complex_, region = self._region(row["region"])
        cell = {"region": region, "year": row["year"], "code": row["code"], "version": row["version"] or _VERSION}
        known = IndustryFigure.objects.filter(programme=self.programme, **cell).first()
        said = {name: row[name] for name in ("establishments", "employees", "name_en", "source")} | {"name_ko": row["name"]}
        if known is None:
            known = plan.create(IndustryFigure, programme=self.programme, complex=complex_, **cell, **said)
        else:
            plan.change(known, **said)
        plan.about(known)
        return plan

    def _region(self, name: str) -> tuple[Any, str]:
        """A complex of the programme with its own name, or a comparator as it is called; blank for the whole country."""
        if key(name) in _WHOLE_COUNTRY:
            return None, ""
        called = {key(said): complex_ for complex_ in self._complexes for said in (complex_.slug, complex_.name_ko, complex_.name_en)}
        if key(name) in called:
            complex_ = called[key(name)]
            return complex_, complex_.name_ko
        # 울산 may be the city or the complex: a whole city's figures must not become those of a complex, nor the other way round.
        meant = [complex_ for said, complex_ in called.items() if said.startswith(key(name))]
        if meant:
            raise RowRefusedError(
                "region",
                format_lazy(_("It is not clear whether this is the complex {complex} or a region."), complex=str(meant[0])),
                _("Write the complex's full name, or the region's (울산광역시)."),
            )
        return None, name

    def learn(self, record: Any) -> None:
        """Nothing is to be noted: a figure is looked up when its row comes."""

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: figures are not searched."""


FIGURES: Final = Kind("establishments", FIELDS, FigureClerk)
