"""The forms of complex offices, as whoever looks after them sees them."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from minicluster.meetings import rules
from minicluster.meetings.models import MinutesTemplate
from minicluster.members.domain.queries import within
from minicluster.members.models import Complex
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError


def complexes_with_templates(viewer: Viewer) -> QuerySet[Complex]:
    """The complexes whose form the viewer may set, with the form that each has."""
    reach = within(rules.PERMISSIONS.scope(viewer, "set_minutes_template"), viewer, complex_="pk")
    return Complex.objects.filter(reach).select_related("minutes_template__file", "programme").order_by("name_ko", "pk")


def complex_with_template(viewer: Viewer, pk: int) -> Complex:
    """One complex; another programme's does not exist, another's of the programme is not theirs to set."""
    found = get_object_or_404(Complex.objects.select_related("minutes_template__file", "programme"), pk=pk, programme_id=viewer.programme_id)
    rules.PERMISSIONS.require(viewer, "set_minutes_template", found.place())
    return found


def template_of(complex_: Complex) -> MinutesTemplate:
    """The form that the complex has.

    Raises:
        NotVisibleError: it has none.
    """
    template: MinutesTemplate | None = getattr(complex_, "minutes_template", None)
    if template is None:
        raise NotVisibleError
    return template
