"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of, verdict_label
from minicluster.outcomes.rules.funnels import STAGE_LABELS, Stage, funnel, ratio
from minicluster.outcomes.rules.impact import ImpactMeasure, LeftOut, treated_from
from minicluster.outcomes.rules.impact_cells import TOTAL, hidden_cells, with_totals
from minicluster.outcomes.rules.impact_figures import as_per_cent, limit_text, per_cent_text, span_text
from minicluster.outcomes.rules.impact_words import AGGREGATES, ALWAYS, ESTIMATOR_CODES, ESTIMATORS, INFERENCES, JOINED, LIMITS, METHODS, NEVER, whys_of
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
    "AGGREGATES",
    "ALWAYS",
    "ASPECTS",
    "BEST_SCORE",
    "CERTAINTIES",
    "CONFLICTS_LAST",
    "COUNTED",
    "ESTIMATORS",
    "ESTIMATOR_CODES",
    "FEWEST_ANSWERS",
    "FEWEST_FIRMS",
    "GROUP_STEPS",
    "INFERENCES",
    "JOINED",
    "LIMITS",
    "METHODS",
    "MODELS",
    "NEVER",
    "OUTCOME_LIFECYCLE",
    "PERIMETERS",
    "PERMISSIONS",
    "REVIEW_LIFECYCLE",
    "STAGE_LABELS",
    "STANDARD_CRITERIA",
    "STANDARD_INDICATORS",
    "TOPICS",
    "TOTAL",
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
    "as_per_cent",
    "funnel",
    "hidden_cells",
    "is_free",
    "likes_of",
    "limit_text",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "per_cent_text",
    "quota_of",
    "ratio",
    "review_figures",
    "sentence_of",
    "span_text",
    "standing",
    "treated_from",
    "verdict_label",
    "weighted_score",
    "whys_of",
    "with_totals",
    "workings_of",
]
