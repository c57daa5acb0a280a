"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of, verdict_label
from minicluster.outcomes.rules.funnels import STAGE_LABELS, Stage, funnel, ratio
from minicluster.outcomes.rules.impact import ImpactMeasure, LeftOut, treated_from
from minicluster.outcomes.rules.indicators import STANDARD_INDICATORS, UNITS, Direction, IndicatorLevel
from minicluster.outcomes.rules.ledger import (
    COUNTED,
    FEWEST_FIRMS,
    OUTCOME_LIFECYCLE,
    OutcomeState,
    Realisation,
    may_read_reasons,
    may_show_total,
    may_stand_in_period,
)
from minicluster.outcomes.rules.permissions import PERMISSIONS, opens
from minicluster.outcomes.rules.reference_models import ASPECTS, MODELS, ReferenceModel
from minicluster.outcomes.rules.reports import ReportKind
from minicluster.outcomes.rules.review_figures import (
    BEST_SCORE,
    FEWEST_ANSWERS,
    MeasuredValue,
    Standing,
    YearCounts,
    likes_of,
    review_figures,
    standing,
    weighted_score,
)
from minicluster.outcomes.rules.reviewers import CONFLICTS_LAST, Quota, ReviewConflict, Shortage, is_free, quota_of
from minicluster.outcomes.rules.reviews import GROUP_STEPS, REVIEW_LIFECYCLE, STANDARD_CRITERIA, Criterion, ReviewDecision, ReviewMeasure, ReviewState
from minicluster.outcomes.rules.workings import Quoted, Workings, workings_of

__all__ = [
    "ASPECTS",
    "BEST_SCORE",
    "CERTAINTIES",
    "CONFLICTS_LAST",
    "COUNTED",
    "FEWEST_ANSWERS",
    "FEWEST_FIRMS",
    "GROUP_STEPS",
    "MODELS",
    "OUTCOME_LIFECYCLE",
    "PERIMETERS",
    "PERMISSIONS",
    "REVIEW_LIFECYCLE",
    "STAGE_LABELS",
    "STANDARD_CRITERIA",
    "STANDARD_INDICATORS",
    "TOPICS",
    "UNITS",
    "Criterion",
    "Direction",
    "FigureKind",
    "ImpactMeasure",
    "IndicatorLevel",
    "LeftOut",
    "MeasuredValue",
    "OutcomeState",
    "Quota",
    "Quoted",
    "Realisation",
    "ReferenceModel",
    "ReportKind",
    "ReviewConflict",
    "ReviewDecision",
    "ReviewMeasure",
    "ReviewState",
    "Sentence",
    "Shortage",
    "Stage",
    "Standing",
    "Workings",
    "YearCounts",
    "funnel",
    "is_free",
    "likes_of",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "quota_of",
    "ratio",
    "review_figures",
    "sentence_of",
    "standing",
    "treated_from",
    "verdict_label",
    "weighted_score",
    "workings_of",
]
