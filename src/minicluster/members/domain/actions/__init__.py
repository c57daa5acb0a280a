"""What can be done with members' records: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.members.domain.actions.by_laws import set_by_laws
from minicluster.members.domain.actions.fees import charge_fees, record_fee_payment, remind_of_fees, waive_fee
from minicluster.members.domain.actions.groups import found_group, propose_group, rename_group, reorganise_group, take_group_step
from minicluster.members.domain.actions.memberships import (
    activate_membership,
    apply_for_membership,
    approve_membership,
    keep_member,
    take_membership_step,
)
from minicluster.members.domain.actions.offices import enter_office, give_office, hand_over_work
from minicluster.members.domain.actions.organisations import add_alias, move_site, record_size, register_organisation, rename_organisation
from minicluster.members.domain.actions.people import record_affiliation, register_person
from minicluster.members.domain.actions.privacy import give_consent, read_contact, read_contacts_of_staff, read_figures, record_disclosure, withdraw_consent
from minicluster.members.domain.actions.representation import name_representative

__all__ = [
    "activate_membership",
    "add_alias",
    "apply_for_membership",
    "approve_membership",
    "charge_fees",
    "enter_office",
    "found_group",
    "give_consent",
    "give_office",
    "hand_over_work",
    "keep_member",
    "move_site",
    "name_representative",
    "propose_group",
    "read_contact",
    "read_contacts_of_staff",
    "read_figures",
    "record_affiliation",
    "record_disclosure",
    "record_fee_payment",
    "record_size",
    "register_organisation",
    "register_person",
    "remind_of_fees",
    "rename_group",
    "rename_organisation",
    "reorganise_group",
    "set_by_laws",
    "take_group_step",
    "take_membership_step",
    "waive_fee",
    "withdraw_consent",
]
