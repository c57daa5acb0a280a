"""Who is looking, and what happens when the product refuses."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from minicluster.members.domain.queries import acting_assignment, assignments_of, programme_by_default, viewer_of
from minicluster.platform.refusals import NotVisibleError, RefusedError

Respond = Callable[[HttpRequest], HttpResponse]


class MalformedMiddleware:
    """Refuses what no browser sends and no database takes: NUL in an address, a query or a cookie. Stands before whatever reads them."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400, or pass the request on."""
        told = (request.path, *request.COOKIES.values(), *(value for _name, values in request.GET.lists() for value in values))
        if any("\x00" in text for text in told):
            return render(request, "web/malformed.html", status=400)
        return self.get_response(request)


class ViewerMiddleware:
    """Puts the viewer, their own roles and their programme on the request: the role chosen in the session, or the public."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.viewer`, `request.own_roles` and `request.programme`."""
        own = assignments_of(request.user) if request.user.is_authenticated else []
        assignment = acting_assignment(own, request.session.get("role"))
        programme = assignment.programme if assignment else programme_by_default()
        request.own_roles = own  # type: ignore[attr-defined]  # ViewerRequest
        request.programme = programme  # type: ignore[attr-defined]  # ViewerRequest
        request.viewer = viewer_of(assignment, programme)  # type: ignore[attr-defined]  # ViewerRequest
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a refusal into a page that says what happened, that nothing is lost, and what to do."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal with a page."""
        if isinstance(error, NotVisibleError):
            raise Http404(error.message) from error
        if isinstance(error, RefusedError):
            return render(request, "web/refusal.html", {"refusal": error}, status=error.status)
        return None
