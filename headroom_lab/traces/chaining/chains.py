"""Sessions out of single requests: one that begins with what another sent goes on from it.

Within what a file calls one session, a request that begins otherwise is another agent's, or what a
compaction or an edit of the context has left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.traces.building import TraceDraft
from headroom_lab.traces.chaining.chain import Chain
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.chaining.same_message import Digests, prefixes
from headroom_lab.traces.formats.source import Source

MOST_OPEN = 200  # sessions that may go on at a time; the one longest at rest has ended


def traces_of(
    exchanges: Iterable[tuple[int, Exchange]], source: Source, name: str, *, is_whole: bool = True
) -> Iterator[Trace]:
    """Yield the sessions in a file's requests, which come with their lines.

    ``is_whole``: whether the requests hold all that was sent, as it was sent.
    """
    chains = Chains(name, source, is_whole=is_whole)
    for line, exchange in exchanges:
        chains.take(exchange, line)
        yield from chains.ended()
    yield from chains.all()


@dataclass
class _Session:
    """A session while its requests come in."""

    draft: TraceDraft
    order: int
    chains: list[Chain] = field(default_factory=list)


class _Given:
    """What a request sent."""

    def __init__(self, exchange: Exchange, digest: Digests) -> None:
        self.messages = exchange.messages
        self.digests = list(map(digest, self.messages))
        self.beginnings = prefixes(self.digests)
        self.system = exchange.system
        self.held = exchange.follows

    def resembles(self, chain: Chain) -> bool:
        """Tell whether this is what a compaction or an edit of a stream's context has left."""
        return chain.resembles(self.messages, self.digests, self.system)


class Chains:
    """The sessions of a file while its requests come in."""

    def __init__(self, format_name: str, source: Source, *, is_whole: bool = True) -> None:
        self._format = format_name
        self._source = source
        self._is_whole = is_whole
        self._digest = Digests()
        self._begun = 0
        self._open: dict[str, _Session] = {}  # the last used last
        self._ends: dict[int, list[Chain]] = {}  # a beginning of messages -> who ended with it
        self._held: dict[str, Chain] = {}  # an answer or conversation that its vendor holds

    def take(self, exchange: Exchange, line: int) -> None:
        """Take one request with its answer."""
        for reason in exchange.lacks():
            self._source.skipping.add(reason, line)
        given = _Given(exchange, self._digest)
        chain = self._chain(given, exchange, line)
        session = self._open[chain.session]
        self._forget(chain)
        is_held = given.held is not None and self._held.get(given.held) is chain
        if given.held is not None and not is_held:
            self._source.skipping.add("requests that go on from what isn't in the file", line)
        chain.sent(given.messages, given.digests, is_held=is_held)
        _describe(session, chain, exchange, is_whole=is_held or not given.held)
        if exchange.asked:
            _request(session.draft, chain, exchange)
        chain.answered(exchange.answer, list(map(self._digest, exchange.answer)))
        self._remember(chain, exchange)

    def ended(self) -> Iterator[Trace]:
        """Yield the sessions that rest for the longest where too many are open."""
        while len(self._open) > MOST_OPEN:
            yield self._built(self._open.pop(next(iter(self._open))))

    def all(self) -> Iterator[Trace]:
        """Yield all that are open, in the order in which they began."""
        for session in sorted(self._open.values(), key=lambda session: session.order):
            yield self._built(session)

    def _chain(self, given: _Given, exchange: Exchange, line: int) -> Chain:
        """Return what a request goes on from: a stream of its session, or a new one."""
        key = f"session {exchange.session}" if exchange.session else None
        found = self._goes_on(given, key)
        key = found.session if found else key or f"request {self._begun}"
        session = self._open.pop(key, None) or self._new(exchange, line)
        self._open[key] = session
        found = found or next((c for c in session.chains if given.resembles(c)), None)
        if found is None:
            found = Chain(session.draft.stream(_stream_name(session, exchange)), key)
            session.chains.append(found)
        return found

    def _goes_on(self, given: _Given, key: str | None) -> Chain | None:
        """Return the stream of which most is the beginning of what was sent."""
        if given.held:
            return self._held.get(given.held)
        for count in range(len(given.messages), 0, -1):
            for chain in reversed(self._ends.get(given.beginnings[count], ())):
                is_more = count < len(given.messages) or chain.failed or key is not None
                same = chain.stream.system == given.system or count > 1
                if is_more and same and key in (None, chain.session):
                    return chain
        return None

    def _new(self, exchange: Exchange, line: int) -> _Session:
        """Return a session that begins."""
        self._begun += 1
        name = exchange.session or exchange.name
        name = name or (self._source.name if line == 1 else f"{self._source.name}:{line}")
        draft = TraceDraft(name, self._format, self._source.skipping, is_whole=self._is_whole)
        return _Session(draft, self._begun)

    def _remember(self, chain: Chain, exchange: Exchange) -> None:
        """Remember from where a stream goes on: behind its answer, or before it."""
        for count in {0, len(chain.answer)}:
            key = prefixes([*chain.context, *chain.answer[:count]])[-1]
            self._ends.setdefault(key, []).append(chain)
        self._held |= dict.fromkeys(exchange.held_as, chain)

    def _forget(self, chain: Chain) -> None:
        """Forget from where a stream went on."""
        for count in {0, len(chain.answer)}:
            key = prefixes([*chain.context, *chain.answer[:count]])[-1]
            others = [other for other in self._ends.pop(key, ()) if other is not chain]
            if others:
                self._ends[key] = others

    def _built(self, session: _Session) -> Trace:
        """Return a session as a record; nothing goes on from it any more."""
        for chain in session.chains:
            self._forget(chain)
        self._held = {key: c for key, c in self._held.items() if c not in session.chains}
        return session.draft.built()


def _stream_name(session: _Session, exchange: Exchange) -> str:
    """Return what the next stream of a session is called: its first is the main one."""
    if not session.chains:
        return MAIN
    number = len(session.chains) + 1
    name = exchange.agent or f"stream-{number}"
    return name if name not in session.draft.streams else f"{name}-{number}"


def _describe(session: _Session, chain: Chain, exchange: Exchange, *, is_whole: bool) -> None:
    """Take what stands beside a request's messages."""
    draft = session.draft
    chain.stream.system = exchange.system
    draft.is_whole = draft.is_whole and is_whole
    draft.project = draft.project or exchange.project
    if chain is session.chains[0]:
        draft.system = exchange.system
        if exchange.tools is not None:
            draft.tools = [tool for tool in exchange.tools if isinstance(tool, Mapping)]


def _request(draft: TraceDraft, chain: Chain, exchange: Exchange) -> None:
    """Note a request in its session, with what it used."""
    started = draft.seen_at(exchange.started)
    draft.seen_at(exchange.ended)
    request = draft.request(chain.stream, exchange.model, started, recorded=exchange.recorded)
    request.used(exchange.usage)
    if exchange.output is not None:
        request.output = exchange.output
    request.stop_reason, request.cost = exchange.stop_reason, exchange.cost
