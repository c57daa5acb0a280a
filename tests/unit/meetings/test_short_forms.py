import pytest

from minicluster.meetings import rules
from minicluster.meetings.rules.short_forms import ALWAYS, BESIDES


@pytest.mark.parametrize("kind", rules.ActivityKind.values)
def test_every_kind_has_a_short_form_that_shows_what_it_needs(kind):
    form = rules.asks_for(kind)
    assert len(form.shown) <= rules.MOST_ASKED
    assert set(form.needs) <= set(form.shown)
    assert len(set(form.shown + form.folded)) == len(form.shown + form.folded)
    assert {*ALWAYS, *BESIDES} <= {*form.shown, *form.folded}
    assert {*form.labels, *form.hints} <= set(form.shown)


def test_each_kind_cannot_do_without_what_makes_it():
    needs = {kind: rules.asks_for(kind).needs for kind in rules.ActivityKind.values if rules.asks_for(kind).needs}
    assert needs == {
        "company_visit": ("host",), "invited_lecture": ("speaker",), "consultation": ("host", "speaker"), "fair": ("venue",), "mission": ("venue",),
        "training": ("capacity",), "social": ("agenda",),
    }  # fmt: skip
    asks = {kind: rules.asks_for(kind).asks for kind in ("company_visit", "fair", "mission", "assembly", "training", "social")}
    assert asks == {
        "company_visit": ("host", "visitors"), "fair": ("firms", "planned_cost_krw"), "mission": ("firms", "planned_cost_krw"), "assembly": ("agenda", "elections"),
        "training": ("capacity", "agenda"), "social": ("agenda", "budget_line", "planned_cost_krw"),
    }  # fmt: skip
