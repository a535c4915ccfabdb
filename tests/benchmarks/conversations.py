"""Agent conversations of any length whose tool results are JSON lists of records."""

from __future__ import annotations

import json
import random
from typing import Any

WORDS = (
    "cache worker shard payload retry queue region deploy index replica timeout upstream token "
    "session gateway bucket quota cursor schema batch lease commit snapshot throttle mirror probe"
).split()
SERVICES = ("billing", "search", "auth", "mailer", "catalog", "orders", "ledger")
STATES = ("ok", "ok", "ok", "ok", "degraded", "ok", "ok", "ok", "failed")


def record(rng: random.Random, number: int) -> dict[str, Any]:
    """Return one record with identifiers, numbers, texts, a time and a nested object."""
    return {
        "id": f"{rng.choice(SERVICES)}-{rng.randrange(16**8):08x}",
        "number": number,
        "service": rng.choice(SERVICES),
        "state": rng.choice(STATES),
        "latency_ms": round(rng.lognormvariate(3, 0.6), 2),
        "attempts": rng.randrange(1, 4),
        "error": None,
        "at": f"2026-11-{rng.randrange(1, 29):02d}T{rng.randrange(24):02d}:{rng.randrange(60):02d}:00Z",
        "message": " ".join(rng.choices(WORDS, k=rng.randrange(8, 24))),
        "labels": {"zone": f"z{rng.randrange(6)}", "owner": rng.choice(WORDS)},
    }


def conversation(turns: int, records: int = 50, seed: int = 7) -> list[dict[str, Any]]:
    """Return a Chat conversation: each turn asks, looks up ``records`` records, and answers."""
    rng = random.Random(f"{seed}/{turns}/{records}")
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "You watch over a fleet of services.\nToday is 2026-11-23.\n"}
    ]
    for turn in range(turns):
        rows = [record(rng, turn * records + i) for i in range(records)]
        chosen = rng.choice(rows)
        arguments = json.dumps({"service": chosen["service"], "limit": records})
        call = {
            "id": f"call_{turn}",
            "type": "function",
            "function": {"name": "find_requests", "arguments": arguments},
        }
        messages += [
            {"role": "user", "content": f"What happened to request {chosen['id']}?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"call_{turn}", "content": json.dumps(rows)},
            {"role": "assistant", "content": f"{chosen['id']} is {chosen['state']}."},
        ]
    return messages


def texts(messages: list[dict[str, Any]]) -> list[str]:
    """Return all that a tokenizer would have to encode."""
    return [m["content"] for m in messages if m["content"]]
