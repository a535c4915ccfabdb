"""A day's work in one conversation: every kind of tool output, far references (OpenAI Chat)."""

from __future__ import annotations

import json
import re
from typing import Any

from recording.history import BROKEN, SOUND, order_project
from recording.recorder import OpenAIChat
from recording.tables import shop_database
from recording.toolbox import Toolbox
from recording.workspace import SITE_PACKAGES, STDLIB, Workspace

from sessions.data_query import COLUMNS, PRODUCTS, SUSPECTS, WEEKLY
from sessions.docs_page import paragraph
from sessions.prompts import system_prompt

TOOLS = ("bash", "read_file", "edit_file", "read_page", "pip_list", "pip_inspect", "sql")
MONEY, IMPORTER = "orderflow/money.py", "orderflow/importer.py"
CSV, LAST = f"{STDLIB}/csv.py", "2026-11-20"
DAILY = """select received_at::date as day, shop_id, count(*) as orders,
  round(sum(quantity * unit_price), 2) as revenue
from orders where received_at >= timestamp '2026-10-01' group by all order by day, shop_id"""
#: Makes a BOM in front of the header harmless.
OLD_OPEN = 'path.open(newline="", encoding="utf-8") as file:\n        yield'
NEW_OPEN = 'path.open(newline="", encoding="utf-8-sig") as file:\n        yield'


def record() -> dict[str, Any]:
    """Record the session."""
    with Workspace("orderflow") as workspace:
        nights = ["2026-11-17", "2026-11-18", "2026-11-19", LAST]
        order_project(workspace, ["2026-11-03", "2026-11-04"], nights)
        talk = OpenAIChat(
            Toolbox(workspace, TOOLS, database=shop_database()),
            name="long_session",
            model="gpt-4o",
            system=system_prompt(
                "You are the engineer on duty for orderflow, the nightly import of shop orders.",
                date="Saturday, 2026-11-21 07:58:20 UTC",
                session="1f6c20b9-47ad-4d0e-9a8b-e3509d7c1a44",
                request="req-20261121-075820-63",
            ),
        )
        versions = _environment(talk)
        log = _overview(talk)
        orders = _logs(talk)
        _repair(talk, orders)
        _dialect(talk)
        _revenue(talk)
        _documentation(talk)
        _handover(talk, versions, log, orders)
        return talk.document()


def _environment(talk: OpenAIChat) -> dict[str, str]:
    """Look at the environment; returns version by package."""
    talk.user(
        "Morning. I take over from the night shift and want to understand the whole thing. Start "
        "with the environment: which Python and packages does the import run on, anything odd?"
    )
    listed, inspected, _, python = talk.assistant(
        "I'll collect versions and requirements first.",
        ("pip_list", {}),
        ("pip_inspect", {"fields": "name,version,summary,requires_python"}),
        ("bash", {"command": "python -m pip check"}),
        ("bash", {"command": "python --version && git --version"}),
    )
    versions = {item["name"].lower(): item["version"] for item in json.loads(listed)}
    newest = [r["name"] for r in json.loads(inspected) if "3.11" in (r["requires_python"] or "")]
    talk.assistant(
        f"{python.splitlines()[0]} with {len(versions)} packages, no broken requirements. "
        f"{len(newest)} of them need Python 3.11, so an older interpreter is out of the question: "
        f"{', '.join(newest[:6])} and others. duckdb is {versions['duckdb']}, pytest "
        f"{versions['pytest']}."
    )
    return versions


