"""A session to be replayed: its streams with their requests, recorded or guessed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from headroom_lab.errors import InvalidMessagesError, UnknownModelWarning
from headroom_lab.messages.given import Request, request_of
from headroom_lab.messages.tool_lists import listed_tools
from headroom_lab.policies.definitions.changing import ToolChanging
from headroom_lab.policies.policy import Policy
from headroom_lab.progress import finished
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.own import vendor_of
from headroom_lab.providers.prices import Prices
from headroom_lab.replays.asked import Asked, StreamContexts, recorded_requests
from headroom_lab.replays.guessed import guessed_requests
from headroom_lab.replays.marks import marked, marks_of
from headroom_lab.replays.needs import Needs, needs, stream_needs
from headroom_lab.replays.protecting import is_free, protection_costs, with_free
from headroom_lab.replays.recorded import recorded_in
from headroom_lab.replays.rows import Place, Till
from headroom_lab.replays.sending import Sizes
from headroom_lab.replays.streaming import PolicyReplay, StreamReplay
from headroom_lab.replays.tool_definitions import NOT_THERE
from headroom_lab.results.kept import Kept
from headroom_lab.results.replay import ReplayResult
from headroom_lab.results.replay_rows import ReplayRow
from headroom_lab.results.trace import Trace
from headroom_lab.simulation.notes import is_unlisted
from headroom_lab.simulation.provenance import provenance_of
from headroom_lab.tokens import Counter, Measure, Tokenizer, as_tokenizer, measure
from headroom_lab.tokens.calibration import band_of
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.retrieval import holds_retrieval_tool


@dataclass(frozen=True)
class Options:
    """What a caller gave for all requests."""

    query: str | None = None
    output_buffer: int | None = None
    tokenizer: Tokenizer | Counter | None = None
    provider: PricedProvider | None = None
    prices: Prices | None = None

    def vendor(self, model: str) -> PricedProvider:
        """Return whose limits, prices and cache rules hold."""
        return vendor_of(self.provider, model, self.prices)


@dataclass(frozen=True)
class Stream:
    """A stream with its requests, and what of it was needed later.

    ``beside``: the tokens that stand beside its messages; ``shift``: how far the indices of its
    messages lie behind those of the list given.
    """

    requests: Sequence[Asked]
    needs: Callable[[], Needs]
    beside: int = 0
    shift: int = 0


@dataclass(frozen=True)
class Session:
    """A session to be replayed."""

    request: Request
    streams: Sequence[Stream]
    measured: Measure
    options: Options
    notes: tuple[str, ...] = ()

    @property
    def models(self) -> list[str | None]:
        """The models that are billed: those of its requests, its own where they name none."""
        return [one.model or self.request.model for s in self.streams for one in s.requests]

    def replayed(self, policies: Sequence[Policy], *, progress: bool) -> ReplayResult:
        """Return the replay of the session under policies."""
        model = str(self.request.model)
        vendor = self.options.vendor(model)
        with warnings.catch_warnings():
            # The result says itself that a price is unknown.
            warnings.simplefilter("ignore", UnknownModelWarning)
            running = list(self._running(with_free(policies), vendor))
            steps = [one for one in running for _ in one.stream.requests]
            count = iter(range(1, len(steps) + 1))
            done = finished(
                steps, lambda one: one.rows(next(count)), name="replay", progress=progress
            )
        rows = tuple(row for rows in zip(*done, strict=True) for row in rows)
        return ReplayResult(
            model,
            tuple(row for row in rows if not is_free(row.policy)),
            len(steps),
            vendor.cache_rules(model).lifetime.least,
            provenance_of(
                self.measured.tokenizer.account(self.measured.given),
                policies[0].pipeline,
                model,
                self.options.query,
                self.options.prices,
            ),
            _kept(running),
            band_of(model) if not self.measured.tokenizer.exact else 0.0,
            (*self.notes, *_without_tools(policies, self.request), *_told(_failures(running))),
            protection_costs(policies, rows),
            _failures(running),
        )

    def _running(self, policies: Sequence[Policy], vendor: PricedProvider) -> Iterator[Running]:
        """Yield each stream with its policies, each of these anew."""
        till, context = Till(vendor), self._context(vendor)
        for stream in self.streams:
            sizes, needed = _sizes(stream, self.measured.tokenizer), stream.needs()
            ways = [PolicyReplay(policy, context, sizes, needed) for policy in policies]
            replaying = StreamReplay(
                stream.requests, self.request, ways, vendor, till, stream.beside
            )
            yield Running(stream, replaying)

    def _context(self, vendor: PricedProvider) -> Context:
        """Return what the steps of policies may ask for."""
        model, options = str(self.request.model), self.options
        limit = None if is_unlisted(model, vendor) else vendor.get_context_limit(model)
        retrieval = holds_retrieval_tool(self.request.tools)
        counter = self.measured.tokenizer
        context = Context(counter, limit, options.output_buffer, options.query, retrieval)
        begins, tools = self.request.begins, self.request.tools
        return replace(context, vendor=vendor, shift=begins, tools=tools, made={})


@dataclass(frozen=True)
class Running:
    """A stream under way."""

    stream: Stream
    replaying: StreamReplay

    def rows(self, number: int) -> list[ReplayRow]:
        """Return the rows of the stream's next request, which has a number in the session."""
        return self.replaying.rows(Place(number, self.stream.shift))


