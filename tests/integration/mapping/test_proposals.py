"""Mini-clusters are drawn up, priced, moved by hand, accepted or put away; every act leaves its trace, and a refusal says why."""

import pytest
from django.utils.translation import override
from factories import make_complex, make_organisation, make_viewer

from minicluster.mapping.domain.actions import accept_proposal, discard_proposal, draw_up_groups, move_member
from minicluster.mapping.domain.queries import broken_rules_of, columns_of, prices_of, proposal_for, proposals_for
from minicluster.mapping.models import Placement, Proposal
from minicluster.members.models import Membership, Organisation
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
TRADES = {"24": "강판 압연 철강", "26": "회로 기판 전자부품", "27": "환자 진단 의료기기", "29": "주축 가공 공작기계"}
HELPERS = ("university", "institute", "agency")


@pytest.fixture
def complex_():
    """Four trades of six firms each, and of every kind of helper two: fewer than there are groups."""
    complex_ = make_complex()
    for code, products in TRADES.items():
        for _number in range(6):
            firm = make_organisation(complex_.programme, products=products)
            firm.classifications.create(code=code, is_primary=True)
            firm.sites.create(complex=complex_, valid_from=complex_.programme.started_on)
    for kind in HELPERS:
        for _number in range(2):
            make_organisation(complex_.programme, kind=kind).sites.create(complex=complex_, valid_from=complex_.programme.started_on)
    return complex_


@pytest.fixture
def manager(complex_):
    return make_viewer(Role.COMPLEX_MANAGER, complex_.programme, complexes=[complex_])


@pytest.fixture
def proposal(complex_, manager):
    return draw_up_groups(actor=manager, complex_=complex_, groups_to=4)


def trades_of(column):
    return {one.organisation.products for one in column.placements if one.organisation.kind == "firm"}


def test_groups_follow_the_trades_keep_every_rule_and_scarce_helpers_sit_in_two(proposal):
    columns = columns_of(proposal)
    assert sorted(map(sorted, map(trades_of, columns))) == sorted([words] for words in TRADES.values())
    assert broken_rules_of(proposal) == []
    for column in columns:
        assert {one.organisation.kind for one in column.placements} == {"firm", *HELPERS}
        assert all((column.group.name_ko, column.group.reason_ko, column.group.reason_en))
        assert all(one.reason_ko for one in column.placements)
    assert Placement.objects.filter(is_guest=True, organisation__kind="firm").count() == 0
    assert Membership.objects.count() == 0


def test_the_same_seed_gives_the_same_groups(complex_, manager, proposal):
    again = draw_up_groups(actor=manager, complex_=complex_, groups_to=4)
    assert [[one.organisation_id for one in column.placements] for column in columns_of(again)] == [
        [one.organisation_id for one in column.placements] for column in columns_of(proposal)
    ]


def test_a_move_has_its_price_and_is_recorded_and_the_groups_show_it(manager, proposal):
    steel = next(column for column in columns_of(proposal) if trades_of(column) == {TRADES["24"]})
    firm = next(one.organisation for one in steel.placements if one.organisation.kind == "firm")
    prices = prices_of(proposal, firm.pk)
    assert len(prices.moves) == 3
    assert all(move.change < 0 and move.likeness < prices.likeness for move in prices.moves)
    assert prices.moves[0].broken == []
    moved = move_member(actor=manager, proposal=proposal, organisation=firm, to_number=prices.moves[0].group.number, why="두 회사가 함께 납품합니다.")
    assert (moved.proposed_group.number, moved.moved_by_hand, moved.reason) == (prices.moves[0].group.number, True, "두 회사가 함께 납품합니다.")
    assert [entry.action for entry in history_of(proposal)] == ["draw_up_groups", "move_member"]
    with pytest.raises(InvalidInputError, match="nothing to move"):
        move_member(actor=manager, proposal=proposal, organisation=firm, to_number=moved.proposed_group.number)
    with pytest.raises(InvalidInputError, match="nothing to move"):
        move_member(actor=manager, proposal=proposal, organisation=firm, to_number=99)


def test_when_a_helper_moves_home_the_guests_sit_where_its_kind_is_lacking_now(manager, proposal):
    home = Placement.objects.get(organisation=Organisation.objects.filter(kind="university").first(), is_guest=False)
    other = next(move.group for move in prices_of(proposal, home.organisation_id).moves)
    move_member(actor=manager, proposal=proposal, organisation=home.organisation, to_number=other.number)
    seated = {
        column.group.number: sorted(one.organisation.kind for one in column.placements if one.organisation.kind != "firm") for column in columns_of(proposal)
    }
    assert {number: sorted(set(kinds)) for number, kinds in seated.items()} == dict.fromkeys((1, 2, 3, 4), sorted(HELPERS))
    assert broken_rules_of(proposal) == []
    assert not Placement.objects.filter(is_guest=True, organisation=home.organisation, proposed_group=other).exists()


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_board_asks_the_database_as_often_whatever_it_holds(django_assert_num_queries, complex_, rows):
    proposal = Proposal.objects.create(programme=complex_.programme, complex=complex_, drawn_up_at=complex_.now())
    group = proposal.groups.create(number=1, name_ko="가", name_en="A")
    for _row in range(rows):
        group.placements.create(organisation=make_organisation(complex_.programme))
    with django_assert_num_queries(2):
        assert [str(one.organisation) for column in columns_of(proposal) for one in column.placements] != []


