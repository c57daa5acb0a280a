"""What organisations and groups are called by: names of industries, words of specialities."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.formation.organisations import Organisations
from minicluster.analytics.retrieval.words import words_of

Label = dict[str, str]
Rows = Sequence[int] | NDArray[np.intp]

WORDS_SHOWN: Final = 5
_LABELS_SHOWN: Final = 2
# A label is of a tenth of the members at least, and of more than in the whole complex.
_LEAST_SHARE = 0.1
_SHORTEST_WORD: Final = 2


@dataclass(frozen=True)
class Dominant:
    """An industry that is frequent in a group: its label, and its share of the members there and of all."""

    label: Label
    share: float
    everywhere: float


class Vocabulary:
    """The words of everybody's specialities, and how many organisations use each."""

    def __init__(self, organisations: Organisations) -> None:
        self.organisations = organisations
        texts = {text: {word.term: word.surface for word in words_of(text) if len(word.surface) >= _SHORTEST_WORD} for text in set(organisations.specialities)}
        self.words = [texts[text] for text in organisations.specialities]
        self.used = Counter(term for own in self.words for term in own)
        self.written = {term: min(own[term] for own in texts.values() if term in own) for term in self.used}
        self._labels = {code: _label(organisations, row) for row, code in reversed(list(enumerate(organisations.industries))) if code}
        # Codes may be finer than the names that the table gives them: what has one name is counted as one.
        self._named = [self._labels[code]["ko"] if code else "" for code in organisations.industries]
        self._by_name = {label["ko"]: label for label in self._labels.values()}
        self._used_names = Counter(name for name in self._named if name)

    def industry(self, code: str) -> Label:
        """What an industry is called: its name in the table, else its code."""
        return self._labels[code]

    def dominant(self, rows: Rows) -> list[Dominant]:
        """The industries that are frequent in a group and more so than elsewhere, the strongest first."""
        here, total = Counter(self._named[row] for row in rows if self._named[row]), len(self.organisations)
        found = [Dominant(self._by_name[name], count / len(rows), self._used_names[name] / total) for name, count in here.items()]
        typical = [entry for entry in found if entry.share >= _LEAST_SHARE and entry.share > entry.everywhere]
        return sorted(typical, key=lambda entry: (-entry.share * np.log(entry.share / entry.everywhere), entry.label["ko"]))[:_LABELS_SHOWN]

    def typical_words(self, rows: Rows) -> list[str]:
        """The words that many of a group use and few others."""
        here = Counter(term for row in rows for term in self.words[row])
        total = len(self.organisations)
        typical = {term: count / len(rows) for term, count in here.items() if count / len(rows) >= _LEAST_SHARE and count / len(rows) > self.used[term] / total}
        ranked = sorted(typical, key=lambda term: (-typical[term] * np.log(typical[term] * total / self.used[term]), term))
        return list(dict.fromkeys(self.written[term] for term in ranked))[:WORDS_SHOWN]


def group_labels(vocabulary: Vocabulary, rows: Rows) -> list[Label]:
    """What a group is named by: its typical industries, else the words of its specialities, else where most of it lies."""
    labels = [entry.label for entry in vocabulary.dominant(rows)]
    words = [{"ko": word, "en": word} for word in vocabulary.typical_words(rows)]
    candidates = labels if len(labels) == _LABELS_SHOWN else [*labels, *words]
    if not candidates:
        places = Counter(vocabulary.organisations.locations[row] for row in rows if vocabulary.organisations.locations[row])
        candidates = [{"ko": place, "en": place} for place, _count in places.most_common(1)]
    distinct = {label["ko"]: label for label in candidates}
    return list(distinct.values())[:_LABELS_SHOWN]


def _label(organisations: Organisations, row: int) -> Label:
    code = organisations.industries[row]
    name, english = organisations.industry_names[row], organisations.industry_names_en[row]
    return {"ko": name or english or code, "en": english or name or f"industry {code}"}
