"""What is typed about people."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.queries import groups_within, organisations_for, people_for
from minicluster.members.forms.steps import day_field
from minicluster.members.models import Group, Organisation, Person
from minicluster.platform.forms import NoteForm, PlainForm
from minicluster.platform.permissions import Viewer

# What a person can consent to have passed on, in the words of the register.
CONSENT_FIELDS: Final = (("name", _("name")), ("email", _("mail address")), ("phone", _("telephone")), ("affiliation", _("affiliation")))


class PersonForm(PlainForm):
    """A new person of an organisation."""

    name_ko = forms.CharField(label=_("name (Korean)"), max_length=60)
    name_en = forms.CharField(label=_("name (English)"), max_length=80, required=False)
    department = forms.CharField(label=_("department"), max_length=80, required=False)
    position = forms.CharField(label=_("position"), max_length=60, required=False)
    email = forms.EmailField(label=_("mail address"), required=False)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    orcid = forms.CharField(label=_("ORCID iD"), max_length=40, required=False)


class AffiliationForm(PlainForm):
    """Where a person works from a day on."""

    organisation = forms.ModelChoiceField(label=_("organisation"), queryset=Organisation.objects.none())
    department = forms.CharField(label=_("department"), max_length=80, required=False)
    position = forms.CharField(label=_("position"), max_length=60, required=False)
    from_day = day_field(_("since"))
    in_addition = forms.BooleanField(label=_("in addition to where they work now"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = organisations_for(viewer).prefetch_related(None)


class ConsentForm(PlainForm):
    """What may be passed on, to whom, for what."""

    recipient = forms.ModelChoiceField(label=_("recipient"), queryset=Organisation.objects.none())
    purpose = forms.CharField(label=_("purpose"), max_length=200)
    data_fields = forms.MultipleChoiceField(label=_("data"), choices=CONSENT_FIELDS, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recipient: Any = self.fields["recipient"]
        recipient.queryset = organisations_for(viewer).prefetch_related(None)


class HandOverForm(NoteForm):
    """Whose work goes to whom."""

    taker = forms.ModelChoiceField(label=_("taken over by"), queryset=Person.objects.none(), help_text=_("Someone with an account in this programme."))
    groups = forms.ModelMultipleChoiceField(label=_("mini-clusters"), queryset=Group.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, viewer: Viewer, giver: Person, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taker: Any = self.fields["taker"]
        taker.queryset = people_for(viewer).filter(role_assignments__isnull=False).exclude(pk=giver.pk).distinct().prefetch_related(None)
        chosen: Any = self.fields["groups"]
        chosen.queryset = groups_within(viewer, rules.PERMISSIONS.scope(viewer, "hand_over_work")).filter(pk__in=[group.pk for group in groups])
        chosen.initial = [group.pk for group in groups]
        self.order_fields(["taker", "groups", "why"])
