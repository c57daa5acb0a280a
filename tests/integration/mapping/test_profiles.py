"""A complex's profile says what the figures say: quotients by the formula, intervals around them, kept-back cells as what the others leave open, one sentence each."""

import pytest
from django.urls import reverse
from factories import make_complex, make_programme, make_user, make_viewer

from minicluster.mapping.domain.pictures import PICTURES
from minicluster.mapping.domain.queries import overview_for, profile_for
from minicluster.mapping.models import IndustryFigure
from minicluster.platform.permissions import Role
from minicluster.platform.pictures import svg_of
from minicluster.platform.refusals import NotVisibleError

pytestmark = pytest.mark.django_db
CODES = ("24", "26", "27", "29")
# Employees by industry in two complexes, a province and the country; twenty-five people work in a plant.
YEARS = {2005: {"가": (100, 1000, 50, 50), "나": (900, 100, 500, 500), "경기도": (4000, 3000, 2000, 6000), "": (20_000, 16_000, 12_000, 32_000)}}
YEARS[2006] = {name: tuple(round(value * growth) for value, growth in zip(values, (1.0, 1.5, 1.1, 0.9), strict=True)) for name, values in YEARS[2005].items()}


@pytest.fixture
def programme():
    programme = make_programme()
    complexes = {name: make_complex(programme, name_ko=name, name_en=name) for name in ("가", "나")}
    IndustryFigure.objects.bulk_create(
        IndustryFigure(
            programme=programme, complex=complexes.get(name), region=name, year=year, code=code, name_ko=f"업종 {code}", name_en=f"Industry {code}",
            establishments=max(1, value // 25), employees=value, source="통계청",
        )
        for year, regions in YEARS.items() for name, values in regions.items() for code, value in zip(CODES, values, strict=True)
    )  # fmt: skip
    return programme


@pytest.fixture
def viewer(programme):
    return make_viewer(Role.PROGRAMME_OFFICE, programme)


def complex_named(programme, name):
    return IndustryFigure.objects.filter(programme=programme, region=name).first().complex


def test_quotients_are_the_complexs_share_over_the_countrys_and_lie_in_their_interval(programme, viewer):
    profile = profile_for(viewer, complex_named(programme, "가").pk)
    here, country = YEARS[2006]["가"], YEARS[2006][""]
    expected = {code: (value / sum(here)) / (whole / sum(country)) for code, value, whole in zip(CODES, here, country, strict=True)}
    assert {line.code: round(line.lq, 6) for line in profile.lines} == {code: round(value, 6) for code, value in expected.items()}
    assert [line.code for line in profile.lines] == sorted(CODES, key=lambda code: -expected[code])
    assert all(line.lower <= line.lq <= line.upper for line in profile.lines)
    assert [line.code for line in profile.strong] == ["26"]
    assert profile.reading_of_strength == "In 2006 it has more than the country's share of Industry 26 (3.2 times), beyond what chance explains."


def test_change_is_taken_apart_into_country_mix_and_own_doing(programme, viewer):
    change = profile_for(viewer, complex_named(programme, "나").pk).change
    before, after = sum(YEARS[2005]["나"]), sum(YEARS[2006]["나"])
    growth = sum(YEARS[2006][""]) / sum(YEARS[2005][""]) - 1
    assert (change.before, change.after) == (before, after)
    assert change.national == pytest.approx(before * growth)
    assert change.national + change.mix + change.regional == pytest.approx(after - before)
    assert change.regional == pytest.approx(0, abs=3)


def test_a_figure_that_is_kept_back_is_no_zero_and_its_quotient_lies_in_what_the_others_leave_open(programme, viewer):
    IndustryFigure.objects.filter(programme=programme, region="가", code="24").update(employees=None)
    profile = profile_for(viewer, complex_named(programme, "가").pk)
    lines = {line.code: line for line in profile.lines}
    # At most all that the other complex leaves of the country's.
    country, most = YEARS[2006][""], YEARS[2006][""][0] - YEARS[2006]["나"][0]
    highest = most / (most + sum(YEARS[2006]["가"][1:])) / (country[0] / sum(country))
    assert (lines["24"].employees, lines["24"].lq, lines["24"].lower, lines["24"].is_strong) == (None, None, 0, False)
    assert lines["24"].upper == pytest.approx(highest)
    assert lines["24"].interval == f"0.00–{highest:.2f}"
    assert list(lines)[-1] == "24"
    assert profile.keeps_back


def test_the_page_shows_the_interval_and_says_what_it_is(client, programme):
    IndustryFigure.objects.filter(programme=programme, region="가", code="24").update(employees=None)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, programme), "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("mapping:profile", args=[complex_named(programme, "가").pk])).content.decode()
    line = next(line for line in profile_for(make_viewer(Role.PROGRAMME_OFFICE, programme), complex_named(programme, "가").pk).lines if line.code == "24")
    assert line.interval in page
    assert "the interval is what all other published figures leave open" in page


