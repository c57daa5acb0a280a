"""The addresses of members."""

from django.urls import path

from minicluster.members.views import fees, groups, memberships, organisations, people

app_name = "members"
urlpatterns = [
    path("groups/", groups.group_list, name="group-list"),
    path("groups/propose/", groups.group_propose, name="group-propose"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/steps/<slug:verb>/", groups.group_step, name="group-step"),
    path("groups/<int:pk>/rename/", groups.group_rename, name="group-rename"),
    path("groups/<int:pk>/office/", groups.group_office, name="group-office"),
    path("groups/<int:pk>/by-laws/", groups.group_by_laws, name="group-by-laws"),
    path("groups/<int:pk>/members/", memberships.group_members, name="group-members"),
    path("groups/<int:pk>/members/export/", memberships.group_members_export, name="group-members-export"),
    path("groups/<int:pk>/fees/", fees.group_fees, name="group-fees"),
    path("groups/<int:pk>/fees/charge/", fees.group_fees_charge, name="group-fees-charge"),
    path("groups/<int:pk>/fees/remind/", fees.group_fees_remind, name="group-fees-remind"),
    path("groups/<int:pk>/fees/export/", fees.group_fees_export, name="group-fees-export"),
    path("memberships/<int:pk>/", memberships.membership, name="membership"),
    path("memberships/<int:pk>/steps/<slug:verb>/", memberships.membership_step, name="membership-step"),
    path("memberships/<int:pk>/keep/", memberships.membership_keep, name="membership-keep"),
    path("memberships/<int:pk>/representative/", memberships.membership_representative, name="membership-representative"),
    path("fees/<int:pk>/paid/", fees.fee_paid, name="fee-paid"),
    path("fees/<int:pk>/waive/", fees.fee_waive, name="fee-waive"),
    path("fees/<int:pk>/receipt/", fees.fee_receipt, name="fee-receipt"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/register/", organisations.organisation_register, name="organisation-register"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/size/", organisations.organisation_size, name="organisation-size"),
    path("organisations/<int:pk>/rename/", organisations.organisation_rename, name="organisation-rename"),
    path("organisations/<int:pk>/move/", organisations.organisation_move, name="organisation-move"),
    path("organisations/<int:pk>/apply/", organisations.organisation_apply, name="organisation-apply"),
    path("organisations/<int:pk>/person/", organisations.organisation_person, name="organisation-person"),
    path("people/", people.person_list, name="person-list"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/affiliation/", people.person_affiliation, name="person-affiliation"),
    path("people/<int:pk>/apply/", people.person_apply, name="person-apply"),
    path("people/<int:pk>/consent/", people.person_consent, name="person-consent"),
    path("people/<int:pk>/hand-over/", people.person_hand_over, name="person-hand-over"),
    path("consents/<int:pk>/withdraw/", people.consent_withdraw, name="consent-withdraw"),
    path("privacy/", people.privacy_register, name="privacy-register"),
]