def _overview(talk: OpenAIChat) -> str:
    """Look at the project; returns the log."""
    talk.user("Now the project itself: layout, code, and what changed this year.")
    _, log, *_ = talk.assistant(
        "",
        ("bash", {"command": "ls -la . data/in data/out logs orderflow tests"}),
        ("bash", {"command": "git log --stat --date=short"}),
        ("read_file", {"path": "README.md"}),
        ("read_file", {"path": IMPORTER}),
        ("read_file", {"path": MONEY}),
        ("read_file", {"path": "orderflow/rates.py"}),
        ("read_file", {"path": "tests/test_money.py"}),
    )
    authors = sorted(set(re.findall(r"^Author: (.*) <", log, re.MULTILINE)))
    first, last = log.split("\n")[0].split()[1], re.findall(r"^commit (\w+)", log, re.M)[-1]
    talk.assistant(
        f"One package, orderflow: the importer reads a CSV, parse_amount reads amounts, rates come "
        f"from rates.csv. {len(re.findall('^commit', log, re.MULTILINE))} commits by "
        f"{' and '.join(authors)}, from {last[:7]} to {first[:7]}; most are weekly rates."
    )
    return log


def _logs(talk: OpenAIChat) -> list[dict[str, str]]:
    """Read two nights of logs; returns the rejected orders of the last."""
    talk.user(f"The morning check shows rejected orders for {LAST}. What went wrong that night?")
    log, pretty, _ = talk.assistant(
        "",
        ("bash", {"command": f"cat logs/import-{LAST}.log"}),
        ("bash", {"command": f"python -m json.tool data/out/rejected-{LAST}.json"}),
        ("bash", {"command": "grep -c ' ERROR ' logs/*.log"}),
    )
    orders: list[dict[str, str]] = json.loads(pretty)
    amounts = [order for order in orders if order["reason"] == "amount"]
    talk.assistant(
        f"{len(orders)} orders rejected, {log.count(' accepted')} accepted. {len(amounts)} fail in "
        f"parse_amount with decimal.InvalidOperation, e.g. {amounts[0]['order_id']} with "
        f"{amounts[0]['amount']!r}; the rest is {orders[0]['currency']}, which has no rate. I'll "
        "compare with the last night that had none.",
        ("bash", {"command": "cat logs/import-2026-11-04.log"}),
        ("bash", {"command": "head -n 40 data/in/orders-2026-11-04.csv"}),
    )
    talk.assistant(
        "On 2026-11-04 the same spelling went through, so the code changed, not the shops."
    )
    return orders


def _repair(talk: OpenAIChat, orders: list[dict[str, str]]) -> None:
    """Red run, edit, green run, the night again."""
    talk.user("Repair it. Tests first, please, and import that night again when they are green.")
    [red] = talk.assistant("", ("bash", {"command": "python -m pytest -q"}))
    failed = re.findall(r"^FAILED (\S+)", red, re.MULTILINE)
    talk.assistant(
        f"{len(failed)} red tests, the first is {failed[0]}. What the function was before:",
        ("bash", {"command": f"git log -p --date=short -- {MONEY}"}),
        ("read_file", {"path": MONEY}),
    )
    talk.assistant(
        "I'll bring the rule of the last separator back.",
        ("edit_file", {"path": MONEY, "old": BROKEN, "new": SOUND}),
    )
    _, _, again = talk.assistant(
        "",
        ("bash", {"command": "python -m pytest -q"}),
        ("read_file", {"path": MONEY}),
        ("bash", {"command": f"python -m orderflow data/in/orders-{LAST}.csv"}),
    )
    talk.assistant(
        f"Green. The night again: {again.splitlines()[0]}. {orders[1]['order_id']} is still "
        "missing where its shop bills in a currency without a rate; that is not a bug of ours."
    )


