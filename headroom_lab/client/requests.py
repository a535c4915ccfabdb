"""A request before it goes: simulated by its mode, and what of it is sent."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from headroom_lab.client import loading
from headroom_lab.client.arms import asked_again, in_arm
from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.flight import Flight, Terms
from headroom_lab.client.forced import with_named
from headroom_lab.client.outbox import describe, warn
from headroom_lab.client.streams import lifetime_asked
from headroom_lab.client.unread import settle
from headroom_lab.config import MODES, Mode
from headroom_lab.errors import ConfigError, nearest
from headroom_lab.messages.blocks import Format
from headroom_lab.policies.policy import Policy
from headroom_lab.results import SimulationResult
from headroom_lab.simulation import simulate
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import tools_tokens
from headroom_lab.tokens.waiting import time_waited
from headroom_lab.transforms.retrieval import holds_retrieval_tool, retrieval_tool

TOOL_FORMATS: dict[tuple[str, ...], Format] = {
    ("chat", "completions"): "openai_chat",
    ("responses",): "openai_responses",
    ("messages",): "anthropic",
}


class Asked(NamedTuple):
    """What a request asks of us, and the terms that hold for it."""

    terms: Terms
    mode: Mode
    query: str | None
    session: str | None


def taken(terms: Terms, request: dict[str, Any]) -> Asked:
    """Take out of a request what it asks of us; ConfigError for what won't do."""
    mode = request.pop("headroom_mode", None)
    query = request.pop("headroom_query", None)
    own = request.pop("headroom_session", None)
    session = check_session("headroom_session", own) or terms.session
    terms = in_arm(terms, session, mode)
    return Asked(terms, check_mode(mode or terms.mode), query, session)


def prepare(terms: Terms, endpoint: Endpoint, arguments: Mapping[str, Any]) -> Flight:
    """Simulate a request by its mode and return what to send.

    Where our own code fails, the original request goes out; the failure is warned about and
    stands on the row.
    """
    started = time.perf_counter()
    loading.wait()
    settle()
    request = dict(arguments)
    asked = taken(terms, request)
    terms, mode, query = asked.terms, asked.mode, asked.query
    model = str(request.get("model", ""))
    flight = Flight(terms, endpoint, mode, model, request, session=asked.session)
    with time_waited() as waited:
        if mode != "off":
            hold(request, endpoint)
            added = add_tool(terms, endpoint, mode, request)
            _simulate(flight, query, added)
    flight.overhead = time.perf_counter() - started - waited.seconds
    return flight


def plan(
    terms: Terms,
    endpoint: Endpoint,
    request: Mapping[str, Any],
    query: str | None,
    added: bool = False,
    policy: Policy | None = None,
) -> SimulationResult:
    """Return the simulation of a request; the tool that was ``added`` counts as a marker.

    ``policy`` is the client's own unless one is given.
    """
    found = _simulated(terms, endpoint, request, query, policy or terms.policy)
    if not added:
        return found
    *own, _ = request["tools"]
    counter = Tokenizer(model=found.model)
    size = tools_tokens(request["tools"], counter) - tools_tokens(own, counter)
    return found.resized(
        tokens_before=found.tokens_before - size,
        tokens_markers=found.tokens_markers + size,
    )


def _simulated(
    terms: Terms,
    endpoint: Endpoint,
    request: Mapping[str, Any],
    query: str | None,
    policy: Policy,
) -> SimulationResult:
    """Return the simulation of a request as it would be sent."""
    messages: Any = request.get(endpoint.messages)
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    system = request.get(endpoint.system) if endpoint.system else None
    limits = [request.get(name) for name in endpoint.limits]
    tools = request.get("tools")
    return simulate(
        messages,
        model=str(request.get("model", "")),
        policy=policy,
        query=query,
        system=system if isinstance(system, (str, list)) else None,
        tools=list(tools) if isinstance(tools, (list, tuple)) else None,
        output_buffer=next((n for n in limits if isinstance(n, int)), None),
        provider=terms.provider,
        prices=terms.prices,
    )


def add_tool(terms: Terms, endpoint: Endpoint, mode: str, request: dict[str, Any]) -> bool:
    """Put the retrieval tool behind a request's tools where that is wanted; tell whether it was.

    It is there from the first request on, whether anything was cut or not: a tool that came
    later would have the whole cached prefix written anew.
    """
    tools = request.get("tools")
    own = list(tools) if isinstance(tools, (list, tuple)) else []
    if not terms.retrieval or mode != "optimize" or holds_retrieval_tool(own):
        return False
    request["tools"] = [*own, retrieval_tool(TOOL_FORMATS[endpoint.path])]
    return True


def hold(request: dict[str, Any], endpoint: Endpoint) -> None:
    """Put what can be read once only, such as a generator of messages, into lists."""
    for name in (endpoint.messages, endpoint.system, "tools"):
        value = request.get(name) if name else None
        if name and isinstance(value, Iterable) and not isinstance(value, (str, Mapping, list)):
            request[name] = list(value)


def _simulate(flight: Flight, query: str | None, added: bool) -> None:
    """Simulate the request of a flight and, in optimize mode, put the result in its place."""
    if not isinstance(flight.request.get(flight.endpoint.messages), (str, list)):
        return  # the vendor holds the messages, or will say what is wrong
    try:
        if flight.terms.arm is not None:
            flight.fetched_again = asked_again(flight.request.get(flight.endpoint.messages))
        found = _planned(flight, query, added)
        if flight.mode == "optimize":
            flight.request = optimized(flight.endpoint, flight.request, found)
        flight.simulation = found
    except Exception as error:  # noqa: BLE001 - the original request is sent
        flight.note(describe(error))
        warn(f"the request was sent as it came: {describe(error)}")


def _planned(flight: Flight, query: str | None, added: bool) -> SimulationResult:
    """Return the simulation of a flight's request; one with moments goes on with its stream."""
    terms, request = flight.terms, flight.request
    messages = request[flight.endpoint.messages]
    if not terms.streams.needed or not isinstance(messages, list):
        return plan(terms, flight.endpoint, request, query, added)
    stands = terms.provider.cache_rules(flight.model).stands(lifetime_asked(request))
    with terms.streams.turn((flight.session, flight.mode), messages, stands.most) as stream:
        found = plan(terms, flight.endpoint, request, query, added, stream.policy)
        stream.tokens = found.tokens_before
    return found


def optimized(
    endpoint: Endpoint, request: dict[str, Any], plan: SimulationResult
) -> dict[str, Any]:
    """Return the request with the messages of the plan; one that changes nothing as it is."""
    changed = dict(request)
    if plan.tools_after is not None:
        choice = request.get("tool_choice")
        changed["tools"] = with_named(plan.tools_after, request.get("tools"), choice)
    if all(row.change == "kept" for row in plan.rows):
        return changed if plan.tools_after is not None else request
    changed[endpoint.messages] = plan.messages
    if endpoint.system and plan.system is not None:
        changed[endpoint.system] = plan.system
    return changed


def check_mode(mode: Any) -> Mode:
    """Return the mode, or raise ConfigError with the nearest one."""
    found = next((each for each in MODES if each == mode), None)
    if found is None:
        raise ConfigError(nearest("mode", str(mode), MODES))
    return found


def check_session(name: str, session: Any) -> str | None:
    """Return a session's name, a number's or UUID's as text; ConfigError for anything else."""
    if session is None or isinstance(session, str):
        return session
    if isinstance(session, (int, UUID)) and not isinstance(session, bool):
        return str(session)
    raise ConfigError(
        f"{name}: found {type(session).__name__}, expected a text, a whole number or a UUID"
    )
