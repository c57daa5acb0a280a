from datetime import date

import pytest
from django.db import Error, transaction
from factories import make_group, make_person

from minicluster.members.domain.ties import append_meeting_ties, append_tie
from minicluster.members.models import Tie

pytestmark = pytest.mark.django_db
DAY = date(2007, 3, 5)


@pytest.fixture
def group():
    return make_group()


def test_a_tie_is_an_ordered_pair_appended_once_however_it_is_told(group):
    one, other = make_person(group.programme), make_person(group.programme)
    for pair in ((one, other), (other, one)):
        append_tie(programme=group.programme, one=pair[0], other=pair[1], kind="introduced", on_date=DAY, through=group)
    append_tie(programme=group.programme, one=one, other=one, kind="introduced", on_date=DAY, through=group)
    assert list(Tie.objects.values_list("one", "other", "kind", "through_type", "through_id", "weight")) == [
        (one.pk, other.pk, "introduced", "group", group.pk, 1.0)
    ]


def test_a_meeting_ties_everyone_to_everyone_and_never_twice(group):
    people = [make_person(group.programme) for _time in range(4)]
    for _time in range(2):
        assert append_meeting_ties(meeting=group, present=[person.pk for person in people], on_date=DAY) == 6
    assert set(Tie.objects.values_list("weight", flat=True)) == {1 / 3}
    pairs = [(one.pk, other.pk) for place, one in enumerate(people) for other in people[place + 1 :]]
    assert list(Tie.objects.order_by("one", "other").values_list("one", "other")) == pairs


def test_what_happened_is_not_changed_afterwards(group):
    append_meeting_ties(meeting=group, present=[make_person(group.programme).pk, make_person(group.programme).pk], on_date=DAY)
    with pytest.raises(Error, match="append_only"), transaction.atomic():
        Tie.objects.update(weight=9)
