"""What is written in the yard of a firm."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import Noticed
from minicluster.meetings.forms.photos import PhotoField, keeps_place_field, sent_photo
from minicluster.meetings.models import Activity, Observation, VisitReport
from minicluster.members.domain.queries import organisations_within
from minicluster.members.models import Organisation
from minicluster.members.rules import OrganisationKind
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer

EMPTY_ROWS: Final = 3
MOST_ROWS: Final = 60


class ObservationForm(PlainForm):
    """One thing noticed: a line or two and, where it helps, a photo."""

    row = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What was noticed"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    photo = PhotoField(label=_("photo"), required=False)
    takes_photo_off = forms.BooleanField(label=_("Take the photo off"), required=False)

    def __init__(self, *args: Any, observation: Observation | None = None, **kwargs: Any) -> None:
        known = {"row": observation.pk, "text": observation.text} if observation else {"row": 0}
        super().__init__(*args, **kwargs)
        self.initial = known
        self.observation = observation
        if observation is None or observation.photo_id is None:
            del self.fields["takes_photo_off"]

    def noticed(self, *, keeps_place: bool) -> Noticed:
        """What the action takes."""
        typed, upload = self.cleaned_data, self.cleaned_data["photo"]
        photo = sent_photo(upload, keeps_place=keeps_place) if upload else None
        return Noticed(typed["text"], photo, bool(typed.get("takes_photo_off")), typed["row"])


class VisitReportForm(PlainForm):
    """For a telephone at the firm's door: the firm, a summary, and a row for each thing noticed."""

    firm = forms.ModelChoiceField(label=_("visited firm"), queryset=Organisation.objects.none())
    summary = forms.CharField(label=_("summary"), widget=forms.Textarea(attrs={"rows": 3}))
    keeps_place = keeps_place_field()
    row_count = forms.IntegerField(min_value=0, max_value=MOST_ROWS, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        report: VisitReport | None = getattr(activity, "visit_report", None)
        known = {"firm": report.firm_id, "summary": report.summary} if report else {"firm": activity.host_id}
        super().__init__(*args, **kwargs)
        self.initial = known
        firm: Any = self.fields["firm"]
        reach = organisations_within(viewer, rules.PERMISSIONS.scope(viewer, "write_visit_report"))
        chosen = Organisation.objects.filter(pk__in=[pk for pk in (activity.host_id, report.firm_id if report else None) if pk])
        firm.queryset = (reach.filter(kind=OrganisationKind.FIRM) | chosen).distinct().order_by("name_ko")
        self.rows = list(self._rows(list(report.observations.select_related("photo")) if report else []))
        self.fields["row_count"].initial = len(self.rows)

    def _rows(self, written: list[Observation]) -> Iterator[ObservationForm]:
        """The rows that were written, and empty ones; what was sent is read by as many rows as were shown."""
        by_pk = {observation.pk: observation for observation in written}
        if not self.is_bound:
            shown: list[Observation | None] = [*written, *[None] * EMPTY_ROWS]
            yield from (ObservationForm(prefix=f"row-{place}", observation=observation) for place, observation in enumerate(shown))
            return
        for place in range(self._rows_sent()):
            number = str(self.data.get(f"row-{place}-row", ""))
            observation = by_pk.get(int(number)) if number.isdecimal() else None
            yield ObservationForm(self.data, self.files, prefix=f"row-{place}", observation=observation)

    def _rows_sent(self) -> int:
        number = str(self.data.get("row_count", ""))
        return min(int(number), MOST_ROWS) if number.isdecimal() else 0

    def is_valid(self) -> bool:
        """Whether the form and each of its rows is."""
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    def sent(self) -> dict[str, Any]:
        """What the action takes."""
        typed = self.cleaned_data
        return {"firm": typed["firm"], "summary": typed["summary"], "observations": [row.noticed(keeps_place=typed["keeps_place"]) for row in self.rows]}
