"""What is typed about memberships."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.queries import groups_within, open_groups_for, people_for
from minicluster.members.forms.steps import day_field
from minicluster.members.models import Affiliation, Group, Membership, Organisation, Person
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Scope, Viewer


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


class EndMembershipForm(PlainForm):
    """Why and on which day a membership ends; whoever leaves need not say why."""

    on_day = day_field(_("until"), help_text=_("The first day on which it holds no more."))
    why = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = needs_reason


class RepresentativeForm(PlainForm):
    """Who stands for a member from a day on."""

    representative = forms.ModelChoiceField(label=_("representative"), queryset=Person.objects.none(), required=False)
    deputy = forms.ModelChoiceField(label=_("deputy"), queryset=Person.objects.none(), required=False)
    from_day = day_field(_("since"))

    def __init__(self, *args: Any, viewer: Viewer, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = membership.programme.today()
        staff = Affiliation.objects.on(today).filter(organisation=membership.organisation_id or 0).values("person_id")
        for name in ("representative", "deputy"):
            field: Any = self.fields[name]
            field.queryset = people_for(viewer).filter(Q(pk__in=staff) | Q(pk=getattr(membership, f"{name}_id") or 0)).prefetch_related(None)
