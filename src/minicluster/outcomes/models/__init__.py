"""Records of outcomes."""

from minicluster.outcomes.models.claims import Claim
from minicluster.outcomes.models.comparisons import ComparisonFirm, ComparisonYear, ImpactStudy, OutsideComplex
from minicluster.outcomes.models.figures import Actual, Baseline, Figure, Forecast, ForecastRun, Target
from minicluster.outcomes.models.indicators import ExchangeRate, Indicator, Perimeter, PerimeterComplex, PriceIndex
from minicluster.outcomes.models.ledger import Outcome, OutcomeCredit, OutcomeEvidence, OutcomeFollowUp
from minicluster.outcomes.models.reports import OfficeForm
from minicluster.outcomes.models.reviews import GroupReview, ReviewCriterion, ReviewerSeat, ReviewRound, ReviewScore

__all__ = [
    "Actual",
    "Baseline",
    "Claim",
    "ComparisonFirm",
    "ComparisonYear",
    "ExchangeRate",
    "Figure",
    "Forecast",
    "ForecastRun",
    "GroupReview",
    "ImpactStudy",
    "Indicator",
    "OfficeForm",
    "Outcome",
    "OutcomeCredit",
    "OutcomeEvidence",
    "OutcomeFollowUp",
    "OutsideComplex",
    "Perimeter",
    "PerimeterComplex",
    "PriceIndex",
    "ReviewCriterion",
    "ReviewRound",
    "ReviewScore",
    "ReviewerSeat",
    "Target",
]
