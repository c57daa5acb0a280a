"""Where the pages of what the ties show stand."""

from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.network import rules
from minicluster.network.domain.wholes import Whole
from minicluster.platform.permissions import Viewer


def address_of(whole: Whole, page: str) -> str:
    """The address of a page on a whole, such as `measures`."""
    return reverse(f"network:{whole.kind.name.lower()}-network-{page}", args=[] if whole.is_programme else [whole.pk])


def ties_of_year(whole: Whole, year: int) -> str:
    """The address of the tied pairs of a whole as they were at the end of a year; of the present year as they are."""
    return address_of(whole, "ties") + (f"?until={year}-12" if year < whole.today().year else "")


def ties_of_node(whole: Whole, node: int) -> str:
    """The address of the tied pairs of one of its organisations."""
    return f"{address_of(whole, 'ties')}?node={node}"


def activities_asked(whole: Whole) -> dict[str, int]:
    """How the list of activities is asked for those of a whole."""
    return {} if whole.is_programme else {whole.kind.name.lower(): whole.pk}


def leads_from(viewer: Viewer, whole: Whole) -> list[tuple[str, str]]:
    """The pages of what the ties of a whole show that open to this viewer: what they are called, and their addresses."""
    pages = {"measures": _("Measures"), "brokers": _("Brokers"), "unreached": _("Members whom nobody reaches")}
    leads = [(label, address_of(whole, page)) for page, label in pages.items()]
    if whole.kind is rules.WholeKind.GROUP and rules.PERMISSIONS.allows(viewer, "view_meeting_proposals", whole.place()):
        leads.append((_("Who should meet"), reverse("network:who-should-meet", args=[whole.pk])))
    return leads
