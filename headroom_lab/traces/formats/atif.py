"""ATIF, the Agent Trajectory Interchange Format of Harbor: steps of a user, the system, an agent.

Source: the format's RFC (harbor, docs/rfcs/0001-trajectory-format.md) in its versions 1.4 to 1.7,
as other projects document it, read on 2026-11-28. ``prompt_tokens`` hold the cached ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from headroom_lab.providers.usage import number
from headroom_lab.traces.building import StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.converting import chat, usages
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, every, objects_in, one_session

NAME = "ATIF"


def fits(record: Entry) -> bool:
    """Tell a trajectory."""
    return str(record.get("schema_version")).startswith("ATIF") and "steps" in record


class _Trajectory:
    """A trajectory while it is read."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)
        self._model: str | None = None

    def take(self, record: dict[str, Any], at: int) -> None:
        """Take a trajectory, those of its sub-agents that it holds as streams of their own."""
        agent = mapping(record.get("agent"))
        self.draft.id = text(record.get("session_id")) or self.draft.id
        tools = agent.get("tool_definitions")
        self.draft.tools = tools if isinstance(tools, list) else self.draft.tools
        self._steps(self.draft.stream(), record, at)
        held = record.get("subagent_trajectories")
        inside = objects_in(held, at, self.draft.skipping, is_needed=False)
        for place, inner in enumerate(inside, 1):
            name = text(mapping(inner.get("agent")).get("name")) or "agent"
            self._steps(self.draft.stream(f"{name}-{place}"), inner, at)

    def _steps(self, stream: StreamDraft, record: Mapping[str, Any], at: int) -> None:
        """Take the steps of one agent."""
        self._model = text(mapping(record.get("agent")).get("model_name")) or self._model
        every(record.get("steps"), partial(self._step, stream, at), at, self.draft.skipping)

    def _step(self, stream: StreamDraft, at: int, step: Mapping[str, Any]) -> None:
        """Take one step."""
        stamp = self.draft.seen_at(step.get("timestamp"))
        content = chat.plain(step.get("message"))
        if step.get("source") == "agent":
            self._answer(stream, step, content, stamp)
        elif step.get("source") in ("user", "system"):
            stream.add(chat.said(step["source"], content))
        else:
            self._skip(f"steps of an unknown source: {step.get('source')}", at)
            return
        self._observed(stream, step, at)

    def _answer(
        self, stream: StreamDraft, step: Mapping[str, Any], content: Any, stamp: Any
    ) -> None:
        """Take a step of an agent: an answer with its calls, and its request."""
        metrics = mapping(step.get("metrics"))
        if step.get("is_copied_context") is not True and step.get("llm_call_count") != 0:
            request = self.draft.request(stream, text(step.get("model_name")) or self._model, stamp)
            request.used(_usage(metrics))
            request.cost = dollars(metrics.get("cost_usd"))
        calls = [
            chat.call(call.get("function_name"), call.get("arguments"), call.get("tool_call_id"))
            for call in map(mapping, step.get("tool_calls") or ())
        ]
        stream.add(chat.answer(content, calls, step.get("reasoning_content")))

    def _observed(self, stream: StreamDraft, step: Mapping[str, Any], at: int) -> None:
        """Take what a step's calls gave; what answers none of them is told as the user's."""
        told, called = step.get("observation"), bool(step.get("tool_calls"))
        results = mapping(told).get("results", told)
        for found in objects_in(results, at, self.draft.skipping, is_needed=called):
            content = chat.plain(found.get("content"))
            if text(found.get("source_call_id")):
                stream.add(chat.result(found["source_call_id"], content))
            elif content:
                stream.add(chat.said("user", content))
            else:
                self._skip("results that hold nothing", at)
            if found.get("subagent_trajectory_ref"):
                self._skip("sub-agents' trajectories in files of their own", at)


def _usage(metrics: Mapping[str, Any]) -> Any:
    """Return what a step used; writes to a cache stand under the vendor's names, if anywhere."""
    extra = mapping(metrics.get("extra"))
    return usages.counted(
        number(metrics, "prompt_tokens"),
        number(metrics, "completion_tokens"),
        read=number(metrics, "cached_tokens"),
        written=usages.first_of(extra, "cache_creation_input_tokens", "cache_write_tokens"),
        reasoning=number(extra, "reasoning_tokens"),
    )


READER = Reader(NAME, fits, one_session(_Trajectory))
