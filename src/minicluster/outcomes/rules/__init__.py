"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of
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
from minicluster.outcomes.rules.report_parts import KEPT_BACK, Cell, Column, Report, Row, Section, as_data, percent_of
from minicluster.outcomes.rules.reports import (
    FORMATS,
    PURPOSES,
    ReportKind,
    always_of_a_year,
    formats_of,
    has_months,
    has_parts,
    has_years,
    kinds_for,
    may_draw_up,
)
from minicluster.outcomes.rules.reviews import REVIEW_LIFECYCLE, ReviewDecision, ReviewMeasure, ReviewState
from minicluster.outcomes.rules.suppression import kept_back, smaller_side, total_is_told

__all__ = [
    "CERTAINTIES",
    "COUNTED",
    "FEWEST_FIRMS",
    "FORMATS",
    "KEPT_BACK",
    "OUTCOME_LIFECYCLE",
    "PERIMETERS",
    "PERMISSIONS",
    "PURPOSES",
    "REVIEW_LIFECYCLE",
    "STAGE_LABELS",
    "STANDARD_INDICATORS",
    "TOPICS",
    "UNITS",
    "Cell",
    "Column",
    "Direction",
    "FigureKind",
    "ImpactMeasure",
    "IndicatorLevel",
    "OutcomeState",
    "Realisation",
    "Report",
    "ReportKind",
    "ReviewDecision",
    "ReviewMeasure",
    "ReviewState",
    "Row",
    "Section",
    "Sentence",
    "Stage",
    "always_of_a_year",
    "as_data",
    "formats_of",
    "funnel",
    "has_months",
    "has_parts",
    "has_years",
    "kept_back",
    "kinds_for",
    "may_draw_up",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "percent_of",
    "ratio",
    "sentence_of",
    "smaller_side",
    "total_is_told",
]
