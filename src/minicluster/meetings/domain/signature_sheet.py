"""The sheet that is signed at the door, to print: one line for each person expected, and empty ones for those who are not."""

from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings.domain.attendance_list import ListedPerson, attendance_list
from minicluster.meetings.domain.queries import day_of
from minicluster.meetings.models import Activity
from minicluster.members.models import Affiliation
from minicluster.platform.documents.pdf import pdf_of

_TEMPLATE: Final = Path(__file__).parents[1] / "templates/meetings/documents/signature_sheet.typ"
_LINES_FOR_VISITORS: Final = 8


def signature_sheet(activity: Activity) -> bytes:
    """The sheet as a PDF."""
    return pdf_of(_TEMPLATE, _data(activity))


def _data(activity: Activity) -> dict[str, Any]:
    listed = attendance_list(activity)
    positions = _positions(activity, [row.person.pk for row in listed])
    return {
        "title": _("Signature sheet"),
        "lead": activity.title,
        "invented": _("invented for the demonstration") if activity.invented else None,
        "facts": _facts(activity),
        "columns": [_("No."), _("organisation"), _("name"), _("position"), _("Signature")],
        "people": [_line(number, row, positions) for number, row in enumerate(listed, start=1)],
        "visitors_title": _("Visitors"),
        "visitors": [[str(len(listed) + number), "", "", "", ""] for number in range(1, _LINES_FOR_VISITORS + 1)],
    }


def _facts(activity: Activity) -> list[list[str]]:
    starts_at, ends_at = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    until = f"{ends_at:%H:%M}" if starts_at.date() == ends_at.date() else f"{ends_at:%Y-%m-%d %H:%M}"
    return [
        [_("Date and time"), f"{starts_at:%Y-%m-%d %H:%M} – {until}"],
        [_("place"), activity.venue or "–"],
        [_("mini-clusters"), ", ".join(str(group) for group in activity.groups.all())],
    ]


def _line(number: int, row: ListedPerson, positions: dict[int, str]) -> list[str]:
    return [str(number), str(row.organisation or ""), str(row.person), positions.get(row.person.pk, ""), ""]


def _positions(activity: Activity, people: list[int]) -> dict[int, str]:
    """What these people are where they work on that day; of several places the one that began last, as for the organisation."""
    rows = Affiliation.objects.on(day_of(activity)).filter(person__in=people).order_by("valid_from", "pk")
    return dict(rows.values_list("person_id", "position"))
