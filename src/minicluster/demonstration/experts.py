"""Plans experts with what they know and what speaks for it, and the facilities of their houses. Pure."""

from datetime import date
from typing import Final

from minicluster.demonstration.chronicle import later_weighted
from minicluster.demonstration.korean import filled
from minicluster.demonstration.naming import person_name
from minicluster.demonstration.organisations import add_person, join_as_expert
from minicluster.demonstration.plan import Key
from minicluster.demonstration.scene import Council, Expert, Helper, Scene
from minicluster.demonstration.texts import Document, ExpertiseText, FacilityText, Name, common_texts, turns
from minicluster.members.rules import OrganisationKind
from minicluster.problems.models import Evidence, Expertise, Facility
from minicluster.problems.rules import EvidenceKind

_GENERAL_SHARE: Final = 0.3
_SINCE: Final = date(2001, 3, 1)
_POSITIONS: Final = {OrganisationKind.UNIVERSITY: "professor_positions", OrganisationKind.INSTITUTE: "researcher_positions"}
_SOURCE: Final = "시연을 위한 가상 자료"
_EARLIEST, _LATEST = 2001, 2007


def plan_experts(scene: Scene, council: Council, *, reserved: int | None = None) -> None:
    """Plan a group's experts: of its trade first, then general advisers. `reserved` is the place of an expertise that only one person has."""
    trade, general = council.speciality.expertise, common_texts().general_expertise
    advisers = round(council.quota.experts * _GENERAL_SHARE)
    places = [place for place in range(len(trade)) if place != reserved]
    for number in range(council.quota.experts - advisers):
        place = places[number % len(places)]
        council.experts.append(add_expert(scene, council, trade[place], place))
    start = len(scene.general_experts)
    for number in range(start, start + advisers):
        place = number % len(general)
        council.experts.append(add_expert(scene, council, general[place], place, is_general=True))


def add_expert(
    scene: Scene, council: Council, text: ExpertiseText, place: int, *, is_general: bool = False, name: Name | None = None, verbatim: bool = False
) -> Expert:
    """Plan an expert who works where such people work; `verbatim` keeps the written texts as they are."""
    rng = scene.rng
    house = employer(scene, text.employer) if not verbatim else next(helper for helper in scene.helpers if helper.kind == text.employer)
    position = rng.choice(turns(_POSITIONS.get(OrganisationKind(house.kind), "adviser_positions")))
    person = add_person(scene, house.key, name=name or person_name(rng), position=position, department=text.department, since=_SINCE, slug=house.slug)
    joined_on = later_weighted(rng, council.founded_on, date(2007, 9, 14))
    join_as_expert(scene, council, person, joined_on)
    statement = text.statement_ko if verbatim else _statement(scene, council, text, is_general=is_general)
    scene.plan.add(Expertise, person_id=person, statement_ko=statement, statement_en=text.statement_en, invented=True)
    for document in _documents(scene, council, text, is_general=is_general, verbatim=verbatim):
        _evidence(scene, document, person_id=person)
    return Expert(person, house.key, text, place, is_general, joined_on)


def employer(scene: Scene, kind: str) -> Helper:
    """A house of this kind in or near the complex."""
    return scene.rng.choice([helper for helper in scene.helpers if helper.kind == kind])


def _statement(scene: Scene, council: Council, text: ExpertiseText, *, is_general: bool) -> str:
    rng, trade = scene.rng, council.speciality
    words = {"product": rng.choice(trade.products).ko, "process": rng.choice(trade.processes), "speciality": trade.name_ko}
    variants = turns("general_statements" if is_general else "statement_variants_ko")
    return filled(rng.choice(variants), statement=text.statement_ko, **words)


def _documents(scene: Scene, council: Council, text: ExpertiseText, *, is_general: bool, verbatim: bool) -> list[Document]:
    """Three documents: the written ones as they are, or each with its own turn."""
    if verbatim:
        return list(text.evidence)
    return [_turned(scene, council, document, is_general=is_general) for document in text.evidence]


def _turned(scene: Scene, council: Council, document: Document, *, is_general: bool) -> Document:
    rng, trade, language = scene.rng, council.speciality, document.lang
    product = rng.choice(trade.products)
    words = {"product": product.ko if language == "ko" else product.en.lower(), "process": rng.choice(trade.processes)}
    numbers = {"years": rng.randint(3, 14), "share": rng.randint(16, 240)}
    title = document.title if is_general else filled(rng.choice(turns(f"evidence_variants_{language}")), title=document.title, **words)
    note = rng.choice(turns(f"general_notes_{language}" if is_general else f"evidence_notes_{language}"))
    year = min(_LATEST, max(_EARLIEST, document.year + rng.randint(-2, 1)))
    return Document(document.kind, language, year, title, f"{document.text} {filled(note, **words, **numbers)}")


def _evidence(scene: Scene, document: Document, **of: Key) -> None:
    scene.plan.add(
        Evidence, kind=document.kind, language=document.lang, year=document.year, title=document.title, text=document.text, source=_SOURCE, invented=True, **of
    )


def plan_facilities(scene: Scene, council: Council) -> None:
    """Plan the facilities of the group's trade, each kept by an expert of its house where there is one."""
    for text in council.speciality.facilities:
        house = next(helper for helper in scene.helpers if helper.kind == text.owner)
        keeper = next((expert.person for expert in council.experts if expert.organisation == house.key and not expert.is_general), None)
        add_facility(scene, text, house.key, keeper)


def add_facility(scene: Scene, text: FacilityText, house: Key, keeper: Key | None) -> None:
    """Plan one facility, with the record that matching reads."""
    facility = scene.plan.add(
        Facility, organisation_id=house, keeper_id=keeper, name_ko=text.name_ko, name_en=text.name_en, description=text.text_ko,
        conditions="회원사는 사전 예약 후 이용할 수 있습니다.", invented=True,
    )  # fmt: skip
    _evidence(scene, Document(EvidenceKind.EQUIPMENT, "ko", _LATEST, text.name_ko, text.text_ko), facility_id=facility)
