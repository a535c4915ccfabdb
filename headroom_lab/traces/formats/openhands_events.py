"""OpenHands' events: trajectories of the first version, conversations of the agent SDK.

Sources: OpenHands' events and the SDK's, as known in November 2026, not looked up. Answers of the
first version bring the vendor's with its usage; the SDK's tell what a run used as one sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from headroom_lab.providers.usage import Usage, number
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.converting import chat, litellm, usages
from headroom_lab.traces.converting.answers import answered, stopped
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, each, objects_in
from headroom_lab.traces.records import Record
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "OpenHands"
_KINDS = ("SystemPromptEvent", "MessageEvent", "ActionEvent", "ObservationEvent", "AgentErrorEvent",
          "Condensation", "UserRejectObservation", "ConversationStateUpdateEvent",
          "CondensationSummaryEvent", "PauseEvent")  # fmt: skip


def fits(record: Entry) -> bool:
    """Tell an event, or a run that holds a history of them."""
    if record.get("kind") in _KINDS:
        return True
    history = record.get("history")
    first = history[0] if isinstance(history, list) and history else record
    first = first[0] if isinstance(first, list) and first else first  # pairs of older runs
    found = mapping(first)
    return "source" in found and ("action" in found or "observation" in found)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a run; events that stand by themselves are one."""
    folder = source.path.parent  # of events in files of their own: the conversation's own is above
    name = folder.parent.name if folder.name == "events" else source.name
    alone = _Run(source, name)
    held: list[Record] = []
    for line, record in source.with_companions(records):
        history = record.get("history")
        if not isinstance(history, list):
            held.append((line, record))
            continue
        run = _Run(source, text(record.get("instance_id")) or source.name)
        run.told(mapping(record.get("metrics")))
        events = [
            one for event in history for one in (event if isinstance(event, list) else [event])
        ]
        each(
            ((line, dict(e)) for e in objects_in(events, line, source.skipping)),
            run.take,
            source.skipping,
        )
        yield run.draft.built()
    each(held, alone.take, source.skipping)
    if held:
        yield alone.draft.built()


