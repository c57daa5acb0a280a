"""The addresses of outcomes."""

from django.urls import path

from minicluster.outcomes.views import claims, dashboards, impact, indicators, ledger, reviews

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
    path("impact/", impact.impact_list, name="impact-list"),
    path("impact/make/", impact.impact_make, name="impact-make"),
    path("impact/<int:pk>/", impact.impact_study, name="impact-study"),
    path("impact/<int:pk>/cancel/", impact.impact_cancel, name="impact-cancel"),
    path("impact/<int:pk>/rows/", impact.impact_rows, name="impact-rows"),
    path("impact/<int:pk>/note.pdf", impact.impact_note, name="impact-note"),
    path("impact/<int:pk>/estimates.svg", impact.impact_estimates_picture, name="impact-estimates-picture"),
    path("impact/<int:pk>/event.svg", impact.impact_event_picture, name="impact-event-picture"),
    path("claims/<slug:code>/", claims.claim, name="claim"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/open/", reviews.round_open, name="review-round-open"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/reviewers/", reviews.review_seat, name="review-seat"),
    path("reviews/<int:pk>/reviewers/<int:seat_pk>/take-back/", reviews.review_unseat, name="review-unseat"),
    path("reviews/<int:pk>/scoring/", reviews.review_scoring, name="review-scoring"),
    path("reviews/<int:pk>/score/", reviews.review_score, name="review-score"),
    path("reviews/<int:pk>/decision/", reviews.review_decision, name="review-decision"),
    path("reference-models/", claims.reference_models, name="reference-models"),
]
