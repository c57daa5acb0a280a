"""One report, written as a file in one of its forms."""

from minicluster.outcomes.domain.report_files.writing import ReportFile, written_as

__all__ = ["ReportFile", "written_as"]
