"""Import one order file: ``python -m orderflow data/in/orders-2026-11-20.csv``."""

import json
import logging
import sys
from pathlib import Path

from orderflow.importer import import_file
from orderflow.rates import latest_rates


def main(source: Path) -> int:
    """Import a file, log beside it, and write what was rejected; 1 where anything was."""
    night = source.stem.removeprefix("orders-")
    for folder in ("logs", "data/out"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=f"logs/import-{night}.log",
        filemode="w",
        level=logging.INFO,
        # The log carries the time of the order, so that a night can be run again.
        format="%(at)s %(levelname)-7s %(name)s %(message)s",
    )
    report = import_file(source, latest_rates(Path("rates.csv")))
    Path(f"data/out/rejected-{night}.json").write_text(json.dumps(report.rejected))
    print(f"{night}: {len(report.accepted)} accepted, {len(report.rejected)} rejected,", end=" ")
    print(f"{report.total_euro} EUR")
    return 1 if report.rejected else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
