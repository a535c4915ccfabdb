"""One order file in, accepted and rejected orders out."""

import csv
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from orderflow.money import parse_amount, to_euro

log = logging.getLogger("orderflow.importer")

#: Orders above this many euro are checked by a person before they are paid out.
REVIEW_LIMIT = Decimal(2500)


@dataclass
class ImportReport:
    """What became of the rows of one file."""

    accepted: list[dict[str, str]] = field(default_factory=list)
    rejected: list[dict[str, str]] = field(default_factory=list)

    @property
    def total_euro(self) -> Decimal:
        """Sum of the accepted amounts."""
        return sum((Decimal(row["euro"]) for row in self.accepted), Decimal(0))


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and row."""
    with path.open(newline="", encoding="utf-8") as file:
        yield from enumerate(csv.DictReader(file), start=2)


def import_file(path: Path, rates: dict[str, Decimal]) -> ImportReport:
    """Read a whole file; a row that can't be read is logged and set aside."""
    report = ImportReport()
    for line, row in read_rows(path):
        at = {"at": row["received_at"]}
        place = f"line={line} order={row['order_id']} shop={row['shop_id']}"
        try:
            euro = to_euro(parse_amount(row["amount"]), row["currency"], rates)
        except ArithmeticError:
            log.exception("%s amount=%r rejected", place, row["amount"], extra=at)
            report.rejected.append({**row, "reason": "amount"})
            continue
        except KeyError:
            log.error("%s currency=%s unknown", place, row["currency"], extra=at)
            report.rejected.append({**row, "reason": "currency"})
            continue
        if euro > REVIEW_LIMIT:
            log.warning("%s euro=%s over the review limit", place, euro, extra=at)
        log.info("%s euro=%s accepted", place, euro, extra=at)
        report.accepted.append({**row, "euro": str(euro)})
    return report
