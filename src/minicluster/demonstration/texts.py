"""The written texts that the invented population is made of: one file per complex, and one for what all share. Pure but for reading them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent / "texts"


@dataclass(frozen=True)
class Document:
    """A paper, patent, project or lecture that speaks for an expertise."""

    kind: str
    lang: str
    year: int
    title: str
    text: str


@dataclass(frozen=True)
class ExpertiseText:
    """What an expert knows, where such people work, and three documents of theirs."""

    statement_ko: str
    statement_en: str
    department: str
    employer: str
    evidence: Sequence[Document]


@dataclass(frozen=True)
class ProblemText:
    """A problem as a firm says it, with its anonymous summary, cause and solution. `helper` is the place of the expertise that solves it."""

    problem_class: str
    title: str
    symptom: str
    tried: str
    wanted: str
    summary: str
    mechanism: str
    solution: str
    helper: int


@dataclass(frozen=True)
class FacilityText:
    """A laboratory or piece of equipment."""

    name_ko: str
    name_en: str
    text_ko: str
    owner: str


@dataclass(frozen=True)
class Product:
    """Something that firms of a speciality make."""

    ko: str
    en: str


@dataclass(frozen=True)
class Speciality:
    """All texts about the trade of one mini-cluster."""

    key: str
    name_ko: str
    name_en: str
    products: Sequence[Product]
    processes: Sequence[str]
    firm_stems: Sequence[str]
    problems: Sequence[ProblemText]
    expertise: Sequence[ExpertiseText]
    facilities: Sequence[FacilityText]
    activity_titles: Mapping[str, Sequence[str]]
    observations: Sequence[str]


@dataclass(frozen=True)
class Name:
    """A Korean name or part of one, with its Latin writing."""

    ko: str
    en: str
    weight: int = 1


@dataclass(frozen=True)
class SupportText:
    """A support programme with the conditions of its calls."""

    key: str
    name_ko: str
    name_en: str
    text_ko: str
    cap_krw: int
    state_share: Mapping[str, float]
    minimum_partners: int
    purpose: str


@dataclass(frozen=True)
class CommonTexts:
    """What all complexes share."""

    general_expertise: Sequence[ExpertiseText]
    general_problems: Mapping[str, Sequence[ProblemText]]
    support_programmes: Sequence[SupportText]
    firm_heads: Sequence[str]
    surnames: Sequence[Name]
    given_names: Sequence[Name]
    universities: Sequence[Name]
    institutes: Sequence[Name]
    agencies: Sequence[Name]
    phrases: Mapping[str, Sequence[str]]


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def _problem(row: Mapping[str, Any], problem_class: str) -> ProblemText:
    plain = {name: str(row[name]) for name in ("title", "symptom", "tried", "wanted", "summary", "mechanism", "solution")}
    return ProblemText(problem_class=problem_class, helper=int(row.get("expertise", row.get("adviser", 0))), **plain)


def _expertise(row: Mapping[str, Any]) -> ExpertiseText:
    return ExpertiseText(**{**row, "evidence": tuple(Document(**document) for document in row["evidence"])})


def _speciality(row: Mapping[str, Any]) -> Speciality:
    return Speciality(
        **{
            **row,
            "products": tuple(Product(**product) for product in row["products"]),
            "problems": tuple(_problem(problem, problem["class"]) for problem in row["problems"]),
            "expertise": tuple(_expertise(expertise) for expertise in row["expertise"]),
            "facilities": tuple(FacilityText(**facility) for facility in row["facilities"]),
        }
    )


@cache
def specialities_of(complex_slug: str) -> Mapping[str, Speciality]:
    """The trades of a complex by their key."""
    return {row["key"]: _speciality(row) for row in _read(complex_slug)["specialities"]}


@cache
def common_texts() -> CommonTexts:
    """What all complexes share."""
    raw = _read("common")
    organisations = {kind: tuple(Name(row["name"], row["name_en"]) for row in raw[kind]) for kind in ("universities", "institutes", "agencies")}
    lists = ("visit_contexts", "visit_closings", "since", "impact", "advice_results", "unsolvable_reasons", "decline_reasons")
    return CommonTexts(
        general_expertise=tuple(_expertise(row) for row in raw["general_expertise"]),
        general_problems={kind: tuple(_problem(row, kind) for row in rows) for kind, rows in raw["general_problems"].items()},
        support_programmes=tuple(SupportText(**row) for row in raw["support_programmes"]),
        firm_heads=tuple(raw["firm_heads"]),
        surnames=tuple(Name(**row) for row in raw["surnames"]),
        given_names=tuple(Name(**row) for row in raw["given_names"]),
        phrases={name: tuple(raw[name]) for name in lists},
        **organisations,
    )


@cache
def phrases() -> Mapping[str, Any]:
    """The generator's own turns of phrase: lists by name, and two tables (English name parts, months that fit a beginning)."""
    return _read("phrases")


def turns(name: str) -> Sequence[str]:
    """The phrases of one list, from the shared texts or the generator's own."""
    found: Sequence[str] = common_texts().phrases.get(name) or phrases()[name]
    return found
