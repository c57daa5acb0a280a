from datetime import date
from decimal import Decimal

import pytest
from factories import make_actual, make_complex, make_group, make_indicator, make_programme, make_viewer

from minicluster.demonstration.geography import COMPLEXES
from minicluster.members.models import Complex
from minicluster.outcomes.domain import actions
from minicluster.outcomes.domain.claims import load_claims, published_baselines, standard_indicators, standard_perimeters
from minicluster.outcomes.models import Actual, Baseline, ExchangeRate, Indicator, Perimeter, Target
from minicluster.outcomes.rules import STANDARD_PERIMETERS
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
JOBS = {"slug": "jobs", "level": "impact", "name_ko": "고용", "name_en": "Jobs", "unit": "persons"}


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def office(programme):
    return make_viewer(Role.PROGRAMME_OFFICE, programme)


@pytest.fixture
def manager(programme):
    return make_viewer(Role.COMPLEX_MANAGER, programme, complexes=[make_complex(programme)])


def record(office, indicator, **facts):
    return actions.record_actual(actor=office, indicator=indicator, **{"year": 2006, "value": Decimal(100), "source": "무역통계", **facts})


def test_an_indicator_is_worked_out_of_others_by_a_formula_that_holds(programme, office):
    make_indicator(programme)
    jobs = actions.define_indicator(actor=office, **JOBS, direction="up")
    each = {"slug": "each", "level": "impact", "name_ko": "1인당", "name_en": "Each", "unit": "USD per person", "is_additive": False}
    made = actions.define_indicator(actor=office, **each, formula={"kind": "ratio", "of": ["exports", "jobs"]})
    assert made.formula == {"kind": "ratio", "of": ["exports", "jobs"]}
    with pytest.raises(InvalidInputError, match=r"jobs → each → jobs.*Nothing was stored") as refusal:
        actions.amend_indicator(actor=office, indicator=jobs, why="try", formula={"kind": "ratio", "of": ["each", "exports"]})
    assert refusal.value.field == "formula"
    with pytest.raises(InvalidInputError, match="exports, jobs"):
        record(office, made)
    record(office, jobs)
    with pytest.raises(InvalidInputError, match="cannot be worked out too"):
        actions.amend_indicator(actor=office, indicator=jobs, why="try", formula={"kind": "ratio", "of": ["exports", "exports"]})


def test_prices_of_a_year_are_for_money(office):
    with pytest.raises(InvalidInputError, match="Only money"):
        actions.define_indicator(actor=office, **JOBS, price_year=2000)


def test_an_indicator_is_amended_with_its_reason_but_not_in_its_unit_once_there_are_figures(programme, office):
    indicator = make_indicator(programme)
    with pytest.raises(InvalidInputError, match="say why"):
        actions.amend_indicator(actor=office, indicator=indicator, why=" ", name_en="Goods exported")
    actions.amend_indicator(actor=office, indicator=indicator, why="clearer", name_en="Goods exported", direction="neither")
    record(office, indicator)
    with pytest.raises(InvalidInputError, match="define a new indicator") as refusal:
        actions.amend_indicator(actor=office, indicator=Indicator.objects.get(pk=indicator.pk), why="wrong", unit="KRW")
    assert refusal.value.field == "unit"
    stands = Indicator.objects.get(pk=indicator.pk)
    assert (stands.name_en, stands.direction, stands.unit) == ("Goods exported", "neither", "USD")
    assert history_of(stands).get().why == "clearer"


def test_a_figure_is_recorded_once_and_then_corrected_by_a_new_entry(programme, office):
    indicator = make_indicator(programme)
    first = record(office, indicator)
    with pytest.raises(InvalidInputError, match="recorded already: 100"):
        record(office, indicator, value=Decimal(110))
    actions.confirm_actual(actor=office, actual=first)
    with pytest.raises(IllegalStepError, match="confirmed already"):
        actions.confirm_actual(actor=office, actual=first)
    second = actions.correct_actual(actor=office, actual=first, why="a firm reported late", value=Decimal(110))
    assert (second.value, second.corrects, second.is_confirmed, second.source) == (110, first, False, "무역통계")
    first.refresh_from_db()
    assert (first.value, first.is_confirmed) == (100, True)
    for step in (
        lambda: actions.correct_actual(actor=office, actual=first, why="again", value=Decimal(1)),
        lambda: actions.confirm_actual(actor=office, actual=first),
    ):
        with pytest.raises(IllegalStepError, match="corrected already"):
            step()
    assert [entry.why for entry in history_of(second)] == ["a firm reported late"]


