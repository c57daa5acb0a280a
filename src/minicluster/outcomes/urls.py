"""The addresses of outcomes."""

from django.urls import path

from minicluster.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("outcomes/", views.outcome_list, name="outcome-list"),
    path("outcomes/report/", views.outcome_report, name="outcome-report"),
    path("outcomes/<int:pk>/", views.outcome, name="outcome"),
    path("outcomes/<int:pk>/steps/<slug:verb>/", views.outcome_step, name="outcome-step"),
    path("outcomes/<int:pk>/evidence/<int:evidence_pk>/", views.outcome_file, name="outcome-file"),
    path("dashboard/", views.programme_dashboard, name="programme-dashboard"),
    path("complexes/<int:pk>/", views.complex_dashboard, name="complex-dashboard"),
    path("groups/<int:pk>/plan-against-actual/", views.plan_against_actual, name="plan-against-actual"),
    path("groups/<int:pk>/plan-against-actual.svg", views.plan_picture, name="plan-picture"),
    path("indicators/", views.indicator_list, name="indicator-list"),
    path("indicators/define/", views.indicator_define, name="indicator-define"),
    path("indicators/baseline/", views.baseline_set, name="baseline-set"),
    path("indicators/target/", views.target_set, name="target-set"),
    path("indicators/forecast/", views.forecast_record, name="forecast-record"),
    path("claims/record/", views.claim_record, name="claim-record"),
    path("claims/", views.claim_list, name="claim-list"),
]
