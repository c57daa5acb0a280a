"""Pages of lecture and advice fees: recording one at an activity, and the settlement list for accounting."""

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import correct_honorarium, record_honorarium, settle_honoraria
from minicluster.meetings.domain.honoraria import HONORARIUM_COLUMNS, Period, honoraria_for, honoraria_to_settle, honorarium_for, honorarium_rows, sums_of
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.forms.honoraria import CorrectionForm, HonorariumForm
from minicluster.members.domain.queries import complexes_for
from minicluster.members.views.asking import as_workbook, ask, posted
from minicluster.members.views.organisations import number_of
from minicluster.platform.pages import ViewerRequest, page, page_of


@page(rules.PERMISSIONS, "record_honorarium", methods=("GET", "POST"))
def activity_honorarium(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record what somebody was paid at an activity."""
    shown = activity_for(request.viewer, pk, to="record_honorarium")
    form = HonorariumForm(posted(request), activity=shown)
    act = partial(record_honorarium, actor=request.viewer, activity=shown)
    return ask(request, form, lambda typed: act(**typed), verb="record_honorarium", back=shown, lead=str(shown))


@page(rules.PERMISSIONS, "record_honorarium", methods=("GET", "POST"))
def honorarium_correct(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct a fee that accounting does not have yet."""
    fee = honorarium_for(request.viewer, pk)
    form = CorrectionForm(posted(request), initial={"income": fee.income, "gross_krw": fee.gross_krw, "paid_on": fee.paid_on})
    act = partial(correct_honorarium, actor=request.viewer, honorarium=fee)
    return ask(request, form, lambda typed: act(**typed), verb="correct_honorarium", back=fee.activity, lead=f"{fee.person} · {fee.get_service_display()}")


@page(rules.PERMISSIONS, "view_honorarium")
def honorarium_list(request: ViewerRequest) -> HttpResponse:
    """The settlement list: what was paid in a period, with what was withheld and the sums."""
    viewer, period = request.viewer, _period_of(request, request.GET)
    if period.first > period.last:
        messages.error(request, _("The period would end before it begins, so that the list is empty. Please look at the days again."))
    rows = honoraria_for(viewer, period)
    may_settle = rules.PERMISSIONS.scope(viewer, "settle_honoraria") is not None
    return render(
        request,
        "meetings/honorarium_list.html",
        {
            "page": page_of(request, rows),
            "sums": sums_of(rows),
            "period": period,
            "address": urlencode(_chosen(period)),
            "complexes": complexes_for(viewer),
            "to_settle": honoraria_to_settle(viewer, period).count() if may_settle else 0,
            "may_record": rules.PERMISSIONS.scope(viewer, "record_honorarium") is not None,
        },
    )


def _period_of(request: ViewerRequest, typed: QueryDict) -> Period:
    """The period of the address; without one, or with what is no day, this year up to its end."""
    year = request.programme.today().year
    first, last = _day_in(typed.get("from", ""), date(year, 1, 1)), _day_in(typed.get("to", ""), date(year, 12, 31))
    return Period(first, last, number_of(typed.get("complex", "")), is_open=typed.get("open") == "1")


def _day_in(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _chosen(period: Period) -> dict[str, Any]:
    """The period as it stands in an address."""
    chosen = {"from": period.first.isoformat(), "to": period.last.isoformat(), "complex": period.complex or "", "open": "1" if period.is_open else ""}
    return {name: value for name, value in chosen.items() if value}


@page(rules.PERMISSIONS, "view_honorarium")
def honorarium_export(request: ViewerRequest) -> HttpResponse:
    """The settlement list as a workbook for accounting."""
    period = _period_of(request, request.GET)
    name = f"honoraria-{period.first.isoformat()}-{period.last.isoformat()}"
    return as_workbook(name, HONORARIUM_COLUMNS, honorarium_rows(honoraria_for(request.viewer, period)))


@page(rules.PERMISSIONS, "settle_honoraria", methods=("POST",))
def honorarium_settle(request: ViewerRequest) -> HttpResponse:
    """Hand what is open in a period to accounting, in one act."""
    period = _period_of(request, request.POST)
    settled = settle_honoraria(actor=request.viewer, honoraria=honoraria_to_settle(request.viewer, period))
    messages.success(request, ngettext("%(count)s fee was settled.", "%(count)s fees were settled.", settled) % {"count": settled})
    return redirect(f"{reverse('meetings:honorarium-list')}?{urlencode(_chosen(period))}")