def _failures(running: Iterable[Running]) -> dict[str, tuple[str, ...]]:
    """Return for each policy that failed why it did, once a request."""
    found: dict[str, tuple[str, ...]] = {}
    for one in running:
        for policy in filter(lambda way: not is_free(way.name), one.replaying.policies):
            if policy.failed:
                found[policy.name] = (*found.get(policy.name, ()), *policy.failed)
    return found


def _told(failures: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield for each policy that failed how often it did, and why at first."""
    for failed in failures.values():
        yield f"{len(failed)} requests are taken to be sent as they came: {failed[0]}"


def session_of(
    given: Any, model: str | None, system: Any, tools: Iterable[Any] | None, options: Options
) -> Session:
    """Return the session that ``given`` is; InvalidMessagesError for one without an answer."""
    trace = recorded_in(given)
    if trace is not None:
        return _recorded(trace, model, tools, options)
    request = request_of(given, model=model, system=system, tools=tools)
    return _guessed(request, options)


def _guessed(request: Request, options: Options) -> Session:
    """Return a session of which there is but a conversation."""
    model, session = request.asked("replay"), request.conversation
    measured = measure(
        session, model, options.tokenizer, options.provider, request.tools, request.beside_tokens
    )
    beside = measured.unlisted + measured.beside
    requests, marks = guessed_requests(request, measured.tokenizer, beside)
    stream = Stream(requests, lambda: needs(session), beside, request.shift)
    notes = ["no usage is recorded: all is modelled from text"]
    rules = options.vendor(model).cache_rules(model)
    if rules.breakpoints and not marks:
        notes.append("the session sets no cache_control marks: caching is assumed")
    return Session(request, [stream], measured, options, tuple(notes))


def _recorded(
    trace: Trace, model: str | None, tools: Iterable[Any] | None, options: Options
) -> Session:
    """Return a session with its recorded requests."""
    known = trace.tools if tools is None else tuple(listed_tools(tools) or ())
    named = Request((), model or next(iter(trace.models), None), None, known)
    counter = as_tokenizer(options.tokenizer, named.asked("replay"))
    contexts = {
        name: StreamContexts(stream, counter)
        for name, stream in trace.streams.items()
        if stream.messages
    }
    first = next(iter(contexts.values()), None)
    if first is None:
        raise InvalidMessagesError("no message", "a session with answers in it")
    main = replace(named, messages=first.conversation)
    measured = measure(first.conversation, str(named.model), counter, None, known)
    found = [_stream(trace, one, counter, measured.unlisted) for one in contexts.values()]
    streams = [stream for stream in found if stream.requests]
    if not streams:
        raise InvalidMessagesError("no request with a context", "a session with answers in it")
    return Session(main, streams, measured, options, tuple(_notes(streams)))


def _stream(trace: Trace, contexts: StreamContexts, counter: Tokenizer, tools: int) -> Stream:
    """Return a stream of a trace."""
    stream, session = contexts.stream, contexts.conversation
    every = recorded_requests(contexts)
    requests = [asked for asked in every if asked.length or asked.usage is not None]
    system = stream.system
    beside = tools + (counter.count_text(system) if isinstance(system, str) else 0)
    marks = marks_of(session, trace.tools)
    needed = partial(stream_needs, stream, session)
    return Stream(marked(requests, marks, beside), needed, beside)


def _notes(streams: Sequence[Stream]) -> Iterator[str]:
    """Yield what is assumed of a recorded session."""
    asked = [one for stream in streams for one in stream.requests]
    empty = sum(not one.length for one in asked)
    if empty:
        yield f"{empty} of {len(asked)} requests hold no message in the file: nothing to cut there"
    without = sum(one.usage is None for one in asked)
    if without:
        yield f"{without} of {len(asked)} requests have no recorded usage: they are modelled"
    stubs = sum(
        one.recorded is not None and not one.recorded.output_recorded and one.usage is not None
        for one in asked
    )
    if stubs:
        yield f"the output of {stubs} of {len(asked)} requests is estimated from its text"


def _without_tools(policies: Sequence[Policy], request: Request) -> Iterator[str]:
    """Yield what a policy of tool definitions can't show where the session holds none."""
    steps = (step for policy in policies for step in policy.pipeline)
    if not request.tools and any(isinstance(step, ToolChanging) for step in steps):
        yield NOT_THERE


def _sizes(stream: Stream, counter: Tokenizer) -> Sizes:
    """Return the sizes of a stream's messages, so that none is counted again."""
    sizes = Sizes(counter)
    for asked in stream.requests[-1:]:
        sums = asked.sums
        each = [sums[n + 1] - sums[n] for n in range(asked.length)]
        sizes.learn([m.original for m in asked.context.messages], each)
    return sizes


def _kept(running: Sequence[Running]) -> dict[str, Kept]:
    """Return for each policy what was kept in all streams."""
    found: dict[str, Kept] = {}
    for one in running:
        for policy in filter(lambda way: not is_free(way.name), one.replaying.policies):
            found[policy.name] = found.get(policy.name, Kept()) + policy.kept
    return found
