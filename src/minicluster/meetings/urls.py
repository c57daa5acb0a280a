"""The addresses of meetings."""

from django.urls import path

from minicluster.meetings.views import activities, agenda, decisions, minutes, minutes_templates, writing

app_name = "meetings"
urlpatterns = [
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/plan/", activities.activity_plan, name="activity-plan"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/steps/<slug:verb>/", activities.activity_step, name="activity-step"),
    path("activities/<int:pk>/invite/", activities.activity_invite, name="activity-invite"),
    path("activities/<int:pk>/register/", activities.activity_register, name="activity-register"),
    path("activities/<int:pk>/attendance/", writing.attendance, name="attendance"),
    path("activities/<int:pk>/visit-report/", writing.visit_report_write, name="visit-report-write"),
    path("registrations/<int:pk>/withdraw/", activities.registration_withdraw, name="registration-withdraw"),
    path("visit-reports/<int:pk>/", writing.visit_report, name="visit-report"),
    path("activities/<int:pk>/agenda/", agenda.activity_agenda, name="activity-agenda"),
    path("activities/<int:pk>/minutes/", minutes.activity_minutes, name="activity-minutes"),
    path("activities/<int:pk>/minutes/write/", minutes.activity_minutes_write, name="activity-minutes-write"),
    path("activities/<int:pk>/minutes/circulate/", minutes.activity_minutes_circulate, name="activity-minutes-circulate"),
    path("activities/<int:pk>/minutes/comment/", minutes.activity_minutes_comment, name="activity-minutes-comment"),
    path("activities/<int:pk>/minutes.pdf", minutes.activity_minutes_pdf, name="activity-minutes-pdf"),
    path("activities/<int:pk>/minutes.hwpx", minutes.activity_minutes_hwpx, name="activity-minutes-hwpx"),
    path("minutes/<str:token>/", minutes.minutes_link, name="minutes-link"),
    path("activities/<int:pk>/decision/", decisions.activity_decision, name="activity-decision"),
    path("decisions/<int:pk>/take-back/", decisions.decision_take_back, name="decision-take-back"),
    path("activities/<int:pk>/election/", decisions.activity_election, name="activity-election"),
    path("activities/<int:pk>/action-item/", decisions.activity_action_item, name="activity-action-item"),
    path("action-items/<int:pk>/steps/<slug:verb>/", decisions.action_item_step, name="action-item-step"),
    path("minutes-templates/", minutes_templates.minutes_template_list, name="minutes-template-list"),
    path("minutes-templates/ours/", minutes_templates.minutes_template_default, name="minutes-template-default"),
    path("complexes/<int:pk>/minutes-template/", minutes_templates.complex_minutes_template, name="complex-minutes-template"),
    path("complexes/<int:pk>/minutes-template/download/", minutes_templates.complex_minutes_template_download, name="complex-minutes-template-download"),
]
