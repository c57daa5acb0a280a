"""What is tapped and typed on the attendance list."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import AttendanceLine, SentPhoto
from minicluster.meetings.domain.attendance_list import ListedPerson, called_with_organisation, chiefs_to_choose
from minicluster.meetings.forms.photos import PhotoField, keeps_place_field, sent_photo
from minicluster.meetings.models import Activity, Attendance
from minicluster.members.models import Person
from minicluster.platform.forms import PlainForm


class AttendanceForm(PlainForm):
    """The list at the door: for each person one tap, and beside it what the sender had read, so that nothing written since is overwritten unread."""

    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Sequence[ListedPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["read"].initial = " ".join(f"{row.person.pk}:{row.written}" for row in people if row.written)
        for row in people:
            name, initial = f"person-{row.person.pk}", row.written or row.proposed
            self.fields[name] = forms.ChoiceField(label=str(row.person), choices=_kinds(row), required=False, initial=initial, widget=_Chips)

    def rows(self) -> Iterator[tuple[ListedPerson, forms.BoundField]]:
        """Each person with their field, for the page."""
        for row in self.people:
            yield row, self[f"person-{row.person.pk}"]

    def clean_read(self) -> dict[str, str]:
        """How whom was written down when the list was shown."""
        pairs = (pair.partition(":") for pair in str(self.cleaned_data["read"]).split())
        return {pk: kind for pk, _colon, kind in pairs}

    def lines(self) -> list[AttendanceLine]:
        """What the sender changed, and what they had read before; people without a choice are left as they were."""
        read = self.cleaned_data.get("read", {})
        chosen = ((row.person, self.cleaned_data.get(f"person-{row.person.pk}"), read.get(str(row.person.pk), "")) for row in self.people)
        return [AttendanceLine(person, kind, read=before) for person, kind, before in chosen if kind and kind != before]


class _Chips(forms.RadioSelect):
    """Radio buttons that the page draws as chips, one tap each."""

    def __init__(self, **options: Any) -> None:
        super().__init__({"class": "visually-hidden", "data-tick": ""}, **options)


def _kinds(row: ListedPerson) -> list[tuple[str, Any]]:
    """Who is on the membership list is no visitor, unless that is what was written down."""
    visitor = rules.AttendanceKind.VISITOR
    return [(kind, label) for kind, label in rules.AttendanceKind.choices if kind != visitor or not row.is_on_membership_list or row.written == visitor]


class TickForm(PlainForm):
    """One tap on the list."""

    person = forms.IntegerField(min_value=1)
    kind = forms.ChoiceField(choices=rules.AttendanceKind.choices)


def offer_people(field: Any, activity: Activity, people: Iterable[Person]) -> None:
    """Let a field offer these people, each with the organisation of that day."""
    called = called_with_organisation(activity, people)
    field.queryset = Person.objects.filter(pk__in=called).order_by("name_ko", "pk")
    field.label_from_instance = lambda person: called[person.pk]


class ChiefForm(PlainForm):
    """In whose place a deputy came."""

    deputy_for = forms.ModelChoiceField(label=_("deputy for"), queryset=Person.objects.none())

    def __init__(self, *args: Any, attendance: Attendance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deputy_for"]
        offer_people(field, attendance.activity, chiefs_to_choose(attendance))
        field.initial = attendance.deputy_for_id


class SheetForm(PlainForm):
    """The photo of a signed sheet, and who signed it."""

    photo = PhotoField(label=_("Photo of the sheet"), help_text=_("JPEG, PNG or WebP, up to 10 MB."))
    keeps_place = keeps_place_field()
    signed = forms.ModelMultipleChoiceField(label=_("Who signed it?"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, activity: Activity, people: Sequence[ListedPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["signed"]
        offer_people(field, activity, [row.person for row in people])
        field.initial = [row.person.pk for row in people if row.written in rules.WAS_THERE]

    def sent(self) -> dict[str, Any]:
        """What the action takes."""
        photo: SentPhoto = sent_photo(self.cleaned_data["photo"], keeps_place=self.cleaned_data["keeps_place"])
        return {"photo": photo, "signed": self.cleaned_data["signed"]}
