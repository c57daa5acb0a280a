"""Impact studies: made, read, drawn and printed. No estimate is ever given alone."""

from minicluster.outcomes.domain.impact.actions import cancel_impact_study, finish_impact_study, make_impact_study, request_impact_study
from minicluster.outcomes.domain.impact.note import impact_note
from minicluster.outcomes.domain.impact.queries import measures_for, rows_for, study_for

__all__ = [
    "cancel_impact_study",
    "finish_impact_study",
    "impact_note",
    "make_impact_study",
    "measures_for",
    "request_impact_study",
    "rows_for",
    "study_for",
]
