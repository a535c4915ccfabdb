"""The calls and results among the Responses API's items, each kind with the tool it names.

``CALLS`` wait for a result in an item of their own, ``RESULTS`` are such items; ``OWN`` are
calls that the vendor runs: call and result are one item. Source: the openai package's types,
3.57.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Path, Speaker
from headroom_lab.messages.content_parts import content_blocks, tools
from headroom_lab.messages.parts import as_json, text_of

Item = Mapping[str, Any]
_IMAGE = frozenset({"image_url", "file_id"})


def _named(field: str) -> Callable[[Item, Speaker], Block]:
    """Return the reader of a call of a tool with a name, its arguments in ``field``."""
    return lambda item, speaker: speaker.calls(
        item.get("call_id"), item.get("name"), item.get(field)
    )


def _built_in(tool: str, *fields: str) -> Callable[[Item, Speaker], Block]:
    """Return the reader of a call of one of the vendor's tools, its arguments in ``fields``."""
    return lambda item, speaker: speaker.calls(item.get("call_id"), tool, _arguments(item, fields))


def _arguments(item: Item, fields: tuple[str, ...]) -> str:
    """Return what a built-in tool is called with: the kind of action first, as ``action``."""
    for field in fields:
        value = item.get(field)
        if isinstance(value, Mapping):
            rest = {key: v for key, v in value.items() if key != "type"}
            kind = value.get("type")
            return as_json({"action": kind, **rest} if kind not in (None, "exec") else rest)
        if isinstance(value, list):
            steps = [v for v in value if isinstance(v, Mapping)]
            inner = [_arguments({"action": step}, ("action",)) for step in steps]
            return f"[{','.join(inner)}]" if inner else as_json(value)
        if value is not None:
            return text_of(value)
    return "{}"


def _approval_request(item: Item, speaker: Speaker) -> Block:
    """Return a call of an MCP server's tool that waits for a yes or no."""
    return speaker.calls(item.get("id"), item.get("name"), item.get("arguments"))


CALLS: dict[str, Callable[[Item, Speaker], Block]] = {
    "function_call": _named("arguments"),
    "custom_tool_call": _named("input"),
    "local_shell_call": _built_in("local_shell", "action"),
    "shell_call": _built_in("shell", "action"),
    "apply_patch_call": _built_in("apply_patch", "operation"),
    "computer_call": _built_in("computer", "action", "actions"),
    "tool_search_call": _built_in("tool_search", "arguments"),
    "program": _built_in("program", "code"),
    "mcp_approval_request": _approval_request,
}


def _answering(item: Item, speaker: Speaker) -> Speaker:
    """Return the speaker of an item that answers a call, with the tool where its type tells.

    A local shell's output names its call by ``id`` alone in the package's types.
    """
    kind = item["type"]
    call_id = item.get("call_id")
    if call_id is None and kind == "local_shell_call_output":
        call_id = item.get("id")
    return speaker._replace(call_id=call_id, tool=_TOOLS.get(kind) or item.get("name"))


_TOOLS = {
    "local_shell_call_output": "local_shell",
    "shell_call_output": "shell",
    "apply_patch_call_output": "apply_patch",
    "computer_call_output": "computer",
    "tool_search_output": "tool_search",
    "program_output": "program",
}


def _output(field: str) -> Callable[[Item, Speaker], Iterator[Block]]:
    """Return the reader of a result that stands in ``field``."""

    def read(item: Item, speaker: Speaker) -> Iterator[Block]:
        failed = item.get("status") == "failed"
        answering = _answering(item, speaker)._replace(is_error=failed)
        return content_blocks(item.get(field), answering, (field,))

    return read


