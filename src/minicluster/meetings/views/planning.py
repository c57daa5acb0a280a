"""Pages on which activities are planned, repeated and changed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import Repeated, cancel_series, change_activity, plan_activity, plan_assembly, repeat_activity
from minicluster.meetings.domain.clashes import clashes_of
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.domain.series import series_of
from minicluster.meetings.forms.planning import PlanForm
from minicluster.meetings.forms.series import ChangeForm, RepeatForm
from minicluster.meetings.models import Activity
from minicluster.meetings.rules import Recurrence
from minicluster.members.models import Group
from minicluster.members.views.asking import ask, posted
from minicluster.platform.forms import ReasonForm
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.permissions import Viewer

_DAY, _MOMENT = "Y. n. j.", "Y. n. j. H:i"


@page(rules.PERMISSIONS, "plan_activity", methods=("GET", "POST"))
def activity_plan(request: ViewerRequest) -> HttpResponse:
    """Plan an activity: first its kind, then the short form of that kind."""
    kind = request.GET.get("kind", "")
    if kind not in rules.ActivityKind.values:
        return render(request, "meetings/activity_plan.html", {"kinds": rules.ActivityKind.choices})
    label = rules.ActivityKind(kind).label
    today = request.programme.today()
    initial = {"title": label, "groups": list(request.viewer.group_ids)[:1]}
    form = PlanForm(posted(request), viewer=request.viewer, kind=kind, years=range(today.year - 1, today.year + 2), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            planned = _planned(request.viewer, kind, form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(planned)
    return render(request, "meetings/activity_plan_form.html", {"form": form, "kind": label})


def _planned(viewer: Viewer, kind: str, typed: dict[str, Any]) -> Activity:
    if kind == rules.ActivityKind.ASSEMBLY:
        return plan_assembly(actor=viewer, **typed)
    return plan_activity(actor=viewer, kind=kind, **typed)


def year_panels(viewer: Viewer, shown: Activity) -> dict[str, Any]:
    """What the page of an activity says of the year around it: what is in its way, its series, and what each of several groups bears of it."""
    groups = list(shown.groups.select_related("complex").order_by("pk"))
    return {
        "clashes": clashes_of(viewer, [shown]) if shown.state in rules.CHANGEABLE else [],
        "series": series_of(viewer, shown),
        "shares": _shares(shown, groups) if len(groups) > 1 else [],
    }


def _shares(shown: Activity, groups: list[Group]) -> list[tuple[Group, int | None, int | None]]:
    """Each group with its part of the planned and of the actual cost."""
    planned, actual = (_parts(cost, groups) for cost in (shown.planned_cost_krw, shown.actual_cost_krw))
    return [(group, planned[group.pk], actual[group.pk]) for group in groups]


def _parts(cost: int | None, groups: list[Group]) -> Mapping[int, int | None]:
    numbers = [group.pk for group in groups]
    return dict.fromkeys(numbers) if cost is None else rules.shares_of(cost, numbers)


@page(rules.PERMISSIONS, "repeat_activity", methods=("GET", "POST"))
def activity_repeat(request: ViewerRequest, pk: int) -> HttpResponse:
    """Plan an activity again, in a rhythm."""
    shown = activity_for(request.viewer, pk, to="repeat_activity")

    def repeat(typed: dict[str, Any]) -> None:
        _tell(request, repeat_activity(actor=request.viewer, activity=shown, recurrence=Recurrence(**typed)))

    return ask(request, RepeatForm(posted(request)), repeat, verb="repeat_activity", back=shown, lead=_when(shown))


def _tell(request: ViewerRequest, repeated: Repeated) -> None:
    """Say how many were planned, and of every day that was left out why."""
    count = len(repeated.planned)
    messages.success(request, ngettext("%(count)s more meeting is planned.", "%(count)s more meetings are planned.", count) % {"count": count})
    left_out = [(one.day, one.reason.label) for one in repeated.skipped] + [(day, _("the series meets on that day already")) for day in repeated.there_before]
    if left_out:
        days = ", ".join(f"{date_format(day, _DAY)} ({reason})" for day, reason in sorted(left_out))
        messages.info(request, _("Left out: %(days)s") % {"days": days})


def _when(shown: Activity) -> str:
    return f"{shown} · {date_format(timezone.localtime(shown.starts_at), _MOMENT)}"


@page(rules.PERMISSIONS, "change_activity", methods=("GET", "POST"))
def activity_change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change title, place and time of day, of this one or of those that follow too."""
    shown = activity_for(request.viewer, pk, to="change_activity")
    starts, ends = (timezone.localtime(at).time() for at in (shown.starts_at, shown.ends_at))
    initial = {"title": shown.title, "venue": shown.venue, "starts": starts, "ends": ends}
    form = ChangeForm(posted(request), is_in_series=shown.series_id is not None, initial=initial)
    act = change_activity
    return ask(request, form, lambda typed: act(actor=request.viewer, activity=shown, **typed), verb="change_activity", back=shown, lead=_when(shown))


@page(rules.PERMISSIONS, "cancel_series", methods=("GET", "POST"))
def series_cancel(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel this activity and those of its series that follow."""
    shown = activity_for(request.viewer, pk, to="cancel_series")
    form = ReasonForm(posted(request))
    act = cancel_series
    return ask(request, form, lambda typed: act(actor=request.viewer, activity=shown, **typed), verb="cancel_series", back=shown, lead=_when(shown))