@pytest.mark.parametrize(
    ("facts", "field", "why"),
    [
        ({"source": " "}, "source", "needs its source"),
        ({"year": 2990}, "year", "has not begun"),
        ({"value": Decimal("Infinity")}, "value", "infinite or no number.*Write it as digits"),
        ({"value": Decimal("NaN")}, "value", "infinite or no number"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_at_its_field(programme, office, facts, field, why):
    with pytest.raises(InvalidInputError, match=why) as refusal:
        record(office, make_indicator(programme), **facts)
    assert (refusal.value.field, Actual.objects.exists()) == (field, False)


def test_a_figure_is_about_one_whole_of_the_same_programme(programme, office):
    indicator, group = make_indicator(programme), make_group(programme)
    with pytest.raises(InvalidInputError, match="one mini-cluster, one complex or one perimeter"):
        record(office, indicator, complex=group.complex, group=group)
    with pytest.raises(NotVisibleError):
        record(office, indicator, complex=make_complex())
    with pytest.raises(NotVisibleError):
        record(office, make_indicator(make_programme()))


def test_a_complex_manager_records_for_the_own_complex_and_confirms_nothing(programme, manager):
    indicator = make_indicator(programme)
    figure = record(manager, indicator, complex=Complex.objects.get(pk__in=manager.complex_ids))
    for step in (
        lambda: record(manager, indicator),
        lambda: record(manager, indicator, complex=make_complex(programme)),
        lambda: actions.confirm_actual(actor=manager, actual=figure),
    ):
        with pytest.raises(NotAllowedError):
            step()


def test_a_target_needs_a_baseline_or_an_earlier_figure_of_the_same_whole(programme, office):
    indicator, complex_ = make_indicator(programme), make_complex(programme)

    def target(**facts):
        return actions.set_target(actor=office, indicator=indicator, **{"year": 2008, "value": Decimal(139), **facts})

    with pytest.raises(InvalidInputError, match=r"Exports 2008: a target without a baseline.*record a baseline") as refusal:
        target()
    assert (refusal.value.field, Target.objects.exists()) == ("indicator", False)
    actions.set_baseline(actor=office, indicator=indicator, year=2003, value=Decimal(67))
    assert target().value == 139
    with pytest.raises(InvalidInputError, match=str(complex_)):
        target(complex=complex_)
    make_actual(indicator, 2008, complex=complex_)
    with pytest.raises(InvalidInputError, match="without a baseline"):
        target(complex=complex_)
    make_actual(indicator, 2007, complex=complex_)
    assert target(complex=complex_).complex == complex_


def test_a_target_of_what_is_worked_out_rests_on_all_that_it_is_worked_out_of(programme, office):
    exports, jobs = make_indicator(programme), make_indicator(programme, "jobs", unit="persons")
    each = make_indicator(programme, "each", formula={"kind": "ratio", "of": ["exports", "jobs"]})
    make_actual(exports)
    with pytest.raises(InvalidInputError, match="without a baseline"):
        actions.set_target(actor=office, indicator=each, year=2008, value=Decimal(1))
    make_actual(jobs)
    assert actions.set_target(actor=office, indicator=each, year=2008, value=Decimal(1)).pk


def test_a_complex_belongs_to_a_perimeter_from_a_day_up_to_another_and_may_come_back(programme, office):
    perimeter = actions.define_perimeter(actor=office, slug="12-complexes", name_ko="12개 단지", name_en="Twelve complexes")
    with pytest.raises(InvalidInputError, match="exists already"):
        actions.define_perimeter(actor=office, slug="12-complexes", name_ko="12개 단지", name_en="Twelve complexes")
    complex_ = make_complex(programme)
    part = actions.add_to_perimeter(actor=office, perimeter=perimeter, complex=complex_, since=date(2005, 3, 1))
    with pytest.raises(InvalidInputError, match="already"):
        actions.add_to_perimeter(actor=office, perimeter=perimeter, complex=complex_, since=date(2009, 1, 1))
    with pytest.raises(InvalidInputError, match="after it came"):
        actions.take_out_of_perimeter(actor=office, part=part, until=date(2005, 3, 1), why="x")
    with pytest.raises(InvalidInputError, match="say why"):
        actions.take_out_of_perimeter(actor=office, part=part, until=date(2008, 1, 1), why="")
    actions.take_out_of_perimeter(actor=office, part=part, until=date(2008, 1, 1), why="지정 해제")
    with pytest.raises(InvalidInputError, match="left the perimeter already"):
        actions.take_out_of_perimeter(actor=office, part=part, until=date(2009, 1, 1), why="x")
    with pytest.raises(InvalidInputError, match="already"):
        actions.add_to_perimeter(actor=office, perimeter=perimeter, complex=complex_, since=date(2007, 1, 1))
    actions.add_to_perimeter(actor=office, perimeter=perimeter, complex=complex_, since=date(2009, 1, 1))
    assert list(perimeter.parts.order_by("pk").values_list("valid_from", "valid_to")) == [(date(2005, 3, 1), date(2008, 1, 1)), (date(2009, 1, 1), None)]
    with pytest.raises(NotVisibleError):
        actions.add_to_perimeter(actor=office, perimeter=perimeter, complex=make_complex(), since=date(2009, 1, 1))


def test_a_rate_has_a_source_and_is_changed_only_with_a_reason(office):
    def rate(**facts):
        return actions.record_exchange_rate(actor=office, **{"currency": "USD", "year": 2006, "krw": Decimal(956), "source": "한국은행", **facts})

    first = rate()
    assert rate().pk == first.pk
    with pytest.raises(InvalidInputError, match="956 is recorded"):
        rate(krw=Decimal(960))
    assert rate(krw=Decimal(960), why="the bank revised it").krw == 960
    assert ExchangeRate.objects.get().krw == 960
    for facts, field in (
        ({"currency": "KRW"}, "currency"),
        ({"currency": "XXX"}, "currency"),
        ({"krw": Decimal(0)}, "krw"),
        ({"krw": Decimal("Infinity")}, "krw"),
        ({"source": " "}, "source"),
    ):
        with pytest.raises(InvalidInputError) as refusal:
            rate(year=2005, **facts)
        assert refusal.value.field == field
    index = actions.record_price_index(actor=office, currency="KRW", year=2006, index=Decimal("97.2"), source="한국은행")
    assert str(index) == "KRW 2006"


def test_the_seven_complexes_are_a_perimeter_where_the_programme_has_them(programme):
    assert standard_perimeters(programme) == {}
    for slug in STANDARD_PERIMETERS["7-complexes"][2]:
        make_complex(programme, slug=slug)
    for _time in range(2):
        assert list(standard_perimeters(programme)) == ["7-complexes"]
    assert Perimeter.objects.get().parts.filter(valid_from=programme.started_on).count() == 7
    assert {fact.slug for fact in COMPLEXES} == set(STANDARD_PERIMETERS["7-complexes"][2])


def test_published_figures_of_before_the_programme_become_baselines_with_their_source(programme):
    for slug in STANDARD_PERIMETERS["7-complexes"][2]:
        make_complex(programme, slug=slug)
    load_claims(programme)
    published_baselines(programme)
    assert published_baselines(programme) == []
    told = [(one.indicator.slug, one.subject, one.year, int(one.value)) for one in Baseline.objects.order_by("pk")]
    assert told == [("exports", "Seven pilot complexes", 2003, 67_000_000_000), ("employment", "Seven pilot complexes", 2003, 360_000)]
    assert "art-05" in Baseline.objects.get(indicator__slug="exports").source


def test_standard_indicators_come_with_definition_direction_and_formula_and_leave_what_is_there(programme):
    make_indicator(programme, name_en="Our exports")
    made = standard_indicators(programme)
    assert (made["exports"].name_en, made["defect_rate"].direction, made["solved_rate"].formula["kind"]) == ("Our exports", "down", "share")
    assert made["solved_rate"].definition_ko
