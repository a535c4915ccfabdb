"""Single requests put together into the sessions that they were made in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from headroom_lab.providers.usage import usage_of
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import Draft, TraceDraft, mapping, text
from headroom_lab.traces.formats.bodies import answered, messages_of, stopped
from headroom_lab.traces.formats.chain import Chain
from headroom_lab.traces.formats.estimating import estimated_output
from headroom_lab.traces.formats.same_message import Digests, prefixes
from headroom_lab.traces.formats.source import Source

MOST_OPEN = 1000  # sessions that may go on at a time; the one longest at rest has ended


@dataclass
class _Session:
    """A session while its requests come in."""

    draft: TraceDraft
    order: int
    chains: list[Chain] = field(default_factory=list)


class _Given:
    """What a request sent; ``held`` names what its vendor holds of the conversation."""

    def __init__(self, body: Mapping[str, Any], digest: Digests) -> None:
        self.messages = messages_of(body)
        self.digests = list(map(digest, self.messages))
        self.beginnings = prefixes(self.digests)
        self.system = body.get("system") or body.get("instructions")
        conversation = body.get("conversation")
        self.conversation = text(mapping(conversation).get("id")) or text(conversation)
        self.held = text(body.get("previous_response_id")) or self.conversation


class Chains:
    """The sessions of a recording while its lines come in."""

    def __init__(self, format_name: str, source: Source) -> None:
        self._format = format_name
        self._source = source
        self._digest = Digests()
        self._begun = 0
        self._open: dict[str, _Session] = {}  # the last used last
        self._ends: dict[int, list[Chain]] = {}  # a beginning of messages -> who ended with it
        self._held: dict[str, Chain] = {}  # an answer or conversation that its vendor holds

    def take(self, record: Mapping[str, Any], line: int) -> None:
        """Take one request with its answer."""
        name = text(record.get("id")) or f"{self._source.name}:{line}"
        if name in self._source.counted:
            self._source.skipping.add("a request that stands elsewhere too", line)
            return
        self._source.counted.add(name)
        given = _Given(record["request"], self._digest)
        response = mapping(record.get("response"))
        chain = self._chain(given, text(record.get("session")), name)
        session = self._open[chain.session]
        self._forget(chain)
        is_held = given.held is not None and self._held.get(given.held) is chain
        chain.sent(given.messages, given.digests, is_held=is_held)
        self._describe(session, chain, record["request"], given, is_whole=is_held or not given.held)
        request = self._request(session.draft, chain, record, response)
        answer = answered(response)
        self._use(request, response, answer, line)
        chain.answered(answer, list(map(self._digest, answer)))
        self._remember(chain, given, response)

    def ended(self) -> Iterator[Trace]:
        """Yield the sessions that rest for the longest where too many are open."""
        while len(self._open) > MOST_OPEN:
            yield self._built(self._open.pop(next(iter(self._open))))

    def all(self) -> Iterator[Trace]:
        """Yield all that are open, in the order in which they began."""
        for session in sorted(self._open.values(), key=lambda session: session.order):
            yield self._built(session)

    def _chain(self, given: _Given, named: str | None, name: str) -> Chain:
        """Return what a request goes on from: a stream of its session, or a new one."""
        key = f"session {named}" if named else None
        found = self._goes_on(given, key)
        key = found.session if found else key or f"request {name}"
        session = self._open.pop(key, None) or self._new(named or name)
        self._open[key] = session
        found = found or next((c for c in session.chains if _resembles(c, given)), None)
        if found is None:
            number = len(session.chains)
            stream = session.draft.stream(*([f"stream-{number + 1}"] if number else []))
            found = Chain(stream, key)
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

    def _new(self, name: str) -> _Session:
        """Return a session that begins."""
        self._begun += 1
        draft = TraceDraft(name, self._format, self._source.skipping, is_whole=True)
        return _Session(draft, self._begun)

    def _describe(
        self,
        session: _Session,
        chain: Chain,
        body: Mapping[str, Any],
        given: _Given,
        *,
        is_whole: bool,
    ) -> None:
        """Take what stands beside a request's messages."""
        chain.stream.system = given.system
        session.draft.is_whole = session.draft.is_whole and is_whole
        if chain is session.chains[0]:
            session.draft.system = given.system
            if isinstance(body.get("tools"), list):
                session.draft.tools = [t for t in body["tools"] if isinstance(t, Mapping)]

    def _request(
        self,
        draft: TraceDraft,
        chain: Chain,
        record: Mapping[str, Any],
        response: Mapping[str, Any],
    ) -> Draft:
        """Note a request in its session."""
        model = text(response.get("model")) or text(record["request"].get("model"))
        started = draft.seen_at(record.get("started"))
        draft.seen_at(record.get("ended"))
        request = draft.request(chain.stream, model, started)
        request.stop_reason = stopped(response) or ("error" if record.get("error") else None)
        return request

    def _use(
        self, request: Draft, response: Mapping[str, Any], answer: list[Any], line: int
    ) -> None:
        """Take what a request used; the output of a stream that ended early is a stub."""
        try:
            usage = usage_of(response.get("usage"))
        except (TypeError, ValueError):
            self._source.skipping.add("a usage that can't be read", line)
            return
        if usage is None:
            return
        request.output = usage.output_tokens
        if response.get("type") == "message" and response.get("stop_reason") is None:
            content = answer[0].get("content") if answer else None
            usage = replace(usage, output_tokens=estimated_output(content))
            request.recorded = False
        request.usage = usage

    def _remember(self, chain: Chain, given: _Given, response: Mapping[str, Any]) -> None:
        """Remember from where a stream goes on: behind its answer, or before it."""
        for count in {0, len(chain.answer)}:
            key = prefixes([*chain.context, *chain.answer[:count]])[-1]
            self._ends.setdefault(key, []).append(chain)
        answer = text(response.get("id")) if "output" in response else None
        self._held |= {key: chain for key in (answer, given.conversation) if key}

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


def _resembles(chain: Chain, given: _Given) -> bool:
    """Tell whether a request changes what a stream of its session sent before."""
    return chain.stream.system == given.system and chain.context[:1] == given.digests[:1]
