"""The addresses of problems."""

from django.urls import path

from minicluster.problems.views import expertise, introductions, problems, projects, support

app_name = "problems"
urlpatterns = [
    path("problems/", problems.problem_list, name="problem-list"),
    path("problems/raise/", problems.problem_raise, name="problem-raise"),
    path("problems/<int:pk>/", problems.problem, name="problem"),
    path("problems/<int:pk>/steps/<slug:verb>/", problems.problem_step, name="problem-step"),
    path("problems/<int:pk>/match/", problems.match, name="match"),
    path("problems/<int:pk>/introductions/suggest/", introductions.introduction_suggest, name="introduction-suggest"),
    path("problems/<int:pk>/projects/plan/", projects.project_plan, name="project-plan"),
    path("matches/<int:pk>/judge/", problems.match_judge, name="match-judge"),
    path("introductions/", introductions.introduction_list, name="introduction-list"),
    path("introductions/<int:pk>/", introductions.introduction, name="introduction"),
    path("introductions/<int:pk>/steps/<slug:verb>/", introductions.introduction_step, name="introduction-step"),
    path("answer/<str:token>/", introductions.answer, name="answer"),
    path("projects/", projects.project_list, name="project-list"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/steps/<slug:verb>/", projects.project_step, name="project-step"),
    path("expertise/", expertise.expertise_list, name="expertise-list"),
    path("problems/<int:pk>/disclosures/", support.problem_disclosures, name="problem-disclosures"),
    path("organisations/<int:pk>/support/", support.organisation_support, name="organisation-support"),
    path("support/<int:pk>/call/", support.support_programme_call, name="support-programme-call"),
    path("language-model/", support.language_model, name="language-model"),
    path("language-model/<int:pk>/withdraw/", support.sending_decision_withdraw, name="sending-decision-withdraw"),
    path("support/", expertise.support_list, name="support-list"),
]
