"""What a row about a yearly figure means. A figure is never overwritten: another value makes a correcting entry."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.members.domain.imports.directory import Directory
from minicluster.members.domain.imports.memberships import COMPLEX, GROUP_NAMES
from minicluster.members.models import Programme
from minicluster.outcomes.models import Actual, Indicator, Perimeter
from minicluster.platform.imports import amounts, cells
from minicluster.platform.imports.fields import Field, Kind, Row
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.refusing import RowRefusedError, unreadable
from minicluster.platform.imports.tidying import key, plain, word

_STATES: Final = {"확정": True, "확정치": True, "confirmed": True, "final": True, "잠정": False, "잠정치": False, "속보": False, "provisional": False}
_LARGE: Final = re.compile(r"^(조|억|천만|백만|십만|만|천)\s*(?=\S)")
_UNIT_WORDS: Final = {
    "persons": ("명", "인", "사람"),
    "%": ("%", "퍼센트", "percent", "per cent"),
    "firms": ("개사", "개", "업체"),
    "groups": ("개",),
    "activities": ("회", "건"),
    "problems": ("건",),
    "projects": ("건",),
    "introductions": ("건",),
    "outputs": ("건",),
    "machines": ("대",),
}


def _value(cell: Any, unit: Decimal) -> tuple[Decimal, str]:
    """A value, and the currency that its cell names; with a unit of money it is counted in whole won or dollars."""
    said = plain(cell)
    currency = amounts.currency_of(said)
    value = Decimal(amounts.money(cell, currency, unit=unit)) if currency else amounts.number(cell) * unit
    if not value.is_finite():
        raise unreadable(_("The value is infinite or no number."), amounts.HOW_TO_WRITE_NUMBERS)
    if abs(value) >= 10**20:
        raise unreadable(_("The amount is out of range."), amounts.HOW_TO_WRITE_NUMBERS)
    return round(value, 4), currency


def _is_confirmed(cell: Any, unit: Decimal) -> bool:
    """`확정` or `잠정`, or a yes or a no."""
    return _STATES[word(cell)] if word(cell) in _STATES else cells.yes_no(cell, unit)


FIELDS: Final = (
    Field("indicator", ("지표", "지표명", "성과지표", "항목"), ("indicator",), cells.line(120), required=True),
    COMPLEX,
    Field("group", *GROUP_NAMES, read=cells.line(80)),
    Field("perimeter", ("범위", "집계범위", "단지범위"), ("perimeter", "scope"), cells.line(80)),
    Field("year", ("연도", "년도", "기준연도", "사업연도"), ("year",), cells.year, required=True),
    Field("value", ("값", "수치", "실적", "실적값", "금액", "지표값"), ("value", "amount"), _value, required=True),
    Field("unit", ("단위",), ("unit",), cells.line(40)),
    Field("is_confirmed", ("확정", "확정여부", "확정구분", "잠정확정"), ("confirmed", "provisional or confirmed"), _is_confirmed),
    Field("is_confidential", ("비공개", "비공개여부", "대외비"), ("confidential",), cells.yes_no),
    Field("firms", ("집계기업수", "기업수", "해당기업수"), ("firms behind it", "firms"), cells.whole_number()),
    Field("source", ("출처", "자료출처", "자료", "근거"), ("source",), cells.line(300), required=True),
)


class ActualClerk:
    """Knows the yearly figures of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.directory = Directory(programme)
        self._indicators = list(Indicator.objects.filter(programme=programme))
        self._perimeters = list(Perimeter.objects.filter(programme=programme))

    def plan(self, row: Row) -> Plan:
        """What taking in this row would do."""
        indicator = self._indicator(row)
        self._check_year(row["year"])
        about = {"indicator": indicator, "year": row["year"], **self._subject(row)}
        said = {"value": self._in_unit_of(indicator, row), **{name: row[name] for name in ("source", "firms", "is_confidential") if name in row}}
        known = Actual.objects.filter(programme=self.programme, corrected_by=None, **about).order_by("-is_confirmed", "-recorded_at", "-pk").first()
        plan = Plan()
        if known is None:
            plan.about(self._new(plan, row, about | said))
        else:
            self._again(plan, known, row, about | said)
        return plan

    def _new(self, plan: Plan, row: Row, entry: dict[str, Any], **more: Any) -> Actual:
        created: Actual = plan.create(
            Actual, programme=self.programme, recorded_at=self.programme.now(), is_confirmed=bool(row["is_confirmed"]), **entry, **more, is_said=False
        )
        plan.say(created, "value", entry["value"])
        return created

    def _again(self, plan: Plan, known: Actual, row: Row, entry: dict[str, Any]) -> None:
        """The same figure changes nothing; a provisional one may be confirmed; anything else is a correcting entry."""
        plan.about(known)
        plan.say(known, "value", entry["value"])
        if all(getattr(known, name) == value for name, value in entry.items()):
            plan.change(known, is_confirmed=row["is_confirmed"] or None)
            return
        if known.is_confirmed and not row["is_confirmed"]:
            raise RowRefusedError(
                "value",
                _("The confirmed figure of this year says otherwise."),
                _("Correct it on its page, with the reason; or write “확정” in a column 확정여부 where this table is the confirmed one."),
            )
        carried = {"firms": known.firms, "is_confidential": known.is_confidential}
        self._new(plan, row, carried | entry, corrects=known)

    def _indicator(self, row: Row) -> Indicator:
        name = key(row["indicator"])
        fitting = [one for one in self._indicators if name in (key(one.slug), key(one.name_ko), key(one.name_en))]
        if len(fitting) != 1:
            words = ", ".join(sorted(one.slug for one in self._indicators if not one.formula)) or "–"
            raise RowRefusedError("indicator", _("There is no indicator of this name here."), format_lazy(_("Write one of: {words}."), words=words))
        if fitting[0].formula:
            of = ", ".join(fitting[0].formula["of"])
            raise RowRefusedError("indicator", _("This indicator is worked out of others."), format_lazy(_("Give the figures of: {words}."), words=of))
        return fitting[0]

    def _check_year(self, year: int) -> None:
        if year > self.programme.today().year:
            raise RowRefusedError("year", _("This year has not begun, so nothing can be counted for it."), _("Set a target or record a forecast instead."))

    def _subject(self, row: Row) -> dict[str, Any]:
        """The group, complex or perimeter that the row names; none of them: the whole programme. A complex beside a group says which group is meant."""
        complex_ = self.directory.complex(row["complex"]) if row["complex"] else None
        if row["perimeter"] and (row["complex"] or row["group"]):
            raise RowRefusedError(
                "perimeter", _("The row names a perimeter and a complex or mini-cluster too."), _("A figure is about one of them; leave the others out.")
            )
        group = self.directory.group(row["group"], complex_=complex_) if row["group"] else None
        perimeter = self._perimeter(row["perimeter"]) if row["perimeter"] else None
        return {"group": group, "complex": None if group else complex_, "perimeter": perimeter}

    def _perimeter(self, name: str) -> Perimeter:
        fitting = [one for one in self._perimeters if key(name) in (key(one.slug), key(one.name_ko), key(one.name_en))]
        if len(fitting) != 1:
            words = ", ".join(sorted(str(one) for one in self._perimeters)) or "–"
            raise RowRefusedError("perimeter", _("There is no perimeter of this name here."), format_lazy(_("Write one of: {words}."), words=words))
        return fitting[0]

    def _in_unit_of(self, indicator: Indicator, row: Row) -> Decimal:
        value: Decimal
        value, currency = row["value"]
        if currency and currency != indicator.unit:
            raise _other_unit("value", indicator, currency)
        return round(value * (_factor(indicator, row["unit"]) if row["unit"] and not currency else 1), 4)

    def learn(self, record: Any) -> None:
        """Nothing is to be noted: a figure is looked up when its row comes."""

    def finish(self, records: Iterable[Any]) -> None:
        """Nothing more is to be done: figures are not searched."""


def _factor(indicator: Indicator, unit: str) -> Decimal:
    """What one of the row's unit is in the indicator's: 백만달러 is 1,000,000 USD, 천명 is 1,000 persons."""
    said = plain(unit)
    currency = amounts.currency_of(said)
    if currency:
        if currency != indicator.unit:
            raise _other_unit("unit", indicator, said)
        return amounts.unit_of_head(said) or Decimal(1)
    if _is_called(indicator.unit, said):
        return Decimal(1)
    large = _LARGE.match(said)
    if large and _is_called(indicator.unit, said[large.end() :]):
        return amounts.number(f"1{large.group(1)}")
    raise _other_unit("unit", indicator, said)


def _is_called(unit: str, said: str) -> bool:
    return word(said) in {word(name) for name in (unit, *_UNIT_WORDS.get(unit, ()))}


def _other_unit(field: str, indicator: Indicator, said: str) -> RowRefusedError:
    return RowRefusedError(
        field,
        format_lazy(_("The figures of this indicator are in {unit}, and the row is in {other}."), unit=indicator.unit, other=said),
        format_lazy(_("Write the value in {unit}; money of another currency by the average rate of its year."), unit=indicator.unit),
    )


FIGURES: Final = Kind("figures", FIELDS, ActualClerk)
