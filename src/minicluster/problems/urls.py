"""The addresses of problems."""

from django.urls import path

from minicluster.problems.views import batches, expertise, fairness, held, identities, introductions, problems, projects

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
    path("expertise/mine/", held.mine, name="held-mine"),
    path("expertise/people/<int:pk>/", held.held, name="held"),
    path("expertise/people/<int:pk>/download/", held.download, name="held-download"),
    path("expertise/people/<int:pk>/add/", held.add, name="held-add"),
    path("expertise/people/<int:pk>/removal/", held.removal_ask, name="held-removal"),
    path("expertise/<int:pk>/correct/", held.expertise_correct, name="expertise-correct"),
    path("evidence/<int:pk>/correct/", held.evidence_correct, name="evidence-correct"),
    path("evidence/<int:pk>/disown/", held.evidence_disown, name="evidence-disown"),
    path("evidence/<int:pk>/reclaim/", held.evidence_reclaim, name="evidence-reclaim"),
    path("removals/", held.removal_list, name="removal-list"),
    path("removals/<int:pk>/answer/", held.removal_answer, name="removal-answer"),
    path("identities/", identities.identity_list, name="identity-list"),
    path("identities/<int:pk>/", identities.identity, name="identity"),
    path("identities/<int:pk>/steps/<slug:verb>/", identities.identity_step, name="identity-step"),
    path("interests/", fairness.interest_list, name="interest-list"),
    path("interests/declare/", fairness.interest_declare, name="interest-declare"),
    path("interests/<int:pk>/end/", fairness.interest_end, name="interest-end"),
    path("batch/", batches.batch, name="batch"),
    path("matches/<int:pk>/accept/", batches.match_accept, name="match-accept"),
    path("matching-policy/", fairness.matching_policy, name="matching-policy"),
    path("gate-verdicts/<int:pk>/decide/", fairness.gate_verdict_decide, name="gate-verdict-decide"),
    path("support/", expertise.support_list, name="support-list"),
]
