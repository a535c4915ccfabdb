"""Read every file at hand cut at each 1,000th byte: ``python -m tests.traces.formats.every_cut``.

Takes minutes; the tests take a few cuts of the small files.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from headroom_lab.traces.reading import read_traces
from tests.traces.formats.at_hand import all_files

STEP = 1000


def main() -> int:
    """Print for each file how many cuts were read; return how many lost something in silence."""
    silent = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cut.jsonl"
        for path in all_files():
            data = path.read_bytes()
            step = max(STEP, len(data) // int(sys.argv[1]) // STEP * STEP) if sys.argv[1:] else STEP
            ends = range(0, len(data), step)
            lost = sum(_is_silent(place, data[:end]) for end in ends)
            print(f"{path.name}: {len(ends)} cuts, {lost} of them silent")
            silent += lost
    return silent


def _is_silent(place: Path, data: bytes) -> bool:
    """Tell whether nothing was read of a file and nothing said of it; any crash is one."""
    place.write_bytes(data)
    found = read_traces(place)
    traces = list(found)
    for trace in traces:
        trace.request()
    return not traces and not found.skipped


if __name__ == "__main__":
    sys.exit(main())
