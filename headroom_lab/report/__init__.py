"""Reports on stored metrics."""

from headroom_lab.report.report import generate_report

__all__ = ["generate_report"]
