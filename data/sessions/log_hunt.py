"""Import logs with two different causes behind the rejected orders (OpenAI Chat)."""

from __future__ import annotations

import json
import re
from typing import Any

from recording.history import order_project
from recording.recorder import OpenAIChat
from recording.toolbox import Toolbox
from recording.workspace import Workspace

from sessions.prompts import system_prompt

BEFORE = ["2026-11-03", "2026-11-04"]
AFTER = ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
LAST = AFTER[-1]


def record() -> dict[str, Any]:
    """Record the session."""
    with Workspace("orderflow") as workspace:
        order_project(workspace, BEFORE, AFTER)
        talk = OpenAIChat(
            Toolbox(workspace, ("bash", "read_file")),
            name="log_hunt",
            model="gpt-4.1",
            system=system_prompt(
                "You are the on-call assistant for the nightly order import.",
                date="2026-11-20T23:05:12Z",
                session="e87d1f02-55c9-49ab-b0d4-9c1a7e3f2b60",
                request="req-20261120-230512-77",
            ),
        )
        rejected = _reasons(talk)
        _cause(talk, rejected)
        _one_order(talk, rejected)
        return talk.document()


def _reasons(talk: OpenAIChat) -> list[dict[str, str]]:
    """Count the rejections; return last night's."""
    talk.user(
        "Finance says orders are missing since the middle of the month. The import runs every "
        "night; logs are in logs/. What is being rejected, and since when?"
    )
    _, counts = talk.assistant(
        "First what logs there are and how many errors each night has.",
        ("bash", {"command": "ls -la logs data/in data/out"}),
        ("bash", {"command": "grep -c ' ERROR ' logs/*.log; wc -l logs/*.log"}),
    )
    errors = dict(re.findall(r"import-([\d-]+)\.log:(\d+)", counts))
    [log, pretty] = talk.assistant(
        f"Nothing before {AFTER[0]} in the logs that are left, {errors[LAST]} errors on {LAST}. "
        "I'll read that night in full and the orders it set aside.",
        ("bash", {"command": f"cat logs/import-{LAST}.log"}),
        ("bash", {"command": f"python -m json.tool data/out/rejected-{LAST}.json"}),
    )
    rejected: list[dict[str, str]] = json.loads(pretty)
    kinds = {kind: [r for r in rejected if r["reason"] == kind] for kind in ("amount", "currency")}
    talk.assistant(
        f"On {LAST}, {len(rejected)} orders were set aside against {log.count(' accepted')} "
        f"accepted, for two reasons. {len(kinds['amount'])} have an amount that could not be "
        f"read, all of the kind {kinds['amount'][0]['amount']!r}: a thousands separator and a "
        f"decimal sign. {len(kinds['currency'])} are from shop {kinds['currency'][0]['shop_id']}, "
        f"whose currency {kinds['currency'][0]['currency']} has no rate. Errors by night: "
        + ", ".join(f"{night} {count}" for night, count in errors.items())
        + "."
    )
    return rejected


def _cause(talk: OpenAIChat, rejected: list[dict[str, str]]) -> None:
    """From the traceback to the line and its commit."""
    talk.user("The amounts worry me more. Is that the shops or us? Show me the line.")
    amount = next(row for row in rejected if row["reason"] == "amount")
    order = amount["order_id"]
    talk.assistant(
        f"The traceback of {order} ends in orderflow/money.py. I'll read it with the importer, "
        "and compare an accepted amount of the same size from before.",
        ("read_file", {"path": "orderflow/money.py"}),
        ("read_file", {"path": "orderflow/importer.py"}),
        ("bash", {"command": f"grep -n -A 9 'order={order} ' logs/import-{LAST}.log"}),
        (
            "bash",
            {"command": f"grep -hE '\"[0-9]+[.,][0-9]{{3}}[.,]' data/in/orders-{BEFORE[1]}.csv"},
        ),
        ("bash", {"command": f"grep -E 'euro=[0-9]{{4,}}' logs/import-{BEFORE[1]}.log"}),
    )
    [blame, releases] = talk.assistant(
        f"The same spelling was accepted on {BEFORE[1]}. So the shops did not change; who did?",
        ("bash", {"command": "git blame -L 6,14 orderflow/money.py"}),
        ("bash", {"command": "git log --format='%h %as %s' -- orderflow/money.py pyproject.toml"}),
    )
    newest = next(line for line in releases.splitlines() if "simplify" in line)
    release = releases.splitlines()[0]
    old_line = next(line for line in blame.splitlines() if "replace(" in line).split()[0]
    talk.assistant(
        "It is us. `Decimal(cleaned.replace(',', '.'))` in parse_amount turns "
        f"{amount['amount']!r} into a number with two dots, which Decimal refuses. The line came "
        f"with `{newest}` (the one above it is still from {old_line}) and went out with "
        f"`{release}`; in the night of {BEFORE[1]} such amounts still went through."
    )


def _one_order(talk: OpenAIChat, rejected: list[dict[str, str]]) -> None:
    """Follow single orders through, and add up what is missing."""
    currency = [row for row in rejected if row["reason"] == "currency"]
    order = currency[-1]["order_id"]
    talk.user(
        f"Understood. And {order} from {currency[-1]['shop_id']}, since when is that shop "
        "delivering? List all its rejected orders so that I can have them paid by hand."
    )
    [found, weeks] = talk.assistant(
        "",
        ("bash", {"command": f"grep -n ',{currency[-1]['shop_id']},' data/in/*.csv"}),
        ("bash", {"command": "cut -d, -f2 rates.csv | sort | uniq -c; tail -n 4 rates.csv"}),
    )
    first = found.splitlines()[0]
    talk.assistant(
        f"Its first order is `{first.split(':', 2)[2]}` in {first.split(':')[0]}; there are "
        f"{len(found.splitlines())} in the files that are here, and rates.csv has no "
        f"{currency[-1]['currency']} in any week (it ends with {weeks.splitlines()[-1]}). On {LAST} "
        "these were rejected for it: "
        + ", ".join(f"{row['order_id']} ({row['amount']})" for row in currency)
        + ". Two repairs are needed: a rate for the currency, and parse_amount."
    )
    talk.user(
        "And the ones with the amounts, for the same night? Order, shop and amount is enough."
    )
    amounts = [row for row in rejected if row["reason"] == "amount"]
    talk.assistant(
        f"From data/out/rejected-{LAST}.json, {len(amounts)} orders:\n"
        + "\n".join(
            f"- {r['order_id']} {r['shop_id']} {r['amount']} {r['currency']}" for r in amounts
        )
    )
