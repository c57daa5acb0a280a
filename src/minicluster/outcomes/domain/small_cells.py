"""Which sums of outcomes may be told to those who may not read the entries: none of one or two firms, and none from which such a one could be worked out.

The complexes are parts of the programme and the groups are parts of their complex, and every one of these sums has a page; so it is asked of all of them
together which are kept back, whichever of them is looked at.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from minicluster.members.models import Complex, Group
from minicluster.outcomes import rules
from minicluster.outcomes.models import Outcome


@dataclass(frozen=True)
class ToldSums:
    """Which firms stand behind the sums of each indicator and realisation, of each complex and of each group."""

    complexes: Mapping[tuple[int, str], Mapping[int, set[int]]]
    groups: Mapping[tuple[int, str, int], Mapping[int, set[int]]]

    def tells(self, indicator: int, realisation: str, part: Complex | Group | None = None) -> bool:
        """Whether the sum of the programme, of a complex or of a group may be told."""
        firms = self.complexes.get((indicator, realisation), {})
        if part is None:
            return not firms or rules.total_is_told(firms)
        if isinstance(part, Complex):
            return part.pk not in rules.kept_back(firms)
        beside = self.groups.get((indicator, realisation, part.complex_id), {})
        return part.complex_id not in rules.kept_back(firms) and part.pk not in rules.kept_back(beside)


def told_sums(entries: QuerySet[Outcome]) -> ToldSums:
    """What may be told of the sums of a programme's entries, in one statement."""
    rows = entries.filter(state__in=rules.COUNTED).order_by().values_list("indicator", "realisation", "group__complex", "group", "organisation").distinct()
    complexes: dict[tuple[int, str], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    groups: dict[tuple[int, str, int], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for indicator, realisation, complex_, group, firm in rows:
        complexes[indicator, realisation][complex_].add(firm)
        groups[indicator, realisation, complex_][group].add(firm)
    return ToldSums(dict(complexes), dict(groups))
