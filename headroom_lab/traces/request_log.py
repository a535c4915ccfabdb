"""Sessions out of single requests: one that begins with what another sent continues it.

Within what a file calls one session a request that begins otherwise is another agent's, or what a
compaction or an edit of the context has left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.traces.building import StreamDraft, TraceDraft
from headroom_lab.traces.exchange import Exchange, in_common, key
from headroom_lab.traces.formats.source import Source

OPEN = 32  # sessions that are kept open at a time: logs of many hold their requests mixed


def traces_of(
    exchanges: Iterable[tuple[int, Exchange]], source: Source, name: str, *, is_whole: bool = True
) -> Iterator[Trace]:
    """Yield the sessions in a file's requests, which come with their lines.

    ``is_whole``: whether the requests hold all that was sent, as it was sent.
    """
    open_: list[SessionLog] = []
    for line, exchange in exchanges:
        session = next((one for one in reversed(open_) if one.takes(exchange)), None)
        if session is None:
            title = exchange.session or exchange.name
            title = title or (source.name if line == 1 else f"{source.name}:{line}")
            session = SessionLog(TraceDraft(title, name, source.skipping, is_whole=is_whole))
        else:
            open_.remove(session)
        open_.append(session)
        session.take(exchange, line)
        if len(open_) > OPEN:
            yield open_.pop(0).draft.built()
    for session in sorted(open_, key=lambda one: one.line):
        yield session.draft.built()


@dataclass(slots=True)
class _Chain:
    """One stream while its requests come in: what the last of them sent, and where it stands."""

    stream: StreamDraft
    sent: list[Any] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    answer: list[Any] = field(default_factory=list)  # of the last request, at the stream's end


class SessionLog:
    """A session while its requests come in."""

    def __init__(self, draft: TraceDraft) -> None:
        self.draft = draft
        self.line = 0
        self._chains: list[_Chain] = []
        self._named: str | None = None
        self._answers: dict[str, list[Any]] = {}  # an answer's id -> all up to it

    def takes(self, exchange: Exchange) -> bool:
        """Tell whether a request belongs to the session."""
        if exchange.session is not None or self._named is not None:
            return exchange.session == self._named
        if exchange.follows is not None:
            return exchange.follows in self._answers
        return any(
            len(exchange.messages) > len(chain.sent) > 0
            and in_common(exchange.messages, chain.sent) == len(chain.sent)
            for chain in self._chains
        )

    def take(self, exchange: Exchange, line: int) -> None:
        """Take one request with its answer."""
        self.line = self.line or line
        self._about(exchange)
        given = self._whole(exchange, line)
        chain = self._chain_of(given, exchange)
        if exchange.system is not None and exchange.system != self.draft.system:
            chain.stream.system = exchange.system
        started = self.draft.seen_at(exchange.started)
        if exchange.asked:
            request = self.draft.request(chain.stream, exchange.model, started)
            request.usage, request.stop_reason = exchange.usage, exchange.stop_reason
            request.output = None if exchange.usage is None else exchange.usage.output_tokens
            request.cost = exchange.cost
        for message in exchange.answer:
            chain.stream.add(message)
        chain.answer = exchange.answer
        if exchange.id is not None:
            self._answers[exchange.id] = [*given, *exchange.answer]

    def _about(self, exchange: Exchange) -> None:
        """Take what stands beside the messages."""
        draft = self.draft
        self._named = self._named or exchange.session
        draft.project = draft.project or exchange.project
        draft.system = exchange.system if draft.system is None else draft.system
        if draft.tools is None and exchange.tools:
            draft.tools = [tool for tool in exchange.tools if isinstance(tool, Mapping)]

    def _whole(self, exchange: Exchange, line: int) -> list[Any]:
        """Return what was in context: where a request continues an answer, all up to it too."""
        if exchange.follows is None:
            return exchange.messages
        before = self._answers.get(exchange.follows)
        if before is None:
            self.draft.skipping.add("requests that continue an answer that isn't there", line)
        return [*(before or ()), *exchange.messages]

    def _chain_of(self, given: list[Any], exchange: Exchange) -> _Chain:
        """Return the stream that a request belongs to, its messages put in."""
        common = {id(chain): in_common(given, chain.sent) for chain in self._chains}
        best = max(self._chains, key=lambda chain: common[id(chain)], default=None)
        shared = 0 if best is None else common[id(best)]
        if best is None or all(_is_system(message) for message in given[:shared]):
            best = self._compacted(given)
            shared = 0
        if best is None:
            best = _Chain(self.draft.stream(self._name_of(exchange)))
            self._chains.append(best)
        _put(best, given, shared)
        return best

    def _compacted(self, given: list[Any]) -> _Chain | None:
        """Return the stream of which a request still sends messages, though not the first ones."""
        ours = {key(message) for message in given if not _is_system(message)}
        for chain in reversed(self._chains):
            if any(key(message) in ours for message in [*chain.sent, *chain.answer]):
                return chain
        return None

    def _name_of(self, exchange: Exchange) -> str:
        """Return the name of a new stream."""
        if not self._chains:
            return MAIN
        name = exchange.agent or f"agent-{len(self._chains)}"
        return name if name not in self.draft.streams else f"{name}-{len(self._chains)}"


def _put(chain: _Chain, given: list[Any], shared: int) -> None:
    """Put what a request sent into its stream; what it has in common with the last stays."""
    stream, rest = chain.stream, given[shared:]
    told = not chain.answer or (bool(rest) and _is_answer(rest[0]))
    if shared == len(chain.sent) and told:
        del stream.messages[len(stream.messages) - len(chain.answer) :]  # it is sent again in rest
        kept = chain.places
    else:
        kept = chain.places[:shared]
        cause = "branch" if shared or len(given) >= len(chain.sent) else "compaction"
        stream.cut(cause, tuple(kept))
    chain.places = [*kept, *(stream.add(message) for message in rest)]
    chain.sent = given


def _is_system(message: Any) -> bool:
    """Tell a message that sets a conversation up."""
    return isinstance(message, Mapping) and message.get("role") in ("system", "developer")


def _is_answer(message: Any) -> bool:
    """Tell a message or an item that a model has written."""
    if not isinstance(message, Mapping):
        return False
    kind = str(message.get("type") or "")
    return message.get("role") == "assistant" or kind == "reasoning" or kind.endswith("_call")
