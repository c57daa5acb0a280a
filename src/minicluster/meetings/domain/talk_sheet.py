"""The timetable for the wall: by time and table, and by name."""

from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings.domain.talks import OwnTalk, Slot, lists_of, talks_page
from minicluster.meetings.models import TalkRound
from minicluster.platform.documents.pdf import pdf_of

_TEMPLATE: Final = Path(__file__).parents[1] / "templates" / "meetings" / "documents" / "talks.typ"


def timetable_pdf(talk_round: TalkRound) -> bytes:
    """The timetable as a PDF, in the reader's language."""
    return pdf_of(_TEMPLATE, _sheet(talk_round))


def _sheet(talk_round: TalkRound) -> dict[str, Any]:
    page = talks_page(talk_round)
    starts_at = timezone.localtime(talk_round.starts_at)
    return {
        "title": _("Talks of two"),
        "lead": f"{talk_round.activity} · {starts_at:%Y-%m-%d %H:%M} · {talk_round.activity.venue}".rstrip(" ·"),
        "invented": _("This record is invented for the demonstration.") if talk_round.invented else None,
        "figures": page.sentence,
        "columns": [_("table"), _("person"), _("with")],
        "slots": [_row(slot) for slot in page.slots if slot.talks],
        "by_name": _("By name"),
        "name_columns": [_("person"), _("talks by table")],
        "people": [[str(person), [_line(talk) for talk in talks]] for person, talks in lists_of(talk_round) if talks],
    }


def _row(slot: Slot) -> dict[str, Any]:
    begins, ends = timezone.localtime(slot.begins_at), timezone.localtime(slot.ends_at)
    return {"time": f"{begins:%H:%M}–{ends:%H:%M}", "talks": [[str(table), str(one), str(other)] for table, one, other in slot.talks]}


def _line(talk: OwnTalk) -> str:
    return f"{timezone.localtime(talk.begins_at):%H:%M}  {_('table %(number)s') % {'number': talk.table}}  {talk.other}"
