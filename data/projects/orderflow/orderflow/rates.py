"""Exchange rates by week, from rates.csv."""

import csv
from decimal import Decimal
from pathlib import Path


def latest_rates(path: Path) -> dict[str, Decimal]:
    """Return currency -> euro for the last week in the file."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    last = max(row["week"] for row in rows)
    return {row["currency"]: Decimal(row["euro"]) for row in rows if row["week"] == last}
