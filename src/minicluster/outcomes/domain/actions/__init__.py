"""What can be done with outcomes: every action asks the permission, checks the rule and writes the journal, in one transaction."""

from minicluster.outcomes.domain.actions.claims import record_claim
from minicluster.outcomes.domain.actions.figures import record_forecast, set_baseline, set_target
from minicluster.outcomes.domain.actions.ledger import (
    CARRIED_OVER,
    attach_evidence,
    confirm_outcome,
    correct_outcome,
    report_outcome,
    verify_outcome,
)
from minicluster.outcomes.domain.actions.registry import define_indicator

__all__ = [
    "CARRIED_OVER",
    "attach_evidence",
    "confirm_outcome",
    "correct_outcome",
    "define_indicator",
    "record_claim",
    "record_forecast",
    "report_outcome",
    "set_baseline",
    "set_target",
    "verify_outcome",
]
