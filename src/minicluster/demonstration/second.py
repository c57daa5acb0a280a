"""A small second programme with complexes, firms and accounts of its own, so that the wall between programmes can be seen and tested."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils import timezone

from minicluster.demonstration.chronicle import NOW
from minicluster.demonstration.complexes import fill_scene
from minicluster.demonstration.geography import ComplexFact, GroupFact, Words
from minicluster.demonstration.naming import draw_names, firm_names
from minicluster.demonstration.opening import fill_complex, open_complexes, open_support, shared_of
from minicluster.demonstration.organisations import open_scene
from minicluster.demonstration.quotas import SEED, GroupQuota, Slot, seeded
from minicluster.demonstration.scene import Shared
from minicluster.demonstration.sign_ins import SIGNING_IN, sign_in_for
from minicluster.demonstration.texts import Name
from minicluster.members.models import Complex, Group, Membership, Person, Programme
from minicluster.members.rules import ComplexKind, OfficeRole, OrganisationKind
from minicluster.outcomes.domain.claims import standard_indicators
from minicluster.platform.permissions import Role
from minicluster.problems.domain.indexing import reindex
from minicluster.problems.rules import ProblemClass, ProblemState

SLUG: Final = "second-programme"
DOMAIN: Final = "second.example"
_INVENTED: Final = Words("단지와 미니클러스터는 모두 가상입니다.", "The complexes and mini-clusters are all invented.")


def _fact(slug: str, name: tuple[str, str], texts: str, place: int, groups: tuple[GroupFact, ...]) -> ComplexFact:
    return ComplexFact(
        slug=slug, name_ko=name[0], name_en=name[1], city_ko="가상시", area_code="000", kind=ComplexKind.GENERAL, latitude=36.5, longitude=127.6 + place / 10,
        firms=18, firms_outside=2, founded_on=date(2005, 9, 1), certainty=_INVENTED, name_certainty=_INVENTED, groups=groups, place=place,
        illustrative=True, texts=texts,
    )  # fmt: skip


FACTS: Final = (
    _fact(
        "handeul", ("한들산업단지", "Handeul complex"), "changwon", 0,
        (GroupFact("moulds", "한들 금형 미니클러스터", "Handeul moulds", "29"), GroupFact("mechatronics", "한들 메카트로닉스 미니클러스터", "Handeul mechatronics", "29")),
    ),
    _fact(
        "saeyeoul", ("새여울산업단지", "Saeyeoul complex"), "gwangju", 1,
        (GroupFact("led", "새여울 LED 미니클러스터", "Saeyeoul LED", "26"), GroupFact("electronic-parts", "새여울 전자부품 미니클러스터", "Saeyeoul electronic parts", "26")),
    ),
)  # fmt: skip
_SLOTS: Final = tuple(
    Slot(problem_class, state)
    for problem_class, state in (
        (ProblemClass.TECHNOLOGY, ProblemState.CONFIRMED),
        (ProblemClass.TECHNOLOGY, ProblemState.FOLLOW_UP),
        (ProblemClass.QUALITY, ProblemState.CONFIRMED),
        (ProblemClass.MARKETING, ProblemState.FOLLOW_UP),
        (ProblemClass.FINANCE, ProblemState.CONFIRMED),
        (ProblemClass.CERTIFICATION, ProblemState.UNCONFIRMED),
        (ProblemClass.TECHNOLOGY, ProblemState.IN_PROJECT),
        (ProblemClass.QUALITY, ProblemState.INTRODUCED),
        (ProblemClass.PEOPLE, ProblemState.MATCHING),
        (ProblemClass.MANAGEMENT, ProblemState.RAISED),
        (ProblemClass.REGULATION, ProblemState.DIAGNOSED),
    )
)
_QUOTA: Final = GroupQuota(firms=9, firms_outside=1, experts=8, activities=36, slots=_SLOTS, cases=1)


def load_second_programme() -> int:
    """Make the second programme with its sign-ins; how many rows it has."""
    programme = Programme.objects.create(
        slug=SLUG, name_ko="두 번째 사업 (시연)", name_en="Second programme (demonstration)", started_on=date(2005, 9, 1), invented=True,
        clock_shift=NOW - timezone.now(),
    )  # fmt: skip
    open_complexes(programme, FACTS, invented=True)
    standard_indicators(programme)
    open_support(programme)
    shared, names = shared_of(programme), _names()
    rows = sum(_fill(programme, fact, shared, names) for fact in FACTS)
    _sign_in(programme)
    reindex(programme)
    return rows


def _quotas() -> dict[str, GroupQuota]:
    return {f"{fact.slug}/{group.slug}": _QUOTA for fact in FACTS for group in fact.groups}


def _names() -> dict[str, list[Name]]:
    """Names that no firm of the first programme has, so that a leak would show."""
    used = {name.ko.replace("(주)", "") for group in firm_names(1.0, SEED).values() for name in group}
    return draw_names(FACTS, {key: quota.firms for key, quota in _quotas().items()}, seeded(SEED, "second programme"), used)


def _fill(programme: Programme, fact: ComplexFact, shared: Shared, names: Mapping[str, list[Name]]) -> int:
    plan = fill_scene(open_scene(fact, shared, quotas=_quotas(), names=names, seed=SEED))
    fill_complex(programme, fact, plan)
    return len(plan)


def _sign_in(programme: Programme) -> None:
    """One account per role, such as `coordinator@second.example`."""
    complex_ = Complex.objects.filter(programme=programme).order_by("pk")[0]
    group = Group.objects.filter(complex=complex_).order_by("pk")[0]
    firm = Membership.objects.filter(group=group, organisation__kind=OrganisationKind.FIRM).order_by("pk")[0]
    expert = Person.objects.filter(programme=programme, memberships__group=group).order_by("pk")[0]
    reach = {
        Role.FIRM_USER: {"person": firm.representative, "organisation": firm.organisation},
        Role.EXPERT: {"person": expert, "groups": [group]},
        Role.GROUP_OFFICER: {"person": group.offices.filter(role=OfficeRole.CHAIR).order_by("pk")[0].person, "groups": [group]},
        Role.COORDINATOR: {"person": group.offices.filter(role=OfficeRole.COORDINATOR).order_by("pk")[0].person, "groups": complex_.groups.all()},
        Role.COMPLEX_MANAGER: {"organisation": complex_.office, "complexes": [complex_]},
    }
    for role in SIGNING_IN:
        sign_in_for(programme, role, domain=DOMAIN, **reach.get(role, {}))
