"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of
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
from minicluster.outcomes.rules.reports import ReportKind
from minicluster.outcomes.rules.reviews import REVIEW_LIFECYCLE, ReviewDecision, ReviewMeasure, ReviewState

__all__ = [
    "CERTAINTIES",
    "COUNTED",
    "FEWEST_FIRMS",
    "OUTCOME_LIFECYCLE",
    "PERIMETERS",
    "PERMISSIONS",
    "REVIEW_LIFECYCLE",
    "STAGE_LABELS",
    "STANDARD_INDICATORS",
    "TOPICS",
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
    "funnel",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "ratio",
    "sentence_of",
    "treated_from",
]
