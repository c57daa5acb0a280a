"""The symptom thesaurus as the engine reads it: what people see and say, what it is called in the field, and what treats it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from minicluster.analytics.retrieval.language import Language


@dataclass(frozen=True)
class Concept:
    """One concept of the thesaurus.

    Attributes:
        key: its identifier, such as `wjrh-013`.
        kind: `symptom`, something that is seen, heard, felt or measured; `thing`, a product, part, material, machine or quantity.
        fields: the specialities to which it belongs; the first is its home.
        mechanism: what happens, or the thing's name, by language.
        terms: methods, tests, processes and terms of the experts, by language.
        lay: how people in a workshop say it, in a few words of any language.
        told: how firms tell it, in a few sentences of any language.
        requests: how engineers ask about it in the terms of the field, by language.
    """

    key: str
    kind: str
    fields: tuple[str, ...]
    mechanism: Mapping[Language, str]
    terms: Mapping[Language, tuple[str, ...]]
    lay: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    requests: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)

    def in_the_terms_of(self, language: Language) -> str:
        """Mechanism and terms in one text, as an expert would write it; empty where the language is missing."""
        parts = [self.mechanism.get(language, ""), ", ".join(self.terms.get(language, ()))]
        return ". ".join(part for part in parts if part)
