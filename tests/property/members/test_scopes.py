"""What SQL filters is what the pure rules allow, over random viewers and records."""

import random
from datetime import date

import pytest
from factories import make_activity, make_complex, make_group, make_membership, make_organisation, make_person, make_programme

from minicluster.meetings import rules as meetings
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import groups_within, organisations_within, within
from minicluster.members.models import Complex, Group, Membership, Organisation, Person
from minicluster.members.rules import MembershipState
from minicluster.platform.permissions import Role, Scope, Viewer, covers


def make_tangle(dice):
    """Two programmes whose complexes, groups, members, sites and activities are joined at random."""
    for programme in (make_programme(), make_programme()):
        complexes = [make_complex(programme) for _time in range(2)]
        groups = [make_group(complex=dice.choice(complexes)) for _time in range(4)]
        firms = [make_organisation(programme) for _time in range(5)]
        people = [make_person(programme) for _time in range(3)]
        for firm in firms:
            for group in dice.sample(groups, dice.randrange(3)):
                make_membership(group, firm, state=dice.choice(MembershipState.values))
            if dice.random() < 0.7:
                firm.sites.create(complex=dice.choice([*complexes, None]), valid_from=date(2005, 1, 1), valid_to=dice.choice([None, date(2006, 1, 1)]))
        for person in people:
            make_membership(dice.choice(groups), person=person, state=dice.choice(MembershipState.values))
        for _time in range(8):
            activity = make_activity(dice.choice(groups), dice.choice(meetings.ActivityKind.values), host=dice.choice([*firms, None]))
            activity.groups.add(*dice.sample(groups, dice.randrange(3)))
            Activity.objects.filter(pk=activity.pk).update(visibility=dice.choice(meetings.Visibility.values))


def some_viewer(dice, role):
    def some(model):
        return frozenset(dice.sample(list(model.objects.values_list("pk", flat=True)), dice.randrange(4)))

    person = dice.choice([None, *Person.objects.values_list("pk", flat=True)])
    programme = dice.choice(list(Group.objects.values_list("programme", flat=True)))
    return Viewer(role, programme, person_id=person, organisation_ids=some(Organisation), group_ids=some(Group), complex_ids=some(Complex))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_what_a_scope_filters_is_what_it_covers(seed):
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    make_tangle(dice)
    reach = {"person": "person_id", "organisation": "organisation_id", "group": "group_id", "complex_": "group__complex_id"}
    models = {"groups": Group, "organisations": Organisation, "memberships": Membership, "activities": Activity}
    places = {name: {record: record.place() for record in model.objects.all()} for name, model in models.items()}
    found = dict.fromkeys(models, 0)
    for _time in range(25):
        viewer = some_viewer(dice, Role.COORDINATOR)
        for scope in (None, *Scope):
            got = {
                "groups": set(groups_within(viewer, scope)),
                "organisations": set(organisations_within(viewer, scope)),
                "memberships": set(Membership.objects.filter(within(scope, viewer, **reach))),
                "activities": set(Activity.objects.filter(within(scope, viewer, organisation="host_id", group="groups", complex_="groups__complex_id"))),
            }
            allowed = {name: {record for record, place in rows.items() if covers(viewer, scope, place)} for name, rows in places.items()}
            assert got == allowed, (seed, viewer, scope)
            found = {name: found[name] + len(records) for name, records in got.items()}
    assert min(found.values()) > 0


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_activities_of_a_list_are_those_that_the_rule_lets_be_seen(seed):
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    make_tangle(dice)
    places = {activity: activity.place() for activity in Activity.objects.all()}
    for role in Role:
        for _time in range(6):
            viewer = some_viewer(dice, role)
            allowed = {activity for activity, place in places.items() if meetings.may_see_activity(viewer, activity.visibility, place)}
            assert set(activities_for(viewer)) == allowed, (seed, viewer)
