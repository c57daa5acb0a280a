"""Forms about what is held: corrections, removal, and whether two people are one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.platform.forms import FIRST_YEAR, LAST_YEAR, PlainForm
from minicluster.problems.forms.filters import FilterForm
from minicluster.problems.models import PairState


class EvidenceForm(PlainForm):
    """Title, text and year of a piece of evidence."""

    title = forms.CharField(label=_("title"), max_length=300)
    text = forms.CharField(label=_("text"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    year = forms.IntegerField(label=_("year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)


class ExpertiseForm(PlainForm):
    """What somebody knows, in either language."""

    statement_ko = forms.CharField(label=_("statement (Korean)"), required=False, max_length=300)
    statement_en = forms.CharField(label=_("statement (English)"), required=False, max_length=300)


class RemovalAnswerForm(PlainForm):
    """The answer to a request for removal."""

    removes = forms.ChoiceField(
        label=_("answer"), choices=(("yes", _("Remove expertise and evidence")), ("no", _("Keep it, with the reason"))), widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """The choice as a yes or no."""
        cleaned = super().clean()
        if "removes" in cleaned:
            cleaned["removes"] = cleaned["removes"] == "yes"
        return cleaned


class PairFilterForm(FilterForm):
    """Which pairs are shown."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", "–"), *PairState.choices])
