"""Which sums may be told to those who may not read what is summed: none of one or two firms, and none from which such a one could be worked out.

The complexes are parts of the programme and the groups are parts of their complex, and every one of these sums has a page; so it is asked of all of them
together which are kept back, whichever of them is looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import QuerySet

from minicluster.members.models import Complex, Group
from minicluster.outcomes import rules
from minicluster.outcomes.models import Actual, Outcome
from minicluster.outcomes.rules.open_data import public_parts

Sum = TypeVar("Sum")
# A figure that names no firms sums none; one that is confidential counts as one of a single firm.
_NO_FIRMS_NAMED: Final = rules.FEWEST_FIRMS
_CONFIDENTIAL: Final = 1


@dataclass(frozen=True)
class ToldSums:
    """How many firms stand behind the sums of each indicator and realisation, of each complex and of each group."""

    complexes: Mapping[tuple[int, str], Mapping[int, int]]
    groups: Mapping[tuple[int, str, int], Mapping[int, int]]

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
    return ToldSums(_counted(complexes), _counted(groups))


def _counted(found: Mapping[Sum, Mapping[int, set[int]]]) -> dict[Sum, dict[int, int]]:
    return {key: {part: len(firms) for part, firms in parts.items()} for key, parts in found.items()}


def public_figures(actuals: Iterable[Actual]) -> Iterator[Actual]:
    """The yearly figures of a programme that may be published. Of an indicator and a year the complexes are parts of one sum, and the groups of a complex of another."""
    sums: dict[tuple[int, int, int | None], list[Actual]] = defaultdict(list)
    for one in actuals:
        if one.group or one.complex_id:
            sums[one.indicator_id, one.year, one.group.complex_id if one.group else None].append(one)
        elif _firms(one) >= rules.FEWEST_FIRMS:
            yield one
    for parts in sums.values():
        told, _total = public_parts({one.pk: _firms(one) for one in parts})
        yield from (one for one in parts if one.pk in told)


def _firms(one: Actual) -> int:
    if one.is_confidential:
        return _CONFIDENTIAL
    return _NO_FIRMS_NAMED if one.firms is None else max(one.firms, _CONFIDENTIAL)
