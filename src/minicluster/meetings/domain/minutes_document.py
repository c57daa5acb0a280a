"""The minutes as a document: who was there, what was on the agenda, what was said, decided, elected and given to do. PDF and .hwpx are made from the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.agenda import agenda_of
from minicluster.meetings.domain.minutes import Decided, decisions_of, elections_of
from minicluster.meetings.models import ActionItem, Activity, AgendaItem, Attendance, Election, Minutes
from minicluster.members.models import Office
from minicluster.members.rules import OfficeRole
from minicluster.platform.days import day_in_words, moment_in_words

_LISTED: Final = tuple(rules.AttendanceKind.values)
Row = tuple[str, ...]


@dataclass(frozen=True)
class MinutesDocument:
    """Everything that stands on paper, in words; a row of a table is a tuple of texts."""

    title: str
    activity: str
    kind: str
    groups: str
    when: str
    venue: str
    chair: str
    came: str
    quorum: str
    state: str
    invented: str
    text: Sequence[rules.Sentence]
    body: str
    agenda: Sequence[Row]
    attendances: Sequence[Row]
    decisions: Sequence[Row]
    elections: Sequence[Row]
    action_items: Sequence[Row]
    signatures: Sequence[Row]

    @property
    def head(self) -> list[Row]:
        """The facts at the head, with their names; what is not known is left out."""
        rows = [
            (_("kind"), self.kind),
            (_("mini-clusters"), self.groups),
            (_("time"), self.when),
            (_("place"), self.venue),
            (_("chair"), self.chair),
            (_("attendance"), self.came),
            (_("quorum"), self.quorum),
        ]
        return [(name, value) for name, value in rows if value]


def document_of(minutes: Minutes, *, quorum: str = "") -> MinutesDocument:
    """The document of minutes as they stand; `quorum` is the line that says whether those who were there could decide."""
    activity = minutes.activity
    officers = _officers_on_the_day(activity)
    agenda = list(agenda_of(activity))
    return MinutesDocument(
        title=_("Minutes: %(activity)s") % {"activity": activity},
        activity=activity.title,
        kind=activity.get_kind_display(),
        groups=", ".join(str(group) for group in activity.groups.all()),
        when=f"{moment_in_words(activity.starts_at)}–{timezone.localtime(activity.ends_at):%H:%M}",
        venue=activity.venue,
        chair=", ".join(str(office.person) for office in officers if office.role == OfficeRole.CHAIR),
        came=_came(attendances := _attendances_of(activity)),
        quorum=quorum,
        state=_state_of(minutes),
        invented=_("Invented for the demonstration") if minutes.invented else "",
        text=rules.sentences_of(minutes.text, [item.title for item in agenda]),
        body=minutes.text,
        agenda=[_agenda_row(item) for item in agenda],
        attendances=[_attendance_row(attendance) for attendance in attendances],
        decisions=[_decision_row(number, decided) for number, decided in enumerate(decisions_of(activity), start=1)],
        elections=[_election_row(election) for election in elections_of(activity)],
        action_items=[_item_row(item) for item in activity.action_items.select_related("owner").order_by("due_on", "pk")],
        signatures=_signatures(minutes, officers),
    )


def _officers_on_the_day(activity: Activity) -> list[Office]:
    day = timezone.localtime(activity.starts_at).date()
    rows = Office.objects.on(day).filter(group__in=activity.groups.all(), role__in=(OfficeRole.CHAIR, OfficeRole.SECRETARY))
    return list(rows.select_related("person", "group").order_by("role", "group", "pk"))


def _attendances_of(activity: Activity) -> list[Attendance]:
    """In the order of the kinds, those who came first; names within."""
    rows = activity.attendances.select_related("person", "organisation", "deputy_for").order_by("person__name_ko", "pk")
    return sorted(rows, key=lambda row: (row.kind not in rules.WAS_THERE, _LISTED.index(row.kind)))


def _came(attendances: Iterable[Attendance]) -> str:
    counted: dict[str, int] = {}
    for attendance in attendances:
        counted[attendance.kind] = counted.get(attendance.kind, 0) + 1
    return ", ".join(f"{rules.AttendanceKind(kind).label} {counted[kind]}" for kind in _LISTED if kind in counted)


def _state_of(minutes: Minutes) -> str:
    if minutes.approved_at is not None:
        return _("Approved on %(day)s") % {"day": day_in_words(minutes.approved_at)}
    return _("%(state)s, version %(version)s: not approved") % {"state": minutes.get_state_display(), "version": minutes.version}


def _agenda_row(item: AgendaItem) -> Row:
    return (str(item.position), item.title, item.get_kind_display(), str(item.presenter or ""), str(item.minutes_long or ""))


def _attendance_row(attendance: Attendance) -> Row:
    kind = attendance.get_kind_display()
    if attendance.deputy_for:
        kind = _("%(kind)s for %(person)s") % {"kind": kind, "person": attendance.deputy_for}
    return (str(attendance.person), str(attendance.organisation or ""), kind)


def _decision_row(number: int, decided: Decided) -> Row:
    count = decided.count
    votes = ("", "", "") if count is None else (str(count.votes_for), str(count.votes_against), str(count.abstentions))
    return (str(number), decided.decision.text, *votes, verdict_of(decided))


def verdict_of(decided: Decided) -> str:
    """Whether a decision was carried, in words; empty where no votes were counted."""
    return "" if decided.is_carried is None else _("carried") if decided.is_carried else _("not carried")


def _election_row(election: Election) -> Row:
    office = election.office
    until = day_in_words(office.valid_to) if office.valid_to else ""
    votes = "" if election.votes_for is None else str(election.votes_for)
    return (f"{office.group} {office.get_role_display()}", str(office.person), f"{day_in_words(office.valid_from)}–{until}", votes)


def _item_row(item: ActionItem) -> Row:
    return (item.text, str(item.owner), day_in_words(item.due_on), item.get_state_display())


def _signatures(minutes: Minutes, officers: Iterable[Office]) -> list[Row]:
    """Who signs: chair and secretary of that day, and whoever wrote the minutes."""
    signed = [(office.get_role_display(), str(office.person)) for office in officers]
    writer = [(_("Written by"), str(minutes.written_by))] if minutes.written_by else []
    return [*signed, *writer]
