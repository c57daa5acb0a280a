"""What the pages of members show of meetings: who sleeps because nobody came, and by which decision somebody was taken in."""

from typing import Any

from django import template

from minicluster.meetings.domain.dormancy import SHOWN, sleepers_of
from minicluster.meetings.domain.taking_in import decision_behind
from minicluster.meetings.models import Decision
from minicluster.meetings.rules import PERMISSIONS
from minicluster.members.models import Group

register = template.Library()


@register.inclusion_tag("meetings/panels/sleeping_members.html", takes_context=True)
def sleeping_members(context: dict[str, Any], group: Group) -> dict[str, Any]:
    """Who sleeps, since when and why, for whoever may see who came; nothing for everyone else."""
    if not PERMISSIONS.allows(context["viewer"], "view_attendance", group.place()):
        return {"sleepers": []}
    return {"sleepers": sleepers_of(group), "shown": SHOWN}


@register.simple_tag(takes_context=True)
def decision_named(context: dict[str, Any], reference: str) -> Decision | None:
    """The decision of a reference such as `decision-12`, where the viewer may know of its meeting."""
    return decision_behind(context["viewer"], reference)
