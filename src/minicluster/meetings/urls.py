"""The addresses of meetings."""

from django.urls import path

from minicluster.meetings.views import activities, calendar, planning, plans, writing

app_name = "meetings"
urlpatterns = [
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/plan/", planning.activity_plan, name="activity-plan"),
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
    path("visit-reports/<int:pk>/", writing.visit_report, name="visit-report"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("activities/<int:pk>/repeat/", planning.activity_repeat, name="activity-repeat"),
    path("activities/<int:pk>/change/", planning.activity_change, name="activity-change"),
    path("activities/<int:pk>/cancel-following/", planning.series_cancel, name="series-cancel"),
    path("work-plans/", plans.work_plan_list, name="work-plan-list"),
    path("work-plans/start/", plans.work_plan_start, name="work-plan-start"),
    path("work-plans/<int:pk>/", plans.work_plan, name="work-plan"),
    path("work-plans/<int:pk>/lines/", plans.work_plan_lines, name="work-plan-lines"),
    path("work-plans/<int:pk>/steps/<slug:verb>/", plans.work_plan_step, name="work-plan-step"),
]
