"""Reports on stored metrics."""

from headroom_lab.report.report import generate_report
from headroom_lab.report.text import inline

__all__ = ["generate_report", "inline"]
