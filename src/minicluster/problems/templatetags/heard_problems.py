"""The problems that were raised from sentences of minutes, for the page of the minutes a storey below."""

from collections.abc import Collection, Sequence
from typing import Any

from django import template

from minicluster.meetings.models import Activity
from minicluster.problems.domain.queries import problems_from_minutes
from minicluster.problems.models import Problem

register = template.Library()


@register.simple_tag(takes_context=True)
def problems_heard_at(context: dict[str, Any], activity: Activity) -> list[Problem]:
    """The problems raised from the minutes of an activity, as far as the viewer may read them."""
    return problems_from_minutes(context["viewer"], activity)


@register.filter
def quoting(problems: Sequence[Problem], sentence: str) -> list[Problem]:
    """Those that came of this sentence."""
    return [problem for problem in problems if problem.origin_sentence == sentence]


@register.filter
def not_quoting(problems: Sequence[Problem], sentences: Collection[str]) -> list[Problem]:
    """Those whose sentence is none of these: it has another wording by now."""
    return [problem for problem in problems if problem.origin_sentence not in sentences]
