"""Signing in."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def typed_address(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The address for which a sign-in is tried, however it was typed: what failed attempts are counted by."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(typed).strip().lower()


class SignInForm(AuthenticationForm):
    """Django's form with our words."""

    error_messages = {  # noqa: RUF012  # Django's form class declares it so
        "invalid_login": _("This mail address and password do not belong together. Nothing is lost; please try again."),
        "inactive": _("This account is closed. Please ask your administrator."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Mail address")
        self.fields["password"].label = _("Password")
