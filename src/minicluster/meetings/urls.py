"""The addresses of meetings."""

from django.urls import path

from minicluster.meetings.views import activities, survey, talks, writing

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
    path("visit-reports/<int:pk>/", writing.visit_report, name="visit-report"),
    # After the meeting, and beside it.
    path("survey/<str:token>/", survey.survey, name="survey"),
    path("activities/<int:pk>/survey-texts/", survey.survey_texts, name="survey-texts"),
    path("activities/<int:pk>/encounters/", survey.encounters, name="encounters"),
    path("survey-answers/<int:pk>/follow-up/", survey.follow_up, name="follow-up"),
    path("activities/<int:pk>/talks/", talks.talks, name="talks"),
    path("activities/<int:pk>/talks/set-up/", talks.talks_set_up, name="talks-set-up"),
    path("activities/<int:pk>/talks/timetable.pdf", talks.talks_pdf, name="talks-pdf"),
    path("activities/<int:pk>/talks/texts/", talks.talks_texts, name="talks-texts"),
    path("activities/<int:pk>/talks/steps/<slug:verb>/", talks.talks_step, name="talks-step"),
    path("activities/<int:pk>/talks/wishes/<int:person_pk>/", talks.talks_wish, name="talks-wish"),
    path("talk-wishes/<str:token>/", talks.talk_wishes, name="talk-wishes"),
    path("talk-list/<str:token>/", talks.talk_list, name="talk-list"),
]