class _Run:
    """A run while its events come in."""

    def __init__(self, source: Source, name: str) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(name, NAME, source.skipping)
        self._stream: StreamDraft = self.draft.stream()
        self._places: dict[str, int] = {}  # event -> its message
        self._answers: dict[str, dict[str, Any]] = {}  # a vendor's answer -> the message it made
        self._told: dict[str, Mapping[str, Any]] = {}  # a vendor's answer -> what it used
        self._spent = 0.0  # dollars of all requests so far

    def told(self, metrics: Mapping[str, Any]) -> None:
        """Take what a run says beside its events of the requests that it made."""
        for found in map(mapping, metrics.get("token_usages") or ()):
            self._told[str(found.get("response_id"))] = found

    def take(self, event: dict[str, Any], at: int) -> None:
        """Take one event."""
        self.draft.seen_at(event.get("timestamp"))
        before = len(self._stream.messages)
        told = self._of_sdk(event, at) if "kind" in event else self._of_first(event, at)
        if not told:
            what = event.get("kind") or event.get("action") or event.get("observation")
            self._skip(f"events that hold no message: {what}", at)
        if len(self._stream.messages) > before:
            self._places[str(event.get("id"))] = len(self._stream.messages) - 1

    def _of_first(self, event: Mapping[str, Any], at: int) -> bool:
        """Take an event of the first version; tell whether it holds a message."""
        action, args = event.get("action"), mapping(event.get("args"))
        call = mapping(event.get("tool_call_metadata"))
        if action == "system":
            self._setup(args.get("content"), args.get("tools"))
        elif action == "condensation":
            self._condense(args, at)
        elif action and mapping(call.get("model_response")):
            self._answer(mapping(call["model_response"]), event, at)
        elif "observation" in event and text(call.get("tool_call_id")):
            self._stream.add(chat.result(call["tool_call_id"], event.get("content")))
        elif action in ("message", "finish", "think") and event.get("source") in ("user", "agent"):
            said = args.get("content") or args.get("final_thought") or args.get("thought")
            self._said(event["source"], said)
        elif action and event.get("source") == "agent":
            self._skip(NO_REQUEST, at)
            self._said("agent", args.get("thought") or event.get("message"))
        elif "observation" in event and text(event.get("content")):
            self._said("user", event["content"])
        else:
            return False
        return True

    def _of_sdk(self, event: Mapping[str, Any], at: int) -> bool:
        """Take an event of the SDK; tell whether it holds a message."""
        kind = event.get("kind")
        if kind == "SystemPromptEvent":
            self._setup(_texts(event.get("system_prompt")), event.get("tools"))
        elif kind == "MessageEvent":
            message = mapping(event.get("llm_message"))
            self._said(str(event.get("source")), _texts(message.get("content")))
        elif kind == "ActionEvent":
            self._action(event)
        elif kind in ("ObservationEvent", "AgentErrorEvent", "UserRejectObservation"):
            found = mapping(event.get("observation"))
            told = found.get("content", found.get("output"))
            told = told or event.get("error") or event.get("rejection_reason") or dict(found)
            self._stream.add(chat.result(event.get("tool_call_id"), _texts(told)))
        elif kind == "Condensation":
            self._condense(event, at)
        else:
            return False
        return True

    def _setup(self, system: Any, tools: Any) -> None:
        """Take the system prompt and the tools."""
        self.draft.system = text(system) or self.draft.system
        listed = [tool for tool in tools or () if isinstance(tool, Mapping)]
        self.draft.tools = listed or self.draft.tools

    def _said(self, source: str, content: Any) -> None:
        """Take what a person or the agent said."""
        made = chat.answer(content) if source == "agent" else chat.said("user", content)
        self._stream.add(made)

    def _answer(self, answer: Mapping[str, Any], event: Mapping[str, Any], at: int) -> None:
        """Take a vendor's answer; several actions may bring the same."""
        key = str(answer.get("id"))
        if key in self._answers:
            return
        request = self.draft.request(
            self._stream, answer.get("model"), self.draft.seen_at(event.get("timestamp"))
        )
        request.used(litellm.used(mapping(answer.get("usage"))) or _used(self._told.get(key)))
        spent = dollars(mapping(event.get("llm_metrics")).get("accumulated_cost"))
        if spent is not None and spent >= self._spent:
            request.cost, self._spent = spent - self._spent, spent
        request.stop_reason = stopped(answer)
        messages = answered(answer)
        if not messages:
            self._skip("answers that hold no message", at)
        for message in messages:
            self._stream.add(message)
        self._answers[key] = {}

    def _action(self, event: Mapping[str, Any]) -> None:
        """Take an action of the SDK; those of one answer are one message."""
        told = mapping(event.get("tool_call"))
        function = mapping(told.get("function")) or told
        arguments = function.get("arguments", event.get("action"))
        call = chat.call(
            event.get("tool_name") or function.get("name"), arguments, event.get("tool_call_id")
        )
        key = str(event.get("llm_response_id") or event.get("id"))
        if key in self._answers:
            self._answers[key].setdefault("tool_calls", []).append(call)
            return
        thought = text(event.get("reasoning_content"))
        self._answers[key] = chat.answer(_texts(event.get("thought")), [call], thought)
        self._stream.add(self._answers[key])

    def _condense(self, found: Mapping[str, Any], at: int) -> None:
        """Take a condensation: events are forgotten, a summary may stand in their place."""
        gone = {str(one) for one in found.get("forgotten_event_ids") or ()}
        first, last = found.get("forgotten_events_start_id"), found.get("forgotten_events_end_id")
        if isinstance(first, int) and isinstance(last, int):
            gone |= {i for i in self._places if i.isdigit() and first <= int(i) <= last}
        places = {self._places[one] for one in gone if one in self._places}
        kept = tuple(place for place in self._stream.context() if place not in places)
        self._stream.cut("compaction", kept)
        if text(found.get("summary")):
            self._stream.add(chat.said("user", found["summary"]))
        else:
            self._skip("condensations that hold no summary", at)


def _used(found: Mapping[str, Any] | None) -> Usage | None:
    """Return a usage of the metrics: writes to a cache stand beside the prompt's tokens."""
    if found is None:
        return None
    written = number(found, "cache_write_tokens")
    sent, came = number(found, "prompt_tokens") + written, number(found, "completion_tokens")
    return usages.counted(sent, came, read=number(found, "cache_read_tokens"), written=written)


def _texts(content: Any) -> Any:
    """Return a content's texts: of a part, or of a list of them."""
    listed = [content] if isinstance(content, Mapping) and "text" in content else content
    return chat.plain(listed)


READER = Reader(NAME, fits, read)
