from datetime import timedelta

import pytest
from factories import SOME_TIME, make_actual, make_complex, make_group, make_indicator, make_programme, make_viewer

from minicluster.outcomes.domain.series import figure_series_for, series_of
from minicluster.outcomes.models import Perimeter, PerimeterComplex
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


def test_each_subject_has_a_series_of_one_figure_a_year(programme):
    indicator, complex_ = make_indicator(programme), make_complex(programme)
    group = make_group(complex=complex_)
    for year in (2006, 2004, 2005):
        make_actual(indicator, year, year * 10)
        make_actual(indicator, year, year, complex=complex_)
    make_actual(indicator, 2006, 1, group=group)
    whole, of_complex, of_group = series_of(programme)
    assert (whole.years, [int(value) for value in whole.values], whole.subject) == ((2004, 2005, 2006), [20040, 20050, 20060], str(programme))
    assert (of_complex.complex, of_complex.key) == (complex_, (indicator.pk, complex_.pk, None, None))
    assert (of_group.group, of_group.by_year) == (group, {2006: 1})


def test_a_corrected_entry_is_not_told_and_a_confirmed_one_goes_before_a_later_provisional_one(programme):
    indicator = make_indicator(programme)
    wrong = make_actual(indicator, 2005, 900)
    make_actual(indicator, 2005, 90, corrects=wrong)
    make_actual(indicator, 2006, 100, is_confirmed=True)
    make_actual(indicator, 2006, 105, recorded_at=SOME_TIME + timedelta(days=9))
    make_actual(indicator, 2007, 1, recorded_at=SOME_TIME + timedelta(days=9))
    make_actual(indicator, 2007, 2)
    (series,) = series_of(programme)
    assert series.by_year == {2005: 90, 2006: 100, 2007: 1}


def test_another_programmes_figures_are_not_there(programme):
    make_actual(make_indicator(make_programme()))
    assert series_of(programme) == []


@pytest.mark.parametrize("fields", [{"is_confidential": True}, {"firms": 2}])
def test_what_is_withheld_of_a_complex_is_not_told_by_the_sum_either(programme, fields):
    indicator = make_indicator(programme)
    first, second = make_complex(programme), make_complex(programme)
    seven = Perimeter.objects.create(programme=programme, slug="both", name_ko="둘", name_en="Both")
    for complex_ in (first, second):
        PerimeterComplex.objects.create(perimeter=seven, complex=complex_, valid_from=programme.started_on)
        make_actual(indicator, 2005, 10, complex=complex_)
    make_actual(indicator, 2006, 11, complex=first)
    make_actual(indicator, 2006, 4, complex=second, **fields)
    make_actual(indicator, 2006, 15, perimeter=seven)
    make_actual(indicator, 2006, 15)
    make_actual(indicator, 2005, 20)
    told = [(series.subject, series.years) for series in figure_series_for(make_viewer(Role.EXPERT, programme))]
    assert told == [(str(programme), (2005,)), (str(first), (2005, 2006)), (str(second), (2005,))]
    office = figure_series_for(make_viewer(Role.PROGRAMME_OFFICE, programme))
    assert [series.years for series in office] == [(2005, 2006), (2006,), (2005, 2006), (2005, 2006)]


def test_what_is_withheld_of_a_group_is_told_by_no_sum_of_its_complex_nor_by_what_tells_that(programme):
    indicator, first, second = make_indicator(programme), make_complex(programme), make_complex(programme)
    small, large = make_group(complex=first), make_group(complex=first)
    make_actual(indicator, 2006, 4, group=small, firms=2)
    make_actual(indicator, 2006, 6, group=large, firms=5)
    for complex_, value in ((first, 10), (second, 30)):
        make_actual(indicator, 2006, value, complex=complex_, firms=7)
    make_actual(indicator, 2006, 40)
    told, of_office = (figure_series_for(make_viewer(role, programme)) for role in (Role.EXPERT, Role.PROGRAMME_OFFICE))
    assert sorted(int(value) for series in told for value in series.values) == [6, 30]
    assert sorted(int(value) for series in of_office for value in series.values) == [4, 6, 10, 30, 40]


def test_a_sum_over_two_withheld_complexes_of_three_firms_is_told(programme):
    indicator = make_indicator(programme)
    for firms in (2, 1):
        make_actual(indicator, 2006, 4, complex=make_complex(programme), firms=firms)
    make_actual(indicator, 2006, 40)
    assert [series.subject for series in figure_series_for(make_viewer(Role.EXPERT, programme))] == [str(programme)]


def test_the_statements_do_not_grow_with_the_figures(programme, django_assert_num_queries):
    indicator = make_indicator(programme)
    complexes = [make_complex(programme) for _number in range(4)]
    for year in range(2000, 2007):
        for complex_ in complexes:
            make_actual(indicator, year, year, complex=complex_, firms=1)
    with django_assert_num_queries(1):
        assert [series.subject for series in series_of(programme)] == [str(complex_) for complex_ in complexes]
    with django_assert_num_queries(2):
        figure_series_for(make_viewer(Role.EXPERT, programme))
