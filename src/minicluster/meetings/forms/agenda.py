"""The agenda, point by point on one page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import AgendaPoint
from minicluster.meetings.domain.agenda import agenda_of
from minicluster.meetings.domain.queries import people_of_activity
from minicluster.meetings.models import Activity
from minicluster.members.models import Person
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer

EMPTY_ROWS: Final = 3
_MOST_ROWS: Final = 100
_LONGEST: Final = 600
_LAST: Final = 1000


class AgendaRowForm(PlainForm):
    """One point of the agenda; a row without a title is none."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    position = forms.IntegerField(label=_("order"), min_value=1, max_value=_LAST - 1, required=False)
    title = forms.CharField(label=_("title"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("kind"), initial=rules.AgendaKind.DISCUSSION)
    presenter = forms.TypedChoiceField(label=_("presenter"), required=False, coerce=int, empty_value=None)
    minutes_long = forms.IntegerField(label=_("how long (min)"), min_value=1, max_value=_LONGEST, required=False)

    def __init__(self, *args: Any, is_assembly: bool, people: Mapping[int, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        kind, presenter = self._field("kind"), self._field("presenter")
        kind.choices = [choice for choice in rules.AgendaKind.choices if is_assembly or choice[0] != rules.AgendaKind.ELECTION]
        presenter.choices = [("", "–"), *((pk, str(person)) for pk, person in people.items())]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def point(self) -> AgendaPoint | None:
        """The point that was typed; None for an empty row."""
        typed = self.cleaned_data
        if not typed.get("title"):
            return None
        presenter = self.people.get(typed["presenter"]) if typed["presenter"] else None
        return AgendaPoint(typed["title"], typed["kind"], presenter, typed["minutes_long"], typed["pk"])

    def place(self) -> int:
        """Where it is to stand; without a number behind the others."""
        return self.cleaned_data.get("position") or _LAST


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[AgendaRowForm]
else:
    _Rows = forms.BaseFormSet


class AgendaRows(_Rows):
    """All rows of the page."""

    def points(self) -> list[AgendaPoint]:
        """The points in the order of their numbers."""
        rows = sorted(self.forms, key=lambda row: row.place())
        return [point for row in rows if (point := row.point()) is not None]


def agenda_rows(typed: Any, *, viewer: Viewer, activity: Activity) -> AgendaRows:
    """The agenda as it stands with a few empty rows, or what was typed into the rows. People are read once for all rows."""
    items = list(agenda_of(activity))
    people = {person.pk: person for person in [*people_of_activity(activity, viewer), *(item.presenter for item in items if item.presenter)]}
    rows: Any = forms.formset_factory(AgendaRowForm, formset=AgendaRows, extra=EMPTY_ROWS, max_num=_MOST_ROWS, absolute_max=_MOST_ROWS)
    initial = [
        {
            "pk": item.pk,
            "position": item.position,
            "title": item.title,
            "kind": item.kind,
            "presenter": item.presenter_id,
            "minutes_long": item.minutes_long,
        }
        for item in items
    ]
    is_assembly = activity.kind == rules.ActivityKind.ASSEMBLY
    made: AgendaRows = rows(typed, initial=initial, prefix="point", form_kwargs={"is_assembly": is_assembly, "people": people})
    return made


def with_more_rows(typed: Any) -> Any:
    """What was typed, with room for a few points more: how a row is added without scripts."""
    more = typed.copy()
    total = str(typed.get("point-TOTAL_FORMS", ""))
    more["point-TOTAL_FORMS"] = str(min(int(total) if total.isdecimal() and len(total) < len(str(_LAST)) else 0, _MOST_ROWS) + EMPTY_ROWS)
    return more