def _screenshot(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield what a computer shows: an image, also where its type isn't told."""
    output = item.get("output")
    if isinstance(output, Mapping) and "type" not in output and _IMAGE & output.keys():
        yield _answering(item, speaker).holds("image", output)
        return
    yield from _output("output")(item, speaker)


def _shell_output(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield what each command wrote; one that failed or ran out of time is an error."""
    answering = _answering(item, speaker)
    output = item.get("output")
    if not isinstance(output, list) or not output:
        yield from content_blocks(output, answering, ("output",))
        return
    for position, chunk in enumerate(output):
        outcome = chunk.get("outcome") if isinstance(chunk, Mapping) else None
        failed = isinstance(outcome, Mapping) and (
            outcome.get("type") == "timeout" or bool(outcome.get("exit_code"))
        )
        path: Path = ("output", position)
        yield from _streams(chunk, answering._replace(is_error=failed), path)


def _streams(chunk: Any, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield what a command wrote to each of its two streams."""
    if not isinstance(chunk, Mapping):
        yield speaker.says(text_of(chunk), path if isinstance(chunk, str) else ())
        return
    written = [name for name in ("stdout", "stderr") if isinstance(chunk.get(name), str)]
    for name in [name for name in written if chunk[name]] or written[:1]:
        yield speaker.says(chunk[name], (*path, name))
    if not written:
        yield speaker.says("")


def _found_tools(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield the definitions of the tools that a search found."""
    return tools(item, _answering(item, speaker), ())


def _approval(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield the yes or no to a call of an MCP server's tool, with its reason."""
    answer = {"approve": item.get("approve"), "reason": item.get("reason")}
    told = {key: value for key, value in answer.items() if value is not None}
    yield speaker._replace(call_id=item.get("approval_request_id")).says(as_json(told))


RESULTS: dict[str, Callable[[Item, Speaker], Iterator[Block]]] = {
    "function_call_output": _output("output"),
    "custom_tool_call_output": _output("output"),
    "local_shell_call_output": _output("output"),
    "apply_patch_call_output": _output("output"),
    "computer_call_output": _screenshot,
    "program_output": _output("result"),
    "shell_call_output": _shell_output,
    "tool_search_output": _found_tools,
    "mcp_approval_response": _approval,
}


def _ran(
    tool: str | None, fields: tuple[str, ...], results: Callable[[Item, Speaker], Iterator[Block]]
) -> Callable[[Item, Speaker], Iterator[Block]]:
    """Return the reader of a call that the vendor runs: the call, then what came of it."""

    def read(item: Item, speaker: Speaker) -> Iterator[Block]:
        name = tool or item.get("name")
        yield speaker.calls(item.get("id"), name, _arguments(item, fields))
        failed = bool(item.get("error")) or item.get("status") == "failed"
        answering = Speaker(speaker.message, "tool", item.get("id"), name, failed)
        found = list(results(item, answering))
        yield from found or [answering.says("")]

    return read


def _nothing(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield nothing: what came of the call isn't shown."""
    yield from ()


def _mcp_output(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield what an MCP server's tool answered, or why it didn't."""
    if item.get("error"):
        yield speaker.says(_error(item["error"]))
    if isinstance(item.get("output"), str):
        yield speaker.says(item["output"], ("output",))


def _error(error: Any) -> str:
    """Return an MCP server's error in its own words."""
    if isinstance(error, Mapping):
        return text_of(error.get("message", error.get("content")))
    return text_of(error)


def _found_files(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield the passages that a search in files found."""
    for result in item.get("results") or ():
        if isinstance(result, Mapping):
            lines = [text_of(result[key]) for key in ("filename", "text") if result.get(key)]
            yield speaker.says("\n".join(lines))


def _interpreted(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield what an interpreter printed and drew."""
    for output in item.get("outputs") or ():
        if isinstance(output, Mapping) and output.get("type") == "image":
            yield speaker.holds("image", output)
        elif isinstance(output, Mapping):
            yield speaker.says(text_of(output.get("logs")))


def _drawn(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield a generated image."""
    if item.get("result"):
        yield speaker.holds("image", item)


OWN: dict[str, Callable[[Item, Speaker], Iterator[Block]]] = {
    "web_search_call": _ran("web_search", ("action",), _nothing),
    "file_search_call": _ran("file_search", ("queries",), _found_files),
    "code_interpreter_call": _ran("code_interpreter", ("code",), _interpreted),
    "image_generation_call": _ran("image_generation", ("revised_prompt",), _drawn),
    "mcp_call": _ran(None, ("arguments",), _mcp_output),
}
