"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of, verdict_label
from minicluster.outcomes.rules.funnels import STAGE_LABELS, Stage, funnel, ratio
from minicluster.outcomes.rules.impact import ImpactMeasure
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
from minicluster.outcomes.rules.reviews import REVIEW_LIFECYCLE, ReviewDecision, ReviewMeasure, ReviewState
from minicluster.outcomes.rules.workings import Quoted, Workings, workings_of

__all__ = [
    "ASPECTS",
    "CERTAINTIES",
    "COUNTED",
    "FEWEST_FIRMS",
    "MODELS",
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
    "OutcomeState",
    "Quoted",
    "Realisation",
    "ReferenceModel",
    "ReportKind",
    "ReviewDecision",
    "ReviewMeasure",
    "ReviewState",
    "Sentence",
    "Stage",
    "Workings",
    "funnel",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "ratio",
    "sentence_of",
    "verdict_label",
    "workings_of",
]
