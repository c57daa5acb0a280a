"""The section on a person's page that shows the interests declared with them."""

from typing import Any

from django import template

from minicluster.members.models import Person
from minicluster.problems.domain.queries import interests_for
from minicluster.problems.rules import PERMISSIONS

register = template.Library()


@register.inclusion_tag("problems/person_interests.html", takes_context=True)
def declared_interests(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """The declared interests of a person for whoever sees such; nothing for everyone else."""
    viewer, today = context["viewer"], person.programme.today()
    if PERMISSIONS.scope(viewer, "view_interest") is None:
        return {"is_shown": False}
    rows = [(row, row.holds_on(today)) for row in interests_for(viewer, {"person": person.pk})]
    return {"is_shown": True, "rows": rows, "person": person, "may_declare": PERMISSIONS.allows(viewer, "declare_interest", person.place())}
