"""The shop database: made by SQL alone, the same on every run."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

SHOPS = """
create table shops as select * from (values
    ('BER', 'Berlin', 'EUR'), ('HAM', 'Hamburg', 'EUR'), ('VIE', 'Vienna', 'EUR'),
    ('PAR', 'Paris', 'EUR'), ('LIS', 'Lisbon', 'EUR'), ('MIL', 'Milan', 'EUR'),
    ('LON', 'London', 'GBP'), ('EDI', 'Edinburgh', 'GBP'), ('ZRH', 'Zurich', 'CHF'),
    ('STO', 'Stockholm', 'SEK'), ('GOT', 'Gothenburg', 'SEK'), ('OSL', 'Oslo', 'NOK')
) as t(shop_id, city, currency)
"""
PRODUCTS = """
create table products as select
    'P-' || (401 + i) as product_id,
    (['Oak', 'Steel', 'Linen', 'Glass', 'Cork'])[i % 5 + 1] || ' '
        || (['lamp', 'desk', 'chair', 'shelf', 'stool', 'bench', 'tray', 'frame'])[i % 8 + 1]
        as name,
    (['lighting', 'office', 'seating', 'storage', 'seating', 'seating', 'kitchen', 'decor'])
        [i % 8 + 1] as category,
    round(19 + (i * 2654435761 % 4294967296 // 65536 % 61000) / 100, 2)::double as list_price
from range(40) as t(i)
"""
# Each column takes its own multiplier, so that the columns do not move together.
ORDERS = """
create table orders as
with raw as (select i,
    timestamp '2026-05-23' + to_seconds(i * 786 + i * 668265263 % 4294967296 // 65536 % 600) as moment,
    i * 2246822519 % 4294967296 // 65536 % 12 as shop,
    i * 3266489917 % 4294967296 // 65536 % 40 as product,
    1 + (i * 374761393 % 4294967296 // 65536 % 10) // 7 as quantity,
    i * 2654435761 % 4294967296 // 65536 as draw
    from range(20000) as t(i)),
placed as (select raw.*, case when s.shop_id = 'OSL' and moment < timestamp '2026-11-17' then 'STO'
        else s.shop_id end as shop_id
    from raw join (select *, row_number() over () - 1 as n from shops) as s on s.n = raw.shop)
select 'ORD-' || (100001 + i) as order_id, shop_id, product_id, quantity::integer as quantity,
    round(list_price * (90 + draw % 21) / 100 * case when shop_id = 'LIS'
        and product % 8 = 4 and moment between timestamp '2026-10-12' and timestamp '2026-10-19'
        then 100 else 1 end, 2)::double as unit_price,
    case when draw % 97 < 4 then 'refunded' when draw % 97 < 9 then 'cancelled'
        else 'paid' end as status,
    moment as received_at
from placed join products on product_id = 'P-' || (401 + product)
order by i
"""


def shop_database() -> duckdb.DuckDBPyConnection:
    """Return a database in memory with shops, products and 20 000 orders."""
    database = duckdb.connect()
    database.execute("set threads = 1")
    for statement in (SHOPS, PRODUCTS, ORDERS):
        database.execute(statement)
    return database


def write_order_file(database: duckdb.DuckDBPyConnection, night: str, folder: Path) -> None:
    """Write the orders of one day as the shops deliver them."""
    rows = database.execute(
        """select order_id, shop_id, product_id, round(quantity * unit_price, 2), currency,
            strftime(received_at, '%Y-%m-%dT%H:%M:%SZ')
        from orders join shops using (shop_id) where received_at::date = ? order by received_at""",
        [night],
    ).fetchall()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"orders-{night}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["order_id", "shop_id", "product_id", "amount", "currency", "received_at"])
        for order, shop, product, amount, currency, at in rows:
            writer.writerow([order, shop, product, spell(amount, currency), currency, at])


def spell(amount: float, currency: str) -> str:
    """Write an amount the way shops with that currency do."""
    english = f"{amount:,.2f}"
    if currency == "GBP":
        return english
    if currency == "CHF":
        return english.replace(",", "'")
    return english.translate(str.maketrans(",.", ".,"))
