"""Which worker takes which tests: files that share what is slow to start are taken by one."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

MODEL = "the embedding model"
# How a test's id begins -> what it shares; one JupyterLab and one Chromium serve a whole folder.
TOGETHER = {
    "tests/browser/": "JupyterLab",
    "tests/relevance/": MODEL,
    "tests/transforms/smart_crusher/test_learnt.py": MODEL,
    "tests/transforms/windows/test_message_scorer.py": MODEL,
}


class Together(LoadFileScheduling):
    """Whole files, and whole groups of files."""

    def _split_scope(self, nodeid: str) -> str:
        shared = (what for start, what in TOGETHER.items() if nodeid.startswith(start))
        return next(shared, super()._split_scope(nodeid))
