"""Where the pages of what the ties show stand."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules as meetings
from minicluster.network import rules
from minicluster.network.domain.wholes import Whole
from minicluster.platform.permissions import Viewer


def address_of(whole: Whole, page: str) -> str:
    """The address of a page on a whole, such as `measures`."""
    return reverse(f"network:{whole.kind.name.lower()}-network-{page}", args=[] if whole.is_programme else [whole.pk])


def ties_of_year(whole: Whole, year: int, **narrowed: Any) -> str:
    """The address of the tied pairs of a whole as they were at the end of a year; of the present year as they are."""
    return _at_end_of(year, whole, address_of(whole, "ties"), narrowed)


def nodes_of_year(whole: Whole, year: int, **narrowed: Any) -> str:
    """The address of who was in the network of a whole at the end of a year; of the present year, who is."""
    return f"{_at_end_of(year, whole, whole.get_absolute_url(), narrowed)}#nodes-title"


def _at_end_of(year: int, whole: Whole, address: str, narrowed: dict[str, Any]) -> str:
    asked = ({"until": f"{year}-12"} if year < whole.today().year else {}) | narrowed
    return f"{address}?{urlencode(asked)}" if asked else address


def ties_of_node(whole: Whole, node: int) -> str:
    """The address of the tied pairs of one of its organisations."""
    return f"{address_of(whole, 'ties')}?node={node}"


def held_activities(viewer: Viewer, whole: Whole, **narrowed: Any) -> str:
    """The address of the held activities of a whole; empty for whoever may not know of every one, since what is for one group alone is counted too."""
    if not meetings.may_see_activity(viewer, meetings.Visibility.GROUP, whole.place()):
        return ""
    own = {} if whole.is_programme else {whole.kind.name.lower(): whole.pk}
    return f"{reverse('meetings:activity-list')}?{urlencode({**own, 'stage': 'held', **narrowed})}"


def leads_from(viewer: Viewer, whole: Whole) -> list[tuple[str, str]]:
    """The pages of what the ties of a whole show that open to this viewer: what they are called, and their addresses."""
    pages = {"measures": _("Measures"), "brokers": _("Brokers"), "unreached": _("Members whom nobody reaches")}
    leads = [(label, address_of(whole, page)) for page, label in pages.items()]
    if whole.kind is rules.WholeKind.GROUP and rules.PERMISSIONS.allows(viewer, "view_meeting_proposals", whole.place()):
        leads.append((_("Who should meet"), reverse("network:who-should-meet", args=[whole.pk])))
    return leads
