"""The addresses of outcomes."""

from django.urls import path

from minicluster.outcomes.views import claims, credit, dashboards, follow_ups, indicators, ledger, promises

app_name = "outcomes"
urlpatterns = [
    path("outcomes/", ledger.outcome_list, name="outcome-list"),
    path("outcomes/report/", ledger.outcome_report, name="outcome-report"),
    path("outcomes/<int:pk>/", ledger.outcome, name="outcome"),
    path("outcomes/<int:pk>/steps/<slug:verb>/", ledger.outcome_step, name="outcome-step"),
    path("outcomes/<int:pk>/evidence/<int:evidence_pk>/", ledger.outcome_file, name="outcome-file"),
    path("outcomes/<int:pk>/credit/", credit.credit, name="credit"),
    path("outcomes/partitions/", credit.partitions, name="partitions"),
    path("outcomes/follow-ups/<int:pk>/", follow_ups.follow_up_answer, name="follow-up-answer"),
    path("outcomes/follow-up/<str:token>/", follow_ups.follow_up_by_link, name="follow-up-by-link"),
    path("outcomes/promises/", promises.promises, name="promises"),
    path("outcomes/promises.svg", promises.promises_picture, name="promises-picture"),
    path("dashboard/", dashboards.programme_dashboard, name="programme-dashboard"),
    path("complexes/<int:pk>/", dashboards.complex_dashboard, name="complex-dashboard"),
    path("groups/<int:pk>/plan-against-actual/", dashboards.plan_against_actual, name="plan-against-actual"),
    path("groups/<int:pk>/plan-against-actual.svg", dashboards.plan_picture, name="plan-picture"),
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/define/", indicators.indicator_define, name="indicator-define"),
    path("indicators/baseline/", indicators.baseline_set, name="baseline-set"),
    path("indicators/target/", indicators.target_set, name="target-set"),
    path("indicators/forecast/", indicators.forecast_record, name="forecast-record"),
    path("claims/record/", claims.claim_record, name="claim-record"),
    path("claims/", claims.claim_list, name="claim-list"),
]
