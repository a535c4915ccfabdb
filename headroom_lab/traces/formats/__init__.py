"""The formats that are read, one a file, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterable

from headroom_lab.messages.foreign import recognised
from headroom_lab.traces.formats import (
    atif,
    bodies,
    claude_code,
    codex,
    copilot,
    gemini_cli,
    har,
    inspect_log,
    kimi,
    kimi_wire,
    langchain,
    langfuse,
    langsmith,
    mini_swe_agent,
    openhands_events,
    openhands_log,
    openinference,
    otel_genai,
    pi,
    qwen_code,
    recorded,
    swe_agent,
    tau_bench,
    toolbench,
)
from headroom_lab.traces.formats.source import Entry, Reader

READERS: tuple[Reader, ...] = (
    recorded.READER,
    codex.READER,
    pi.READER,
    qwen_code.READER,
    kimi.READER,
    kimi_wire.READER,
    copilot.READER,
    inspect_log.READER,
    har.READER,
    atif.READER,
    langfuse.READER,
    langsmith.READER,
    openinference.READER,
    otel_genai.READER,
    gemini_cli.READER,
    claude_code.READER,
    openhands_log.READER,
    openhands_events.READER,
    mini_swe_agent.READER,
    swe_agent.READER,
    tau_bench.READER,
    toolbench.READER,
    langchain.READER,
    bodies.READER,
)


def reader_for(head: Iterable[Entry]) -> Reader | None:
    """Return the reader of the format of which most of the first records are; None for none."""
    votes = dict.fromkeys(READERS, 0)
    records = list(head)
    for record in records:
        found = next((reader for reader in READERS if reader.fits(record)), None)
        if found is not None:
            votes[found] += 1
            if votes[found] > len(records) // 2:
                return found  # no other can have more
    best = max(READERS, key=lambda reader: votes[reader])
    return best if votes[best] else None


def seen(head: Iterable[Entry]) -> str:
    """Return what records that no reader knows look like."""
    for record in head:
        known = recognised(record)
        if known is not None:
            return known.name
        keys = ", ".join(repr(key) for key in list(record)[:5])
        return f"objects with {keys or 'no keys'}"
    return "nothing that is an object of JSON"


__all__ = ["READERS", "Reader", "reader_for", "seen"]
