"""What every page needs: its row in the URL table, refusals at the form, lists in pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import ROLE_LABELS, PermissionMap, Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

ROWS_PER_PAGE = 50
P = ParamSpec("P")


class ViewerRequest(HttpRequest):
    """A request on which the middleware has put the viewer and the programme."""

    viewer: Viewer
    own_roles: list[Any]
    programme: Any


@dataclass(frozen=True)
class Access:
    """A page's row in the URL table: which permission opens it, and by which methods. The authorisation tests read it."""

    permissions: PermissionMap | None
    action: str
    methods: tuple[str, ...]


def page(
    permissions: PermissionMap, action: str, *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[Concatenate[ViewerRequest, P], HttpResponse]], Callable[Concatenate[ViewerRequest, P], HttpResponse]]:
    """Open a view to the roles that the permission map names for `action`; nobody signed in is led to sign in first.

    How far the permission reaches is decided where the records are got: in the query or the action.
    """

    def decorate(view: Callable[Concatenate[ViewerRequest, P], HttpResponse]) -> Callable[Concatenate[ViewerRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: ViewerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in (*methods, "HEAD" if "GET" in methods else ""):
                return HttpResponseNotAllowed(methods)
            if permissions.scope(request.viewer, action) is None:
                if request.viewer.is_anonymous:
                    return redirect_to_login(request.get_full_path())
                raise NotAllowedError(
                    _("This page is not part of your role (%(role)s). Nothing is lost; go back, or ask the coordinator.")
                    % {"role": ROLE_LABELS[request.viewer.role]}
                )
            return view(request, *args, **kwargs)

        guarded.access = Access(permissions, action, methods)  # type: ignore[attr-defined]  # the URL table is read off the views
        return guarded

    return decorate


def open_page(
    *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[Concatenate[ViewerRequest, P], HttpResponse]], Callable[Concatenate[ViewerRequest, P], HttpResponse]]:
    """Open a view to everyone: sign-in, language, and pages behind a signed link."""

    def decorate(view: Callable[Concatenate[ViewerRequest, P], HttpResponse]) -> Callable[Concatenate[ViewerRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: ViewerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in (*methods, "HEAD" if "GET" in methods else ""):
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)

        guarded.access = Access(None, "", methods)  # type: ignore[attr-defined]  # the URL table is read off the views
        return guarded

    return decorate


@contextmanager
def shown_on(form: PlainForm) -> Iterator[None]:
    """Show the refusal of an action on the form, with all that was typed still there. What is not allowed or not visible stays a page of its own."""
    try:
        yield
    except (InvalidInputError, IllegalStepError) as refusal:
        form.show_refusal(refusal)


def page_of(request: HttpRequest, rows: Any, *, per_page: int = ROWS_PER_PAGE) -> Page[Any]:
    """The page of a list that the request asks for; a number out of range gives the nearest page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
