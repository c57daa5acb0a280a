"""By-laws as data: who may write them down, what they can say, and that what they said before is kept."""

import pytest
from django.urls import reverse
from factories import make_group, make_user, make_viewer

from minicluster.members.domain.actions import set_by_laws
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
SAID = {"quorum_share": 0.5, "majority_share": 0.5, "deputies_count": True, "approval_body": "coordinator", "yearly_fee_krw": 0}
TYPED = {
    "quorum_percent": "60", "majority_percent": "66.67", "approval_body": "assembly", "yearly_fee_krw": "100000", "demands_site": "on",
    "admitted_sizes": ["sme", "micro"], "why": "2007년 정기총회",
}  # fmt: skip


@pytest.fixture
def group():
    return make_group(industry_codes=["29"])


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def test_what_changed_stands_in_the_journal_as_it_was_and_as_it_is(group, coordinator):
    set_by_laws(actor=coordinator, group=group, **{**SAID, "quorum_share": 2 / 3, "approval_body": "steering", "yearly_fee_krw": 120_000}, why="총회 결정")
    group.refresh_from_db()
    assert (group.quorum_share, group.majority_share, group.approval_body, group.yearly_fee_krw) == (2 / 3, 0.5, "steering", 120_000)
    entry = history_of(group).get()
    assert (entry.action, entry.changed_fields) == ("set_by_laws", ["approval_body", "quorum_share", "yearly_fee_krw"])
    assert entry.why == (
        "총회 결정 · quorum (share of members): 50 % → 66.67 %; who takes members in: Coordinator → Steering meeting; membership fee a year (KRW): 0 → 120,000"
    )


def test_saying_the_same_again_changes_nothing(group, coordinator):
    set_by_laws(actor=coordinator, group=group, **SAID)
    assert history_of(group).count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("quorum_share", 0), ("quorum_share", 1.01), ("quorum_share", -0.5), ("majority_share", 0), ("majority_share", 1), ("yearly_fee_krw", -1)],
)
def test_a_share_that_is_none_and_a_negative_fee_are_refused_at_their_field(group, coordinator, field, value):
    with pytest.raises(InvalidInputError, match="Nothing was changed") as refusal:
        set_by_laws(actor=coordinator, group=group, **{**SAID, field: value})
    group.refresh_from_db()
    assert (refusal.value.field, group.quorum_share, group.majority_share, group.yearly_fee_krw) == (field, 0.5, 0.5, 0)


def test_a_group_without_industries_cannot_ask_for_them(group, coordinator):
    type(group).objects.update(industry_codes=[])
    with pytest.raises(InvalidInputError, match="no industry codes") as refusal:
        set_by_laws(actor=coordinator, group=group, **SAID, demands_industry=True)
    assert refusal.value.field == "demands_industry"


def test_others_groups_and_other_roles_are_out_of_reach(group):
    for role, reach in ((Role.GROUP_OFFICER, {"groups": [group]}), (Role.COORDINATOR, {"groups": [make_group(complex=group.complex)]}), (Role.FUNDER, {})):
        with pytest.raises(NotAllowedError):
            set_by_laws(actor=make_viewer(role, group.programme, **reach), group=group, **SAID)
    with pytest.raises(NotVisibleError):
        set_by_laws(actor=make_viewer(Role.PROGRAMME_OFFICE, make_group().programme), group=group, **SAID)


def test_the_form_takes_percent_and_the_page_of_the_group_shows_what_was_said(client, group):
    client.force_login(make_user(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex]))
    address = reverse("members:group-by-laws", args=[group.pk])
    assert address in client.get(group.get_absolute_url()).content.decode()
    assert 'value="50.0"' in client.get(address).content.decode()
    assert client.post(address, TYPED).status_code == 302
    group.refresh_from_db()
    kept = (group.quorum_share, group.majority_share, group.deputies_count, group.approval_body, group.yearly_fee_krw, group.demands_site, group.admitted_sizes)
    assert kept == (0.6, 0.6667, False, "assembly", 100_000, True, ["micro", "sme"])
    shown = " ".join(client.get(group.get_absolute_url()).content.decode().split())
    for said in (
        "<dd>60 %</dd>",
        "<dd>more than 66.67 %</dd>",
        "do not count",
        "<dd>KRW 100,000</dd>",
        "a site in the complex<br>",
        "size class: Micro firm, SME",
    ):
        assert said in shown, said


def test_a_wrong_share_keeps_what_was_typed_and_says_at_its_field_what_is_wrong(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    page = client.post(reverse("members:group-by-laws", args=[group.pk]), {**TYPED, "quorum_percent": "0", "yearly_fee_krw": "77000"}).content.decode()
    assert 'href="#id_quorum_percent">quorum (% of the members): A quorum lies above 0 % and at most at 100 % of the members.' in page
    assert 'value="77000"' in page
