"""Pages of people, their consents, and the register of the privacy officer."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.members import rules
from minicluster.members.domain.actions import (
    apply_for_membership,
    give_consent,
    hand_over_work,
    read_contact,
    record_affiliation,
    withdraw_consent,
)
from minicluster.members.domain.queries import (
    access_log,
    acts_on,
    complexes_for,
    consent_for,
    consent_register,
    consents_of,
    disclosure_register,
    groups_coordinated_by,
    groups_for,
    membership_lines,
    memberships_of_expert,
    people_for,
    person_for,
)
from minicluster.members.forms import CONSENT_FIELDS, AffiliationForm, ConsentForm, ExpertMembershipForm, HandOverForm
from minicluster.members.models import Person
from minicluster.members.views.asking import ask, posted
from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.platform.forms import NoteForm
from minicluster.platform.pages import ViewerRequest, page, page_of
from minicluster.platform.permissions import Scope, Viewer

REGISTERS = {"consents": consent_register, "disclosures": disclosure_register, "access": access_log}
STAFF_SCOPES = (Scope.GROUPS, Scope.COMPLEX, Scope.PROGRAMME)


@page(rules.PERMISSIONS, "view_person")
def person_list(request: ViewerRequest) -> HttpResponse:
    """The people who fit the filters of the address, without any contact data."""
    chosen = chosen_filters(request, "q", "expert", "group", "complex")
    places = {name: number_of(chosen[name]) for name in ("group", "complex")}
    context = {
        "page": page_of(request, people_for(request.viewer, q=chosen["q"], expert=chosen["expert"] == "1", **places)),
        "chosen": chosen,
        "groups": groups_for(request.viewer).order_by("complex__name_ko", "name_ko"),
        "complexes": complexes_for(request.viewer),
    }
    return render(request, "members/person_list.html", context)


@page(rules.PERMISSIONS, "view_person")
def person(request: ViewerRequest, pk: int) -> HttpResponse:
    """One person: where they work, their groups and offices; contact data and consents only for whoever may see them."""
    viewer = request.viewer
    shown = person_for(viewer, pk)
    place = shown.place()
    may = {action: rules.PERMISSIONS.allows(viewer, action, place) for action in ("record_affiliation", "give_consent", "hand_over_work")}
    return render(
        request,
        "members/person.html",
        {
            "person": shown,
            "contact": read_contact(actor=viewer, person=shown),
            "may": may | {"apply_for_membership": _may_put_forward(viewer, shown)},
            "coordinates": groups_coordinated_by(shown) if rules.PERMISSIONS.scope(viewer, "hand_over_work") else [],
            "affiliations": shown.affiliations.select_related("organisation").order_by("-valid_from"),
            "memberships": membership_lines(viewer, memberships_of_expert(shown)),
            "offices": shown.offices.select_related("group").order_by("-valid_from"),
            "consents": consents_of(viewer, shown),
            "consent_words": dict(CONSENT_FIELDS),
            "history": acts_on(request.viewer, shown, reads_reasons=True),
        },
    )


def _may_put_forward(viewer: Viewer, person: Person) -> bool:
    """Staff put experts forward for the groups they look after, experts themselves."""
    scope = rules.PERMISSIONS.scope(viewer, "apply_for_membership")
    return scope in STAFF_SCOPES or (scope is Scope.PERSON and viewer.person_id == person.pk)


@page(rules.PERMISSIONS, "record_affiliation", methods=("GET", "POST"))
def person_affiliation(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record where a person works."""
    shown = person_for(request.viewer, pk)
    form = AffiliationForm(posted(request), viewer=request.viewer, initial={"from_day": shown.programme.today()})
    act = record_affiliation
    return ask(request, form, lambda typed: act(actor=request.viewer, person=shown, **typed), verb="record_affiliation", back=shown, lead=str(shown))


@page(rules.PERMISSIONS, "apply_for_membership", methods=("GET", "POST"))
def person_apply(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put an expert forward for a group."""
    shown = person_for(request.viewer, pk)
    form = ExpertMembershipForm(posted(request), viewer=request.viewer)
    return ask(
        request,
        form,
        lambda typed: apply_for_membership(actor=request.viewer, person=shown, kind=rules.MembershipKind.EXPERT, **typed),
        verb="apply_for_membership",
        back=shown,
        lead=str(shown),
    )


@page(rules.PERMISSIONS, "give_consent", methods=("GET", "POST"))
def person_consent(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give consent for oneself, or write it down for the person who gave it."""
    shown = person_for(request.viewer, pk, to="give_consent")
    form = ConsentForm(posted(request), viewer=request.viewer)
    return ask(request, form, lambda typed: give_consent(actor=request.viewer, person=shown, **typed), verb="give_consent", back=shown, lead=str(shown))


@page(rules.PERMISSIONS, "withdraw_consent", methods=("GET", "POST"))
def consent_withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw a consent."""
    consent = consent_for(request.viewer, pk)
    form = NoteForm(posted(request))
    lead = f"{consent.recipient} · {consent.purpose}"
    act = withdraw_consent
    return ask(request, form, lambda typed: act(actor=request.viewer, consent=consent, **typed), verb="withdraw_consent", back=consent.person, lead=lead)


@page(rules.PERMISSIONS, "hand_over_work", methods=("GET", "POST"))
def person_hand_over(request: ViewerRequest, pk: int) -> HttpResponse:
    """Hand a coordinator's work to another."""
    giver = person_for(request.viewer, pk)
    form = HandOverForm(posted(request), viewer=request.viewer, giver=giver, groups=groups_coordinated_by(giver))
    return ask(request, form, lambda typed: hand_over_work(actor=request.viewer, giver=giver, **typed), verb="hand_over_work", back=giver, lead=str(giver))


@page(rules.PERMISSIONS, "view_privacy_register")
def privacy_register(request: ViewerRequest) -> HttpResponse:
    """Consents, disclosures, and who read what."""
    show = request.GET.get("show", "")
    show = show if show in REGISTERS else "consents"
    rows = page_of(request, REGISTERS[show](request.viewer))
    return render(request, "members/privacy_register.html", {"page": rows, "show": show, "consent_words": dict(CONSENT_FIELDS)})
