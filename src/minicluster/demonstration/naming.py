"""Invented names and numbers that can belong to nobody. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from random import Random
from typing import Final

from minicluster.demonstration.geography import COMPLEXES, ComplexFact
from minicluster.demonstration.korean import romanised
from minicluster.demonstration.quotas import group_quotas, seeded
from minicluster.demonstration.texts import Name, common_texts, phrases, specialities_of
from minicluster.members.rules import is_business_number

# No tax office has the number 000, and real business numbers begin with their office's.
_NO_TAX_OFFICE: Final = "000"
_COMPANY_KINDS: Final = range(81, 89)
_SERIALS: Final = 10_000
_FORMS: Final = ("(주){}", "(주){}", "(주){}", "(주){}", "{}(주)", "{}")


def person_name(rng: Random) -> Name:
    """A name as common as Korean names are."""
    texts = common_texts()
    surname = rng.choices(texts.surnames, [name.weight for name in texts.surnames])[0]
    given = rng.choice(texts.given_names)
    return Name(surname.ko + given.ko, f"{given.en} {surname.en}")


def business_number(serial: int) -> str:
    """The n-th business registration number that passes the check digit and that no tax office can have given: it begins with 000."""
    kind, number = divmod(serial, _SERIALS)
    stem = f"{_NO_TAX_OFFICE}{_COMPANY_KINDS[kind]}{number:04d}"
    digits = next(stem + str(check) for check in range(10) if is_business_number(stem + str(check)))
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


@cache
def firm_names(scale: float, seed: int) -> dict[str, list[Name]]:
    """The firms' names by `complex/group`; none twice in the programme."""
    return draw_names(COMPLEXES, {key: quota.firms for key, quota in group_quotas(scale, seed).items()}, seeded(seed, "firm names"), set())


def draw_names(facts: Iterable[ComplexFact], firms: Mapping[str, int], rng: Random, used: set[str]) -> dict[str, list[Name]]:
    """So many names for each group, by `complex/group`; none that is used, none twice."""
    names: dict[str, list[Name]] = {}
    for fact in facts:
        for group in fact.groups:
            candidates = _candidates(rng, fact.source_of_texts, group.slug, used)
            key = f"{fact.slug}/{group.slug}"
            names[key] = [next(candidates) for _turn in range(firms[key])]
    return names


def _candidates(rng: Random, complex_slug: str, group_slug: str, used: set[str]) -> Iterator[Name]:
    stems = specialities_of(complex_slug)[group_slug].firm_stems
    pairs = list(product(common_texts().firm_heads, stems))
    rng.shuffle(pairs)
    for head, stem in pairs:
        if head + stem not in used:
            used.add(head + stem)
            yield Name(rng.choice(_FORMS).format(head + stem), f"{romanised(head)} {phrases()['stems_en'].get(stem) or romanised(stem)} Co., Ltd.")
