"""The addresses of meetings."""

from django.urls import path

from minicluster.meetings.views import activities, attendance, door, visits, writing

app_name = "meetings"
urlpatterns = [
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/plan/", activities.activity_plan, name="activity-plan"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/steps/<slug:verb>/", activities.activity_step, name="activity-step"),
    path("activities/<int:pk>/invite/", activities.activity_invite, name="activity-invite"),
    path("activities/<int:pk>/register/", activities.activity_register, name="activity-register"),
    path("activities/<int:pk>/minutes/", writing.activity_minutes, name="activity-minutes"),
    path("activities/<int:pk>/decision/", writing.activity_decision, name="activity-decision"),
    path("activities/<int:pk>/election/", writing.activity_election, name="activity-election"),
    path("activities/<int:pk>/action-item/", writing.activity_action_item, name="activity-action-item"),
    path("registrations/<int:pk>/withdraw/", activities.registration_withdraw, name="registration-withdraw"),
    path("action-items/<int:pk>/steps/<slug:verb>/", writing.action_item_step, name="action-item-step"),
    # the door: the list, the code, what a guest's phone sends, the signed sheet, what was seen at a visit
    path("activities/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("activities/<int:pk>/attendance/standing/", attendance.activity_standing, name="activity-standing"),
    path("activities/<int:pk>/attendance/tick/", attendance.activity_tick, name="activity-tick"),
    path("activities/<int:pk>/attendance/by-name/", attendance.activity_by_name, name="activity-by-name"),
    path("activities/<int:pk>/attendance/sheet/", attendance.activity_sheet, name="activity-sheet"),
    path("activities/<int:pk>/attendance/signed-sheet/", attendance.activity_signed_sheet, name="activity-signed-sheet"),
    path("attendances/<int:pk>/deputy-for/", attendance.attendance_deputy, name="attendance-deputy"),
    path("activity-files/<int:pk>/", attendance.activity_file, name="activity-file"),
    path("activities/<int:pk>/door/", door.activity_door, name="activity-door"),
    path("activities/<int:pk>/door/code/", door.activity_door_code, name="activity-door-code"),
    path("door/", door.door_check_in, name="door-check-in"),
    path("door/<str:token>/", door.door, name="door"),
    path("door-entries/<int:pk>/", door.door_entry, name="door-entry"),
    path("activities/<int:pk>/visit-report/", visits.visit_report_write, name="visit-report-write"),
    path("visit-reports/<int:pk>/", visits.visit_report, name="visit-report"),
]
