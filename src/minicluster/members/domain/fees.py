"""Membership fees as lists, sums and documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.models import Group, Membership, MembershipFee, OrganisationName
from minicluster.platform.documents.pdf import pdf_of
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError

FEE_COLUMNS: Final = ("member", "kind", "year", "amount_krw", "due_on", "state", "paid_on", "receipt", "waived_because", "record", "invented")
_RECEIPT: Final = Path(__file__).parents[1] / "templates" / "members" / "documents" / "receipt.typ"
_PEOPLE: Final = ("person", "representative")


@dataclass(frozen=True)
class Sums:
    """How many fees, and how much money."""

    fees: int
    krw: int


def fees_of(group: Group, year: int) -> QuerySet[MembershipFee]:
    """The fees of a group's members for a year, by member."""
    return _fees().filter(membership__group=group, year=year).order_by("membership__organisation__name_ko", "membership__person__name_ko", "pk")


def _fees() -> QuerySet[MembershipFee]:
    rows = MembershipFee.objects.select_related(
        "programme", "membership__group__complex", "membership__organisation", "membership__person", "membership__representative"
    )
    return rows.defer(*(f"membership__{who}__{contact}" for who in _PEOPLE for contact in ("email", "phone")))


def fee_years(group: Group) -> list[int]:
    """The years for which fees can be looked at: those that were charged, and this one and the next."""
    charged = MembershipFee.objects.filter(membership__group=group).order_by().values_list("year", flat=True).distinct()
    this_year = group.programme.today().year
    return sorted({*charged, this_year, this_year + 1}, reverse=True)


def sums_of(fees: QuerySet[MembershipFee], today: date) -> dict[str, Sums]:
    """What a list of fees adds up to: charged in all, and of that paid, waived, owed and overdue."""
    unsettled = Q(paid_on=None, waived_because="")
    parts = {
        "charged": Q(), "paid": Q(paid_on__isnull=False), "waived": ~Q(waived_because=""), "owed": unsettled & Q(due_on__gte=today),
        "overdue": unsettled & Q(due_on__lt=today),
    }  # fmt: skip
    figures: dict[str, Any] = {f"{name}_fees": Count("pk", filter=part) for name, part in parts.items()}
    figures |= {f"{name}_krw": Sum("amount_krw", filter=part, default=0) for name, part in parts.items()}
    found = fees.order_by().aggregate(**figures)
    return {name: Sums(found[f"{name}_fees"], int(found[f"{name}_krw"])) for name in parts}


def fees_of_membership(membership: Membership, today: date) -> list[tuple[MembershipFee, rules.FeeState]]:
    """What a member was charged, latest first, and how it stands with each."""
    return [(fee, fee.state_on(today)) for fee in _fees().filter(membership=membership).order_by("-year")]


def fee_for(viewer: Viewer, pk: int, *, to: str) -> MembershipFee:
    """One fee, for whoever may do this with it; another programme's does not exist."""
    fee = get_object_or_404(_fees(), programme_id=viewer.programme_id, pk=pk)
    rules.PERMISSIONS.require(viewer, to, fee.place())
    return fee


def fee_rows(fees: QuerySet[MembershipFee], today: date) -> Iterator[tuple[Any, ...]]:
    """A list of fees as rows of a table, for `FEE_COLUMNS`."""
    for fee in fees:
        membership = fee.membership
        yield (
            str(membership.member), str(membership.get_kind_display()), fee.year, fee.amount_krw, fee.due_on, str(fee.state_on(today).label), fee.paid_on,
            fee.receipt_name, fee.waived_because, fee.reference, _("invented") if fee.invented else "",
        )  # fmt: skip


def receipt_pdf(fee: MembershipFee) -> bytes:
    """The receipt of a paid fee, under the name that the member had on that day.

    Raises:
        IllegalStepError: it has not been paid.
    """
    if fee.paid_on is None:
        raise IllegalStepError(_("This fee has not been paid, so that there is no receipt yet. Nothing was changed; please record the payment first."))
    group = fee.membership.group
    facts = (
        (_("receipt number"), fee.receipt_name),
        (_("received from"), _name_on(fee.membership, fee.paid_on)),
        (_("in payment of"), _("membership fee %(year)s of the mini-cluster %(group)s") % {"year": fee.year, "group": group}),
        (_("amount"), _("KRW %(amount)s") % {"amount": f"{fee.amount_krw:,}"}),
        (_("received on"), date_format(fee.paid_on, "DATE_FORMAT")),
        (_("issued by"), f"{group} · {group.complex.office or group.complex}"),
    )
    return pdf_of(
        _RECEIPT,
        {
            "title": _("Receipt"),
            "facts": [[name, str(value)] for name, value in facts],
            "thanks": _("We have received the amount above."),
            "issuer": str(group.complex.office or group),
            "seal": _("(seal)"),
            "invented": _("Invented for the demonstration") if fee.invented else None,
        },
    )


def _name_on(membership: Membership, day: date) -> str:
    name = OrganisationName.objects.on(day).filter(organisation=membership.organisation_id or 0, is_alias=False).first()
    return str(name or membership.member)
