"""What of a file is left out, gathered while it is read."""

from __future__ import annotations

from headroom_lab.redact import redact
from headroom_lab.results.skips import Skip, Skips

NO_REQUEST = "answers that tell of no tokens: no request"


class Skipping:
    """Counts what is left out of one file by reason, with the first line of each."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: dict[str, list[int | None]] = {}  # reason -> how many lines, the first

    def add(self, reason: str, line: int | None = None) -> None:
        """Note one thing that was left out."""
        seen = self._found.get(reason)
        if seen is None:
            self._found[reason] = [1, line]
        else:
            seen[0] = (seen[0] or 0) + 1

    def __len__(self) -> int:
        """Return how many things were left out so far."""
        return sum(lines or 0 for lines, _ in self._found.values())

    def rows(self) -> Skips:
        """Return what was left out so far."""
        return Skips(
            Skip(self.path, redact(reason), lines or 0, line)
            for reason, (lines, line) in self._found.items()
        )
