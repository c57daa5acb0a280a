"""Whom or what a problem is matched with, what speaks for it, and what was thought of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CandidateKind(TextChoices):
    """Whom or what a problem can be matched with."""

    EXPERT = "expert", _("Expert")
    FIRM = "firm", _("Firm")
    FACILITY = "facility", _("Facility")
    SUPPORT = "support", _("Support programme")


class Judgement(TextChoices):
    """What a coordinator thought of a match."""

    NONE = "none", _("Not judged")
    FITS = "fits", _("Fits")
    DOES_NOT_FIT = "does_not_fit", _("Does not fit")


class EvidenceKind(TextChoices):
    """What speaks for an expertise."""

    PAPER = "paper", _("Paper")
    PATENT = "patent", _("Patent")
    PROJECT = "project", _("Project")
    LECTURE = "lecture", _("Lecture")
    SOLVED_PROBLEM = "solved_problem", _("Problem solved here")
    EQUIPMENT = "equipment", _("Equipment")
    STATEMENT = "statement", _("Own statement")


class EvidenceService(TextChoices):
    """Who told of a piece of evidence."""

    OFFICE = "office", _("A table of the office")
    OPENALEX = "openalex", "OpenAlex"
    ORCID = "orcid", "ORCID"
    CROSSREF = "crossref", "Crossref"
    NTIS = "ntis", "NTIS"
    BIBTEX = "bibtex", "BibTeX"
    RIS = "ris", "RIS"
    PERSON = "person", _("The person")
