"""mini-swe-agent: ``<instance>.traj.json``, messages each with the vendor's whole answer.

Source: the project's trajectory formats mini-swe-agent-1 and -1.1, as known in November 2026, not
looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from headroom_lab.traces.building import TraceDraft, mapping, text
from headroom_lab.traces.converting.answers import stopped, used
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, every, objects_in, one_session
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "mini-swe-agent"


def fits(record: Entry) -> bool:
    """Tell a run."""
    told = str(record.get("trajectory_format")).startswith("mini-swe-agent")
    return told or "mini_version" in mapping(record.get("info"))


class _Run:
    """A run while it is read."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)
        self._model: str | None = None

    def take(self, record: dict[str, Any], at: int) -> None:
        """Take a run."""
        info = mapping(record.get("info"))
        config = mapping(info.get("config"))
        self.draft.id = text(record.get("instance_id")) or self.draft.id
        self.draft.project = text(mapping(config.get("environment")).get("cwd"))
        self._model = text(mapping(config.get("model")).get("model_name"))
        every(record.get("messages"), partial(self._message, at), at, self.draft.skipping)
        if not self.draft.requests and mapping(info.get("model_stats")):
            self._skip("what the run used as a whole, not request by request", at)

    def _message(self, at: int, message: Mapping[str, Any]) -> None:
        """Take one message; an answer that brings the vendor's is a request."""
        extra = mapping(message.get("extra"))
        answer = message if message.get("object") == "response" else mapping(extra.get("response"))
        stream = self.draft.stream()
        if answer:
            started = self.draft.seen_at(extra.get("timestamp") or answer.get("created"))
            model = text(answer.get("model")) or self._model
            request = self.draft.request(stream, model, started)
            request.used(used(answer))
            request.stop_reason = stopped(answer)
            request.cost = dollars(extra.get("cost"))
        elif message.get("role") == "assistant":
            self._skip(NO_REQUEST, at)
        if message.get("object") == "response" and isinstance(message.get("output"), list):
            for item in objects_in(message["output"], at, self.draft.skipping):
                stream.add(item)
        elif message.get("role") in ("system", "user", "assistant", "tool") or "type" in message:
            stream.add({name: value for name, value in message.items() if name != "extra"})
        else:
            self._skip(f"messages that aren't sent: {message.get('role')}", at)


READER = Reader(NAME, fits, one_session(_Run))
