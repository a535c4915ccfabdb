"""A revenue figure that looks wrong, traced through query results (OpenAI Chat)."""

from __future__ import annotations

import json
from typing import Any

from recording.recorder import OpenAIChat
from recording.tables import shop_database
from recording.toolbox import Toolbox
from recording.workspace import Workspace

from sessions.prompts import system_prompt

COLUMNS = """select table_name, column_name, data_type from information_schema.columns
order by table_name, ordinal_position"""
SAMPLE = "select * from orders order by order_id limit 60"
WEEKLY = """select o.shop_id, strftime(date_trunc('week', received_at), '%Y-%m-%d') as week,
  count(*) as orders, round(sum(quantity * unit_price), 2) as revenue,
  round(avg(unit_price), 2) as mean_price
from orders o where status = 'paid' group by all order by week, o.shop_id"""
PRODUCTS = """select p.product_id, p.name, p.list_price, count(*) as orders,
  round(min(o.unit_price / p.list_price), 3) as lowest,
  round(max(o.unit_price / p.list_price), 3) as highest
from orders o join products p using (product_id)
where o.shop_id = '{shop}' group by all order by p.product_id"""
SUSPECTS = """select o.order_id, o.shop_id, o.product_id, p.name, p.list_price, o.unit_price, o.quantity,
  o.status, o.received_at
from orders o join products p using (product_id)
where o.unit_price > 2 * p.list_price order by o.received_at"""

Row = dict[str, Any]


def record() -> dict[str, Any]:
    """Record the session."""
    with Workspace("orderflow") as workspace:
        talk = OpenAIChat(
            Toolbox(workspace, ("sql",), database=shop_database()),
            name="data_query",
            model="gpt-4o",
            system=system_prompt(
                "You answer questions about the shop database (DuckDB) for the finance team.",
                date="Friday, 2026-11-20 14:20:33 UTC",
                session="09b1c6aa-7e44-4a0b-8c5d-2f6f1de93a70",
                request="req-20261120-142033-15",
            ),
        )
        peak = _peak(talk)
        suspects = _suspects(talk, peak)
        _corrected(talk, peak, suspects)
        return talk.document()


def _rows(answer: str) -> list[Row]:
    rows: list[Row] = json.loads(answer)["rows"]
    return rows


def _peak(talk: OpenAIChat) -> Row:
    """Find the week that stands out."""
    talk.user(
        "The October revenue in the board deck looks too high for one of the shops. Which shop "
        "and week is it, and is the figure real?"
    )
    talk.assistant(
        "I'll look at the tables and a few orders first.",
        ("sql", {"query": COLUMNS}),
        ("sql", {"query": "select * from shops"}),
        ("sql", {"query": SAMPLE}),
    )
    [weekly] = talk.assistant("Now paid revenue by shop and week.", ("sql", {"query": WEEKLY}))
    return max(_rows(weekly), key=lambda row: row["mean_price"])


def _suspects(talk: OpenAIChat, peak: Row) -> list[Row]:
    """From the week to the product to the orders."""
    by_product, outliers = talk.assistant(
        f"{peak['shop_id']} in the week of {peak['week']} stands out: revenue {peak['revenue']} "
        f"from {peak['orders']} orders, mean price {peak['mean_price']}. Other weeks of that shop "
        "are far below. I'll compare prices paid with list prices there.",
        ("sql", {"query": PRODUCTS.format(shop=peak["shop_id"])}),
        ("sql", {"query": SUSPECTS}),
    )
    suspects = _rows(outliers)
    odd = [row for row in _rows(by_product) if row["highest"] > 2]
    talk.assistant(
        f"The figure is not real. {len(suspects)} orders of {peak['shop_id']} carry prices about "
        "a hundred times the list price, as if cents had been read as whole units. Products: "
        + ", ".join(f"{row['product_id']} {row['name']} (up to {row['highest']}x)" for row in odd)
        + f". First {suspects[0]['order_id']} at {suspects[0]['received_at']}, last "
        f"{suspects[-1]['order_id']} at {suspects[-1]['received_at']}; no other shop has any."
    )
    return suspects


def _corrected(talk: OpenAIChat, peak: Row, suspects: list[Row]) -> None:
    """Ask for the right figure, then for what is left of the first answers."""
    talk.user(
        f"What would the {peak['shop_id']} revenue of that week be with the prices put right? "
        "And does the week after look normal again?"
    )
    ids = ", ".join(f"'{row['order_id']}'" for row in suspects)
    query = f"""select strftime(date_trunc('week', received_at), '%Y-%m-%d') as week,
  count(*) as orders,
  round(sum(quantity * unit_price / case when order_id in ({ids}) then 100 else 1 end), 2)
    as corrected
from orders where status = 'paid' and shop_id = '{peak["shop_id"]}' group by all order by week"""
    [answer] = talk.assistant("", ("sql", {"query": query}))
    weeks = {row["week"]: row["corrected"] for row in _rows(answer)}
    after = min(week for week in weeks if week > peak["week"])
    talk.assistant(
        f"Corrected: {weeks[peak['week']]} instead of {peak['revenue']}. The week of {after} has "
        f"{weeks[after]}, which is in the usual range; its orders were not touched."
    )
    talk.user("Which of the wrong orders were refunded or cancelled anyway, and which was largest?")
    void = [row for row in suspects if row["status"] != "paid"]
    largest = max(suspects, key=lambda row: row["quantity"] * row["unit_price"])
    talk.assistant(
        "Not paid: "
        + (", ".join(f"{row['order_id']} ({row['status']})" for row in void) or "none of them")
        + f". The largest is {largest['order_id']}, {largest['quantity']} x {largest['name']} at "
        f"{largest['unit_price']} (list price {largest['list_price']})."
    )
