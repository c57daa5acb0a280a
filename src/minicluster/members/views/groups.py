"""Pages of groups and memberships."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render

from minicluster.members import rules
from minicluster.members.domain.actions import (
    give_office,
    propose_group,
    rename_group,
    reorganise_group,
    take_group_step,
    take_membership_step,
)
from minicluster.members.domain.queries import (
    acts_on,
    applications_to,
    group_for,
    groups_with_counts,
    member_counts,
    membership_for,
    memberships_of,
    officers_of,
    steps_open_to,
)
from minicluster.members.forms import OfficeForm, ProposeGroupForm, RenameGroupForm, ReorganiseForm, step_form
from minicluster.members.models import Membership
from minicluster.members.views.asking import ask, posted
from minicluster.platform.lifecycle import Step
from minicluster.platform.pages import ViewerRequest, page, page_of
from minicluster.platform.permissions import Viewer


@page(rules.PERMISSIONS, "view_group")
def group_list(request: ViewerRequest) -> HttpResponse:
    """The groups, by complex."""
    may_propose = rules.PERMISSIONS.scope(request.viewer, "propose_group") is not None
    return render(request, "members/group_list.html", {"groups": groups_with_counts(request.viewer), "may_propose": may_propose})


@page(rules.PERMISSIONS, "view_group")
def group(request: ViewerRequest, pk: int) -> HttpResponse:
    """One group: what it is, who is in it, who holds which office, what it was called and what it came out of."""
    viewer = request.viewer
    shown = group_for(viewer, pk)
    place = shown.place()
    may = {action: rules.PERMISSIONS.allows(viewer, action, place) for action in ("give_office", "record_dated_fact")}
    members_page = page_of(request, memberships_of(shown))
    members = _with_steps(viewer, members_page)
    return render(
        request,
        "members/group.html",
        {
            "group": shown,
            "steps": steps_open_to(viewer, shown),
            "may": may,
            "offices": officers_of(shown),
            "page": members_page,
            "applications": _with_steps(viewer, applications_to(shown)),
            "organisations": [row for row in members if row[0].organisation],
            "experts": [row for row in members if row[0].person],
            "counts": member_counts(shown),
            "names": shown.names.order_by("valid_from"),
            "origins": shown.origins.select_related("predecessor").order_by("on_date"),
            "successions": shown.successions.select_related("successor").order_by("on_date"),
            "history": acts_on(request.viewer, shown, reads_reasons=True),
        },
    )


def _with_steps(viewer: Viewer, memberships: Iterable[Membership]) -> list[tuple[Membership, list[tuple[str, bool]]]]:
    return [(membership, steps_open_to(viewer, membership)) for membership in memberships]


@page(rules.PERMISSIONS, "propose_group", methods=("GET", "POST"))
def group_propose(request: ViewerRequest) -> HttpResponse:
    """Propose a group."""
    form = ProposeGroupForm(posted(request), viewer=request.viewer)
    return ask(request, form, lambda typed: propose_group(actor=request.viewer, **typed), verb="propose_group", back=None)


@page(rules.PERMISSIONS, "approve_group", methods=("GET", "POST"))
def group_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Take a step of a group's lifecycle."""
    step = _step_of(rules.GROUP_LIFECYCLE.steps, verb)
    shown = group_for(request.viewer, pk, to=verb)
    if verb == "reorganise_group":
        reorganising = ReorganiseForm(posted(request), viewer=request.viewer, group=shown)
        return ask(request, reorganising, lambda typed: reorganise_group(actor=request.viewer, group=shown, **typed), verb=verb, back=shown)
    form = step_form(step, posted(request))
    return ask(request, form, lambda typed: take_group_step(actor=request.viewer, group=shown, verb=verb, **typed), verb=verb, back=shown)


@page(rules.PERMISSIONS, "leave_group", methods=("GET", "POST"))
def membership_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Take a step of a membership's lifecycle."""
    step = _step_of(rules.MEMBERSHIP_LIFECYCLE.steps, verb)
    membership = membership_for(request.viewer, pk, to=verb)
    form = step_form(step, posted(request))
    act = partial(take_membership_step, actor=request.viewer, membership=membership, verb=verb)
    return ask(request, form, lambda typed: act(**typed), verb=verb, back=membership.group, lead=str(membership))


def _step_of(steps: Mapping[str, Step], verb: str) -> Step:
    if verb not in steps:
        raise Http404
    return steps[verb]


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
