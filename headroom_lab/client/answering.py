"""Calls of tools of ours, answered from the originals and the definitions, and what follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.outbox import describe, warn
from headroom_lab.errors import ConfigError
from headroom_lab.messages.tool_lists import listed_tools
from headroom_lab.policies.definitions.searching import TOOL as SEARCH
from headroom_lab.policies.definitions.searching import found_tools
from headroom_lab.transforms.markers import TOOL
from headroom_lab.transforms.retrieval import answered

MOST_ROUNDS = 8  # requests of ours after one of the caller's
_CALLS = frozenset(  # what a Responses client must answer; other items the vendor answers
    {
        "function_call",
        "custom_tool_call",
        "local_shell_call",
        "shell_call",
        "apply_patch_call",
        "computer_call",
        "mcp_approval_request",
    }
)
_PARSED = frozenset({"parsed", "parsed_arguments", "parsed_output", "annotations"})

OURS = (TOOL, SEARCH)
Request = Mapping[str, Any]


def answer_retrieval(call: Any) -> dict[str, Any]:
    """Return what answers a model's call of the retrieval tool, ready to go into a request.

    For streams, raw responses and answers that call other tools as well.

    Args:
        call: the SDK's object or a dict: an entry of a chat message's ``tool_calls`` (what comes back is a
            message), a ``function_call`` item of Responses (an item), a ``tool_use`` block of Anthropic's
            (a block for the user's next message).

    Raises:
        ConfigError: for the call of another tool.

    Example::

        call = {"type": "tool_use", "id": "t1", "name": "headroom_retrieve", "input": {"hash": "0123456789ab"}}
        answer_retrieval(call)["tool_use_id"]
    """
    if not is_retrieval(call):
        raise ConfigError(f"answer_retrieval: found {_name(call)!r}, expected a call of {TOOL}")
    return _result(call, answered)


def answer_search(call: Any, tools: Any) -> dict[str, Any]:
    """Return what answers a model's call of the search for tools, ready to go into a request.

    Under ``defer_tools`` the client answers such calls itself where an answer calls nothing else; for
    streams, raw responses and answers that call other tools as well. What is found can be called from the
    next request on that holds this answer and all ``tools``.

    Args:
        call: the SDK's object or a dict, as ``answer_retrieval`` takes it.
        tools: all tools of the request as it was given to the client, none kept back; or the file of an MCP
            server's ``tools/list``.

    Raises:
        ConfigError: for the call of another tool, and for what holds no tools.

    Example::

        call = {"type": "tool_use", "id": "t1", "name": "headroom_find_tools", "input": {"query": "retrieve"}}
        answer_search(call, [retrieval_tool("anthropic")])["tool_use_id"]
    """
    if _name(call) != SEARCH:
        raise ConfigError(f"answer_search: found {_name(call)!r}, expected a call of {SEARCH}")
    known = listed_tools(tools) or ()
    return _result(call, lambda arguments: found_tools(arguments, known))


def _result(call: Any, answer: Callable[[Any], str]) -> dict[str, Any]:
    """Return what answers a call, made of its arguments."""
    function, kind = _field(call, "function"), _field(call, "type")
    if function is not None:
        said = answer(_field(function, "arguments"))
        return {"role": "tool", "tool_call_id": _field(call, "id"), "content": said}
    if kind == "function_call":
        said = answer(_field(call, "arguments"))
        made = {"type": "function_call_output", "call_id": _field(call, "call_id")}
        return {**made, "output": said}
    said = answer(_field(call, "input"))
    return {"type": "tool_result", "tool_use_id": _field(call, "id"), "content": said}


def _answer(call: Any, request: Request) -> dict[str, Any]:
    """Return what answers a call of a tool of ours; a search finds among the request's tools."""
    if is_retrieval(call):
        return _result(call, answered)
    return _result(call, lambda arguments: found_tools(arguments, request.get("tools") or ()))


def is_retrieval(call: Any) -> bool:
    """Tell whether a call, in any format, is one of the retrieval tool."""
    return bool(_name(call) == TOOL)


@dataclass(frozen=True)
class Exchange:
    """How an endpoint's answers call tools, and which messages follow with the results."""

    calls: Callable[[Any], Sequence[Any]]
    further: Callable[[Request, Any, list[dict[str, Any]]], dict[str, Any]]


def follow_up(endpoint: Endpoint, request: Request, response: Any) -> dict[str, Any] | None:
    """Return the request that answers all calls of a response; None where that isn't ours.

    An answer that calls another tool too is the caller's: both results must come together.
    """
    exchange = EXCHANGES[endpoint.path]
    try:
        calls = exchange.calls(response)
        if not calls or others_beside(endpoint, response):
            return None
        return exchange.further(request, response, [_answer(call, request) for call in calls])
    except Exception as error:  # noqa: BLE001 - the caller gets the vendor's answer as it is
        warn(f"a call of {' or '.join(OURS)} wasn't answered: {describe(error)}")
        return None


def called(response: Any) -> list[Any]:
    """Return the names of all tools that a response calls, in each of its choices."""
    choices = getattr(response, "choices", None) or ()
    said = [call for one in choices for call in getattr(one.message, "tool_calls", None) or ()]
    parts = getattr(response, "output", None) or getattr(response, "content", None) or ()
    parts = [part for part in parts if getattr(part, "type", "") in (*_CALLS, "tool_use")]
    return [_name(call) for call in (*said, *parts)]


def others_beside(endpoint: Endpoint, response: Any) -> bool:
    """Tell whether a response calls more than tools of ours, or in several choices."""
    calls = EXCHANGES[endpoint.path].calls(response)
    return len(calls) < len(called(response)) or not all(_name(call) in OURS for call in calls)


def answer_all(
    endpoint: Endpoint, request: Request, response: Any, send: Callable[[Request], Any]
) -> Any:
    """Return the first response that calls something else than tools of ours, or nothing."""
    for _ in range(MOST_ROUNDS):
        further = follow_up(endpoint, request, response)
        if further is None:
            return response
        request, response = further, send(further)
    return response


async def answer_all_async(
    endpoint: Endpoint, request: Request, response: Any, send: Callable[[Request], Awaitable[Any]]
) -> Any:
    """Return the same of an async client."""
    for _ in range(MOST_ROUNDS):
        further = follow_up(endpoint, request, response)
        if further is None:
            return response
        request, response = further, await send(further)
    return response


def _chat_calls(response: Any) -> Sequence[Any]:
    """Return the calls of a completion with one choice."""
    choices = list(getattr(response, "choices", None) or [])
    calls = [getattr(choice.message, "tool_calls", None) or [] for choice in choices]
    return calls[0] if len(calls) == 1 else []


def _chat_further(request: Request, response: Any, results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a chat request with the answer and the results behind its messages."""
    message = _plain(response.choices[0].message)
    return {**request, "messages": [*request["messages"], message, *results]}


def _responses_calls(response: Any) -> Sequence[Any]:
    """Return the calls among the items of a response that a client answers."""
    items = getattr(response, "output", None) or ()
    return [item for item in items if getattr(item, "type", "") in _CALLS]


def _responses_further(
    request: Request, response: Any, results: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a request with the results: behind the items, or where the vendor holds those."""
    if request.get("previous_response_id"):
        return {**request, "previous_response_id": response.id, "input": results}
    if request.get("conversation"):
        return {**request, "input": results}
    given = request["input"]
    items = [{"role": "user", "content": given}] if isinstance(given, str) else list(given)
    return {**request, "input": [*items, *map(_plain, response.output), *results]}


def _messages_calls(response: Any) -> Sequence[Any]:
    """Return the blocks of a message that call a tool of the client's."""
    blocks = getattr(response, "content", None) or ()
    return [block for block in blocks if getattr(block, "type", "") == "tool_use"]


def _messages_further(
    request: Request, response: Any, results: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a request with the answer and a message of results behind its messages."""
    answer = {"role": "assistant", "content": list(map(_plain, response.content))}
    asked = {"role": "user", "content": results}
    return {**request, "messages": [*request["messages"], answer, asked]}


EXCHANGES: dict[tuple[str, ...], Exchange] = {
    ("chat", "completions"): Exchange(_chat_calls, _chat_further),
    ("responses",): Exchange(_responses_calls, _responses_further),
    ("messages",): Exchange(_messages_calls, _messages_further),
}


def _plain(part: Any) -> dict[str, Any]:
    """Return an SDK's object as a request takes it: without what the SDK made of it."""
    made: dict[str, Any] = _without(part.model_dump(exclude_none=True, mode="json"))
    return made


def _without(value: Any) -> Any:
    """Return plain data without the fields that an SDK adds."""
    if isinstance(value, list):
        return [_without(item) for item in value]
    if isinstance(value, dict) and value.get("type") != "tool_use":
        return {key: _without(item) for key, item in value.items() if key not in _PARSED}
    return value


def _name(call: Any) -> Any:
    """Return the name of the tool that is called."""
    function = _field(call, "function")
    return _field(call if function is None else function, "name")


def _field(thing: Any, name: str) -> Any:
    """Return a field of a mapping or of an SDK's object."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
