"""A file with good and bad rows."""

from decimal import Decimal
from pathlib import Path

from orderflow.importer import ImportReport, import_file
from orderflow.rates import latest_rates

ORDERS = """\
order_id,shop_id,product_id,amount,currency,received_at
ORD-1,BER,P-0401,"1.234,50",EUR,2026-11-20T00:01:12Z
ORD-2,LON,P-0402,"2,310.00",GBP,2026-11-20T00:03:55Z
ORD-3,BER,P-0401,"89,90",EUR,2026-11-20T00:04:10Z
ORD-4,BER,P-0401,free,EUR,2026-11-20T00:06:31Z
ORD-5,OSL,P-0409,"450,00",NOK,2026-11-20T00:09:02Z
"""
RATES = "week,currency,euro\n2026-W46,GBP,1.1000\n2026-W47,GBP,1.2000\n"


def report(tmp_path: Path) -> ImportReport:
    """Import the file above."""
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "rates.csv").write_text(RATES)
    return import_file(tmp_path / "orders.csv", latest_rates(tmp_path / "rates.csv"))


def test_good_rows_are_accepted(tmp_path: Path) -> None:
    """Thousands separators are no reason to reject an order."""
    accepted = report(tmp_path).accepted
    assert [row["order_id"] for row in accepted] == ["ORD-1", "ORD-2", "ORD-3"]


def test_total(tmp_path: Path) -> None:
    """The newest rates are used."""
    assert report(tmp_path).total_euro == Decimal("4096.40")


def test_bad_rows_are_set_aside(tmp_path: Path) -> None:
    """With the reason."""
    rejected = {row["order_id"]: row["reason"] for row in report(tmp_path).rejected}
    assert rejected == {"ORD-4": "amount", "ORD-5": "currency"}
