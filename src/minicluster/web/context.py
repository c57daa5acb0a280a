"""What the layout shows on every page."""

from typing import Any

from django.http import HttpRequest

from minicluster.platform.permissions import ROLE_LABELS, Role
from minicluster.web.navigation import navigation_for


def layout(request: HttpRequest) -> dict[str, Any]:
    """Viewer, programme, navigation and the role switch; nothing before the middleware has run (an early error page)."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {}
    own = request.own_roles  # type: ignore[attr-defined]  # ViewerRequest
    return {
        "viewer": viewer,
        "programme": request.programme,  # type: ignore[attr-defined]  # ViewerRequest
        "role_label": ROLE_LABELS[viewer.role],
        "own_roles": [(assignment.pk, ROLE_LABELS[Role(assignment.role)]) for assignment in own],
        "navigation": navigation_for(viewer, request.path),
    }
