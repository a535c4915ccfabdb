"""Times the public headroom-ai package, run by the Python of its own environment.

``python peer.py FOLDER`` reads conversations (``*.json``) from a folder, compresses each twice
and prints a JSON object: name -> [first, again] in seconds of processor time, and the package's version.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(folder: str) -> None:
    """Time every conversation of a folder."""
    import headroom  # type: ignore[import-not-found]

    headroom.compress([{"role": "user", "content": "warm up"}], model="gpt-4o")
    times = {}
    for path in sorted(Path(folder).glob("*.json")):
        messages = json.loads(path.read_text(encoding="utf-8"))
        runs = []
        for _ in range(2):
            started = time.process_time()
            headroom.compress(messages, model="gpt-4o")
            runs.append(time.process_time() - started)
        times[path.stem] = runs
    print(json.dumps({"version": headroom.__version__, "times": times}))


if __name__ == "__main__":
    main(sys.argv[1])
