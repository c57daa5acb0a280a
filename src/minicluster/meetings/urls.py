"""The addresses of meetings."""

from django.urls import path

from minicluster.meetings.views import activities, honoraria, taking_in, writing

app_name = "meetings"
urlpatterns = [
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/plan/", activities.activity_plan, name="activity-plan"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/steps/<slug:verb>/", activities.activity_step, name="activity-step"),
    path("activities/<int:pk>/invite/", activities.activity_invite, name="activity-invite"),
    path("activities/<int:pk>/register/", activities.activity_register, name="activity-register"),
    path("activities/<int:pk>/attendance/", writing.attendance, name="attendance"),
    path("activities/<int:pk>/minutes/", writing.activity_minutes, name="activity-minutes"),
    path("activities/<int:pk>/decision/", writing.activity_decision, name="activity-decision"),
    path("activities/<int:pk>/election/", writing.activity_election, name="activity-election"),
    path("activities/<int:pk>/action-item/", writing.activity_action_item, name="activity-action-item"),
    path("activities/<int:pk>/visit-report/", writing.visit_report_write, name="visit-report-write"),
    path("registrations/<int:pk>/withdraw/", activities.registration_withdraw, name="registration-withdraw"),
    path("action-items/<int:pk>/steps/<slug:verb>/", writing.action_item_step, name="action-item-step"),
    path("activities/<int:pk>/take-in/", taking_in.activity_take_in, name="activity-take-in"),
    path("activities/<int:pk>/honorarium/", honoraria.activity_honorarium, name="activity-honorarium"),
    path("honoraria/", honoraria.honorarium_list, name="honorarium-list"),
    path("honoraria/export/", honoraria.honorarium_export, name="honorarium-export"),
    path("honoraria/settle/", honoraria.honorarium_settle, name="honorarium-settle"),
    path("honoraria/<int:pk>/correct/", honoraria.honorarium_correct, name="honorarium-correct"),
    path("visit-reports/<int:pk>/", writing.visit_report, name="visit-report"),
]
