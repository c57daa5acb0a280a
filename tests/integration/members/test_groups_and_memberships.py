import pytest
from factories import make_complex, make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_viewer

from minicluster.members.domain.actions import apply_for_membership, propose_group, reorganise_group, take_group_step, take_membership_step
from minicluster.members.domain.queries import applications_to, people_of_group, queue_for
from minicluster.members.models import GroupSuccession, Membership
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
NAMES = {"slug": "moulds", "name_ko": "금형", "name_en": "Moulds", "speciality_ko": "금형", "speciality_en": "Moulds"}


def office_of(programme):
    return make_viewer(Role.PROGRAMME_OFFICE, programme)


def test_a_proposed_group_becomes_active_step_by_step():
    complex_ = make_complex()
    manager = make_viewer(Role.COMPLEX_MANAGER, complex_.programme, complexes=[complex_])
    group = propose_group(actor=manager, complex=complex_, **NAMES)
    for verb in ("review_group_proposal", "approve_group", "found_group", "activate_group"):
        take_group_step(actor=manager, group=group, verb=verb)
    group.refresh_from_db()
    today = complex_.programme.today()
    assert (group.state, group.founded_on) == ("active", today)
    assert list(group.names.values_list("name_ko", "valid_from")) == [("금형", today)]
    assert list(history_of(group).values_list("action", "to_state")) == [
        ("propose_group", "proposed"), ("review_group_proposal", "reviewed"), ("approve_group", "approved"), ("found_group", "founded"), ("activate_group", "active"),
    ]  # fmt: skip
    with pytest.raises(InvalidInputError, match="short name") as refusal:
        propose_group(actor=manager, complex=complex_, **NAMES)
    assert refusal.value.field == "slug"


def test_a_coordinator_does_not_decide_on_groups():
    group = make_group()
    with pytest.raises(NotAllowedError):
        take_group_step(actor=make_viewer(Role.COORDINATOR, group.programme, groups=[group]), group=group, verb="close_group", why="x")


def test_a_merged_group_takes_its_members_along_and_both_series_stay_linked():
    group = make_group()
    successor = make_group(complex=group.complex)
    firm, both = make_firm(group), make_firm(group)
    make_membership(successor, both)
    reorganise_group(actor=office_of(group.programme), group=group, successors=[successor], kind="merge", why="too few members")
    assert list(GroupSuccession.objects.values_list("predecessor", "successor", "kind")) == [(group.pk, successor.pk, "merge")]
    assert set(group.memberships.values_list("state", flat=True)) == {"left"}
    assert list(successor.memberships.order_by("organisation").values_list("organisation", "state")) == [(firm.pk, "active"), (both.pk, "active")]


def test_after_a_split_the_members_choose_for_themselves():
    group = make_group()
    parts = [make_group(complex=group.complex) for _part in range(2)]
    make_firm(group)
    reorganise_group(actor=office_of(group.programme), group=group, successors=parts, kind="split", why="grown too large")
    assert [part.memberships.count() for part in parts] == [0, 0]
    assert group.memberships.get().valid_to is not None


@pytest.mark.parametrize(("kind", "number"), [("merge", 0), ("merge", 2), ("split", 1)])
def test_the_number_of_successors_fits_the_kind(kind, number):
    group = make_group()
    parts = [make_group(complex=group.complex) for _part in range(number)]
    with pytest.raises(InvalidInputError) as refusal:
        reorganise_group(actor=office_of(group.programme), group=group, successors=parts, kind=kind, why="x")
    group.refresh_from_db()
    assert (refusal.value.field, group.state, GroupSuccession.objects.count()) == ("successors", "active", 0)


def test_a_group_does_not_succeed_itself_nor_one_of_another_programme():
    group = make_group()
    with pytest.raises(InvalidInputError):
        reorganise_group(actor=office_of(group.programme), group=group, successors=[group], kind="merge", why="x")
    with pytest.raises(NotVisibleError):
        reorganise_group(actor=office_of(group.programme), group=group, successors=[make_group()], kind="merge", why="x")


def test_an_application_becomes_a_membership_and_its_staff_are_covered():
    group = make_group()
    coordinator = make_viewer(Role.COORDINATOR, group.programme, groups=[group])
    firm = make_organisation(group.programme)
    owner = make_person(organisation=firm)
    applicant = make_viewer(Role.FIRM_USER, group.programme, organisations=[firm])
    membership = apply_for_membership(actor=applicant, group=group, organisation=firm, representative=owner)
    assert list(people_of_group(group.pk, group.programme.today())) == []
    for verb in ("check_membership", "approve_membership", "activate_membership"):
        take_membership_step(actor=coordinator, membership=membership, verb=verb)
    assert list(people_of_group(group.pk, group.programme.today())) == [owner]
    take_membership_step(actor=applicant, membership=membership, verb="leave_group")
    membership.refresh_from_db()
    assert (membership.state, membership.valid_to is not None) == ("left", True)
    assert list(people_of_group(group.pk, group.programme.today())) == []
    assert list(history_of(membership).values_list("action", flat=True)) == [
        "apply_for_membership", "check_membership", "approve_membership", "activate_membership", "leave_group",
    ]  # fmt: skip


