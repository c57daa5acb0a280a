"""The pure rules of outcomes: indicators, the ledger, published figures, reviews, permissions."""

from minicluster.outcomes.rules.claims import CERTAINTIES, PERIMETERS, TOPICS, FigureKind, Sentence, sentence_of
from minicluster.outcomes.rules.figures import Entry, may_read_figure, total_gives_away
from minicluster.outcomes.rules.formulas import Formula, FormulaKind, Known, Worked, check_formula, formula_of, worked_out
from minicluster.outcomes.rules.funnels import STAGE_LABELS, Stage, funnel, ratio
from minicluster.outcomes.rules.impact import ImpactMeasure
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
from minicluster.outcomes.rules.reports import ReportKind
from minicluster.outcomes.rules.reviews import REVIEW_LIFECYCLE, ReviewDecision, ReviewMeasure, ReviewState
from minicluster.outcomes.rules.standard_indicators import STANDARD_INDICATORS, StandardIndicator
from minicluster.outcomes.rules.unreckonable import UnreckonableError

__all__ = [
    "CERTAINTIES",
    "COUNTED",
    "CURRENCIES",
    "FEWEST_FIRMS",
    "HOME",
    "OUTCOME_LIFECYCLE",
    "PERIMETERS",
    "PERMISSIONS",
    "REVIEW_LIFECYCLE",
    "STAGE_LABELS",
    "STANDARD_INDICATORS",
    "STANDARD_PERIMETERS",
    "TOPICS",
    "UNITS",
    "Amount",
    "Break",
    "Direction",
    "Entry",
    "FigureKind",
    "Formula",
    "FormulaKind",
    "ImpactMeasure",
    "IndicatorLevel",
    "Known",
    "OutcomeState",
    "Prices",
    "Realisation",
    "ReportKind",
    "ReviewDecision",
    "ReviewMeasure",
    "ReviewState",
    "Sentence",
    "Span",
    "Stage",
    "StandardIndicator",
    "Summed",
    "UnreckonableError",
    "Worked",
    "breaks",
    "check_formula",
    "finite",
    "formula_of",
    "funnel",
    "gaps",
    "in_currency",
    "in_prices_of",
    "like_for_like",
    "may_read_figure",
    "may_read_reasons",
    "may_show_total",
    "may_stand_in_period",
    "opens",
    "ratio",
    "sentence_of",
    "set_of_year",
    "set_on",
    "sum_over",
    "together",
    "total_gives_away",
    "worked_out",
]
