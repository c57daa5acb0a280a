"""Of what a network is read, and whether it ties organisations or people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WholeKind(TextChoices):
    """Of what a network is read."""

    GROUP = "groups", _("Mini-cluster")
    COMPLEX = "complexes", _("Complex")
    PROGRAMME = "programme", _("Programme")


class Level(TextChoices):
    """Who is tied to whom."""

    ORGANISATION = "organisation", _("Organisations")
    PERSON = "person", _("People")


# Which permission opens a level: people are named to those inside only.
PERMISSION_OF_LEVEL = {Level.ORGANISATION: "view_network", Level.PERSON: "view_people"}
