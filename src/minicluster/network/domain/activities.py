"""The activities of a whole."""

from django.db.models import Exists, OuterRef, QuerySet

from minicluster.meetings import rules as meetings
from minicluster.meetings.models import Activity
from minicluster.members.models import Group
from minicluster.network import rules
from minicluster.network.domain.wholes import Whole


def held_activities_of(whole: Whole) -> QuerySet[Activity]:
    """Those that were held, each once however many of the whole's mini-clusters held it together."""
    return activities_of(whole).filter(state__in=meetings.WAS_HELD)


def activities_of(whole: Whole) -> QuerySet[Activity]:
    """All of them."""
    look_up = {rules.WholeKind.GROUP: "pk", rules.WholeKind.COMPLEX: "complex_id", rules.WholeKind.PROGRAMME: "programme_id"}[whole.kind]
    groups = Group.objects.filter(**{look_up: whole.pk})
    holding = Activity.groups.through.objects.filter(activity_id=OuterRef("pk"), group_id__in=groups.values("pk"))
    return Activity.objects.filter(Exists(holding), programme=whole.programme)
