"""What is typed about minutes: the text, decisions, action items, elections, and what is to be put right."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import people_of_activity
from minicluster.meetings.models import Activity, AgendaItem, Decision
from minicluster.members.forms import day_field
from minicluster.members.models import Group, Person
from minicluster.members.rules import ELECTED_OFFICES
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer

_MOST_VOTES: Final = 10_000


def _votes(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=_MOST_VOTES, required=False)


class MinutesForm(PlainForm):
    """What was said, and which version the writer had read."""

    text = forms.CharField(
        label=_("text"),
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("One line for each thing that was said. Lines such as “1. Work plan” are the points of the agenda."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class FromSentenceForm(PlainForm):
    """Something that came of a sentence of the minutes, which is filled in and goes along."""

    sentence = forms.CharField(widget=forms.HiddenInput, required=False, max_length=rules.QUOTE_LENGTH)

    def __init__(self, *args: Any, sentence: rules.Sentence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sentence is not None:
            self.fields["sentence"].initial = sentence.quote
            self.fields["text"].initial = sentence.text[: self.fields["text"].max_length]  # type: ignore[attr-defined]  # both forms have a text


class DecisionForm(FromSentenceForm):
    """What was decided."""

    text = forms.CharField(label=_("decision"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    agenda_item = forms.ModelChoiceField(label=_("agenda item"), queryset=AgendaItem.objects.none(), required=False)
    votes_for = _votes(_("votes for"))
    votes_against = _votes(_("votes against"))
    abstentions = _votes(_("abstentions"))

    def __init__(self, *args: Any, activity: Activity, sentence: rules.Sentence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, sentence=sentence, **kwargs)
        item: Any = self.fields["agenda_item"]
        item.queryset = activity.agenda_items.all()
        if sentence is not None:
            item.initial = item.queryset.filter(position=sentence.item or 0).first()
        if not item.queryset.exists():
            del self.fields["agenda_item"]


class ActionItemForm(FromSentenceForm):
    """Who does what by when."""

    text = forms.CharField(label=_("what is to be done"), max_length=300)
    owner = forms.ModelChoiceField(label=_("owner"), queryset=Person.objects.none())
    due_on = day_field(_("due on"), help_text=_("The owner is reminded three days before and on the day."))
    decision = forms.ModelChoiceField(label=_("decision"), queryset=Decision.objects.none(), required=False)

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people_of_activity(activity, viewer)
        decision: Any = self.fields["decision"]
        decision.queryset = activity.decisions.all()


class ElectionForm(PlainForm):
    """Who was elected into what, for how long."""

    group = forms.ModelChoiceField(label=_("mini-cluster"), queryset=Group.objects.none())
    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())
    role = forms.ChoiceField(label=_("office"), choices=ELECTED_OFFICES)
    from_day = day_field(_("since"))
    until = day_field(_("until"), required=False, help_text=_("The first day on which it is no longer held."))
    votes_for = _votes(_("votes for"))
    ends_earlier_term = forms.BooleanField(label=_("An earlier term that runs on ends with this election"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = activity.groups.all()
        person: Any = self.fields["person"]
        person.queryset = people_of_activity(activity, viewer)


class CommentForm(PlainForm):
    """What is to be put right in a draft."""

    text = forms.CharField(label=_("What is to be put right?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class MinutesTemplateForm(PlainForm):
    """The office's own form."""

    file = forms.FileField(label=_("template (.hwpx)"), widget=forms.ClearableFileInput(attrs={"accept": ".hwpx"}))
