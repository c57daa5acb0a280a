"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of
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
from minicluster.outcomes.rules.reports import ReportKind
from minicluster.outcomes.rules.reviews import REVIEW_LIFECYCLE, ReviewDecision, ReviewMeasure, ReviewState

__all__ = [
    "AGGREGATES",
    "ALWAYS",
    "CERTAINTIES",
    "COUNTED",
    "ESTIMATORS",
    "ESTIMATOR_CODES",
    "FEWEST_FIRMS",
    "INFERENCES",
    "JOINED",
    "LIMITS",
    "METHODS",
    "NEVER",
    "OUTCOME_LIFECYCLE",
    "PERIMETERS",
    "PERMISSIONS",
    "REVIEW_LIFECYCLE",
    "STAGE_LABELS",
    "STANDARD_INDICATORS",
    "TOPICS",
    "TOTAL",
    "UNITS",
    "Direction",
    "FigureKind",
    "ImpactMeasure",
    "IndicatorLevel",
    "LeftOut",
    "OutcomeState",
    "Realisation",
    "ReportKind",
    "ReviewDecision",
    "ReviewMeasure",
    "ReviewState",
    "Sentence",
    "Stage",
    "as_per_cent",
    "funnel",
    "hidden_cells",
    "limit_text",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "per_cent_text",
    "ratio",
    "sentence_of",
    "span_text",
    "treated_from",
    "whys_of",
    "with_totals",
]
