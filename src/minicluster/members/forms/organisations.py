"""What is typed about organisations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.queries import complexes_for
from minicluster.members.forms.steps import day_field
from minicluster.members.models import Complex
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer


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
