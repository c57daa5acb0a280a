"""What the library refuses, in the reader's language: pages show this, the command line the library's own words."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.analytics.formation import RulesError
from minicluster.analytics.tables import TableError
from minicluster.members.models import in_language

# Why the organisations of a complex cannot be grouped, by the library's name of the rule that is broken.
_REASONS: Final = {
    "empty": gettext_lazy("Nobody is recorded who could be grouped: record organisations with a site in the complex first."),
    "evidence": gettext_lazy("Nothing is recorded by which the organisations could be compared: record their industries or what they make first."),
    "too few": gettext_lazy("There are fewer organisations than mini-clusters: ask for fewer mini-clusters, or record more organisations first."),
    "groups": gettext_lazy("The least and the most number of mini-clusters do not fit together: give for example 4 and 7."),
    "key": gettext_lazy("An organisation has no name: write it first."),
}


def why_refused(error: RulesError | TableError) -> str:
    """What is wrong and what to do about it."""
    if isinstance(error, RulesError):
        return in_language(error.ko, error.en)
    reason = _REASONS.get(error.rule)
    return str(reason) if reason else _("What is recorded does not fit together (%(rule)s): ask whoever runs this system to look at it.") % {"rule": error.rule}
