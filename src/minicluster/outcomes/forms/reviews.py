"""What is typed in a yearly review."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.members.models import RoleAssignment
from minicluster.outcomes.models import ReviewCriterion
from minicluster.outcomes.rules import BEST_SCORE, STANDARD_CRITERIA, Criterion, ReviewDecision
from minicluster.platform.forms import PlainForm

HEAVIEST = 20


class RoundForm(PlainForm):
    """The reviews of a year: how many reviewers, how many from outside, and the weight of each criterion; without a weight a criterion is left out."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    fewest_reviewers = forms.IntegerField(label=gettext_lazy("Fewest reviewers for a mini-cluster"), min_value=1, max_value=20, initial=3)
    outside_percent = forms.IntegerField(
        label=gettext_lazy("Of them from outside the region (%)"), min_value=0, max_value=100, initial=50,
        help_text=gettext_lazy("Whoever works in the complex of the mini-cluster is not from outside."),
    )  # fmt: skip
    own_ko = forms.CharField(label=gettext_lazy("One more criterion (Korean)"), max_length=120, required=False)
    own_en = forms.CharField(label=gettext_lazy("One more criterion (English)"), max_length=120, required=False)
    own_weight = forms.IntegerField(label=gettext_lazy("Its weight"), min_value=0, max_value=HEAVIEST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in STANDARD_CRITERIA:
            self.fields[f"weight_{one.slug}"] = forms.IntegerField(
                label=_("Weight: %(criterion)s") % {"criterion": one.measure_label()}, min_value=0, max_value=HEAVIEST, initial=one.weight, required=False
            )

    def criteria(self) -> list[Criterion]:
        """The criteria that have a weight."""
        typed = self.cleaned_data
        chosen = [one.weighing(typed[f"weight_{one.slug}"]) for one in STANDARD_CRITERIA if typed[f"weight_{one.slug}"]]
        if (typed["own_ko"] or typed["own_en"]) and typed["own_weight"]:
            chosen.append(Criterion("own", typed["own_ko"] or typed["own_en"], typed["own_en"] or typed["own_ko"], "", typed["own_weight"]))
        return chosen


class SeatForm(PlainForm):
    """Who is to review."""

    assignment = forms.ModelChoiceField(label=gettext_lazy("Reviewer"), queryset=RoleAssignment.objects.none())

    def __init__(self, *args: Any, reviewers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = reviewers  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["assignment"].label_from_instance = lambda one: f"{one.person or one.user.email} ({one.organisation or '–'})"  # type: ignore[attr-defined]


class ScoreForm(PlainForm):
    """A reviewer's declaration and scores."""

    no_conflict = forms.BooleanField(label=gettext_lazy("I have no conflict of interest with this mini-cluster or one of its members."), required=False)
    declared_conflict = forms.CharField(label=gettext_lazy("Or: which conflict I have"), max_length=300, required=False)

    def __init__(self, *args: Any, criteria: list[ReviewCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slugs = [criterion.slug for criterion in criteria]
        for criterion in criteria:
            self.fields[f"score_{criterion.slug}"] = forms.TypedChoiceField(
                label=f"{criterion} ({_('weight')} {criterion.weight})", choices=[("", "–"), *((score, str(score)) for score in range(BEST_SCORE + 1))],
                coerce=int, empty_value=None, required=False, help_text=_("0 is the worst, 5 the best."),
            )  # fmt: skip
            self.fields[f"remark_{criterion.slug}"] = forms.CharField(
                label=_("Remark: %(criterion)s") % {"criterion": criterion}, max_length=300, required=False
            )

    def scores(self) -> dict[str, tuple[int, str]]:
        """The scores that were given, by criterion."""
        typed = self.cleaned_data
        return {slug: (typed[f"score_{slug}"], typed[f"remark_{slug}"]) for slug in self.slugs if typed[f"score_{slug}"] is not None}


class DecisionForm(PlainForm):
    """What is decided, and why."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=ReviewDecision.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
