"""What a figure of the network opens to: as many rows as it says, or no link."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from factories import (
    SOME_TIME,
    make_activity,
    make_group,
    make_membership,
    make_organisation,
    make_person,
    make_tie,
    make_user,
)  # fmt: skip

from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
TODAY = date(2007, 10, 1)
# Seven firms, three universities and an agency; x and y are tied to each other alone, z to nobody.
KINDS = {**dict.fromkeys("abcdxyz", "firm"), **dict.fromkeys("uvw", "university"), "h": "agency"}
TIES = {2005: ["ab", "au"], 2006: ["ac", "bc", "uv", "xy"], 2007: ["ha", "hb", "hc", "hu", "ad", "vw"]}


@pytest.fixture
def group(monkeypatch):
    group = make_group()
    monkeypatch.setattr(type(group.programme), "today", lambda _programme: TODAY)
    people = {}
    for name, kind in KINDS.items():
        organisation = make_organisation(group.programme, kind=kind, name_ko=name, name_en=name)
        people[name] = make_person(organisation=organisation)
        make_membership(group, organisation, representative=people[name])
    for year, pairs in TIES.items():
        for one, other in pairs:
            make_tie(people[one], people[other], on_date=date(year, 5, 2))
    # Who is tied already meets again: that is no new tie.
    make_tie(people["a"], people["b"], on_date=date(2007, 5, 2))
    hold(group, people)
    return group


def hold(group, people):
    """Four forums and a visit were held; of one forum nobody who came is on record, of one only that somebody was excused."""
    firm = people["a"].employers_on(TODAY)[0].organisation
    for number, (kind, visibility, attendance) in enumerate(
        [
            ("forum", "group", "present"),
            ("forum", "programme", "late"),
            ("forum", "programme", ""),
            ("forum", "programme", "excused"),
            ("company_visit", "group", "present"),
        ]
    ):
        activity = make_activity(group, kind, state="held", visibility=visibility, starts_at=SOME_TIME + timedelta(days=number))
        if attendance:
            activity.attendances.create(person=people["a"], organisation=firm, kind=attendance)
    make_activity(group, "forum", state="planned", starts_at=SOME_TIME + timedelta(days=60))
    called_off = make_activity(group, "forum", state="cancelled", starts_at=SOME_TIME + timedelta(days=61))
    called_off.attendances.create(person=people["a"], organisation=firm, kind="present")
    elsewhere = make_activity(make_group(group.programme), "forum", state="held")
    elsewhere.attendances.create(person=people["a"], organisation=firm, kind="present")


@pytest.fixture
def sign_in(client, group):
    def _sign_in(role):
        reach = {Role.COORDINATOR: {"groups": [group]}, Role.COMPLEX_MANAGER: {"complexes": [group.complex]}}
        client.force_login(make_user(role, group.programme, **reach.get(role, {})))
        return client

    return _sign_in


def figures_of(client, group, page):
    """Of a page's tables, by the head of the row and the label of the cell: the figure, and what it opens to."""
    text = client.get(reverse(f"network:group-network-{page}", args=[group.pk])).content.decode()
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL):
        head = re.search(r'<th scope="row">(?:<a [^>]*>)?([^<]*)', row)
        for label, link, figure in re.findall(r'<td class="number" data-label="([^"]*)">(?:<a href="([^"]*)">)?([^<]*)', row):
            found[unescape(head[1]), label] = (figure, unescape(link))
    return found


def rows_behind(client, link):
    return client.get(link.partition("#")[0]).context["page"].paginator.count


def opened(client, figures):
    return {where: (figure, rows_behind(client, link) if link else None) for where, (figure, link) in figures.items()}


def of_measure(found, label):
    return [found[label, str(year)] for year in TIES]


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.COORDINATOR, Role.FUNDER])
def test_numbers_of_ties_and_organisations_open_to_as_many(sign_in, group, role):
    client = sign_in(role)
    found = opened(client, figures_of(client, group, "measures"))
    assert of_measure(found, "Organisations") == [("11", 11), ("11", 11), ("11", 11)]
    assert of_measure(found, "Tied pairs") == [("2", 2), ("6", 6), ("12", 12)]
    assert of_measure(found, "of which new in the year") == [("2", 2), ("4", 4), ("6", 6)]
    assert of_measure(found, "Tied to nobody") == [("8", 8), ("4", 4), ("1", 1)]
    assert of_measure(found, "In the core") == [("2", 2), ("3", 3), ("4", 4)]


def test_a_share_opens_to_those_that_it_is_the_share_of(sign_in, group):
    client = sign_in(Role.PROGRAMME_OFFICE)
    found = opened(client, figures_of(client, group, "measures"))
    assert of_measure(found, "Density (%)") == [("3.6", 2), ("10.9", 6), ("21.8", 12)]
    assert of_measure(found, "Ties of each, on average") == [("0.4", 2), ("1.1", 6), ("2.2", 12)]
    # Of 2 ties one, of 6 one, of 12 five lie between two sectors.
    assert of_measure(found, "Ties between sectors (%)") == [("50", 1), ("17", 1), ("42", 5)]
    assert of_measure(found, "In the largest part (%)") == [("27", 3), ("45", 5), ("73", 8)]


