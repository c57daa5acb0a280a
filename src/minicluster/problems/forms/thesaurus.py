"""What is filled in about a concept: lists are typed one a line."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.queries import concepts_near, field_coverage, field_name, filtered_concepts
from minicluster.problems.forms.filters import FilterForm, SearchInput
from minicluster.problems.models import Problem, SymptomConcept

_LONGEST: Final = {"terms_ko": 120, "terms_en": 120, "lay": 200, "told": 600, "requests": 800}
_MOST_LINES: Final = 100


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    def __init__(self, *, longest: int, rows: int = 6, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)
        self.longest = longest

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The lines without blanks; one that is too long is named."""
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            if len(line) > self.longest:
                message = _("Line %(number)s has %(length)s characters; up to %(limit)s are kept.")
                raise forms.ValidationError(message % {"number": number, "length": len(line), "limit": self.longest})
        if len(lines) > _MOST_LINES:
            raise forms.ValidationError(_("Up to %(limit)s lines are kept.") % {"limit": _MOST_LINES})
        return lines


class ConceptForm(PlainForm):
    """A concept with everything that is said of it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=rules.ConceptKind)
    fields_ = forms.MultipleChoiceField(label=_("Fields"), widget=forms.CheckboxSelectMultiple)
    mechanism_ko = forms.CharField(label=_("Failure mechanism, or name of the thing (Korean)"), max_length=300)
    mechanism_en = forms.CharField(label=_("Failure mechanism, or name of the thing (English)"), max_length=300, required=False)
    terms_ko = LinesField(
        label=_("Experts' terms (Korean)"), longest=_LONGEST["terms_ko"], required=False, help_text=_("Methods, tests, processes: one a line.")
    )
    terms_en = LinesField(
        label=_("Experts' terms (English)"), longest=_LONGEST["terms_en"], required=False, help_text=_("Methods, tests, processes: one a line.")
    )
    lay = LinesField(
        label=_("As said in a workshop"), longest=_LONGEST["lay"], rows=8, help_text=_("Plain words of those who see, hear, smell or measure it: one a line.")
    )
    told = LinesField(
        label=_("As told to a coordinator"),
        longest=_LONGEST["told"],
        required=False,
        help_text=_("Whole stories as different firms would tell them: one a line."),
    )
    requests_ko = LinesField(
        label=_("As asked for by an engineer (Korean)"),
        longest=_LONGEST["requests"],
        rows=3,
        required=False,
        help_text=_("In the terms of the field: one a line."),
    )
    requests_en = LinesField(
        label=_("As asked for by an engineer (English)"),
        longest=_LONGEST["requests"],
        rows=3,
        required=False,
        help_text=_("In the terms of the field: one a line."),
    )

    def __init__(self, *args: Any, viewer: Viewer, concept: SymptomConcept | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Any = self.fields["fields_"]
        choices.choices = _field_choices(viewer, concept)
        if concept is not None:
            self.initial = {_form_name(name): getattr(concept, name) for name in SymptomConcept.WORDS}

    def words(self) -> dict[str, Any]:
        """What the action asks for."""
        return {name: self.cleaned_data[_form_name(name)] for name in SymptomConcept.WORDS if _form_name(name) in self.cleaned_data}

    def show_refusal(self, refusal: Any) -> None:
        """A refusal about the fields of trade stands at them."""
        refusal.field = _form_name(refusal.field)
        super().show_refusal(refusal)


class GrowForm(ConceptForm):
    """A new way to say a known concept, or a new concept."""

    phrase = forms.CharField(label=_("How would one say it in a workshop?"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    concept = forms.ModelChoiceField(
        label=_("It is this concept"),
        queryset=SymptomConcept.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        blank=True,
        empty_label=_("None of these: a new concept"),
    )
    key = forms.CharField(
        label=_("Or another one, by its key"),
        required=False,
        max_length=40,
        help_text=_("The key stands under each concept of the thesaurus, such as cwmd-003."),
    )
    field_order = ("phrase", "concept", "key")

    def __init__(self, *args: Any, viewer: Viewer, problem: Problem, **options: Any) -> None:
        super().__init__(*args, viewer=viewer, **options)
        near = concepts_near(viewer, problem)
        known: Any = self.fields["concept"]
        known.queryset = SymptomConcept.objects.filter(pk__in=[concept.pk for concept in near])
        known.label_from_instance = lambda concept: f"{concept} ({concept.key})"
        for name in ("kind", "lay", "told", "requests_ko", "requests_en"):
            del self.fields[name]
        for name in ("fields_", "mechanism_ko"):
            self.fields[name].required = False
        self.viewer = viewer

    def clean_key(self) -> SymptomConcept | None:
        """The concept of this key."""
        key = self.cleaned_data["key"].strip()
        if not key:
            return None
        found = filtered_concepts(self.viewer, {}).filter(key__iexact=key, state=rules.ConceptState.REVIEWED).first()
        if found is None:
            raise forms.ValidationError(_("There is no reviewed concept of this key."))
        return found

    def known(self) -> SymptomConcept | None:
        """The concept that was chosen; none for a new one."""
        chosen: SymptomConcept | None = self.cleaned_data["key"] or self.cleaned_data["concept"]
        return chosen


class ConceptFilterForm(FilterForm):
    """The thesaurus."""

    q = forms.CharField(label=_("Search"), required=False, widget=SearchInput())
    field = forms.ChoiceField(label=_("Field"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *rules.ConceptKind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", "–"), *rules.ConceptState.choices], required=False)

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer)
        choices: Any = self.fields["field"]
        choices.choices = [("", "–"), *_field_choices(viewer, None)]


def _form_name(name: str) -> str:
    """`fields` is what a form calls its fields, so the form has a longer name for it."""
    return "fields_" if name == "fields" else name


def _field_choices(viewer: Viewer, concept: SymptomConcept | None) -> list[tuple[str, str]]:
    known = {one.code: one.name for one in field_coverage(viewer)}
    known.update({code: field_name(code) for code in (concept.fields if concept else ())})
    return sorted(known.items(), key=lambda pair: pair[1])
