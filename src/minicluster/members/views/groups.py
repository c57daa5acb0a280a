"""Pages of groups."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.members import rules
from minicluster.members.domain.actions import (
    give_office,
    propose_group,
    rename_group,
    reorganise_group,
    set_by_laws,
    take_group_step,
)
from minicluster.members.domain.admission import doubts_in
from minicluster.members.domain.queries import (
    acts_on,
    applications_to,
    complexes_for,
    group_for,
    groups_with_counts,
    member_counts,
    membership_lines,
    memberships_of,
    officers_of,
    steps_open_to,
)
from minicluster.members.forms import ByLawsForm, OfficeForm, ProposeGroupForm, RenameGroupForm, ReorganiseForm, step_form
from minicluster.members.views.asking import ask, posted, step_of
from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.platform.pages import ViewerRequest, page, page_of

# What the page of a group leads to, beside the steps.
GROUP_ACTS = ("give_office", "record_dated_fact", "set_by_laws", "view_fees", "end_eligibility")


@page(rules.PERMISSIONS, "view_group")
def group_list(request: ViewerRequest) -> HttpResponse:
    """The groups, by complex; narrowed to a model or to who takes members in, too."""
    chosen = chosen_filters(request, "complex", "model", "approval")
    model = chosen["model"] if chosen["model"] in rules.GroupModel.values else ""
    approval = chosen["approval"] if chosen["approval"] in rules.ApprovalBody.values else ""
    context = {
        "groups": groups_with_counts(request.viewer, complex=number_of(chosen["complex"]), model=model, approval=approval),
        "chosen": chosen,
        "models": rules.GroupModel.choices,
        "approvals": rules.ApprovalBody.choices,
        "complexes": complexes_for(request.viewer),
        "may_propose": rules.PERMISSIONS.scope(request.viewer, "propose_group") is not None,
    }
    return render(request, "members/group_list.html", context)


@page(rules.PERMISSIONS, "view_group")
def group(request: ViewerRequest, pk: int) -> HttpResponse:
    """One group: what it is, who is in it, who holds which office, what it was called and what it came out of."""
    viewer = request.viewer
    shown = group_for(viewer, pk)
    place = shown.place()
    may = {action: rules.PERMISSIONS.allows(viewer, action, place) for action in GROUP_ACTS}
    members_page = page_of(request, memberships_of(shown))
    members = membership_lines(viewer, members_page)
    return render(
        request,
        "members/group.html",
        {
            "group": shown,
            "today": shown.programme.today(),
            "is_decided_at_a_meeting": shown.approval_body in rules.DECIDED_AT_A_MEETING,
            "steps": steps_open_to(viewer, shown),
            "may": may,
            "offices": officers_of(shown),
            "page": members_page,
            "applications": membership_lines(viewer, applications_to(shown)),
            "organisations": [line for line in members if line.membership.organisation],
            "experts": [line for line in members if line.membership.person],
            "counts": member_counts(shown),
            "names": shown.names.order_by("valid_from"),
            "origins": shown.origins.select_related("predecessor").order_by("on_date"),
            "successions": shown.successions.select_related("successor").order_by("on_date"),
            "doubts": doubts_in([shown]) if may["end_eligibility"] else [],
            "history": acts_on(request.viewer, shown, reads_reasons=True),
        },
    )


@page(rules.PERMISSIONS, "propose_group", methods=("GET", "POST"))
def group_propose(request: ViewerRequest) -> HttpResponse:
    """Propose a group."""
    form = ProposeGroupForm(posted(request), viewer=request.viewer)
    return ask(request, form, lambda typed: propose_group(actor=request.viewer, **typed), verb="propose_group", back=None)


@page(rules.PERMISSIONS, "approve_group", methods=("GET", "POST"))
def group_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Take a step of a group's lifecycle."""
    step = step_of(rules.GROUP_LIFECYCLE.steps, verb)
    shown = group_for(request.viewer, pk, to=verb)
    if verb == "reorganise_group":
        reorganising = ReorganiseForm(posted(request), viewer=request.viewer, group=shown)
        return ask(request, reorganising, lambda typed: reorganise_group(actor=request.viewer, group=shown, **typed), verb=verb, back=shown)
    form = step_form(step, posted(request))
    return ask(request, form, lambda typed: take_group_step(actor=request.viewer, group=shown, verb=verb, **typed), verb=verb, back=shown)


@page(rules.PERMISSIONS, "record_dated_fact", methods=("GET", "POST"))
def group_rename(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give a group another name."""
    shown = group_for(request.viewer, pk, to="record_dated_fact")
    form = RenameGroupForm(posted(request), initial={"name_ko": shown.name_ko, "name_en": shown.name_en, "from_day": shown.programme.today()})
    return ask(request, form, lambda typed: rename_group(actor=request.viewer, group=shown, **typed), verb="rename", back=shown)


@page(rules.PERMISSIONS, "give_office", methods=("GET", "POST"))
def group_office(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give an office in a group."""
    shown = group_for(request.viewer, pk, to="give_office")
    form = OfficeForm(posted(request), viewer=request.viewer, group=shown, initial={"from_day": shown.programme.today()})
    return ask(request, form, lambda typed: give_office(actor=request.viewer, group=shown, **typed), verb="give_office", back=shown, lead=str(shown))


@page(rules.PERMISSIONS, "set_by_laws", methods=("GET", "POST"))
def group_by_laws(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write down what the by-laws of a group say."""
    shown = group_for(request.viewer, pk, to="set_by_laws")
    form = ByLawsForm(posted(request), group=shown)
    return ask(request, form, lambda _typed: set_by_laws(actor=request.viewer, group=shown, **form.facts()), verb="set_by_laws", back=shown, lead=str(shown))
