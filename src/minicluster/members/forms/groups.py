"""What is typed about mini-clusters."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.queries import complexes_for, open_groups_for, people_of_group
from minicluster.members.forms.steps import day_field
from minicluster.members.models import Complex, Group, Person
from minicluster.platform.forms import NoteForm, PlainForm, ReasonForm
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import RefusedError


class ReorganiseForm(ReasonForm):
    """Into which groups one goes."""

    kind = forms.ChoiceField(label=_("what happens"), choices=rules.SuccessionKind.choices)
    successors = forms.ModelMultipleChoiceField(label=_("into"), queryset=Group.objects.none(), help_text=_("Choose one; for a split at least two."))

    def __init__(self, *args: Any, viewer: Viewer, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successors: Any = self.fields["successors"]
        successors.queryset = open_groups_for(viewer).filter(complex_id=group.complex_id).exclude(pk=group.pk)
        self.order_fields(["kind", "successors", "why"])


class ProposeGroupForm(PlainForm):
    """A new group."""

    complex = forms.ModelChoiceField(label=_("complex"), queryset=Complex.objects.none())
    name_ko = forms.CharField(label=_("name (Korean)"), max_length=80)
    name_en = forms.CharField(label=_("name (English)"), max_length=80)
    slug = forms.SlugField(label=_("short name"), help_text=_("Latin letters, digits and hyphens, as it will stand in addresses."))
    speciality_ko = forms.CharField(label=_("speciality (Korean)"), max_length=80)
    speciality_en = forms.CharField(label=_("speciality (English)"), max_length=80)
    model = forms.ChoiceField(label=_("model"), choices=rules.GroupModel.choices)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complex_: Any = self.fields["complex"]
        reach = complexes_for(viewer)
        complex_.queryset = reach.filter(pk__in=viewer.complex_ids) if viewer.complex_ids else reach


class RenameGroupForm(PlainForm):
    """Another name from a day on."""

    name_ko = forms.CharField(label=_("name (Korean)"), max_length=80)
    name_en = forms.CharField(label=_("name (English)"), max_length=80)
    from_day = day_field(_("since"))


class OfficeForm(PlainForm):
    """An office for a term."""

    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())
    role = forms.ChoiceField(label=_("office"), choices=rules.OfficeRole.choices)
    from_day = day_field(_("since"))
    until = day_field(_("until"), required=False, help_text=_("The first day on which it is no longer held."))

    def __init__(self, *args: Any, viewer: Viewer, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people_of_group(group.pk, group.programme.today())
        if not rules.PERMISSIONS.allows(viewer, "hand_over_work", group.place()):
            role: Any = self.fields["role"]
            role.choices = rules.ELECTED_OFFICES


class ByLawsForm(NoteForm):
    """The by-laws as far as they are data; shares are typed in percent."""

    quorum_percent = forms.DecimalField(
        label=_("quorum (% of the members)"), max_digits=5, decimal_places=2, help_text=_("A meeting decides when at least so many are there.")
    )
    majority_percent = forms.DecimalField(
        label=_("majority (% of the votes)"), max_digits=5, decimal_places=2, help_text=_("A motion passes with more than this; 50 for a simple majority.")
    )
    deputies_count = forms.BooleanField(label=_("deputies count for the quorum and vote"), required=False)
    approval_body = forms.ChoiceField(label=_("who takes members in"), choices=rules.ApprovalBody.choices)
    yearly_fee_krw = forms.IntegerField(label=_("membership fee a year (KRW)"), min_value=0, help_text=_("0 if there is none."))
    demands_site = forms.BooleanField(label=_("regular members need a site in the complex"), required=False)
    demands_industry = forms.BooleanField(label=_("regular members work in one of its industries"), required=False)
    admitted_sizes = forms.MultipleChoiceField(
        label=_("for size classes (all, if none is named)"), choices=rules.FirmSize.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    # The fields of the action that are typed in another measure.
    SHARES: ClassVar = {"quorum_share": "quorum_percent", "majority_share": "majority_percent"}

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        kept = ("deputies_count", "approval_body", "yearly_fee_krw", "demands_site", "demands_industry", "admitted_sizes")
        initial = {name: getattr(group, name) for name in kept}
        initial |= {typed: round(getattr(group, share) * 100, 2) for share, typed in self.SHARES.items()}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.order_fields([*self.SHARES.values(), *kept, "why"])

    def facts(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        return {share: round(float(typed.pop(name)) / 100, 4) for share, name in self.SHARES.items()} | typed

    def show_refusal(self, refusal: RefusedError) -> None:
        """A refusal of a share belongs to the field in which it was typed."""
        super().show_refusal(type(refusal)(refusal.message, field=self.SHARES.get(refusal.field, refusal.field)))
