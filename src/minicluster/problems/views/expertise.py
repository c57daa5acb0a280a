"""What problems can be matched with: expertise, facilities, support programmes."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.platform.pages import ViewerRequest, page, page_of
from minicluster.platform.permissions import Scope
from minicluster.problems.domain.queries import expertise_for, facilities_for, support_programmes_for
from minicluster.problems.forms.filters import ExpertiseFilterForm, SupportFilterForm
from minicluster.problems.rules import PERMISSIONS


@page(PERMISSIONS, "view_expertise")
def expertise_list(request: ViewerRequest) -> HttpResponse:
    """What the experts know, or the facilities that can be used."""
    form = ExpertiseFilterForm(request.GET, viewer=request.viewer)
    shows_facilities = form.chosen.get("kind") == "facility"
    rows = (facilities_for if shows_facilities else expertise_for)(request.viewer, form.chosen)
    sees_held = PERMISSIONS.scope(request.viewer, "view_held_expertise") is Scope.PROGRAMME
    context = {"form": form, "page": page_of(request, rows), "shows_facilities": shows_facilities, "sees_held": sees_held}
    return render(request, "problems/expertise_list.html", context)


@page(PERMISSIONS, "view_expertise")
def support_list(request: ViewerRequest) -> HttpResponse:
    """The support programmes and their calls."""
    form = SupportFilterForm(request.GET, viewer=request.viewer)
    context = {"form": form, "page": page_of(request, support_programmes_for(request.viewer, form.chosen)), "today": request.programme.today()}
    context["may_register_call"] = PERMISSIONS.scope(request.viewer, "register_call") is not None
    return render(request, "problems/support_list.html", context)
