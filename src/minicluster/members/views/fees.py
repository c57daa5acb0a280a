"""Pages of membership fees: the list of a year, charging, payments with receipts, waivers, reminders, the workbook for accounting."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.members import rules
from minicluster.members.domain.actions import charge_fees, record_fee_payment, remind_of_fees, waive_fee
from minicluster.members.domain.fees import FEE_COLUMNS, fee_for, fee_rows, fee_years, fees_of, receipt_pdf, sums_of
from minicluster.members.domain.queries import group_for
from minicluster.members.forms import ChargeForm, PaymentForm
from minicluster.members.models import Group, MembershipFee
from minicluster.members.views.asking import as_workbook, ask, posted
from minicluster.members.views.organisations import number_of
from minicluster.platform.forms import ReasonForm
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on


@page(rules.PERMISSIONS, "view_fees")
def group_fees(request: ViewerRequest, pk: int) -> HttpResponse:
    """The fees of a group's members for a year (`?year=2007`), with what is owed, paid, waived and overdue."""
    viewer, shown = request.viewer, group_for(request.viewer, pk, to="view_fees")
    year, today = _year_in(request, shown), shown.programme.today()
    fees = fees_of(shown, year)
    rows, place = page_of(request, fees), shown.place()
    may = {action: rules.PERMISSIONS.allows(viewer, action, place) for action in ("charge_fees", "record_fee_payment", "waive_fee", "remind_of_fee")}
    lines = [(fee, fee.state_on(today)) for fee in rows]
    context = {"group": shown, "year": year, "years": fee_years(shown), "page": rows, "lines": lines, "sums": sums_of(fees, today), "may": may}
    return render(request, "members/group_fees.html", context)


def _year_in(request: ViewerRequest, group: Group) -> int:
    """The year of the address, if fees can be looked at for it; else this year."""
    year = number_of(request.GET.get("year", ""))
    return year if year in fee_years(group) else group.programme.today().year


def _list_of(group: Group, year: int) -> str:
    return f"{reverse('members:group-fees', args=[group.pk])}?year={year}"


@page(rules.PERMISSIONS, "charge_fees", methods=("GET", "POST"))
def group_fees_charge(request: ViewerRequest, pk: int) -> HttpResponse:
    """Charge all active members the fee of a year."""
    shown = group_for(request.viewer, pk, to="charge_fees")
    form = ChargeForm(posted(request), group=shown)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            charged = charge_fees(actor=request.viewer, group=shown, **form.cleaned_data)
            messages.success(request, ngettext("%(count)s member was charged.", "%(count)s members were charged.", charged) % {"count": charged})
            return redirect(_list_of(shown, form.cleaned_data["year"]))
    lead = _("By its by-laws: KRW %(fee)s a year.") % {"fee": f"{shown.yearly_fee_krw:,}"}
    return render(
        request, "members/ask.html", {"form": form, "verb": "charge_fees", "back": shown, "cancel": _list_of(shown, shown.programme.today().year), "lead": lead}
    )


@page(rules.PERMISSIONS, "remind_of_fee", methods=("POST",))
def group_fees_remind(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write to everyone whose fee of the year is overdue."""
    shown = group_for(request.viewer, pk, to="remind_of_fee")
    year = number_of(request.POST.get("year", "")) or shown.programme.today().year
    written, unreachable = remind_of_fees(actor=request.viewer, group=shown, year=year)
    messages.success(request, ngettext("%(count)s reminder was written.", "%(count)s reminders were written.", written) % {"count": written})
    if unreachable:
        said = ngettext("%(count)s member has nobody with a mail address.", "%(count)s members have nobody with a mail address.", unreachable)
        messages.warning(request, said % {"count": unreachable})
    return redirect(_list_of(shown, year))


@page(rules.PERMISSIONS, "view_fees")
def group_fees_export(request: ViewerRequest, pk: int) -> HttpResponse:
    """The list of a year as a workbook for accounting."""
    shown = group_for(request.viewer, pk, to="view_fees")
    year = _year_in(request, shown)
    return as_workbook(f"fees-{shown.slug}-{year}", FEE_COLUMNS, fee_rows(fees_of(shown, year), shown.programme.today()))


@page(rules.PERMISSIONS, "record_fee_payment", methods=("GET", "POST"))
def fee_paid(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record that a fee was paid."""
    fee = fee_for(request.viewer, pk, to="record_fee_payment")
    form = PaymentForm(posted(request), initial={"paid_on": fee.programme.today()})
    act = partial(record_fee_payment, actor=request.viewer, fee=fee)
    return ask(request, form, lambda typed: act(**typed), verb="record_fee_payment", back=_list_of(fee.membership.group, fee.year), lead=_lead_of(fee))


@page(rules.PERMISSIONS, "waive_fee", methods=("GET", "POST"))
def fee_waive(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a member off a fee."""
    fee = fee_for(request.viewer, pk, to="waive_fee")
    act = partial(waive_fee, actor=request.viewer, fee=fee)
    form = ReasonForm(posted(request))
    return ask(request, form, lambda typed: act(**typed), verb="waive_fee", back=_list_of(fee.membership.group, fee.year), lead=_lead_of(fee))


def _lead_of(fee: MembershipFee) -> str:
    return f"{fee.membership} · {fee.year} · KRW {fee.amount_krw:,}"


@page(rules.PERMISSIONS, "view_membership")
def fee_receipt(request: ViewerRequest, pk: int) -> HttpResponse:
    """The receipt of a paid fee, for the member and those who keep the books."""
    fee = fee_for(request.viewer, pk, to="view_membership")
    document = receipt_pdf(fee)
    return HttpResponse(document, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="receipt-{fee.receipt_name}.pdf"'})
