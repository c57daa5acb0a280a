"""Plans the office, helpers, groups and member firms of a complex. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from minicluster.demonstration.chronicle import TODAY, later_weighted
from minicluster.demonstration.firm_courses import SOURCE, yearly_figures
from minicluster.demonstration.geography import COMPLEXES, ComplexFact, GroupFact
from minicluster.demonstration.industries import SPECIALITY_CODES
from minicluster.demonstration.naming import business_number, person_name
from minicluster.demonstration.plan import Key, Plan
from minicluster.demonstration.quotas import GroupQuota, seeded
from minicluster.demonstration.scene import Council, Firm, Helper, Scene, Shared
from minicluster.demonstration.texts import Name, Product, common_texts, specialities_of, turns
from minicluster.members.models import (
    Affiliation,
    Group,
    Membership,
    Organisation,
    OrganisationClassification,
    OrganisationIdentifier,
    OrganisationSize,
    OrganisationYear,
    Person,
    RoleAssignment,
    Site,
)
from minicluster.members.rules import FirmSize, GroupState, MembershipKind, MembershipState, OrganisationKind
from minicluster.outcomes.rules import treated_from
from minicluster.platform.accounts.models import User
from minicluster.platform.permissions import Role

# How many members in a hundred are of that size, and which shares of their sales they export.
_SHARES: Final = {FirmSize.MICRO: 25, FirmSize.SMALL: 62, FirmSize.MID: 10, FirmSize.LARGE: 3}
_EXPORTING: Final = (0, 0, 0.05, 0.15, 0.3, 0.5)
_SECOND_GROUP: Final = 0.12
_DORMANT: Final = 0.06
_SERIALS_PER_COMPLEX: Final = 5_000
_NO_PASSWORD: Final = "!demonstration"  # noqa: S105  # nobody can sign in with it
_FINANCE: Final = Name("금융지원센터", "Finance Support Centre")
_ASSOCIATION: Final = Name("경영자문협회", "Management Advisers' Association")


def open_scene(fact: ComplexFact, shared: Shared, *, quotas: Mapping[str, GroupQuota], names: Mapping[str, list[Name]], seed: int) -> Scene:
    """Plan the office of a complex and its helpers, then its groups and their firms."""
    plan, rng = Plan(), seeded(seed, fact.slug)
    office = plan.add(Organisation, kind=OrganisationKind.COMPLEX_OFFICE, name_ko=f"{fact.name_ko} 추진단", name_en=f"{fact.name_en} office", invented=True)
    complex_id = shared.complexes[fact.slug]
    scene = Scene(fact, plan, rng, shared, complex_id, office)
    plan.add(Site, organisation_id=office, complex_id=complex_id, address=fact.city_ko, valid_from=date(2004, 6, 1))
    scene.helpers = _helpers(scene)
    for group in fact.groups:
        scene.councils.append(_council(scene, group, quotas[f"{fact.slug}/{group.slug}"]))
    for council in scene.councils:
        _firms(scene, council, names[f"{fact.slug}/{council.fact.slug}"])
    return scene


def add_person(scene: Scene, organisation: Key, *, name: Name, position: str, since: date, department: str = "", slug: str = "") -> Key:
    """Plan a person with where they work. The telephone exchange 000 is given to nobody, and `.example` is no domain."""
    scene.people += 1
    number = scene.people
    person = scene.plan.add(
        Person, name_ko=name.ko, name_en=name.en, email=f"p{number}@{slug or scene.fact.slug}.example",
        phone=f"{scene.fact.area_code}-000-{number % 10_000:04d}", invented=True,
    )  # fmt: skip
    scene.plan.add(Affiliation, person_id=person, organisation_id=organisation, department=department, position=position, valid_from=since)
    return person


def _helpers(scene: Scene) -> list[Helper]:
    """Each complex has its own universities, institutes and agencies, and one association and one finance centre."""
    place, step = scene.fact.place, len(COMPLEXES)
    texts, city = common_texts(), scene.fact.city_ko.split()[-1]
    kinds = (
        (OrganisationKind.UNIVERSITY, texts.universities[place::step]),
        (OrganisationKind.INSTITUTE, texts.institutes[place::step]),
        (OrganisationKind.AGENCY, texts.agencies[place::step]),
        (OrganisationKind.ASSOCIATION, (Name(f"{city} {_ASSOCIATION.ko}", f"{scene.fact.slug.title()} {_ASSOCIATION.en}"),)),
        (OrganisationKind.FINANCE, (Name(f"{city} {_FINANCE.ko}", f"{scene.fact.slug.title()} {_FINANCE.en}"),)),
    )
    return [_helper(scene, kind, name) for kind, names in kinds for name in names]


def _helper(scene: Scene, kind: OrganisationKind, name: Name) -> Helper:
    key = scene.plan.add(Organisation, kind=kind, name_ko=name.ko, name_en=name.en, public_note="시연용 가상 기관", invented=True)
    scene.plan.add(Site, organisation_id=key, address=scene.fact.city_ko, valid_from=date(1995, 3, 1))
    return Helper(key, kind, name.ko, "-".join(name.en.lower().replace("'", "").split()[:2]))


def _council(scene: Scene, fact: GroupFact, quota: GroupQuota) -> Council:
    """A council. Its day of founding belongs to the invented chronicle: where the group itself is real, no such day is recorded of it."""
    plan, speciality = scene.plan, specialities_of(scene.fact.source_of_texts)[fact.slug]
    founded_on = scene.fact.founded_on + timedelta(days=scene.rng.randrange(0, 20))
    group = plan.add(
        Group, complex_id=scene.complex_id, slug=fact.slug, name_ko=fact.name_ko, name_en=fact.name_en, speciality_ko=speciality.name_ko,
        speciality_en=speciality.name_en, industry_codes=[fact.industry], founded_on=founded_on if scene.fact.illustrative else None,
        state=GroupState.ACTIVE, illustrative=scene.fact.illustrative, certainty_ko=scene.fact.name_certainty.ko, certainty_en=scene.fact.name_certainty.en,
        invented=scene.fact.illustrative,
    )  # fmt: skip
    coordinator = add_person(scene, scene.office, name=person_name(scene.rng), position="코디네이터", department="미니클러스터팀", since=date(2005, 1, 3))
    user = plan.add(User, email=f"{fact.slug}@coordinators.{scene.fact.slug}.example", password=_NO_PASSWORD, language="ko")
    role = plan.add(RoleAssignment, user_id=user, role=Role.COORDINATOR, person_id=coordinator, organisation_id=scene.office)
    plan.add(RoleAssignment.groups.through, roleassignment_id=role, group_id=group)
    for helper in scene.helpers:
        _membership(scene, group, MembershipKind.SUPPORT, founded_on, organisation_id=helper.key)
    return Council(group, fact, speciality, quota, founded_on, coordinator, user)


def _firms(scene: Scene, council: Council, names: list[Name]) -> None:
    outside = set(scene.rng.sample(range(len(names)), min(council.quota.firms_outside, len(names))))
    council.firms += [_firm(scene, council, name, outside=number in outside) for number, name in enumerate(names)]
    for firm in council.firms:
        others = [other for other in scene.councils if other is not council]
        if others and scene.rng.random() < _SECOND_GROUP:
            second = scene.rng.choice(others)
            _membership(scene, second.key, MembershipKind.ASSOCIATE, max(firm.joined_on, second.founded_on), firm=firm)


def _firm(scene: Scene, council: Council, name: Name, *, outside: bool) -> Firm:
    rng = scene.rng
    products = rng.sample(council.speciality.products, rng.choice((1, 2, 2, 3)))
    founded_on = date(rng.choices((1978, 1988, 1995, 1999, 2002), (5, 20, 30, 30, 15))[0] + rng.randrange(4), rng.randint(1, 12), rng.randint(1, 28))
    joined_on = later_weighted(rng, max(council.founded_on, founded_on + timedelta(days=90)), date(2007, 8, 31))
    size = rng.choices(list(_SHARES), list(_SHARES.values()))[0]
    return add_firm(scene, council, name=name, products=products, founded_on=founded_on, joined_on=joined_on, size=size, outside=outside)


def add_firm(
    scene: Scene, council: Council, *, name: Name, products: list[Product], founded_on: date, joined_on: date, size: FirmSize, outside: bool = False
) -> Firm:
    """Plan a member firm: identifier, code, site, size, yearly figures, two people, membership."""
    plan, rng = scene.plan, scene.rng
    key = plan.add(
        Organisation, kind=OrganisationKind.FIRM, name_ko=name.ko, name_en=name.en, founded_on=founded_on,
        products=", ".join(product.ko for product in products), public_note="시연용 가상 기업", invented=True,
    )  # fmt: skip
    serial = scene.fact.place * _SERIALS_PER_COMPLEX + plan.count(OrganisationIdentifier)
    plan.add(OrganisationIdentifier, organisation_id=key, scheme="KR-BRN", value=business_number(serial))
    plan.add(OrganisationClassification, organisation_id=key, code=council.fact.industry, is_primary=True)
    finer = SPECIALITY_CODES[council.fact.slug]
    plan.add(OrganisationClassification, organisation_id=key, code=finer[serial % len(finer)], is_primary=False)
    plan.add(Site, organisation_id=key, complex_id=None if outside else scene.complex_id, address=f"{scene.fact.city_ko} (가상 주소)", valid_from=founded_on)
    plan.add(OrganisationSize, organisation_id=key, size=size, valid_from=founded_on)
    _years(scene, key, size, founded_on, joined_on)
    hired = founded_on + timedelta(days=rng.randrange(0, 60))
    people = [
        add_person(scene, key, name=person_name(rng), position=rng.choice(turns("positions")), since=hired),
        add_person(scene, key, name=person_name(rng), position=rng.choice(turns("deputy_positions")), since=hired),
    ]
    firm = Firm(key, name.ko, products, people, founded_on, joined_on, size, is_inside=not outside)
    _membership(scene, council.key, MembershipKind.REGULAR, joined_on, firm=firm)
    return firm


def _years(scene: Scene, firm: Key, size: FirmSize, founded_on: date, joined_on: date) -> None:
    """Plausible figures of 2003 to 2007, with what membership does to them; the present year is provisional."""
    for figures in yearly_figures(scene.rng, size, _EXPORTING, begins=founded_on.year + 1, treated_from=treated_from(joined_on)):
        confirmed = figures["year"] < TODAY.year
        scene.plan.add(OrganisationYear, organisation_id=firm, is_confirmed=confirmed, source=SOURCE, invented=True, **figures)


def _membership(scene: Scene, group: Key, kind: MembershipKind, since: date, *, firm: Firm | None = None, **member: Any) -> None:
    state = MembershipState.DORMANT if firm and scene.rng.random() < _DORMANT else MembershipState.ACTIVE
    people = {"representative_id": firm.people[0], "deputy_id": firm.people[1], "organisation_id": firm.key} if firm else {}
    scene.plan.add(Membership, group_id=group, kind=kind, state=state, valid_from=since, invented=True, **people, **member)


def join_as_expert(scene: Scene, council: Council, person: Key, since: date) -> None:
    """Plan an expert's membership."""
    _membership(scene, council.key, MembershipKind.EXPERT, since, person_id=person)
