"""What is typed about members."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.queries import complexes_for, groups_within, open_groups_for, organisations_for, people_for, people_of_group
from minicluster.members.models import Complex, Group, Organisation, Person
from minicluster.platform.forms import DayInput, NoteForm, PlainForm, ReasonForm
from minicluster.platform.lifecycle import Step
from minicluster.platform.permissions import Scope, Viewer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What a person can consent to have passed on, in the words of the register.
CONSENT_FIELDS: Final = (("name", _("name")), ("email", _("mail address")), ("phone", _("telephone")), ("affiliation", _("affiliation")))


def day_field(label: "_StrPromise | str", *, required: bool = True, help_text: "_StrPromise | str" = "") -> forms.DateField:
    """A day, with the browser's calendar."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def step_form(step: Step, typed: Any) -> PlainForm:
    """What a step of a lifecycle asks for: its reason, or a note."""
    return (ReasonForm if step.needs_reason else NoteForm)(typed)


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


class MembershipForm(PlainForm):
    """An application of an organisation."""

    group = forms.ModelChoiceField(label=_("mini-cluster"), queryset=Group.objects.none())
    kind = forms.ChoiceField(label=_("kind"), choices=[choice for choice in rules.MembershipKind.choices if choice[0] != rules.MembershipKind.EXPERT])
    representative = forms.ModelChoiceField(label=_("representative"), queryset=Person.objects.none(), required=False)
    deputy = forms.ModelChoiceField(label=_("deputy"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, viewer: Viewer, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = open_groups_for(viewer)
        staff = organisation.affiliations.on(organisation.programme.today()).values("person_id")
        for name in ("representative", "deputy"):
            field: Any = self.fields[name]
            field.queryset = people_for(viewer).filter(pk__in=staff)


class ExpertMembershipForm(PlainForm):
    """An expert's membership."""

    group = forms.ModelChoiceField(label=_("mini-cluster"), queryset=Group.objects.none())

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        scope = rules.PERMISSIONS.scope(viewer, "apply_for_membership")
        reach = open_groups_for(viewer)
        group.queryset = reach if scope is Scope.PERSON else reach.filter(pk__in=groups_within(viewer, scope).order_by().values("pk"))


class OrganisationForm(PlainForm):
    """A new organisation."""

    kind = forms.ChoiceField(label=_("kind"), choices=rules.OrganisationKind.choices)
    name_ko = forms.CharField(label=_("name (Korean)"), max_length=120)
    name_en = forms.CharField(label=_("name (English)"), max_length=120, required=False)
    identifier = forms.CharField(label=_("business registration number"), max_length=20, required=False, help_text=_("Ten digits; hyphens or none."))
    size = forms.ChoiceField(label=_("size class"), choices=[("", "–"), *rules.FirmSize.choices], required=False)
    complex = forms.ModelChoiceField(label=_("complex"), queryset=Complex.objects.none(), required=False)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    products = forms.CharField(label=_("products"), max_length=300, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complex_: Any = self.fields["complex"]
        complex_.queryset = complexes_for(viewer)


class SizeForm(PlainForm):
    """A size class from a day on."""

    size = forms.ChoiceField(label=_("size class"), choices=rules.FirmSize.choices)
    from_day = day_field(_("since"))


class RenameOrganisationForm(PlainForm):
    """Another name from a day on."""

    name_ko = forms.CharField(label=_("name (Korean)"), max_length=120)
    name_en = forms.CharField(label=_("name (English)"), max_length=120, required=False)
    from_day = day_field(_("since"))


class MoveForm(PlainForm):
    """Another site from a day on."""

    complex = forms.ModelChoiceField(label=_("complex"), queryset=Complex.objects.none(), required=False, help_text=_("Leave empty if it lies outside of any."))
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    from_day = day_field(_("since"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complex_: Any = self.fields["complex"]
        complex_.queryset = complexes_for(viewer)


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
