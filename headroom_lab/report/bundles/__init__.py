"""A result that others can read, check and make again: a page, its data, a manifest."""

from headroom_lab.report.bundles.rerunning import rerun
from headroom_lab.report.bundles.writing import write_bundle

__all__ = ["rerun", "write_bundle"]
