from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from factories import make_complex, make_group, make_indicator, make_person, make_problem, make_user, make_viewer

from minicluster.outcomes.domain.promises import promises_by_open_to, promises_of
from minicluster.outcomes.models import Outcome, OutcomeFollowUp
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def promise(group, expected, realised=None, *, indicator, answered=True, reporter=None, until=date(2006, 12, 31), state="confirmed"):
    problem = make_problem(group)
    own = {
        "programme": group.programme, "indicator": indicator, "organisation": problem.firm, "group": group, "problem": problem,
        "period_from": date(2005, 1, 1), "period_to": until, "reported_at": problem.raised_at,
    }  # fmt: skip
    entry = Outcome.objects.create(**own, realisation="expected", value=expected, state=state, reported_by=reporter)
    if realised is not None:
        Outcome.objects.create(**own, realisation="realised", value=realised, fulfils=entry)
    OutcomeFollowUp.objects.create(programme=group.programme, outcome=entry, years=1, due_on=until, answered_at=problem.raised_at if answered else None)
    return entry


@pytest.fixture
def kept():
    """Promises of two groups in two complexes, by a person and by nobody who is known."""
    one = make_group()
    two = make_group(complex=make_complex(one.programme))
    exports = make_indicator(one.programme)
    person = make_person(one.programme, name_en="Kim Daeri")
    user = make_user(Role.COORDINATOR, one.programme, person=person, groups=[one])
    for expected, realised in ((100, 90), (100, 250), (100, 40), (100, None)):
        promise(one, expected, realised, indicator=exports, reporter=user)
    promise(one, 100, indicator=exports, answered=False, reporter=user)
    promise(two, 1000, 1000, indicator=exports, until=date(2007, 1, 31))
    promise(two, 1000, indicator=exports, answered=False)
    promise(two, 5000, 5000, indicator=exports, until=date(2099, 1, 1))
    promise(two, 5000, 5000, indicator=exports, state="corrected")
    promise(two, 0, 0, indicator=exports)
    return one, two, user


def office_of(kept):
    return make_viewer(Role.PROGRAMME_OFFICE, kept[0].programme)


def rates(shown):
    return {row.label: (row.kept.value, row.broken.value, row.unanswered.value) for row in shown.rows}


def test_each_promise_counts_once_by_whatever_it_is_counted(kept):
    one, two, user = kept
    found = {by: rates(promises_of(office_of(kept), by=by)) for by in ("person", "group", "complex", "programme", "year")}
    first, second, both = (2, 2, 1), (1, 0, 1), (3, 2, 2)
    assert found == {
        "person": {"Kim Daeri": first, "reported without an account": second},
        "group": {str(one): first, str(two): second},
        "complex": {str(one.complex): first, str(two.complex): second},
        "programme": {str(one.programme): both},
        "year": {"2006": (2, 2, 2), "2007": (1, 0, 0)},
    }
    assert user.email not in str(found)


def test_the_reading_counts_the_unanswered_apart(kept):
    shown = promises_of(office_of(kept), by="group")
    assert shown.reading == (
        "Of 5 promises with an answer, 3 were kept: 60 % (95 % interval 23 to 88 %). 2 more are unanswered; were none of them kept, it would be 43 %."
    )
    assert shown.left_out == 1
    assert shown.together.record.value_rate == pytest.approx((90 + 100 + 40 + 0 + 1000) / 1400)


def test_a_realised_entry_that_fulfils_is_an_answer_however_it_came(kept):
    unanswered = Outcome.objects.filter(realisation="expected", fulfilled_by=None, follow_ups__answered_at=None).first()
    Outcome.objects.create(
        programme=unanswered.programme, indicator=unanswered.indicator, organisation=unanswered.organisation, group=unanswered.group,
        problem=unanswered.problem, period_from=date(2006, 1, 1), period_to=date(2006, 2, 1), reported_at=unanswered.reported_at, realisation="realised",
        value=Decimal(3), fulfils=unanswered,
    )  # fmt: skip
    assert promises_of(office_of(kept)).together.record.unanswered == 1


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.COMPLEX_MANAGER, Role.COORDINATOR, Role.GROUP_OFFICER, Role.FUNDER])
def test_every_count_opens_exactly_its_entries(client, kept, role):
    one, _two, _user = kept
    client.force_login(make_user(role, one.programme, groups=[one], complexes=[one.complex]), BACKEND)
    opened = 0
    for (by, _label), indicator in product(promises_by_open_to(make_viewer(role, one.programme)), ("", "exports")):
        shown = client.get(f"/outcomes/promises/?by={by}&indicator={indicator}").context["shown"]
        for row in (*shown.rows, shown.together):
            for count in (row.kept, row.broken, row.unanswered):
                if count.value:
                    assert client.get(count.address).context["page"].paginator.count == count.value, count.address
                    opened += 1
    assert opened > 20


def test_names_are_for_the_offices(client, kept):
    one, _two, user = kept
    for role, sees in ((Role.PROGRAMME_OFFICE, True), (Role.COORDINATOR, True), (Role.GROUP_OFFICER, False), (Role.REVIEWER, False), (Role.FUNDER, False)):
        client.force_login(make_user(role, one.programme, groups=[one]), BACKEND)
        assert ("Kim Daeri" in client.get("/outcomes/promises/?by=person").content.decode()) is sees
        assert (client.get(f"/outcomes/?reporter={user.pk}").context["page"].paginator.count > 0) is sees


def test_a_coordinator_reads_the_own_groups_and_a_firm_none(client, kept):
    one, two, _user = kept
    coordinator = make_viewer(Role.COORDINATOR, one.programme, groups=[two])
    assert rates(promises_of(coordinator, by="group")) == {str(two): (1, 0, 1)}
    client.force_login(make_user(Role.FIRM_USER, one.programme, organisation=make_problem(one).firm), BACKEND)
    assert client.get("/outcomes/promises/").status_code == 403


def test_the_page_has_its_picture_and_the_values_of_one_indicator_only(client, kept):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, kept[0].programme), BACKEND)
    picture = client.get("/outcomes/promises.svg?by=group")
    assert (picture["Content-Type"], str(kept[0]) in picture.content.decode()) == ("image/svg+xml; charset=utf-8", True)
    assert "Rate by value" not in client.get("/outcomes/promises/").content.decode()
    assert "Rate by value" in client.get("/outcomes/promises/?indicator=exports").content.decode()


def test_an_empty_programme_says_so(client):
    group = make_group()
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), BACKEND)
    assert "No period for which something was expected has ended yet." in client.get("/outcomes/promises/").content.decode()


@pytest.mark.parametrize("size", [1, 20])
def test_the_number_of_statements_does_not_grow_with_the_promises(client, size, django_assert_max_num_queries):
    group = make_group()
    indicator = make_indicator(group.programme)
    for number in range(size):
        promise(make_group(complex=group.complex), 100, number, indicator=indicator)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), BACKEND)
    with django_assert_max_num_queries(14):
        client.get("/outcomes/promises/?by=group")
