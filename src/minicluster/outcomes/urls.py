"""The addresses of outcomes."""

from django.urls import path

from minicluster.outcomes.views import claims, dashboards, indicators, ledger, office_forms, reports

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
    path("claims/record/", claims.claim_record, name="claim-record"),
    path("claims/", claims.claim_list, name="claim-list"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/forms/", office_forms.office_form_list, name="office-form-list"),
    path("reports/forms/keep/", office_forms.office_form_keep, name="office-form-keep"),
    path("reports/forms/<int:pk>/", office_forms.office_form, name="office-form"),
    path("reports/forms/<int:pk>/filled/", office_forms.office_form_filled, name="office-form-filled"),
    path("reports/forms/<int:pk>/file/", office_forms.office_form_file, name="office-form-file"),
    path("reports/forms/<int:pk>/drop/", office_forms.office_form_drop, name="office-form-drop"),
    path("reports/<slug:kind>/", reports.report, name="report"),
    path("reports/<slug:kind>/file/<slug:form>/", reports.report_file, name="report-file"),
    path("open-data/", reports.open_data, name="open-data"),
    path("open-data/<slug:form>/", reports.open_data_file, name="open-data-file"),
]
