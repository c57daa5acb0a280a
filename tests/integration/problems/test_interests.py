"""Interests are declared and ended by those whom they concern, and never rewritten."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import Error, transaction
from factories import make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_problem, make_programme, make_viewer

from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.actions import declare_interest, end_interest
from minicluster.problems.domain.queries import interest_for, interests_for
from minicluster.problems.models import Interest

pytestmark = pytest.mark.django_db
SINCE = date(2006, 3, 1)


def declared(actor, kind, firm, **facts):
    return declare_interest(actor=actor, kind=kind, firm=firm, **{"valid_from": SINCE, **facts})


def test_an_expert_a_firm_and_a_coordinator_declare_and_it_is_in_the_journal(stage):
    own = declared(stage.expert_viewer, "adviser", make_organisation(stage.programme), person=stage.expert, note="월 1회")
    firms = declared(stage.firm_user, "rival", stage.firm, other=make_organisation(stage.programme))
    coordinators = declared(stage.coordinator, "relative", stage.firm, person=stage.expert)
    assert [(row.declared_as, row.valid_from, row.valid_to, row.note) for row in (own, firms, coordinators)] == [
        ("expert", SINCE, None, "월 1회"),
        ("firm_user", SINCE, None, ""),
        ("coordinator", SINCE, None, ""),
    ]
    assert [history_of(row).values_list("action", "role").get() for row in (own, firms)] == [("declare_interest", "expert"), ("declare_interest", "firm_user")]


def test_nobody_declares_for_others(stage):
    elsewhere = make_organisation(stage.programme)
    other_expert = make_expert(stage.programme)
    for actor, facts in [
        (stage.expert_viewer, {"kind": "adviser", "firm": elsewhere, "person": other_expert}),
        (stage.expert_viewer, {"kind": "kept_out", "firm": stage.firm, "person": stage.expert}),
        (stage.firm_user, {"kind": "rival", "firm": elsewhere, "other": stage.firm}),
        (stage.coordinator, {"kind": "rival", "firm": elsewhere, "other": make_organisation(stage.programme)}),
        (stage.office, {"kind": "relative", "firm": stage.firm, "person": stage.expert}),
    ]:
        with pytest.raises(NotAllowedError):
            declare_interest(actor=actor, valid_from=SINCE, **facts)
    with pytest.raises(NotVisibleError):
        declared(stage.coordinator, "rival", stage.firm, other=make_organisation(make_programme()))
    assert Interest.objects.count() == 0


def test_what_makes_no_sense_is_refused_at_its_field(stage):
    elsewhere, others_problem = make_organisation(stage.programme), make_problem(stage.group)
    refused = {}
    for name, facts in {
        "nobody": {"kind": "rival"},
        "both": {"kind": "rival", "person": stage.expert, "other": elsewhere},
        "itself": {"kind": "rival", "other": stage.firm},
        "relative": {"kind": "relative", "other": elsewhere},
        "problem": {"kind": "kept_out", "other": elsewhere, "problem": others_problem},
        "days": {"kind": "partner", "other": elsewhere, "valid_to": SINCE},
        "number": {"kind": "partner", "other": elsewhere, "note": "850101-1234567"},
    }.items():
        with pytest.raises(InvalidInputError) as refusal:
            declared(stage.coordinator, firm=stage.firm, **facts)
        refused[name] = refusal.value.field
    assert refused == {"nobody": "other", "both": "person", "itself": "other", "relative": "person", "problem": "problem", "days": "valid_to", "number": "note"}
    assert Interest.objects.count() == 0


def test_the_same_is_declared_once_and_again_after_it_ended(stage):
    first = declared(stage.coordinator, "contract", stage.firm, person=stage.expert)
    with pytest.raises(IllegalStepError, match="declared already"):
        declared(stage.coordinator, "contract", stage.firm, person=stage.expert)
    ended_on = SINCE + timedelta(days=30)
    end_interest(actor=stage.coordinator, interest=first, on_day=ended_on, why="계약 만료")
    declared(stage.coordinator, "contract", stage.firm, person=stage.expert, valid_from=ended_on)
    assert list(Interest.objects.order_by("pk").values_list("valid_from", "valid_to")) == [(SINCE, ended_on), (ended_on, None)]
    assert history_of(first).values_list("action", "why").last() == ("end_interest", "계약 만료")


def test_an_interest_ends_once_and_after_it_began(stage):
    interest = declared(stage.coordinator, "contract", stage.firm, person=stage.expert)
    with pytest.raises(InvalidInputError) as refusal:
        end_interest(actor=stage.coordinator, interest=interest, on_day=SINCE)
    assert refusal.value.field == "on_day"
    end_interest(actor=stage.coordinator, interest=interest, on_day=SINCE + timedelta(days=1))
    with pytest.raises(IllegalStepError, match="ended by that day"):
        end_interest(actor=stage.coordinator, interest=interest, on_day=SINCE + timedelta(days=2))


def test_an_expert_does_not_end_what_the_firm_declared(stage):
    interest = declared(stage.firm_user, "relative", stage.firm, person=stage.expert)
    with pytest.raises(NotAllowedError, match="Whoever declared this"):
        end_interest(actor=stage.expert_viewer, interest=interest, on_day=stage.today)
    end_interest(actor=stage.firm_user, interest=interest, on_day=stage.today)
    assert interest.valid_to == stage.today


@pytest.mark.parametrize("change", [{"kind": "partner"}, {"valid_from": date(2001, 1, 1)}, {"declared_as": "expert"}])
def test_what_was_declared_cannot_be_rewritten_not_even_in_bulk(stage, change):
    declared(stage.coordinator, "contract", stage.firm, person=stage.expert)
    with pytest.raises(Error, match="declared_stays"), transaction.atomic():
        Interest.objects.update(**change)


def test_the_list_holds_exactly_the_rows_that_stand_where_a_viewer_reaches(stage):
    other_group = make_group(complex=stage.group.complex)
    firms = [stage.firm, make_firm(stage.group), make_firm(other_group), make_organisation(stage.programme)]
    member, employee = make_expert(stage.programme), make_person(organisation=firms[1])
    make_membership(stage.group, person=member)
    sides = [{"person": person} for person in (stage.expert, member, employee)] + [{"other": firms[2]}, {"other": firms[3]}]
    for firm, side, kind, role in product(firms, sides, ("kept_out", "partner"), ("expert", "firm_user", "coordinator")):
        if side.get("other") != firm:
            Interest.objects.create(
                programme=stage.programme, kind=kind, firm=firm, declared_as=role, declared_at=stage.programme.now(), valid_from=SINCE, **side
            )
    assert Interest.objects.count() > 100
    viewers = [stage.expert_viewer, stage.firm_user, stage.coordinator, make_viewer(Role.PRIVACY_OFFICER, stage.programme), stage.office]
    for viewer in viewers:
        by_place = {row.pk for row in Interest.objects.all() if rules.PERMISSIONS.allows(viewer, "view_interest", row.place())}
        assert {row.pk for row in interests_for(viewer)} == by_place, viewer.role
        assert viewer is stage.office or by_place


def test_whom_a_firm_keeps_out_does_not_learn_it(stage):
    interest = declared(stage.firm_user, "kept_out", stage.firm, person=stage.expert)
    with pytest.raises(NotVisibleError):
        interest_for(stage.expert_viewer, interest.pk)
    assert interest_for(stage.firm_user, interest.pk) == interest
