"""The agenda of an activity, as rows and as a letter says it."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minicluster.meetings.models import Activity, AgendaItem


def agenda_of(activity: Activity) -> QuerySet[AgendaItem]:
    """The points of the agenda in their order."""
    return activity.agenda_items.select_related("presenter").defer("presenter__email", "presenter__phone").order_by("position")


def agenda_text(activity: Activity) -> str:
    """The agenda as a letter says it: its points where there are some, else what was written freely. It reads what was fetched with the activity."""
    points = [f"{item.position}. {item.title}{_said_of(item)}" for item in activity.agenda_items.all()]
    return "\n".join(points) or activity.agenda


def _said_of(item: AgendaItem) -> str:
    said = [item.get_kind_display(), str(item.presenter or ""), _("%(minutes)s min") % {"minutes": item.minutes_long} if item.minutes_long else ""]
    return f" ({', '.join(filter(None, said))})"
