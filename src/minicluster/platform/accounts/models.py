"""Who can sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users by their mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password they can only sign in once one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user whatever the case in which the address was typed."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """An account. It holds no rights: those are role assignments within a programme."""

    email = models.EmailField(_("mail address"), unique=True)
    language = models.CharField(_("language"), max_length=5, default="ko")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email
