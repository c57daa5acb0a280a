"""Lecture and advice fees as the list for accounting: by period and complex, with their sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Honorarium
from minicluster.members.domain.queries import people_of_group, within
from minicluster.members.models import Affiliation, Person
from minicluster.platform.permissions import Viewer

HONORARIUM_COLUMNS: Final = (
    "paid_on", "person", "organisation", "service", "activity", "mini-clusters", "income", "gross_krw", "deemed_expenses_krw", "taxable_income_krw", "income_tax_krw",
    "local_tax_krw", "net_krw", "settled_at", "resident registration number", "record", "invented",
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Which payments a list shows: both days count."""

    first: date
    last: date
    complex: int | None = None
    is_open: bool = False

    def as_q(self) -> Q:
        """The filter in SQL. Groups are looked up apart, so that a joint activity is one row."""
        q = Q(paid_on__gte=self.first, paid_on__lte=self.last)
        if self.complex:
            q &= Q(activity__in=Activity.objects.filter(groups__complex_id=self.complex).values("pk"))
        return q & Q(settled_at=None) if self.is_open else q


def honoraria_for(viewer: Viewer, period: Period | None = None) -> QuerySet[Honorarium]:
    """The fees that this viewer may see, by day of payment."""
    reach = _within(viewer, "view_honorarium")
    rows = Honorarium.objects.filter(reach, period.as_q() if period else Q())
    return (
        rows.select_related("person", "activity__programme", "programme")
        .defer("person__email", "person__phone")
        .prefetch_related("activity__groups")
        .order_by("paid_on", "pk")
    )


def _within(viewer: Viewer, action: str) -> Q:
    scope = rules.PERMISSIONS.scope(viewer, action)
    activities = Activity.objects.filter(within(scope, viewer, group="groups", complex_="groups__complex_id"))
    return Q(activity__in=activities.values("pk"))


def honoraria_to_settle(viewer: Viewer, period: Period) -> QuerySet[Honorarium]:
    """The fees of a period that accounting does not have yet, as far as this viewer settles them."""
    return honoraria_for(viewer, period).filter(_within(viewer, "settle_honoraria"), settled_at=None)


def honorarium_for(viewer: Viewer, pk: int) -> Honorarium:
    """One fee that the viewer may correct."""
    honorarium = get_object_or_404(honoraria_for(viewer), pk=pk)
    rules.PERMISSIONS.require(viewer, "record_honorarium", honorarium.place())
    return honorarium


def honoraria_of(viewer: Viewer, activity: Activity) -> QuerySet[Honorarium]:
    """What was paid to whom at an activity, for whoever may see that."""
    return honoraria_for(viewer).filter(activity=activity)


def sums_of(rows: QuerySet[Honorarium]) -> dict[str, int]:
    """What a list of fees adds up to, in won."""
    fields = ("gross_krw", "income_tax_krw", "local_tax_krw")
    found = rows.order_by().aggregate(count=Count("pk"), open=Count("pk", filter=Q(settled_at=None)), **{field: Sum(field, default=0) for field in fields})
    sums = {name: int(value) for name, value in found.items()}
    return sums | {"net_krw": sums["gross_krw"] - sums["income_tax_krw"] - sums["local_tax_krw"]}


def people_to_pay(activity: Activity) -> QuerySet[Person]:
    """Who can have lectured or advised: the speaker, who came, and whom the groups cover."""
    today = activity.programme.today()
    reached = Q(pk=activity.speaker_id or 0) | Q(pk__in=activity.attendances.values("person_id"))
    for group in activity.groups.all():
        reached |= Q(pk__in=people_of_group(group.pk, today).order_by().values("pk"))
    return Person.objects.filter(reached, programme_id=activity.programme_id).defer("email", "phone").order_by("name_ko", "pk")


def honorarium_rows(rows: QuerySet[Honorarium]) -> Iterator[tuple[Any, ...]]:
    """The list as rows of a table, for `HONORARIUM_COLUMNS`. A resident registration number is never held here: the list says so where one looks for it."""
    paid = list(rows)
    employers = _employers_of(paid)
    for row in paid:
        assessed = rules.withholding(gross=row.gross_krw, income=row.income, paid_on=row.paid_on)
        yield (
            row.paid_on, str(row.person), employers.get((row.person_id, row.paid_on), ""), str(row.get_service_display()), str(row.activity),
            ", ".join(str(group) for group in row.activity.groups.all()), str(row.get_income_display()), row.gross_krw, assessed.expenses, assessed.income,
            row.income_tax_krw, row.local_tax_krw, row.net_krw, row.settled_at, _("to be collected by accounting, outside of this system"), row.reference,
            _("invented") if row.invented else "",
        )  # fmt: skip


def _employers_of(rows: list[Honorarium]) -> dict[tuple[int, date], str]:
    """Where each of those who were paid worked on that day."""
    affiliations = Affiliation.objects.filter(person__in={row.person_id for row in rows}).select_related("organisation").order_by("valid_from", "pk")
    known: list[Affiliation] = list(affiliations)
    return {
        (row.person_id, row.paid_on): str(found.organisation)
        for row in rows
        for found in known
        if found.person_id == row.person_id and found.holds_on(row.paid_on)
    }
