"""SWE-agent: ``<instance>.traj``, the history of a run with its steps and their sums.

Source: swe-agent.com, output files, read on 2026-11-28. What the run used is told as one sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from headroom_lab.results.trace import MAIN
from headroom_lab.traces.building import TraceDraft, mapping, text
from headroom_lab.traces.converting import chat
from headroom_lab.traces.formats.source import Entry, Reader, Source, every, one_session

NAME = "SWE-agent"
_OURS = {"message_type", "agent", "tool_call_ids", "thought"}


def fits(record: Entry) -> bool:
    """Tell a run, or one message of its history."""
    steps = record.get("trajectory")
    if isinstance(steps, list) and steps and "observation" in mapping(steps[0]):
        return True
    history = record.get("history")
    first = mapping(history[0]) if isinstance(history, list) and history else {}
    return "role" in first and bool(_OURS & first.keys())


class _Run:
    """A run while its records come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)

    def take(self, record: dict[str, Any], at: int) -> None:
        """Take a run: its history, or where it has none its steps."""
        self.draft.project = text(record.get("environment"))
        history = record.get("history")
        if isinstance(history, list) and history:
            every(history, partial(self._message, at), at, self.draft.skipping)
        else:
            every(record.get("trajectory"), partial(self._step, at), at, self.draft.skipping)
        if mapping(mapping(record.get("info")).get("model_stats")):
            self._skip("what the run used as a whole, not request by request", at)

    def _message(self, at: int, message: Mapping[str, Any]) -> None:
        """Take one message of the history."""
        role, content = message.get("role"), chat.plain(message.get("content"))
        agent = text(message.get("agent")) or MAIN
        stream = self.draft.stream(agent)
        answered = message.get("tool_call_ids")
        if role == "tool" or (answered and role != "assistant"):
            ids = (
                answered
                if isinstance(answered, list) and answered
                else [message.get("tool_call_id")]
            )
            for place, call in enumerate(ids):
                stream.add(chat.result(call, content if place == 0 else ""))
        elif role == "assistant":
            calls = message.get("tool_calls")
            stream.add(chat.answer(content, calls if isinstance(calls, list) else ()))
        elif isinstance(role, str):
            stream.add(chat.said(role, content))
        else:
            self._skip("a message without a role", at)

    def _step(self, at: int, step: Mapping[str, Any]) -> None:
        """Take a step of which no history tells: what was sent first, the answer, what it gave."""
        stream = self.draft.stream()
        sent = step.get("query") or step.get("messages")
        if not stream.messages and isinstance(sent, list):
            every(sent, partial(self._message, at), at, self.draft.skipping)
            stream = self.draft.stream()
        stream.add(chat.answer(step.get("response") or step.get("thought")))
        if text(step.get("observation")):
            stream.add(chat.said("user", step["observation"]))


READER = Reader(NAME, fits, one_session(_Run))
