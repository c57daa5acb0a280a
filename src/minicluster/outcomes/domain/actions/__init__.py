"""What can be done with outcomes: every action asks the permission, checks the rule and writes the journal, in one transaction."""

from minicluster.outcomes.domain.actions.claims import record_claim
from minicluster.outcomes.domain.actions.figures import confirm_actual, correct_actual, record_actual, record_forecast, set_baseline, set_target
from minicluster.outcomes.domain.actions.ledger import (
    CARRIED_OVER,
    attach_evidence,
    confirm_outcome,
    correct_outcome,
    report_outcome,
    verify_outcome,
)
from minicluster.outcomes.domain.actions.perimeters import add_to_perimeter, define_perimeter, take_out_of_perimeter
from minicluster.outcomes.domain.actions.prices import record_exchange_rate, record_price_index
from minicluster.outcomes.domain.actions.registry import amend_indicator, define_indicator

__all__ = [
    "CARRIED_OVER",
    "add_to_perimeter",
    "amend_indicator",
    "attach_evidence",
    "confirm_actual",
    "confirm_outcome",
    "correct_actual",
    "correct_outcome",
    "define_indicator",
    "define_perimeter",
    "record_actual",
    "record_claim",
    "record_exchange_rate",
    "record_forecast",
    "record_price_index",
    "report_outcome",
    "set_baseline",
    "set_target",
    "take_out_of_perimeter",
    "verify_outcome",
]
