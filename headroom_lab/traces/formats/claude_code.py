"""Claude Code: ``~/.claude/projects/<project>/<session>.jsonl`` and what goes with it.

One line a content block, each repeating the usage of its request; sub-agents in side chains, in
``progress`` lines, or in files of their own. Told from logs of versions 1.0 to 2.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.providers.usage import Usage, usage_of
from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.traces.building import Draft, StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.formats.content_parts import is_result, join, listed
from headroom_lab.traces.formats.estimating import estimated_output
from headroom_lab.traces.formats.source import Entry, Reader, Source, each
from headroom_lab.traces.records import Record
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "Claude Code"
SYNTHETIC = "<synthetic>"  # what the client itself says in an answer's place


def fits(line: Entry) -> bool:
    """Tell a line of a session file."""
    return agents.claude_code(line)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield the one session that a file holds, its sub-agents' files with it."""
    reading = Session(source)
    each(records, reading.take, source.skipping)
    for name, more in source.companions():
        each(more, partial(reading.of_agent, name), source.skipping)
    yield reading.built()


class Session:
    """A session while its lines come in."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._skip = source.skipping.add
        self._draft = TraceDraft(source.name, NAME, source.skipping)
        self._named = False
        self._chained = False  # whether lines tell which one they follow
        self._places: dict[str, tuple[str, int]] = {}  # uuid -> stream, its last message
        self._groups: dict[tuple[Any, ...], Draft | None] = {}  # answer -> request; None: elsewhere
        self._told: dict[tuple[Any, ...], Any] = {}  # answer -> the usage of its last line
        self._asked: dict[str, str | None] = {}  # an answer's id -> the request that lines name
        self._answers: dict[tuple[Any, ...], int] = {}  # stream and answer -> its place

    def take(self, line: dict[str, Any], number: int) -> None:
        """Take one line of the session's file."""
        self.named(line)
        data = mapping(line.get("data"))
        if line.get("type") == "progress" and isinstance(data.get("message"), Mapping):
            self._remember(line, self._stream_of(line))
            name = f"agent-{data.get('agentId') or 'unnamed'}"
            return self.of_agent(name, dict(data["message"]), number)
        return self._put(line, number, self._stream_of(line))

    def of_agent(self, name: str, line: dict[str, Any], number: int) -> None:
        """Take one line of a sub-agent."""
        self._put(line, number, name)

    def answered(self, line: dict[str, Any], number: int) -> None:
        """Take a line of an answer in the main stream, where no other line asks for its place."""
        self._answer(line, number, MAIN)

    @property
    def project(self) -> str | None:
        """The folder that the agent works in, once a line has told of it."""
        return self._draft.project

    def spans(self, times: Iterable[datetime | None]) -> bool:
        """Tell whether all of some known times lie within what is known of the session."""
        first, last = self._draft.started, self._draft.ended
        if first is None or last is None:
            return False
        return all(time is not None and first <= time <= last for time in times)

    def built(self) -> Trace:
        """Return the session; outputs of which the log holds a stub are estimated."""
        for draft in self._groups.values():
            if draft is not None and not draft.recorded and draft.usage is not None:
                answer = self._draft.streams[draft.stream].messages[draft.answer or 0]
                guess = max(estimated_output(answer["content"]), draft.usage.output_tokens or 0)
                draft.usage = replace(draft.usage, output_tokens=guess)
        return self._draft.built()

    def named(self, line: Mapping[str, Any]) -> None:
        """Take the session's name and folder from the first line that has them."""
        if not self._named and text(line.get("sessionId")):
            self._draft.id, self._named = line["sessionId"], True
        if self._draft.project is None:
            self._draft.project = text(line.get("cwd"))

    def _stream_of(self, line: Mapping[str, Any]) -> str:
        """Return the stream that a line belongs to: a side chain is its agent's, or its root's."""
        if line.get("isSidechain") is not True:
            return MAIN
        if text(line.get("agentId")):
            return f"agent-{line['agentId']}"
        before = self._places.get(str(line.get("parentUuid")))
        if before is not None and before[0] != MAIN:
            return before[0]
        return f"agent-{sum(name != MAIN for name in self._draft.streams) + 1}"

    def _put(self, line: dict[str, Any], number: int, name: str) -> None:
        """Put a line into its stream."""
        kind, uuid = line.get("type"), line.get("uuid")
        if isinstance(uuid, str) and uuid in self._places and kind != "assistant":
            self._skip("lines that repeat an earlier one (uuid)", number)
            return
        if kind == "assistant":
            self._answer(line, number, name)
        elif kind == "user" and isinstance(line.get("message"), Mapping):
            self._given(line, number, name)
        elif kind == "system" and line.get("subtype") in _CUTS:
            stream = self._draft.stream(name)
            _CUTS[line["subtype"]](stream, line)
        else:
            what = f"{kind} {line['subtype']}" if kind == "system" else str(kind)
            self._skip(f"lines that hold no message: {what}", number)
        self._remember(line, name)

    def _remember(self, line: Mapping[str, Any], name: str) -> None:
        """Note after which message of its stream a line stands."""
        uuid = line.get("uuid")
        self._chained = self._chained or line.get("parentUuid") is not None
        if not isinstance(uuid, str) or uuid in self._places:
            return
        here = (name, len(self._draft.stream(name).messages) - 1)
        if line.get("type") in ("user", "assistant"):
            self._places[uuid] = here
        elif line.get("parentUuid") is None:
            self._places[uuid] = (name, -1)
        else:
            self._places[uuid] = self._places.get(str(line["parentUuid"]), here)

    def _given(self, line: Mapping[str, Any], number: int, name: str) -> None:
        """Take what a user, a tool or the client itself gave."""
        content = line["message"].get("content")
        if not isinstance(content, (str, list)):
            self._skip("a user's line without content", number)
            return
        parts = listed(content)
        self._draft.seen_at(line.get("timestamp"))
        stream = self._draft.stream(name)
        if line.get("isCompactSummary") is True and stream.segments[-1].cause != "compaction":
            stream.cut("compaction")
        if not is_result(parts):
            self._branch(stream, line)
        last = stream.open_user()
        if last is not None:
            last["content"] = [*listed(last["content"]), *parts]  # as the client sends
        else:
            stream.add({"role": "user", "content": content if isinstance(content, str) else parts})

    def _branch(self, stream: StreamDraft, line: Mapping[str, Any]) -> None:
        """Open a segment where a prompt continues from an earlier answer than the last one."""
        last = len(stream.messages) - 1
        if last < 0 or stream.segments[-1].start > last:
            return
        parent = line.get("parentUuid")
        if parent is None:
            if self._chained:
                stream.cut("branch")
            return
        before, place = self._places.get(str(parent), (stream.name, last))
        if before != stream.name:
            return
        if any(m["role"] == "assistant" for m in stream.messages[place + 1 :]):
            stream.cut("branch", stream.context_up_to(place) if place >= 0 else ())

    def _answer(self, line: Mapping[str, Any], number: int, name: str) -> None:
        """Take a part of an answer, and the usage of its request."""
        message = mapping(line.get("message"))
        content = message.get("content")
        if message.get("model") == SYNTHETIC or line.get("isApiErrorMessage") is True:
            self._skip("what the client itself said in an answer's place: no request", number)
            return
        if not isinstance(content, (str, list)):
            self._skip("an answer without content", number)
            return
        parts = listed(content)
        started = self._draft.seen_at(line.get("timestamp"))
        key = self._key(message.get("id"), line, number)
        stream = self._draft.stream(name)
        place = self._answers.get((name, *key))
        if place is None:
            place = stream.add({"role": "assistant", "content": []})
            self._answers[name, *key] = place
        join(stream.messages[place]["content"], parts)
        draft, told = self._groups.get(key), message.get("usage")
        if draft is not None and told == self._told.get(key):  # most lines repeat it
            draft.stop_reason = text(message.get("stop_reason")) or draft.stop_reason
            draft.recorded = draft.stop_reason is not None
            return
        usage = self._usage(told, number)
        if usage is None:
            return
        self._told[key] = told
        if key not in self._groups:
            self._groups[key] = self._request(stream, place, message, started, key, number)
        draft = self._groups[key]
        if draft is not None:
            _use(draft, usage, text(message.get("stop_reason")))

    def _key(self, id: Any, line: Mapping[str, Any], number: int) -> tuple[Any, ...]:
        """Return which answer a line belongs to; not every line names its request."""
        if not text(id):
            return (line.get("uuid") or number, line.get("requestId"))
        asked = text(line.get("requestId"))
        known = self._asked[id] = self._asked.get(id) or asked
        return (id, None if asked is None or asked == known else asked)

    def _request(
        self,
        stream: StreamDraft,
        place: int,
        message: Mapping[str, Any],
        started: Any,
        key: Any,
        number: int,
    ) -> Draft | None:
        """Return a new request, None where another file has told of it."""
        if str(key[0]).startswith("msg_") and not self._source.counted.is_first(key):
            self._skip("requests that stand in another file too, counted there", number)
            return None
        made = self._draft.request(stream, message.get("model"), started, recorded=False)
        made.stop = made.answer = place
        return made

    def _usage(self, found: Any, number: int) -> Usage | None:
        """Return a usage, None where there is none, of nothing, or none that can be read."""
        try:
            usage = usage_of(found)
        except (TypeError, ValueError):
            self._skip("a usage that can't be read", number)
            return None
        if usage is None or not (usage.input_tokens or usage.output_tokens):
            self._skip(NO_REQUEST, number)
            return None
        return usage


def _use(draft: Draft, usage: Usage, reason: str | None) -> None:
    """Take the usage that a line repeats: the last one, unless it is an earlier state."""
    draft.stop_reason = reason or draft.stop_reason
    draft.recorded = draft.stop_reason is not None
    known = draft.usage
    if known is None or (usage.output_tokens or 0) >= (known.output_tokens or 0):
        draft.used(usage)


def _compact(stream: StreamDraft, line: Mapping[str, Any]) -> None:
    """A compaction: what follows stands in context alone."""
    stream.cut("compaction")


def _microcompact(stream: StreamDraft, line: Mapping[str, Any]) -> None:
    """Old outputs are cleared; everything else stays."""
    told = mapping(line.get("microcompactMetadata"))
    ids = told.get("compactedToolIds")
    fresh = frozenset(filter(None, map(text, ids if isinstance(ids, list) else ())))
    stream.cut("microcompaction", stream.context(), stream.segments[-1].cleared | fresh)


_CUTS = {"compact_boundary": _compact, "microcompact_boundary": _microcompact}


READER = Reader(NAME, fits, read)
