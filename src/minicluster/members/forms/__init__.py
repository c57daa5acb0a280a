"""What is typed about members."""

from minicluster.members.forms.fees import ChargeForm, PaymentForm
from minicluster.members.forms.groups import ByLawsForm, OfficeForm, ProposeGroupForm, RenameGroupForm, ReorganiseForm
from minicluster.members.forms.memberships import EndMembershipForm, ExpertMembershipForm, MembershipForm, RepresentativeForm
from minicluster.members.forms.organisations import MoveForm, OrganisationForm, RenameOrganisationForm, SizeForm
from minicluster.members.forms.people import CONSENT_FIELDS, AffiliationForm, ConsentForm, HandOverForm, PersonForm
from minicluster.members.forms.steps import day_field, step_form

__all__ = [
    "CONSENT_FIELDS",
    "AffiliationForm",
    "ByLawsForm",
    "ChargeForm",
    "ConsentForm",
    "EndMembershipForm",
    "ExpertMembershipForm",
    "HandOverForm",
    "MembershipForm",
    "MoveForm",
    "OfficeForm",
    "OrganisationForm",
    "PaymentForm",
    "PersonForm",
    "ProposeGroupForm",
    "RenameGroupForm",
    "RenameOrganisationForm",
    "ReorganiseForm",
    "RepresentativeForm",
    "SizeForm",
    "day_field",
    "step_form",
]