def test_what_counts_no_rows_has_no_link_and_neither_has_nothing(sign_in, group):
    client = sign_in(Role.PROGRAMME_OFFICE)
    found = figures_of(client, group, "measures")
    for label in (
        "Separate parts with a tie",
        "Density without what size does to it (first year = 1)",
        "E-I index (1 all outward, −1 all inward)",
        "E-I index if ties fell by chance",
        "How well a core and a periphery describe it (1 = wholly)",
    ):
        assert [link for _figure, link in of_measure(found, label)] == ["", "", ""]
    empty = figures_of(client, make_group(group.programme), "measures")
    assert empty["Tied pairs", "2007"] == ("0", "")


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.COMPLEX_MANAGER, Role.COORDINATOR])
def test_numbers_of_activities_open_to_as_many_for_whoever_may_know_of_all(sign_in, group, role):
    client = sign_in(role)
    found = opened(client, figures_of(client, group, "measures"))
    assert (found["2006", "Activities"], found["2007", "Activities"]) == (("0", None), ("3", 3))
    assert (found["Forum", "Held"], found["Company visit", "Held"]) == (("4", 4), ("1", 1))


@pytest.mark.parametrize("role", [Role.FUNDER, Role.REVIEWER])
def test_whoever_may_not_know_of_every_activity_has_no_link_to_them(sign_in, group, role):
    client = sign_in(role)
    found = figures_of(client, group, "measures")
    assert (found["2007", "Activities"], found["Forum", "Held"], found["Company visit", "Held"]) == (("3", ""), ("4", ""), ("1", ""))
    held = f"{reverse('meetings:activity-list')}?group={group.pk}&stage=held"
    assert rows_behind(client, held) == 3
    assert rows_behind(client, f"{held}&attended=1") == 1


@pytest.mark.parametrize(("kind", "forums"), [("complex", 4), ("programme", 5)])
def test_a_complex_and_the_programme_open_to_their_activities(sign_in, group, kind, forums):
    client = sign_in(Role.PROGRAMME_OFFICE)
    address = reverse(f"network:{kind}-network-measures", args=[group.complex_id] if kind == "complex" else [])
    shown = client.get(address).context["shown"]
    forum = next(one for one in shown.kinds if one.kind == "forum")
    year = next(one for one in shown.helix if one.year == TODAY.year)
    assert (forum.times, rows_behind(client, forum.address)) == (forums, forums)
    assert (year.records, rows_behind(client, year.address)) == (forums - 1, forums - 1)


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.FUNDER])
def test_every_figure_of_a_broker_opens_to_its_ties(sign_in, group, role):
    client = sign_in(role)
    found = figures_of(client, group, "brokers")
    tied_to = {name: int(figure) for (name, label), (figure, _link) in found.items() if label == "Tied to"}
    assert tied_to == {"a": 5, "u": 3, "v": 2, "h": 4}
    labels = ("Tied to", "Ways through it", "Constraint", "Contacts worth having")
    assert {where: rows_behind(client, link) for where, (_figure, link) in found.items()} == {
        (name, label): tied for name, tied in tied_to.items() for label in labels
    }


def test_a_list_that_is_narrowed_says_so_and_stays_so_when_it_is_narrowed_further(sign_in, group):
    client = sign_in(Role.PROGRAMME_OFFICE)
    ties = client.get(reverse("network:group-network-ties", args=[group.pk]), {"since": "2006-01", "between_sectors": "1"}).content.decode()
    assert "Only pairs that were tied for the first time in January 2006 or later." in ties
    assert "Only pairs of two sectors." in ties
    assert re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', ties)[-2:] == [("since", "2006-01"), ("between_sectors", "1")]
    nodes = client.get(reverse("network:group-network", args=[group.pk]), {"part": "alone"}).content.decode()
    assert "Only: <strong>Tied to nobody</strong>" in nodes


@pytest.mark.parametrize("asked", [{"since": "soon"}, {"since": "2006-13"}, {"between_sectors": "x"}])
def test_what_names_no_filter_of_ties_filters_nothing(sign_in, group, asked):
    client = sign_in(Role.PROGRAMME_OFFICE)
    assert client.get(reverse("network:group-network-ties", args=[group.pk]), asked).context["page"].paginator.count == 12


@pytest.mark.parametrize(("part", "people"), [("alone", 1), ("largest", 8), ("everybody", 11)])
def test_the_parts_of_a_network_of_people_are_told_too(sign_in, group, part, people):
    client = sign_in(Role.COORDINATOR)
    assert client.get(reverse("network:group-network", args=[group.pk]), {"level": "person", "part": part}).context["page"].paginator.count == people


def test_without_a_tie_all_are_alone_and_none_is_in_a_core(sign_in, group):
    empty = make_group(group.programme)
    make_membership(empty, make_organisation(group.programme))
    client = sign_in(Role.PROGRAMME_OFFICE)
    found = {part: client.get(reverse("network:group-network", args=[empty.pk]), {"part": part}).context["page"].paginator.count for part in ("alone", "core")}
    assert found == {"alone": 1, "core": 0}
