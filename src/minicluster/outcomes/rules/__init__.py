"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of, verdict_label
from minicluster.outcomes.rules.figures import Entry, may_read_figure, total_gives_away
from minicluster.outcomes.rules.formulas import Formula, FormulaKind, Known, Worked, check_formula, formula_of, worked_out
from minicluster.outcomes.rules.funnels import STAGE_LABELS, Stage, funnel, ratio
from minicluster.outcomes.rules.impact import ImpactMeasure, LeftOut, treated_from
from minicluster.outcomes.rules.indicators import UNITS, Direction, IndicatorLevel
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
from minicluster.outcomes.rules.money import CURRENCIES, HOME, Amount, Prices, finite, in_currency, in_prices_of, together
from minicluster.outcomes.rules.perimeters import STANDARD_PERIMETERS, Break, Span, Summed, breaks, gaps, like_for_like, set_of_year, set_on, sum_over
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
from minicluster.outcomes.rules.standard_indicators import STANDARD_INDICATORS, StandardIndicator
from minicluster.outcomes.rules.unreckonable import UnreckonableError
from minicluster.outcomes.rules.workings import Quoted, Workings, workings_of

__all__ = [
    "ASPECTS",
    "BEST_SCORE",
    "CERTAINTIES",
    "CONFLICTS_LAST",
    "COUNTED",
    "CURRENCIES",
    "FEWEST_ANSWERS",
    "FEWEST_FIRMS",
    "GROUP_STEPS",
    "HOME",
    "MODELS",
    "OUTCOME_LIFECYCLE",
    "PERIMETERS",
    "PERMISSIONS",
    "REVIEW_LIFECYCLE",
    "STAGE_LABELS",
    "STANDARD_CRITERIA",
    "STANDARD_INDICATORS",
    "STANDARD_PERIMETERS",
    "TOPICS",
    "UNITS",
    "Amount",
    "Break",
    "Criterion",
    "Direction",
    "Entry",
    "FigureKind",
    "Formula",
    "FormulaKind",
    "ImpactMeasure",
    "IndicatorLevel",
    "Known",
    "LeftOut",
    "MeasuredValue",
    "OutcomeState",
    "Prices",
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
    "Span",
    "Stage",
    "StandardIndicator",
    "Standing",
    "Summed",
    "UnreckonableError",
    "Worked",
    "Workings",
    "YearCounts",
    "breaks",
    "check_formula",
    "finite",
    "formula_of",
    "funnel",
    "gaps",
    "in_currency",
    "in_prices_of",
    "is_free",
    "like_for_like",
    "likes_of",
    "may_read_figure",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "quota_of",
    "ratio",
    "review_figures",
    "sentence_of",
    "set_of_year",
    "set_on",
    "standing",
    "sum_over",
    "together",
    "total_gives_away",
    "treated_from",
    "verdict_label",
    "weighted_score",
    "worked_out",
    "workings_of",
]
