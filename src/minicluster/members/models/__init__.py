"""Records of members. Dated history is kept in validity ranges on relations and named facts, never overwritten."""

from minicluster.members.models.groups import Complex, Group, GroupName, GroupSuccession, Site
from minicluster.members.models.memberships import Membership, MembershipFee, Office, Representation, RoleAssignment
from minicluster.members.models.organisations import (
    Organisation,
    OrganisationClassification,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationSize,
    OrganisationYear,
)
from minicluster.members.models.people import Affiliation, Consent, Disclosure, Person, Tie
from minicluster.members.models.records import Dated, DatedQuerySet, Programme, ProgrammeRecord, ProgrammeYear, in_language, record_type_of, trigrams

__all__ = [
    "Affiliation",
    "Complex",
    "Consent",
    "Dated",
    "DatedQuerySet",
    "Disclosure",
    "Group",
    "GroupName",
    "GroupSuccession",
    "Membership",
    "MembershipFee",
    "Office",
    "Organisation",
    "OrganisationClassification",
    "OrganisationIdentifier",
    "OrganisationName",
    "OrganisationSize",
    "OrganisationYear",
    "Person",
    "Programme",
    "ProgrammeRecord",
    "ProgrammeYear",
    "Representation",
    "RoleAssignment",
    "Site",
    "Tie",
    "in_language",
    "record_type_of",
    "trigrams",
]
