"""The addresses of outcomes."""

from django.urls import path

from minicluster.outcomes.views import claims, dashboards, forecasts, indicators, ledger, perimeters

app_name = "outcomes"
urlpatterns = [
    path("outcomes/", ledger.outcome_list, name="outcome-list"),
    path("outcomes/report/", ledger.outcome_report, name="outcome-report"),
    path("outcomes/<int:pk>/", ledger.outcome, name="outcome"),
    path("outcomes/<int:pk>/steps/<slug:verb>/", ledger.outcome_step, name="outcome-step"),
    path("outcomes/<int:pk>/evidence/<int:evidence_pk>/", ledger.outcome_file, name="outcome-file"),
    path("dashboard/", dashboards.programme_dashboard, name="programme-dashboard"),
    path("complexes/<int:pk>/", dashboards.complex_dashboard, name="complex-dashboard"),
    path("groups/<int:pk>/plan-against-actual/", dashboards.plan_against_actual, name="plan-against-actual"),
    path("groups/<int:pk>/plan-against-actual.svg", dashboards.plan_picture, name="plan-picture"),
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/define/", indicators.indicator_define, name="indicator-define"),
    path("indicators/baseline/", indicators.baseline_set, name="baseline-set"),
    path("indicators/target/", indicators.target_set, name="target-set"),
    path("indicators/forecast/", indicators.forecast_record, name="forecast-record"),
    path("forecasts/", forecasts.forecast_list, name="forecast-list"),
    path("forecasts/make/", forecasts.forecasts_make, name="forecasts-make"),
    path("forecasts/making/", forecasts.forecasts_making, name="forecasts-making"),
    path("forecasts/making/call-off/", forecasts.forecasts_call_off, name="forecasts-call-off"),
    path("forecasts/scores/", forecasts.forecast_scores, name="forecast-scores"),
    path("forecasts/<int:pk>/", forecasts.forecast_run, name="forecast-run"),
    path("forecasts/series/<int:pk>/", forecasts.forecast_series, name="forecast-series"),
    path("forecasts/series/<int:pk>.svg", forecasts.forecast_picture, name="forecast-picture"),
    path("indicators/figure/", indicators.figure_record, name="figure-record"),
    path("indicators/<int:pk>/", indicators.indicator, name="indicator"),
    path("indicators/<int:pk>/amend/", indicators.indicator_amend, name="indicator-amend"),
    path("indicators/<int:pk>/figures.svg", indicators.indicator_picture, name="indicator-picture"),
    path("indicators/<int:pk>/<int:year>/", indicators.figure_rows, name="figure-rows"),
    path("figures/<int:pk>/", indicators.figure, name="figure"),
    path("figures/<int:pk>/steps/<slug:verb>/", indicators.figure_step, name="figure-step"),
    path("perimeters/", perimeters.perimeter_list, name="perimeter-list"),
    path("perimeters/define/", perimeters.perimeter_define, name="perimeter-define"),
    path("perimeters/<int:pk>/add/", perimeters.perimeter_add, name="perimeter-add"),
    path("perimeters/complexes/<int:pk>/take-out/", perimeters.perimeter_take_out, name="perimeter-take-out"),
    path("prices/", perimeters.price_list, name="price-list"),
    path("prices/rate/", perimeters.rate_record, name="rate-record"),
    path("prices/index/", perimeters.index_record, name="index-record"),
    path("claims/record/", claims.claim_record, name="claim-record"),
    path("claims/", claims.claim_list, name="claim-list"),
]
