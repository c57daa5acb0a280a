"""Reports: what is asked, what is counted for it, the sections, and the document."""

from minicluster.outcomes.domain.reports.plain_figures import programme_report

__all__ = ["programme_report"]