def test_a_firm_in_two_groups_joins_no_third_but_a_university_may():
    first = make_group()
    second, third = (make_group(complex=first.complex) for _time in range(2))
    firm, university = make_firm(first), make_organisation(first.programme, "university")
    office = office_of(first.programme)
    waiting = apply_for_membership(actor=office, group=third, organisation=firm)
    make_membership(second, firm)
    for verb in ("check_membership", "approve_membership"):
        take_membership_step(actor=office, membership=waiting, verb=verb)
    with pytest.raises(IllegalStepError, match="at most 2"):
        take_membership_step(actor=office, membership=waiting, verb="activate_membership")
    with pytest.raises(IllegalStepError, match="at most 2"):
        apply_for_membership(actor=office, group=make_group(complex=first.complex), organisation=firm)
    for group in (first, second, third):
        make_membership(group, university)
    assert apply_for_membership(actor=office, group=make_group(complex=first.complex), organisation=university).state == "applied"


@pytest.mark.parametrize(("verb", "state"), [("refuse_membership", "refused"), ("withdraw_application", "withdrawn")])
def test_an_application_that_comes_to_nothing_is_closed_and_another_may_follow(verb, state):
    group = make_group()
    coordinator, firm = make_viewer(Role.COORDINATOR, group.programme, groups=[group]), make_organisation(group.programme)
    applicant = make_viewer(Role.FIRM_USER, group.programme, organisations=[firm])
    membership = apply_for_membership(actor=applicant, group=group, organisation=firm)
    take_membership_step(actor=coordinator, membership=membership, verb="check_membership")
    if verb == "refuse_membership":
        with pytest.raises(NotAllowedError):
            take_membership_step(actor=applicant, membership=membership, verb=verb, why="x")
        with pytest.raises(InvalidInputError, match="say why"):
            take_membership_step(actor=coordinator, membership=membership, verb=verb)
    actor = coordinator if verb == "refuse_membership" else applicant
    take_membership_step(actor=actor, membership=membership, verb=verb, why="업종이 다릅니다")
    membership.refresh_from_db()
    assert (membership.state, membership.valid_to is not None) == (state, True)
    assert (list(applications_to(group)), queue_for(coordinator)) == ([], [])
    assert apply_for_membership(actor=applicant, group=group, organisation=firm).state == "applied"


def test_an_expert_applies_and_leaves_for_themselves_and_for_nobody_else():
    group = make_group()
    expert, other = make_expert(group.programme), make_expert(group.programme)
    oneself = make_viewer(Role.EXPERT, group.programme, person=expert)
    assert apply_for_membership(actor=oneself, group=group, person=expert, kind="expert").state == "applied"
    with pytest.raises(NotAllowedError):
        apply_for_membership(actor=oneself, group=group, person=other, kind="expert")
    living = make_membership(make_group(complex=group.complex), person=expert)
    take_membership_step(actor=oneself, membership=living, verb="leave_group")
    living.refresh_from_db()
    assert (living.state, other.memberships.count()) == ("left", 0)


def test_nobody_is_welcomed_in_a_group_that_has_ended_meanwhile_and_no_group_goes_into_such_a_one():
    group = make_group()
    office = office_of(group.programme)
    waiting = make_membership(group, make_organisation(group.programme), state="approved")
    take_group_step(actor=office, group=group, verb="close_group", why="no activity for a year")
    with pytest.raises(IllegalStepError, match="takes no members"):
        take_membership_step(actor=office, membership=waiting, verb="activate_membership")
    waiting.refresh_from_db()
    assert waiting.state == "approved"
    other = make_group(complex=group.complex)
    with pytest.raises(InvalidInputError, match="has ended itself") as refusal:
        reorganise_group(actor=office, group=other, successors=[group], kind="merge", why="x")
    other.refresh_from_db()
    assert (refusal.value.field, other.state) == ("successors", "active")


def test_nobody_applies_twice_or_to_a_group_that_has_ended_or_for_somebody_else():
    group = make_group()
    office = office_of(group.programme)
    expert = make_expert(group.programme)
    apply_for_membership(actor=office, group=group, person=expert, kind="expert")
    with pytest.raises(IllegalStepError, match="already belong"):
        apply_for_membership(actor=office, group=group, person=expert, kind="expert")
    with pytest.raises(IllegalStepError, match="takes no members"):
        apply_for_membership(actor=office, group=make_group(complex=group.complex, state="closed"), person=expert, kind="expert")
    with pytest.raises(InvalidInputError, match="either an organisation or a person"):
        apply_for_membership(actor=office, group=group)
    with pytest.raises(NotAllowedError):
        apply_for_membership(
            actor=make_viewer(Role.FIRM_USER, group.programme, organisations=[make_organisation(group.programme)]),
            group=group,
            organisation=make_organisation(group.programme),
        )
    assert Membership.objects.count() == 1


def test_a_closed_group_lets_its_members_go():
    group = make_group()
    make_firm(group)
    take_group_step(actor=office_of(group.programme), group=group, verb="close_group", why="no activity for a year")
    assert list(group.memberships.values_list("state", flat=True)) == ["left"]
