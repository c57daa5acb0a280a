"""The addresses of meetings."""

from django.urls import path

from minicluster.meetings.views import activities, feeds, invitations, writing

app_name = "meetings"
urlpatterns = [
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/plan/", activities.activity_plan, name="activity-plan"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/steps/<slug:verb>/", activities.activity_step, name="activity-step"),
    path("activities/<int:pk>/register/", activities.activity_register, name="activity-register"),
    path("activities/<int:pk>/attendance/", writing.attendance, name="attendance"),
    path("activities/<int:pk>/minutes/", writing.activity_minutes, name="activity-minutes"),
    path("activities/<int:pk>/decision/", writing.activity_decision, name="activity-decision"),
    path("activities/<int:pk>/election/", writing.activity_election, name="activity-election"),
    path("activities/<int:pk>/action-item/", writing.activity_action_item, name="activity-action-item"),
    path("activities/<int:pk>/visit-report/", writing.visit_report_write, name="visit-report-write"),
    path("activities/<int:pk>/invite/", invitations.activity_invite, name="activity-invite"),
    path("activities/<int:pk>/guest/", invitations.activity_guest, name="activity-guest"),
    path("activities/<int:pk>/invitations/", invitations.activity_invitations, name="activity-invitations"),
    path("activities/<int:pk>/move/", invitations.activity_move, name="activity-move"),
    path("invitations/<int:pk>/answer/", invitations.invitation_answer, name="invitation-answer"),
    path("invitations/by-link/<str:token>/", invitations.invitation_by_link, name="invitation-by-link"),
    path("calendar-addresses/", feeds.calendar_addresses, name="calendar-addresses"),
    path("calendar-addresses/<int:pk>/revoke/", feeds.calendar_feed_revoke, name="calendar-feed-revoke"),
    path("calendar/<str:secret>.ics", feeds.calendar_feed, name="calendar-feed"),
    path("registrations/<int:pk>/withdraw/", activities.registration_withdraw, name="registration-withdraw"),
    path("action-items/<int:pk>/steps/<slug:verb>/", writing.action_item_step, name="action-item-step"),
    path("visit-reports/<int:pk>/", writing.visit_report, name="visit-report"),
]
