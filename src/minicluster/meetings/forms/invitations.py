"""What is typed about invitations and their answers, and about moving an activity."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minicluster.meetings import rules
from minicluster.meetings.domain.invitations import colleagues_of, usual_deputy_of
from minicluster.meetings.domain.invite_lists import ListToday, people_on, people_to_invite
from minicluster.meetings.forms.activities import time_field
from minicluster.meetings.models import Activity, Invitation
from minicluster.members.models import Group, Person
from minicluster.members.rules import OrganisationKind
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer

_NOTICE: Final = gettext_lazy("Goes to everybody who is invited.")


class InviteForm(PlainForm):
    """Whom to invite: lists as they stand today, and single people that were looked up."""

    lists = forms.MultipleChoiceField(label=gettext_lazy("lists"), widget=forms.CheckboxSelectMultiple, required=False)
    people = forms.ModelMultipleChoiceField(label=gettext_lazy("people"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple, required=False)
    answer_by = time_field(gettext_lazy("please answer by"))

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, lists: Sequence[ListToday], found: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = {one.key: one for one in lists}
        choice: Any = self.fields["lists"]
        choice.choices = [(one.key, _label_of(one)) for one in lists]
        if not activity.invitations.exists():
            choice.initial = [one.key for one in lists if one.kind in (rules.InviteList.REPRESENTATIVES, rules.InviteList.EXPERTS)]
        people: Any = self.fields["people"]
        people.queryset = people_to_invite(viewer, activity).prefetch_related(None)
        people.choices = [(person.pk, _with_workplace(person)) for person in found]
        self.fields["answer_by"].required = False

    def clean(self) -> dict[str, Any]:
        """Somebody has to be chosen; lists become the people who are on them now."""
        cleaned = super().clean()
        lists, single = cleaned.pop("lists", []), cleaned.get("people", Person.objects.none())
        if not self.errors and not lists and not single:
            raise forms.ValidationError(_("Please choose a list, or look somebody up by name. Nobody was invited yet."))
        # Two plain queries: what was looked up carries the workplaces along.
        chosen = {person.pk: person for person in (*people_on(self.today[key] for key in lists), *single)}
        cleaned["people"] = list(chosen.values())
        return cleaned


def _label_of(one: ListToday) -> str:
    how_many = ngettext("%(count)s person", "%(count)s people", len(one.people)) % {"count": len(one.people)}
    invited = _("%(count)s invited already") % {"count": one.invited} if one.invited else ""
    silent = _("%(count)s without a mail address") % {"count": len(one.without_mail)} if one.without_mail else ""
    return f"{one.group} · {one.kind.label} ({', '.join(filter(None, (how_many, invited, silent)))})"


def _with_workplace(person: Person) -> str:
    workplaces = ", ".join(affiliation.workplace for affiliation in getattr(person, "present_affiliations", ()))
    return f"{person} ({workplaces})" if workplaces else str(person)


class GuestForm(PlainForm):
    """Somebody from outside."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=60)
    email = forms.EmailField(
        label=gettext_lazy("mail address"), required=False, help_text=gettext_lazy("Without one, the text of the invitation can be copied.")
    )
    organisation = forms.CharField(label=gettext_lazy("organisation"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("kind of organisation"),
        choices=[("", "–"), *OrganisationKind.choices],
        required=False,
        help_text=gettext_lazy("Only where the organisation is not on record yet."),
    )


class MoveForm(PlainForm):
    """Another time, another place."""

    starts_at = time_field(gettext_lazy("starts at"))
    ends_at = time_field(gettext_lazy("ends at"))
    venue = forms.CharField(label=gettext_lazy("place"), max_length=200, required=False)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_NOTICE)


class CancelForm(PlainForm):
    """Why it does not take place."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_NOTICE)


class AnswerForm(PlainForm):
    """What somebody answers. The buttons say what; a deputy is chosen among the colleagues."""

    answer = forms.ChoiceField(
        choices=[choice for choice in rules.InvitationAnswer.choices if choice[0] != rules.InvitationAnswer.NONE], widget=forms.HiddenInput
    )
    note = forms.CharField(label=gettext_lazy("note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    deputy = forms.ModelChoiceField(label=gettext_lazy("Who comes in my place"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"note": invitation.note, "deputy": invitation.deputy_id or usual_deputy_of(invitation)}
        deputy: Any = self.fields["deputy"]
        deputy.queryset = colleagues_of(invitation)
        self.has_colleagues = deputy.queryset.exists()
        self.fields["answer"].error_messages["required"] = _("Please choose whether you are coming. Nothing was changed.")


class GroupCalendarForm(PlainForm):
    """For which group a calendar address is made."""

    group = forms.ModelChoiceField(label=gettext_lazy("mini-cluster"), queryset=Group.objects.none())

    def __init__(self, *args: Any, groups: Iterable[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = groups
