"""Organisations: their kinds, their sizes, and the sector and sphere in which each kind counts."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is. A firm's size class is a dated fact of its own."""

    FIRM = "firm", _("Firm")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    AGENCY = "agency", _("Support agency")
    GOVERNMENT = "government", _("Local government")
    ASSOCIATION = "association", _("Association")
    FINANCE = "finance", _("Finance")
    BUYER = "buyer", _("Buyer")
    COMPLEX_OFFICE = "complex_office", _("Complex office")


class FirmSize(TextChoices):
    """Size classes of firms in Korean support law."""

    LARGE = "large", _("Large firm")
    MID = "mid", _("Mid-size firm")
    SMALL = "sme", _("SME")
    MICRO = "micro", _("Micro firm")


class Sector(TextChoices):
    """Sectors of performance of the Frascati Manual (OECD 2015)."""

    BES = "BES", _("Business enterprise")
    GOV = "GOV", _("Government")
    HES = "HES", _("Higher education")
    PNP = "PNP", _("Private non-profit")


class Sphere(TextChoices):
    """Spheres of the triple helix (Etzkowitz and Leydesdorff 2000)."""

    UNIVERSITY = "university", _("University")
    INDUSTRY = "industry", _("Industry")
    GOVERNMENT = "government", _("Government")


_SECTORS: Final = {
    OrganisationKind.FIRM: (Sector.BES, Sphere.INDUSTRY),
    OrganisationKind.BUYER: (Sector.BES, Sphere.INDUSTRY),
    OrganisationKind.FINANCE: (Sector.BES, Sphere.INDUSTRY),
    OrganisationKind.UNIVERSITY: (Sector.HES, Sphere.UNIVERSITY),
    OrganisationKind.INSTITUTE: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.AGENCY: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.GOVERNMENT: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.COMPLEX_OFFICE: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.ASSOCIATION: (Sector.PNP, Sphere.INDUSTRY),
}


def sector_of(kind: str) -> Sector:
    """The sector of performance, derived from the kind and never stored."""
    return _SECTORS[OrganisationKind(kind)][0]


def sphere_of(kind: str) -> Sphere:
    """The triple-helix sphere, derived from the kind and never stored."""
    return _SECTORS[OrganisationKind(kind)][1]
