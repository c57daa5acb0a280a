"""What is paid to those who lecture and advise."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaidService(TextChoices):
    """What somebody outside is paid for."""

    LECTURE = "lecture", _("Lecture")
    ADVICE = "advice", _("Advice")


class IncomeKind(TextChoices):
    """Which income it is for the person who is paid: it decides what is withheld."""

    OTHER = "other", _("Other income (occasional)")
    BUSINESS = "business", _("Business income (regular)")