def test_a_rule_that_a_move_breaks_is_named_before_and_after(complex_, manager):
    firms = list(Organisation.objects.filter(products=TRADES["24"]).order_by("pk"))
    text = f'[[rule]]\nkind = "together"\norganisations = ["{firms[0].pk}", "{firms[1].pk}"]\n'
    proposal = draw_up_groups(actor=manager, complex_=complex_, rules_text=text, groups_to=4)
    move = prices_of(proposal, firms[0].pk).moves[0]
    assert len(move.broken) == 1
    move_member(actor=manager, proposal=proposal, organisation=firms[0], to_number=move.group.number)
    assert len(broken_rules_of(proposal)) == 1


def test_accepted_groups_become_proposed_mini_clusters_with_the_proposal_in_their_history_and_nobody_is_a_member(manager, proposal):
    accept_proposal(actor=manager, proposal=proposal)
    groups = [column.group.group for column in columns_of(proposal)]
    assert [group.state for group in groups] == ["proposed"] * 4
    assert all(proposal.reference in history_of(group)[0].why for group in groups)
    assert Membership.objects.count() == 0
    firm = columns_of(proposal)[0].placements[-1].organisation
    for again in (
        lambda: move_member(actor=manager, proposal=proposal, organisation=firm, to_number=2),
        lambda: accept_proposal(actor=manager, proposal=proposal),
        lambda: discard_proposal(actor=manager, proposal=proposal, why="다시"),
    ):
        with pytest.raises(IllegalStepError):
            again()


def test_a_proposal_is_put_away_only_with_a_reason_and_stays_readable(manager, proposal):
    with pytest.raises(InvalidInputError):
        discard_proposal(actor=manager, proposal=proposal, why="")
    discard_proposal(actor=manager, proposal=proposal, why="다른 단지를 먼저 합니다.")
    assert proposal_for(manager, proposal.pk).state == "discarded"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[rule]]\nkind = "size"\nupper = 3\n', "cannot all be kept"),
        ('[[rule]]\nkind = "twogether"\n', "Rule 1 (line 1): There is no kind of rule twogether."),
        ('[[rule]]\nkind = "apart"\norganisations = ["1", "0"]\n', "There is no organisation"),
        ("[[rule", "cannot be read"),
    ],
)
def test_rules_that_cannot_be_kept_or_read_are_refused_with_the_reason_and_nothing_is_stored(complex_, manager, text, told):
    with pytest.raises(InvalidInputError) as refused:
        draw_up_groups(actor=manager, complex_=complex_, rules_text=text, groups_to=4)
    assert told in refused.value.message
    assert refused.value.message.endswith("Nothing was changed.")
    assert Proposal.objects.count() == 0


def test_a_complex_with_too_few_organisations_says_so():
    empty = make_complex(make_complex().programme)
    with pytest.raises(InvalidInputError, match="No mini-clusters can be drawn up"):
        draw_up_groups(actor=make_viewer(Role.PROGRAMME_OFFICE, empty.programme), complex_=empty)


def test_only_those_of_the_complex_and_the_programme_see_and_draw_up(complex_, proposal):
    elsewhere = make_viewer(Role.COMPLEX_MANAGER, complex_.programme, complexes=[make_complex(complex_.programme)])
    assert list(proposals_for(elsewhere)) == []
    with pytest.raises(NotVisibleError):
        proposal_for(elsewhere, proposal.pk)
    with pytest.raises(NotAllowedError):
        draw_up_groups(actor=elsewhere, complex_=complex_)
    reviewer = make_viewer(Role.REVIEWER, complex_.programme)
    assert proposal_for(reviewer, proposal.pk) == proposal
    with pytest.raises(NotAllowedError):
        proposal_for(reviewer, proposal.pk, to="accept_proposal")
    with pytest.raises(NotVisibleError):
        proposal_for(make_viewer(Role.PROGRAMME_OFFICE, make_complex().programme), proposal.pk)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[rule]]\nkind = "near"',
            "규칙 1 (1행): 이런 종류의 규칙은 없습니다: near. 다음 가운데 하나를 쓰십시오: size, role, seats, together, apart, person, include.",
        ),
        ("[[rule]]\nkind = \n", "규칙의 글을 읽을 수 없습니다: 2행 8열."),
    ],
)
def test_rules_that_cannot_be_followed_are_refused_in_korean_on_a_korean_page(complex_, manager, text, told):
    with override("ko"), pytest.raises(InvalidInputError) as refused:
        draw_up_groups(actor=manager, complex_=complex_, rules_text=text)
    assert told in str(refused.value)


def test_a_complex_with_nobody_and_one_with_too_few_are_refused_in_the_readers_language(complex_):
    empty = make_complex(complex_.programme)
    office = make_viewer(Role.PROGRAMME_OFFICE, complex_.programme)
    refusals = {}
    for language in ("ko", "en"):
        with override(language):
            for name, place, groups in (("nobody", empty, 4), ("few", complex_, 99)):
                with pytest.raises(InvalidInputError) as refused:
                    draw_up_groups(actor=office, complex_=place, groups_from=4, groups_to=groups)
                refusals[language, name] = str(refused.value)
    assert refusals["en", "nobody"] == (
        "No mini-clusters can be drawn up from what is recorded. Nobody is recorded who could be grouped: record organisations with a site in the complex first. "
        "Nothing was changed."
    )
    assert refusals["ko", "nobody"] == (
        "지금 기록만으로는 미니클러스터를 구성할 수 없습니다. 묶을 수 있는 기관이 기록되어 있지 않습니다. 이 단지에 사업장을 둔 기관을 먼저 등록하십시오. 바뀐 것은 없습니다."
    )
    assert "There are fewer organisations than mini-clusters" in refusals["en", "few"]
    assert "기관이 미니클러스터 수보다 적습니다." in refusals["ko", "few"]
