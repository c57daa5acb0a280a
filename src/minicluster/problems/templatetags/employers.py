"""Where a person works at present, as a page says it."""

from typing import Any

from django import template

from minicluster.members.models import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def workplaces(context: dict[str, Any], person: Person | None) -> str:
    """Organisation and department of each present employer, by the programme's clock; empty for nobody."""
    today = context["request"].programme.today()
    return ", ".join(affiliation.workplace for affiliation in person.employers_on(today)) if person else ""
