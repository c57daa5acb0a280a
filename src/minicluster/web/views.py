"""The pages that belong to no station."""

import sys
from itertools import chain

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from minicluster.meetings import rules as meetings
from minicluster.meetings.domain.queries import queue_for as meetings_queue
from minicluster.members import rules as members
from minicluster.members.domain.queries import demonstration_sign_ins, guided_walk_for
from minicluster.members.domain.queries import queue_for as members_queue
from minicluster.network import rules as network
from minicluster.outcomes import rules as outcomes
from minicluster.outcomes.domain.queries import queue_for as outcomes_queue
from minicluster.outcomes.domain.reviews import reviews_waiting_for
from minicluster.platform.pages import ViewerRequest, open_page, page
from minicluster.platform.permissions import ROLE_LABELS, SCOPE_LABELS, Role
from minicluster.platform.queue import by_urgency
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules as problems
from minicluster.problems.domain.queries import queue_for as problems_queue
from minicluster.stories import rules as stories
from minicluster.stories.domain.queries import published_cases
from minicluster.stories.domain.queries import queue_for as stories_queue
from minicluster.web.forms import SignInForm
from minicluster.web.vocabulary import STATION_LABELS

STATIONS = (members.PERMISSIONS, meetings.PERMISSIONS, problems.PERMISSIONS, network.PERMISSIONS, outcomes.PERMISSIONS, stories.PERMISSIONS)
QUEUE_LENGTH = 60


@open_page()
def home(request: ViewerRequest) -> HttpResponse:
    """The work that waits for whoever is signed in; the programme's public front for everyone else."""
    viewer = request.viewer
    if viewer.is_anonymous:
        return render(request, "web/front.html", {"cases": published_cases(viewer)[:6], "sign_ins": demonstration_sign_ins(request.programme)})
    queue = by_urgency(
        chain(problems_queue(viewer), stories_queue(viewer), outcomes_queue(viewer), reviews_waiting_for(viewer), meetings_queue(viewer), members_queue(viewer))
    )
    return render(
        request,
        "web/home.html",
        {"queue": queue[:QUEUE_LENGTH], "queue_length": len(queue), "today": request.programme.today(), "walk": guided_walk_for(viewer)},
    )


@open_page(methods=("GET", "POST"))
def sign_in(request: ViewerRequest) -> HttpResponse:
    """Sign in with mail address and password."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        login(request, user)
        return _in_language_of(redirect(_safe_next(request) or "home"), user.language)
    return render(request, "web/sign_in.html", {"form": form, "sign_ins": demonstration_sign_ins(request.programme)})


@open_page(methods=("POST",))
def sign_out(request: ViewerRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("home")


@open_page(methods=("POST",))
def choose_language(request: ViewerRequest) -> HttpResponse:
    """Show the pages in Korean or English, on this browser and for the account."""
    language = "en" if request.POST.get("language") == "en" else "ko"
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return _in_language_of(redirect(_safe_next(request) or "home"), language)


@open_page(methods=("POST",))
def choose_role(request: ViewerRequest) -> HttpResponse:
    """Act in another of one's own roles."""
    chosen = request.POST.get("role", "")
    if any(str(assignment.pk) == chosen for assignment in request.own_roles):
        request.session["role"] = int(chosen)
    return redirect("home")


@page(members.PERMISSIONS, "view_rights")
def rights(request: ViewerRequest) -> HttpResponse:
    """Who may see and do what: the permission maps, as they are enforced."""
    tables = [
        {
            "station": permissions.station,
            "title": STATION_LABELS[permissions.station],
            "rows": [(action, [_reach(permissions[action].get(role)) for role in Role]) for action in permissions],
        }
        for permissions in STATIONS
    ]
    return render(request, "web/rights.html", {"tables": tables, "roles": [ROLE_LABELS[role] for role in Role]})


@open_page()
def health(_request: ViewerRequest) -> HttpResponse:
    """Whether the product can answer, for whoever watches over it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """400: too long, or not readable."""
    return render(request, "web/malformed.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """403 of Django's own: a stale or foreign form."""
    return render(request, "web/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # Django's signature
    """404, with what the product has to say of it (a link cut short), which is never whether a record exists."""
    told = str(exception) if isinstance(exception.__cause__, NotVisibleError) else ""
    return render(request, "web/not_found.html", {"told": told}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500; or, where the database is away, a page that says so and needs none."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return render(request, "web/database_away.html", status=503)
    return render(request, "web/broken.html", status=500)


def _reach(scope: object) -> object:
    return SCOPE_LABELS[scope] if scope is not None else ""  # type: ignore[index]  # a scope of the map


def _safe_next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()) else ""


def _in_language_of(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
