"""Why a group is a group, and why each member sits in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.formation.guests import Guest
from minicluster.analytics.formation.labelling import Label, Vocabulary, group_labels
from minicluster.analytics.formation.likeness import Likeness
from minicluster.analytics.formation.organisations import Organisations, Role
from minicluster.analytics.formation.requirements import Requirements
from minicluster.analytics.formation.searching import EPSILON, move_gains
from minicluster.analytics.formation.standing import Floats, Standing
from minicluster.analytics.formation.violations import violations
from minicluster.analytics.formation.wording import Wording

Rows = NDArray[np.intp]

NAMED: Final = 3
_RELATED_FROM: Final = 0.3
_NEARLY: Final = 0.95


@dataclass(frozen=True)
class Evidence:
    """What reasons are drawn from."""

    organisations: Organisations
    likeness: Likeness
    needs: Requirements
    standing: Standing
    guests: Sequence[Guest]
    vocabulary: Vocabulary

    def rows(self, group: int) -> Rows:
        """Who is at home in a group."""
        return np.flatnonzero(self.standing.labels == group)

    def sitting(self, group: int) -> list[int]:
        """Who sits in a group, guests after those at home."""
        return [*self.rows(group).tolist(), *(guest.row for guest in self.guests if guest.group == group)]


class Sitting:
    """Counts of who sits in a group, from which the reasons of each member are drawn without looking at the others again."""

    def __init__(self, evidence: Evidence, group: int) -> None:
        organisations, words = evidence.organisations, evidence.vocabulary.words
        sitting = evidence.sitting(group)
        self.roles = Counter(organisations.roles[row] for row in sitting)
        self.words = Counter(term for row in sitting for term in words[row])
        self.words_of_role: dict[Role, Counter[str]] = {role: Counter() for role in self.roles}
        for row in sitting:
            self.words_of_role[organisations.roles[row]].update(words[row].keys())
        self.industries = Counter(organisations.industries[row] for row in sitting if organisations.industries[row])

    def word_of_its_own(self, words: dict[str, str], role: Role) -> str:
        """The word that nobody else of the role uses and most of the group; empty where there is none."""
        own = sorted((term for term in words if self.words_of_role[role][term] == 1 < self.words[term]), key=lambda term: (-self.words[term], term))
        return words[own[0]] if own else ""


def names(evidence: Evidence) -> list[Wording]:
    """A name for every group, by which it is told from the others."""
    labels = [group_labels(evidence.vocabulary, evidence.rows(group)) for group in range(evidence.standing.groups)]
    written = [" · ".join(label["ko"] for label in own) for own in labels]
    twice = {name for name, count in Counter(written).items() if count > 1}
    return [_name(own, group + 1, numbered=written[group] in twice or not own) for group, own in enumerate(labels)]


def _name(labels: list[Label], number: int, *, numbered: bool) -> Wording:
    return Wording("group_name_numbered", {"labels": labels, "number": number}) if numbered else Wording("group_name", {"labels": labels})


def group_reasons(evidence: Evidence, group: int) -> list[Wording]:
    """What its members have in common, how much more than with others, and of whom it is made."""
    rows = evidence.rows(group)
    found = [
        Wording("industry_dominant", {"label": entry.label, "share": round(100 * entry.share), "everywhere": round(100 * entry.everywhere)})
        for entry in evidence.vocabulary.dominant(rows)
    ]
    words = evidence.vocabulary.typical_words(rows)
    found += [Wording("speciality_dominant", {"words": words})] if words else []
    inside, outside = _mean_likeness(evidence.standing, rows, group)
    found.append(Wording("group_likeness", {"inside": inside, "outside": outside}))
    ties = evidence.likeness.tie_weights[rows]
    if ties.nnz:
        found.append(Wording("group_ties", {"share": round(100 * float(ties[:, rows].sum() / ties.sum()))}))
    roles = Counter(evidence.organisations.roles[row].value for row in evidence.sitting(group))
    found.append(Wording("group_roles", {"roles": {role.value: roles[role.value] for role in Role if roles[role.value]}}))
    return found


def _mean_likeness(standing: Standing, rows: Rows, group: int) -> tuple[float, float]:
    towards = standing.to_groups()[rows].sum(axis=0)
    size, total = len(rows), len(standing.labels)
    inside = (towards[group] - standing.blocks.own[rows].sum()) / max(size * (size - 1), 1)
    outside = (towards.sum() - towards[group]) / max(size * (total - size), 1)
    return round(float(inside), 3), round(float(outside), 3)


def member_reasons(evidence: Evidence, group: int) -> dict[int, list[Wording]]:
    """For every row that is at home in the group: why it is."""
    rows = evidence.rows(group)
    alike = _most_alike(evidence, rows)
    elsewhere = _elsewhere(evidence, rows, group)
    together = {row: rule for members, rule in evidence.needs.together for row in members}
    sitting = Sitting(evidence, group)
    found = {}
    for place, row in enumerate(rows.tolist()):
        reasons = [*_role(evidence, row, sitting), *_ties(evidence, row, group), *_industry(evidence, row, sitting)]
        reasons += [Wording("most_alike", {"organisations": alike[place]})] if alike[place] else []
        reasons += [Wording("asked_by_rule", {"rule": together[row].wording})] if row in together else []
        found[row] = [*reasons, *elsewhere.get(row, [])] or [Wording("fits_by_size", {})]
    return found


def guest_reasons(evidence: Evidence, guest: Guest) -> list[Wording]:
    """Why an organisation sits in a group that is not its home."""
    role, home = evidence.organisations.roles[guest.row], int(evidence.standing.labels[guest.row]) + 1
    return [*_role(evidence, guest.row, Sitting(evidence, guest.group)), Wording("guest_for_role", {"role": role.value, "home": home})]


def _role(evidence: Evidence, row: int, sitting: Sitting) -> Iterable[Wording]:
    role = evidence.organisations.roles[row]
    alone = sitting.roles[role] == 1
    if role is Role.FIRM and not alone:
        return
    word = sitting.word_of_its_own(evidence.vocabulary.words[row], role)
    if word:
        yield Wording("only_of_role_with_word", {"role": role.value, "word": word})
    elif alone:
        yield Wording("only_of_role", {"role": role.value})


def _ties(evidence: Evidence, row: int, group: int) -> Iterable[Wording]:
    ties = evidence.likeness.tie_weights
    span = slice(ties.indptr[row], ties.indptr[row + 1])
    inside = [(-weight, int(other)) for weight, other in zip(ties.data[span], ties.indices[span], strict=True) if evidence.standing.labels[other] == group]
    if inside:
        yield Wording("ties_inside", {"organisations": [evidence.organisations.names[other] for _weight, other in sorted(inside)[:NAMED]]})


def _industry(evidence: Evidence, row: int, sitting: Sitting) -> Iterable[Wording]:
    code, vocabulary = evidence.organisations.industries[row], evidence.vocabulary
    if not code:
        return
    if sitting.industries[code] > 1:
        yield Wording("industry_shared", {"label": vocabulary.industry(code), "count": sitting.industries[code] - 1})
        return
    related = [(evidence.likeness.relatedness.get((code, other), 0.0), other) for other in sitting.industries if other != code]
    proximity, nearest = max(related, default=(0.0, ""))
    if proximity >= _RELATED_FROM:
        yield Wording("industry_related", {"label": vocabulary.industry(code), "other": vocabulary.industry(nearest), "proximity": round(proximity, 2)})


def _most_alike(evidence: Evidence, rows: Rows) -> list[list[str]]:
    """The names of the members that are most alike to each, by features alone: ties have a reason of their own."""
    features = evidence.likeness.features[rows]
    if len(rows) <= 1 or not features.any():
        return [[] for _row in rows]
    products: Floats = features @ features.T
    np.fill_diagonal(products, -np.inf)
    nearest = np.argsort(-products, axis=1, kind="stable")[:, : NAMED - 1]
    return [[evidence.organisations.names[rows[other]] for other in own if products[place, other] > EPSILON] for place, own in enumerate(nearest)]


def _elsewhere(evidence: Evidence, rows: Rows, group: int) -> dict[int, list[Wording]]:
    """Who would fit better elsewhere and is kept by a rule, or almost as well."""
    standing = evidence.standing
    gains = move_gains(standing)[rows]
    towards = standing.to_groups()[rows] / np.maximum(standing.sizes, 1)
    gains[:, group] = -np.inf
    found = {}
    for place, row in enumerate(rows.tolist()):
        other = int(gains[place].argmax())
        if gains[place, other] > EPSILON:
            broken = violations(standing.moved(row, other), evidence.needs)
            found[row] = [Wording("needed_for_rule", {"other": other + 1, "rule": broken[0].rule.wording})] if broken else []
        elif towards[place, other] >= _NEARLY * towards[place, group] > 0:
            found[row] = [Wording("nearly_elsewhere", {"other": other + 1})]
    return found
