"""Reports: what is asked, what is counted for it, the sections, and the document."""

from minicluster.outcomes.domain.reports.asking import Asked, Choices, Extent, choices_for, extent_of, month_named
from minicluster.outcomes.domain.reports.drawing_up import drawn_up, drawn_up_over
from minicluster.outcomes.domain.reports.plain_figures import programme_report

__all__ = ["Asked", "Choices", "Extent", "choices_for", "drawn_up", "drawn_up_over", "extent_of", "month_named", "programme_report"]