def _dialect(talk: OpenAIChat) -> None:
    """Read a module of the standard library twice, and one of a package."""
    talk.user(
        "One shop will deliver files with a BOM and semicolons. Can csv find that out by itself? "
        "Read the Sniffer, don't guess."
    )
    [source] = talk.assistant("", ("read_file", {"path": CSV}))
    start = next(n for n, line in enumerate(source.splitlines(), 1) if "class Sniffer" in line)
    preferred = re.search(r"self\.preferred = (.*)", source)
    talk.assistant(
        f"csv.Sniffer starts at line {start}. It tries quotes first, then counts characters; "
        f"its preferred delimiters are {preferred.group(1) if preferred else 'unknown'}, so "
        "semicolons are found. It knows nothing of a BOM: that belongs to the encoding, utf-8-sig.",
        ("read_file", {"path": CSV, "offset": start, "limit": 120}),
        ("read_file", {"path": IMPORTER}),
        ("read_file", {"path": f"{SITE_PACKAGES}/iniconfig/_parse.py"}),
    )
    talk.assistant(
        "iniconfig strips UTF8_BOM from the text by hand; with csv the encoding can do that, and it "
        "is one word in read_rows.",
        ("edit_file", {"path": IMPORTER, "old": OLD_OPEN, "new": NEW_OPEN}),
    )
    talk.assistant(
        "",
        ("bash", {"command": "python -m pytest -q"}),
        ("read_file", {"path": IMPORTER}),
        ("bash", {"command": "git diff"}),
    )
    talk.assistant(
        "Done and green: files with and without a BOM are read. The delimiter is left alone until "
        "there is a sample of that shop; Sniffer needs one."
    )


def _revenue(talk: OpenAIChat) -> None:
    """Queries with hundreds of rows."""
    talk.user("Finance also asks about October revenue. Look for anything that can't be right.")
    _, weekly, _ = talk.assistant(
        "",
        ("sql", {"query": COLUMNS}),
        ("sql", {"query": WEEKLY}),
        ("sql", {"query": DAILY}),
    )
    peak = max(json.loads(weekly)["rows"], key=lambda row: row["mean_price"])
    [_, outliers] = talk.assistant(
        f"{peak['shop_id']}, week of {peak['week']}: mean price {peak['mean_price']}, revenue "
        f"{peak['revenue']}. Far off; I'll look at the prices.",
        ("sql", {"query": PRODUCTS.format(shop=peak["shop_id"])}),
        ("sql", {"query": SUSPECTS}),
    )
    rows = json.loads(outliers)["rows"]
    talk.assistant(
        f"{len(rows)} orders have prices about a hundred times too high, from "
        f"{rows[0]['order_id']} to {rows[-1]['order_id']}, all {peak['shop_id']}, all stools. "
        "Cents read as whole units on their side, most likely; the import did not touch unit_price."
    )


def _documentation(talk: OpenAIChat) -> None:
    """A long HTML page for a short answer."""
    talk.user(
        "Something else: the trainees open the rejected files in IDLE and it hangs on long lines. "
        "What does its own help say about that?"
    )
    [page] = talk.assistant("", ("read_page", {"path": f"{STDLIB}/idlelib/help.html"}))
    talk.assistant(
        f"> {paragraph(page, 'Shell has a special facility')}\n\n"
        "So output is squeezed by its number of lines; one long line has to be squeezed by hand. "
        "Better to give them the file through json.tool, as above: many short lines."
    )


def _handover(
    talk: OpenAIChat, versions: dict[str, str], log: str, orders: list[dict[str, str]]
) -> None:
    """Ask for facts from the far beginning of the conversation."""
    talk.user(
        "Write the handover: cause with commit and author, release, affected orders of that "
        "night, the versions of duckdb and pytest, and what is uncommitted."
    )
    [status] = talk.assistant("", ("bash", {"command": "git status --short"}))
    commits = re.split(r"^commit ", log, flags=re.MULTILINE)
    bad = next(text for text in commits if "simplify decimal commas" in text)
    release = next(text for text in commits if "release" in text)
    author = re.search(r"Author: (.*) <", bad)
    amounts = [order["order_id"] for order in orders if order["reason"] == "amount"]
    talk.assistant(
        f"Handover {LAST}:\n"
        f"- Cause: commit {bad.split()[0][:10]} by {author.group(1) if author else '?'} "
        '("money: simplify decimal commas") refuses amounts with a thousands separator.\n'
        f"- Released with {release.split()[0][:10]} (1.6.0).\n"
        f"- Rejected for it that night: {', '.join(amounts)}.\n"
        f"- Without a rate: NOK, {len(orders) - len(amounts)} orders.\n"
        f"- Environment: duckdb {versions['duckdb']}, pytest {versions['pytest']}.\n"
        f"- Uncommitted:\n{status}"
    )