def test_nothing_is_said_of_a_kept_back_figure_where_the_others_contradict_each_other(programme, viewer):
    IndustryFigure.objects.filter(programme=programme, region="가", code="24").update(employees=None)
    IndustryFigure.objects.filter(programme=programme, region="", code="24").update(employees=1)
    line = next(line for line in profile_for(viewer, complex_named(programme, "가").pk).lines if line.code == "24")
    assert (line.lower, line.upper, line.interval) == (None, None, "–")


def test_without_the_country_the_regions_bound_what_is_kept_back(programme, viewer):
    figures = IndustryFigure.objects.filter(programme=programme)
    figures.filter(region="").delete()
    figures.filter(region="가", code="24").update(employees=None)
    line = next(line for line in profile_for(viewer, complex_named(programme, "가").pk).lines if line.code == "24")
    regions = {name: values for name, values in YEARS[2006].items() if name}
    true = (regions["가"][0] / sum(regions["가"])) / (sum(values[0] for values in regions.values()) / sum(map(sum, regions.values())))
    assert line.lower == 0
    assert true < line.upper < float("inf")


def test_an_earlier_year_can_be_asked_for_and_a_year_without_figures_gives_the_latest(programme, viewer):
    pk = complex_named(programme, "가").pk
    assert [profile_for(viewer, pk, year).year for year in ("2005", "", "1999", "anno")] == [2005, 2006, 2006, 2006]


def test_the_overview_shows_each_complex_once_and_an_empty_programme_says_what_belongs_there(viewer):
    assert [(row.complex.name_ko, [line.code for line in row.strong]) for row in overview_for(viewer).rows] == [("가", ["26"]), ("나", ["24", "27"])]
    assert overview_for(make_viewer(Role.PROGRAMME_OFFICE, make_programme())).rows == []


@pytest.mark.parametrize("complexes", [1, 3, 50])
def test_the_overview_asks_the_database_as_often_for_any_number_of_complexes(django_assert_num_queries, programme, viewer, complexes):
    for number in range(complexes - 1):
        another = make_complex(programme)
        IndustryFigure.objects.create(
            programme=programme, complex=another, region=another.name_ko, year=2006, code="24", establishments=4 + number, employees=90
        )
    with django_assert_num_queries(6):
        assert len(overview_for(viewer).rows) == complexes + 1


def test_another_programmes_complex_and_one_without_figures_are_not_there(programme, viewer):
    for complex_ in (make_complex(), make_complex(programme)):
        with pytest.raises(NotVisibleError):
            profile_for(viewer, complex_.pk)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_every_picture_is_drawn_and_names_what_is_strong(programme, viewer, name):
    svg = svg_of(PICTURES[name](profile_for(viewer, complex_named(programme, "가").pk)))
    assert svg.startswith("<svg")
    assert "Industry 26" in svg


def test_a_single_year_without_a_country_still_gives_a_profile(programme, viewer):
    IndustryFigure.objects.filter(programme=programme).exclude(year=2006).delete()
    IndustryFigure.objects.filter(programme=programme, region="").delete()
    profile = profile_for(viewer, complex_named(programme, "가").pk)
    assert profile.change is None
    assert profile.reading_of_change.startswith("How it changed cannot be said")
    assert [svg_of(draw(profile))[:4] for draw in PICTURES.values()] == ["<svg"] * 3
