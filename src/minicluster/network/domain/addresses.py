"""Where the pages of a network stand."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.network import rules
from minicluster.network.domain.wholes import Whole
from minicluster.platform.permissions import Viewer

_NAMES = {rules.WholeKind.GROUP: "group", rules.WholeKind.COMPLEX: "complex", rules.WholeKind.PROGRAMME: "programme"}


def address_of(whole: Whole, page: str) -> str:
    """The address of a page on a whole, such as `measures`."""
    return reverse(f"network:{_NAMES[whole.kind]}-{page}", args=[] if whole.is_programme else [whole.pk])


def ties_address(whole: Whole, *, until: date | None = None, organisation: int | None = None) -> str:
    """The address of the ties among the members of a whole up to a day, or of those of one of its organisations."""
    chosen = {"until": until.isoformat() if until else "", "organisation": organisation or ""}
    asked = urlencode({name: value for name, value in chosen.items() if value})
    return address_of(whole, "ties") + (f"?{asked}" if asked else "")


def activities_asked(whole: Whole) -> dict[str, int]:
    """How the list of activities is asked for those of a whole."""
    return {} if whole.is_programme else {_NAMES[whole.kind]: whole.pk}


def leads_from(viewer: Viewer, whole: Whole) -> list[tuple[str, str]]:
    """The other pages on a whole that open to this viewer: what they are called, and their addresses."""
    pages = {"measures": _("Measures"), "brokers": _("Brokers"), "unreached": _("Members whom nobody reaches")}
    leads = [(label, address_of(whole, page)) for page, label in pages.items()]
    if whole.kind is rules.WholeKind.GROUP and rules.PERMISSIONS.allows(viewer, "view_meeting_proposals", whole.place()):
        leads.append((_("Who should meet"), address_of(whole, "who-should-meet")))
    return leads
