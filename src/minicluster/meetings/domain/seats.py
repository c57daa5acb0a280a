"""Seats: for whom somebody may take one and give it back."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.models import Activity, Registration
from minicluster.members.domain.queries import organisation_ids_on
from minicluster.members.models import Person
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotAllowedError, NotVisibleError


def registration_for(viewer: Viewer, pk: int) -> Registration:
    """One registration that the viewer may withdraw; whose another one is, is not said.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    rows = Registration.objects.filter(activity__in=activities_for(viewer).order_by()).select_related("activity__programme", "person__programme", "programme")
    found = get_object_or_404(rows, pk=pk)
    require_seat_for(viewer, found.activity, found.person)
    return found


def require_seat_for(viewer: Viewer, activity: Activity, person: Person) -> None:
    """Refuse whoever may not take a seat of the activity for this person, nor give it back.

    Raises:
        NotAllowedError: a firm or expert means somebody else's people.
    """
    rules.PERMISSIONS.require(viewer, "register_for_activity", activity.place())
    if person.programme_id != activity.programme_id:
        raise NotVisibleError
    worked_for = frozenset(organisation_ids_on(activity.programme.today(), [person.pk]).values())
    if not rules.may_register_person(viewer, person.pk, worked_for):
        raise NotAllowedError(_("You can take seats for yourself and, as a firm, for your own staff. Nothing was changed."))
