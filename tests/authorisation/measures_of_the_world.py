"""What is measured at a place of the world: figures, forecasts, follow-ups, a review with its reviewer, a study, a form, and who is tied to whom."""

from datetime import UTC, date, datetime

from factories import make_actual, make_tie, make_user

from minicluster.network.models import PairSetAside
from minicluster.outcomes.models import (
    Forecast,
    ForecastRun,
    GroupReview,
    ImpactStudy,
    OfficeForm,
    Outcome,
    OutcomeFollowUp,
    Perimeter,
    PerimeterComplex,
    ReviewerSeat,
    ReviewRound,
)
from minicluster.platform.files.storage import store_file
from minicluster.platform.permissions import Role

AT = datetime(2007, 3, 5, 1, tzinfo=UTC)
_KEPT_BACK = 731_904


def measured_records(place, outcome, contact, expert, introduction):
    """The records by the names that addresses use; `outcome` is the thread's entry, with its group and its indicator."""
    group, indicator, programme = outcome.group, outcome.indicator, outcome.programme
    of_complex = {"programme": programme, "indicator": indicator, "complex": group.complex}
    expected = Outcome.objects.create(
        programme=programme, indicator=indicator, organisation=outcome.organisation, group=group, problem=outcome.problem, realisation="expected", value=9000,
        period_from=date(2006, 1, 1), period_to=date(2006, 12, 31), reported_at=AT, state="reported", note=f"canary-{place}-promise",
    )  # fmt: skip
    for year in (2004, 2005):
        make_actual(indicator, year, complex=group.complex)
    kept_back = make_actual(indicator, 2006, _KEPT_BACK, complex=group.complex, is_confidential=True, source=f"canary-{place}-kept-figure")
    perimeter = Perimeter.objects.create(programme=programme, slug=f"perimeter-{place}", name_ko="범위", name_en="Perimeter")
    run = ForecastRun.objects.create(programme=programme, made_at=AT, horizon=1)
    review_round, _is_new = ReviewRound.objects.get_or_create(programme=programme, year=2006, defaults={"opened_at": AT})
    review = GroupReview.objects.create(programme=programme, round=review_round, group=group, why=f"canary-{place}-review")
    stored = store_file(content=b"%PDF-1.7", name="form.pdf", programme_id=programme.pk, stored_by_id=None)
    make_tie(contact, expert, kind="introduced", through_type="introduction", through_id=introduction.pk)
    one, other = sorted((contact, expert), key=lambda person: person.pk)
    return {
        "outcome_follow_up": OutcomeFollowUp.objects.create(programme=programme, outcome=expected, years=1, due_on=date(2007, 1, 1)),
        "figure": kept_back,
        "perimeter": perimeter,
        "perimeter_complex": PerimeterComplex.objects.create(perimeter=perimeter, complex=group.complex, valid_from=date(2005, 1, 1)),
        "forecast_run": run,
        "forecast": Forecast.objects.create(
            run=run, made_at=AT, year=2008, value=120, method="drift", made_from=[[2004, 100, None], [2005, 100, None]], **of_complex
        ),
        "review": review,
        "reviewer_seat": ReviewerSeat.objects.create(review=review, user=make_user(Role.REVIEWER, programme)),
        "impact": ImpactStudy.objects.create(programme=programme, measure="sales_krw", made_at=AT, digest=place, result={}),
        "office_form": OfficeForm.objects.create(programme=programme, name=f"서식 {place}", kind="programme", file=stored, stored_at=AT),
        "pair_set_aside": PairSetAside.objects.create(programme=programme, group=group, one=one, other=other, why=f"canary-{place}-aside", set_aside_at=AT),
    }
