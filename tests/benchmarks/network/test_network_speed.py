"""How long the page of a network and its picture take: `pytest tests/benchmarks/network -s` prints it."""

import time
from datetime import date

import numpy as np
import pytest
from factories import make_group, make_programme, make_user
from planted_circles import planted_reading, tied_pairs

from minicluster.members.models import Affiliation, Membership, Organisation, Person, Tie
from minicluster.network import rules
from minicluster.network.domain.pictures import drawing_of

# The aims on an idle machine. They are held against the seconds of the processor, of a page twice as many, for they too grow where others use the memory; the
# clock is printed beside them.
MILLISECONDS_OF_A_PAGE = 100
SECONDS_OF_A_PICTURE = 2.0
BUSY = 2
TIMES = 30
SMALL = 100


def group_with(firms, ties):
    """A mini-cluster of so many firms with a person each, and ties among them, written at once."""
    group = make_group(make_programme())
    facts = {"programme": group.programme, "invented": True}
    organisations = Organisation.objects.bulk_create(Organisation(name_ko=f"기업 {number}", kind="firm", **facts) for number in range(firms))
    people = Person.objects.bulk_create(Person(name_ko=f"사람 {number}", **facts) for number in range(firms))
    begins = {"valid_from": date(2005, 5, 1)}
    Membership.objects.bulk_create(Membership(group=group, organisation=firm, kind="regular", state="active", **begins, **facts) for firm in organisations)
    Affiliation.objects.bulk_create(Affiliation(person=person, organisation=firm, **begins) for person, firm in zip(people, organisations, strict=True))
    Tie.objects.bulk_create(
        Tie(
            programme=group.programme,
            one=people[one],
            other=people[other],
            kind="met",
            on_date=date(2005 + number % 3, 6, 1),
            through_type="activity",
            through_id=number,
        )
        for number, (one, other) in enumerate(tied_pairs(firms, ties, 2))
    )
    return group


@pytest.mark.django_db
@pytest.mark.parametrize(("firms", "ties"), [(50, 150), (2_000, 10_000)])
def test_the_page_of_a_group_comes_at_once(client, firms, ties):
    group = group_with(firms, ties)
    client.force_login(make_user("programme_office", group.programme))
    seconds = []
    for _time in range(TIMES):
        start, busy = time.perf_counter(), time.process_time()
        assert client.get(f"/network/groups/{group.pk}/").status_code == 200
        seconds.append((time.perf_counter() - start, time.process_time() - busy))
    (_half, half), (clock, processor) = np.percentile(seconds, [50, 95], axis=0) * 1000
    said = f"page of {firms} organisations with {ties} ties: p95 {clock:.0f} ms, of the processor {processor:.0f} ms (p50 {half:.0f})"
    print(said)  # noqa: T201  # a benchmark prints
    if firms <= SMALL:
        assert processor <= BUSY * MILLISECONDS_OF_A_PAGE


@pytest.mark.parametrize(("nodes", "ties", "circles"), [(50, 120, 2), (2_000, 10_000, 6)])
def test_a_picture_is_made_in_two_seconds(nodes, ties, circles):
    reading = planted_reading(nodes, ties, circles)
    start, busy = time.perf_counter(), time.process_time()
    svg = rules.svg_of(drawing_of(reading, reading))
    clock, processor = time.perf_counter() - start, time.process_time() - busy
    print(f"picture of {nodes} nodes with {ties} ties: {clock:.2f} s, of the processor {processor:.2f} s, {len(svg) / 1024:.0f} KB")  # noqa: T201  # a benchmark prints
    assert processor <= SECONDS_OF_A_PICTURE
