"""Pages of organisations."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.members import rules
from minicluster.members.domain.actions import (
    apply_for_membership,
    move_site,
    read_contacts_of_staff,
    read_figures,
    record_size,
    register_organisation,
    register_person,
    rename_organisation,
)
from minicluster.members.domain.queries import (
    acts_on,
    complexes_for,
    groups_for,
    membership_lines,
    memberships_of_organisation,
    organisation_for,
    organisations_for,
    staff_of,
)
from minicluster.members.forms import MembershipForm, MoveForm, OrganisationForm, PersonForm, RenameOrganisationForm, SizeForm
from minicluster.members.views.asking import ask, posted
from minicluster.platform.pages import ViewerRequest, page, page_of

# More would not be the number of any record.
_MOST_DIGITS = 18


@page(rules.PERMISSIONS, "view_organisation")
def organisation_list(request: ViewerRequest) -> HttpResponse:
    """The organisations that fit the filters of the address."""
    viewer, chosen = request.viewer, chosen_filters(request, "kind", "group", "complex", "q", "members")
    kind = chosen["kind"] if chosen["kind"] in rules.OrganisationKind.values else ""
    places = {name: number_of(chosen[name]) for name in ("group", "complex")}
    found = organisations_for(viewer, kind=kind, q=chosen["q"], members_only=bool(chosen["members"]), **places)
    return render(
        request,
        "members/organisation_list.html",
        {
            "page": page_of(request, found),
            "chosen": chosen,
            "kinds": rules.OrganisationKind.choices,
            "groups": groups_for(viewer).order_by("complex__name_ko", "name_ko"),
            "complexes": complexes_for(viewer),
            "may_register": rules.PERMISSIONS.scope(viewer, "register_organisation") is not None,
        },
    )


def chosen_filters(request: ViewerRequest, *names: str) -> dict[str, str]:
    """The filters in the address, each as a text; what is not there is empty."""
    return {name: request.GET.get(name, "").strip() for name in names}


def number_of(text: str) -> int | None:
    """The number of a record in a filter; anything else filters nothing."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < _MOST_DIGITS else None


@page(rules.PERMISSIONS, "view_organisation")
def organisation(request: ViewerRequest, pk: int) -> HttpResponse:
    """One organisation: facts and their history, groups, staff; contacts and yearly figures only for whoever may see them."""
    viewer = request.viewer
    shown = organisation_for(viewer, pk)
    place = shown.place()
    may = {action: rules.PERMISSIONS.allows(viewer, action, place) for action in ("record_dated_fact", "apply_for_membership")}
    contacts = read_contacts_of_staff(actor=viewer, organisation=shown)
    return render(
        request,
        "members/organisation.html",
        {
            "organisation": shown,
            "may": may | {"register_person": rules.PERMISSIONS.scope(viewer, "register_person") is not None},
            "memberships": membership_lines(viewer, memberships_of_organisation(shown)),
            "staff": [(affiliation, contacts.get(affiliation.person_id)) for affiliation in staff_of(shown)],
            "sees_contacts": bool(contacts),
            "figures": read_figures(actor=viewer, organisation=shown),
            "sizes": shown.sizes.order_by("-valid_from"),
            "sites": shown.sites.select_related("complex").order_by("-valid_from"),
            "names": shown.names.order_by("-valid_from"),
            "identifiers": shown.identifiers.order_by("scheme"),
            "classifications": shown.classifications.order_by("-is_primary", "scheme", "code"),
            "history": acts_on(request.viewer, shown, reads_reasons=True),
        },
    )


@page(rules.PERMISSIONS, "register_organisation", methods=("GET", "POST"))
def organisation_register(request: ViewerRequest) -> HttpResponse:
    """Register an organisation."""
    form = OrganisationForm(posted(request), viewer=request.viewer)

    def register(typed: dict[str, str]) -> object:
        number = typed.pop("identifier")
        return register_organisation(actor=request.viewer, identifiers={rules.BUSINESS_NUMBER: number} if number else None, **typed)  # type: ignore[arg-type]

    return ask(request, form, register, verb="register_organisation", back=None)


@page(rules.PERMISSIONS, "record_dated_fact", methods=("GET", "POST"))
def organisation_size(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record the size class."""
    shown = organisation_for(request.viewer, pk, to="record_dated_fact")
    form = SizeForm(posted(request), initial={"from_day": shown.programme.today()})
    return ask(request, form, lambda typed: record_size(actor=request.viewer, organisation=shown, **typed), verb="record_size", back=shown)


@page(rules.PERMISSIONS, "record_dated_fact", methods=("GET", "POST"))
def organisation_rename(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give an organisation another name."""
    shown = organisation_for(request.viewer, pk, to="record_dated_fact")
    form = RenameOrganisationForm(posted(request), initial={"name_ko": shown.name_ko, "name_en": shown.name_en, "from_day": shown.programme.today()})
    return ask(request, form, lambda typed: rename_organisation(actor=request.viewer, organisation=shown, **typed), verb="rename", back=shown)


@page(rules.PERMISSIONS, "record_dated_fact", methods=("GET", "POST"))
def organisation_move(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record another main site."""
    shown = organisation_for(request.viewer, pk, to="record_dated_fact")
    form = MoveForm(posted(request), viewer=request.viewer, initial={"from_day": shown.programme.today()})
    return ask(request, form, lambda typed: move_site(actor=request.viewer, organisation=shown, **typed), verb="move_site", back=shown)


@page(rules.PERMISSIONS, "apply_for_membership", methods=("GET", "POST"))
def organisation_apply(request: ViewerRequest, pk: int) -> HttpResponse:
    """Apply for a membership in a group."""
    shown = organisation_for(request.viewer, pk)
    form = MembershipForm(posted(request), viewer=request.viewer, organisation=shown)
    return ask(
        request,
        form,
        lambda typed: apply_for_membership(actor=request.viewer, organisation=shown, **typed),
        verb="apply_for_membership",
        back=shown,
        lead=str(shown),
    )


@page(rules.PERMISSIONS, "register_person", methods=("GET", "POST"))
def organisation_person(request: ViewerRequest, pk: int) -> HttpResponse:
    """Register a person who works there."""
    shown = organisation_for(request.viewer, pk)
    form = PersonForm(posted(request))
    return ask(
        request, form, lambda typed: register_person(actor=request.viewer, organisation=shown, **typed), verb="register_person", back=None, lead=str(shown)
    )
