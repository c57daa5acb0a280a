"""What the demonstration programme starts with, before any complex: years, complexes, support programmes with their calls, indicators, published figures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.utils import timezone

from minicluster.demonstration.chronicle import NOW
from minicluster.demonstration.copying import Ids, write_plan
from minicluster.demonstration.geography import COMPLEXES, ComplexFact
from minicluster.demonstration.industries import SOURCE, plan_figures
from minicluster.demonstration.plan import Plan
from minicluster.demonstration.scene import OpenCall, Shared
from minicluster.demonstration.texts import common_texts
from minicluster.mapping.models import IndustryFigure
from minicluster.members.domain.actions.setting_up import machine_administrator
from minicluster.members.models import Complex, Organisation, Programme, ProgrammeYear
from minicluster.members.rules import FirmSize
from minicluster.outcomes.domain.claims import load_claims, published_baselines
from minicluster.outcomes.models import Indicator
from minicluster.problems.domain.actions import load_shipped_thesaurus
from minicluster.problems.models import Call, CallConditions, SupportProgramme
from minicluster.problems.rules import ProblemClass

SLUG: Final = "innovation-clusters-2007"
_YEARS: Final = (2005, 2006, 2007)
# Two calls a year, so that one is open whenever a project is planned.
_FOR_MEMBERS: Final = frozenset({"field-problem-solving", "trade-mission"})
_FOR_MANUFACTURERS: Final = frozenset({"prototype-making", "green-compliance", "quality-system"})
# The divisions of manufacturing in the Korean standard industrial classification, revision 9.
_MANUFACTURING: Final = tuple(str(division) for division in range(10, 34))
_HALVES: Final = (((1, 2), (6, 30)), ((7, 1), (12, 31)))


def open_programme() -> Programme:
    """Make the programme with a clock that starts in the morning of 22 October 2007, and all that its complexes share."""
    programme = Programme.objects.create(
        slug=SLUG, name_ko="산업단지 혁신클러스터 사업", name_en="Industrial complex innovation clusters", started_on=date(2005, 3, 1), invented=True,
        clock_shift=NOW - timezone.now(),
    )  # fmt: skip
    ProgrammeYear.objects.bulk_create(ProgrammeYear(programme=programme, year=year, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31)) for year in _YEARS)
    open_complexes(programme, COMPLEXES)
    load_claims(programme)
    published_baselines(programme)
    open_support(programme)
    return programme


def open_complexes(programme: Programme, facts: Iterable[ComplexFact], *, invented: bool = False) -> None:
    """Make the complexes, so that all of them are on the map before any has been filled."""
    Complex.objects.bulk_create(
        Complex(
            programme=programme, slug=fact.slug, name_ko=fact.name_ko, name_en=fact.name_en, kind=fact.kind, latitude=fact.latitude,
            longitude=fact.longitude, certainty_ko=fact.certainty.ko, certainty_en=fact.certainty.en, invented=invented,
        )
        for fact in facts
    )  # fmt: skip


def fill_complex(programme: Programme, fact: ComplexFact, plan: Plan) -> Ids:
    """Write what was planned for a complex, and name its office: the first organisation of a plan."""
    ids = write_plan(plan, programme_id=programme.pk)
    Complex.objects.filter(programme=programme, slug=fact.slug).update(office_id=ids[Organisation][0])
    return ids


def open_support(programme: Programme) -> None:
    """Make the invented support programmes and their half-yearly calls."""
    for text in common_texts().support_programmes:
        support = SupportProgramme.objects.create(
            programme=programme, name_ko=text.name_ko, name_en=text.name_en, description=text.text_ko, purpose=text.purpose, invented=True
        )
        calls = Call.objects.bulk_create(
            Call(
                programme=programme, support_programme=support, opens_on=date(year, *opens), closes_on=date(year, *closes), cap_krw=text.cap_krw,
                state_share_by_size=_shares_of(text.state_share), minimum_partners=text.minimum_partners, invented=True,
            )
            for year in _YEARS
            for opens, closes in _HALVES
        )  # fmt: skip
        _ask(programme, text.key, text.purpose, calls)


def _shares_of(shares: Mapping[str, float]) -> dict[str, float]:
    """A micro firm is paid for like any small one."""
    return {**shares, FirmSize.MICRO: shares.get(FirmSize.SMALL, 0.0)}


def _ask(programme: Programme, key: str, purpose: str, calls: Sequence[Call]) -> None:
    """What the calls ask of a firm: a site in one of the complexes, and what their kind of support is for. Credit is given wherever the site is."""
    complexes = [] if purpose == ProblemClass.FINANCE else list(Complex.objects.filter(programme=programme))
    through = Call.eligible_complexes.through
    through.objects.bulk_create(through(call_id=call.pk, complex_id=complex_.pk) for call in calls for complex_ in complexes)
    own = {"programme": programme, "invented": True}
    asked = {"asks_membership": key in _FOR_MEMBERS, "industry_codes": list(_MANUFACTURING) if key in _FOR_MANUFACTURERS else []}
    CallConditions.objects.bulk_create(CallConditions(call=call, **asked, **own) for call in calls)


def load_industries(programme: Programme, seed: int) -> int:
    """Write the invented table of establishments; how many figures it has."""
    complexes = dict(Complex.objects.filter(programme=programme).values_list("slug", "pk"))
    figures = [
        IndustryFigure(
            programme=programme, complex_id=complexes.get(figure.complex_slug), region=figure.region, year=figure.year, code=figure.industry.code,
            name_ko=figure.industry.ko, name_en=figure.industry.en, establishments=figure.establishments, employees=figure.employees, source=SOURCE,
            invented=True,
        )
        for figure in plan_figures(seed=seed)
    ]  # fmt: skip
    return len(IndustryFigure.objects.bulk_create(figures, batch_size=2000))


def load_thesaurus(programme: Programme) -> int:
    """Bring in the shipped symptom thesaurus; how many concepts are there."""
    loaded = load_shipped_thesaurus(actor=machine_administrator(programme), programme=programme)
    return loaded.created + loaded.updated + loaded.unchanged


def shared_of(programme: Programme) -> Shared:
    """The primary keys of what complexes share."""
    calls = Call.objects.filter(programme=programme).select_related("support_programme").order_by("pk")
    return Shared(
        complexes=dict(Complex.objects.filter(programme=programme).values_list("slug", "pk")),
        indicators=dict(Indicator.objects.filter(programme=programme).values_list("slug", "pk")),
        calls=[
            OpenCall(
                call.pk,
                call.support_programme_id,
                call.support_programme.purpose,
                call.opens_on,
                call.closes_on,
                call.cap_krw or 0,
                frozenset(size for size, share in call.state_share_by_size.items() if share),
            )
            for call in calls
        ],
    )
