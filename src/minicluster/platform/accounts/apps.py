"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: who can sign in."""

    name = "minicluster.platform.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
