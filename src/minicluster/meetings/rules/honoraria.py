"""What is paid to those who lecture and advise, and what is withheld from it.

Korean withholding on services of persons (인적용역), as far as it concerns lectures and advice paid to residents:

- *Other income* (기타소득, Income Tax Act art. 21 ①19): of the payment a share counts as expenses without proof (Enforcement Decree art. 87): 80 % from
  1 January 2004 (75 % before), 70 % from 1 April 2018, 60 % from 1 January 2019. Income tax is 20 % of the rest (art. 129 ①6); nothing is withheld where
  that rest is at most 50,000 won for one payment (art. 84).
- *Business income* (사업소득, art. 129 ①3): income tax is 3 % of the payment. A tax below 1,000 won was not collected (art. 86) for what was paid until
  30 June 2024; from 1 July 2024 on it is, for services that are rendered as a business.
- *Local income tax* (지방소득세, until 2009 주민세): 10 % of the income tax (Local Tax Act).
- Amounts below 10 won are cut off each tax (Management of the National Funds Act art. 47).

Which of the two kinds of income it is, the payer judges: occasional is other income, regular is business income. Non-residents and treaties are left out.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaidService(TextChoices):
    """What somebody outside is paid for."""

    LECTURE = "lecture", _("Lecture")
    ADVICE = "advice", _("Advice")


class IncomeKind(TextChoices):
    """Which income it is for the person who is paid: it decides what is withheld."""

    OTHER = "other", _("Other income (occasional)")
    BUSINESS = "business", _("Business income (regular)")


@dataclass(frozen=True)
class Withholding:
    """What becomes of one payment, in won."""

    gross: int
    expenses: int
    income: int
    income_tax: int
    local_tax: int

    @property
    def net(self) -> int:
        """What is paid out."""
        return self.gross - self.income_tax - self.local_tax


# From which day on which percentage of other income counts as expenses.
EXPENSES_PERCENT: Final = ((date(2004, 1, 1), 80), (date(2018, 4, 1), 70), (date(2019, 1, 1), 60))
FIRST_KNOWN_DAY: Final = EXPENSES_PERCENT[0][0]
_OTHER_TAX_PERCENT: Final = 20
_OTHER_FREE_UP_TO: Final = 50_000
_BUSINESS_TAX_PERCENT: Final = 3
_SMALL_TAX: Final = 1_000
_SMALL_TAX_COLLECTED_FROM: Final = date(2024, 7, 1)
_LOCAL_PERCENT: Final = 10


def withholding(*, gross: int, income: str, paid_on: date) -> Withholding:
    """What is withheld from a payment.

    >>> withholding(gross=500_000, income="other", paid_on=date(2007, 10, 22))
    Withholding(gross=500000, expenses=400000, income=100000, income_tax=20000, local_tax=2000)

    Raises:
        ValueError: the payment is none, or lies before the first day that the table knows.
    """
    if gross <= 0 or paid_on < FIRST_KNOWN_DAY:
        message = f"no withholding is known for {gross} won paid on {paid_on}"
        raise ValueError(message)
    expenses = gross * _expenses_percent(paid_on) // 100 if income == IncomeKind.OTHER else 0
    tax = _other_tax(gross - expenses) if income == IncomeKind.OTHER else _business_tax(gross, paid_on)
    return Withholding(gross, expenses, gross - expenses, tax, _cut(tax * _LOCAL_PERCENT // 100))


def _expenses_percent(day: date) -> int:
    return next(percent for since, percent in reversed(EXPENSES_PERCENT) if since <= day)


def _other_tax(income: int) -> int:
    return 0 if income <= _OTHER_FREE_UP_TO else _cut(income * _OTHER_TAX_PERCENT // 100)


def _business_tax(gross: int, day: date) -> int:
    tax = _cut(gross * _BUSINESS_TAX_PERCENT // 100)
    return 0 if tax < _SMALL_TAX and day < _SMALL_TAX_COLLECTED_FROM else tax


def _cut(tax: int) -> int:
    """Without what lies below ten won."""
    return tax // 10 * 10
