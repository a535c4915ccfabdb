"""Conversations of any of the three wire formats, made up by hypothesis; each one is valid.

A conversation is drawn once as a script (who says what, which tools are called) and then
written down in a format. Scripts hold parallel calls, ids used again, failed calls, images,
thinking, empty texts, special tokens and an agent that is still in the middle of its work.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

FORMATS = ("openai_chat", "anthropic", "openai_responses")
WORDS = ("cache", "shard", "retry", "42", "<|endoftext|>", "größe", "日本", "x=1\n", "\ud800")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@dataclass(frozen=True)
class Call:
    """One tool call with what came back."""

    id: str
    tool: str
    output: str
    is_error: bool
    image: bool


@dataclass(frozen=True)
class Step:
    """What an assistant thinks, says and calls at once, and the order the results come in."""

    thinking: bool
    text: str
    calls: tuple[Call, ...]
    reverse: bool


@dataclass(frozen=True)
class TurnScript:
    """A user's message, the steps that follow, and the final answer (None: not there yet)."""

    request: str
    image: bool
    steps: tuple[Step, ...]
    answer: str | None


@dataclass(frozen=True)
class Script:
    """A whole conversation."""

    system: tuple[str, ...]
    turns: tuple[TurnScript, ...]


@cache  # a strategy is checked once, not at every draw
def texts(most: int = 40) -> st.SearchStrategy[str]:
    """Return texts of 1 to ``most`` words."""
    return st.builds(
        lambda word, count, tail: f"{(word + ' ') * count}{tail}",
        st.sampled_from(WORDS),
        st.integers(0, most - 1),
        st.sampled_from(("done", "a/b.py", '{"id": 7}')),
    )


@cache
def steps(unique_ids: bool) -> st.SearchStrategy[Step]:
    """Return steps of one to three parallel calls; ids repeat between steps, and within one."""
    ids = st.sampled_from(("a", "b", "c", "call_1", "call_2"))
    call = st.builds(
        Call,
        ids,
        st.sampled_from(("find", "run")),
        texts(80) | st.just(""),
        st.booleans(),
        st.booleans(),
    )
    by = (lambda c: c.id) if unique_ids else None
    calls = st.lists(call, min_size=1, max_size=3, unique_by=by).map(tuple)
    return st.builds(Step, st.booleans(), texts(9) | st.just(""), calls, st.booleans())


@cache
def scripts(unique_ids: bool = False) -> st.SearchStrategy[Script]:
    """Return whole conversations; only the last turn may lack its answer."""
    inner = st.lists(steps(unique_ids), max_size=5).map(tuple)
    finished = st.builds(TurnScript, texts(), st.booleans(), inner, texts())
    last = st.builds(TurnScript, texts(), st.booleans(), inner, texts() | st.none())
    turns = st.builds(lambda many, one: (*many, one), st.lists(finished, max_size=5), last)
    return st.builds(Script, st.lists(texts(), max_size=1).map(tuple), turns)


@cache
def conversations(format: str) -> st.SearchStrategy[list[Any]]:
    """Return message lists of one of FORMATS, valid for its vendor and known as that format."""
    return scripts(unique_ids=format == "anthropic").map(WRITERS[format])


def write_chat(script: Script) -> list[Any]:
    """Return a script as Chat Completions messages."""
    out: list[Any] = [{"role": "system", "content": text} for text in script.system]
    for turn in script.turns:
        parts: list[Any] = [{"type": "text", "text": turn.request}]
        url = {"url": f"data:image/png;base64,{PIXEL}", "detail": "low"}
        picture = {"type": "image_url", "image_url": url}
        content = [*parts, picture] if turn.image else turn.request
        out.append({"role": "user", "content": content})
        for step in turn.steps:
            calls = [
                {"id": c.id, "type": "function", "function": {"name": c.tool, "arguments": "{}"}}
                for c in step.calls
            ]
            out.append({"role": "assistant", "content": step.text or None, "tool_calls": calls})
            results = [
                {"role": "tool", "tool_call_id": c.id, "content": c.output} for c in step.calls
            ]
            out += reversed(results) if step.reverse else results
        if turn.answer is not None:
            out.append({"role": "assistant", "content": turn.answer})
    return out


def write_anthropic(script: Script) -> list[Any]:
    """Return a script as Messages API messages, its system prompt as a leading message."""
    cached = {"cache_control": {"type": "ephemeral"}}
    out: list[Any] = [
        {"role": "system", "content": [{"type": "text", "text": text, **cached}]}
        for text in script.system
    ]
    for turn in script.turns:
        request = [{"type": "text", "text": turn.request, **cached}]
        out.append({"role": "user", "content": [*request, *([_picture()] if turn.image else [])]})
        for step in turn.steps:
            out.append({"role": "assistant", "content": _said(step)})
            results = [_tool_result(call) for call in step.calls]
            out.append({"role": "user", "content": results[::-1] if step.reverse else results})
        if turn.answer is not None:
            out.append({"role": "assistant", "content": turn.answer})
    return out


def _picture() -> dict[str, Any]:
    """Return an image block."""
    return {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": PIXEL},
    }


def _said(step: Step) -> list[Any]:
    """Return the content of an assistant message that calls tools."""
    thinking = {"type": "thinking", "thinking": "so it is", "signature": "c2ln"}
    return [
        *([thinking] if step.thinking else []),
        *([{"type": "text", "text": step.text}] if step.text else []),
        *({"type": "tool_use", "id": c.id, "name": c.tool, "input": {}} for c in step.calls),
    ]


def _tool_result(call: Call) -> dict[str, Any]:
    """Return a tool_result block."""
    text = {"type": "text", "text": call.output}
    content = [text, _picture()] if call.image else call.output
    error = {"is_error": True} if call.is_error else {}
    return {"type": "tool_result", "tool_use_id": call.id, "content": content, **error}


def write_responses(script: Script) -> list[Any]:
    """Return a script as Responses items."""
    out: list[Any] = [{"role": "developer", "content": text} for text in script.system]
    for turn in script.turns:
        out.append({"role": "user", "content": [{"type": "input_text", "text": turn.request}]})
        for step in turn.steps:
            if step.text:
                out.append(_message(step.text))
            if step.thinking:
                out.append({"type": "reasoning", "id": f"rs_{len(out)}", "summary": []})
            for call in step.calls:
                arguments = json.dumps({"q": call.tool})
                names = {"call_id": call.id, "name": call.tool, "arguments": arguments}
                out.append({"type": "function_call", **names})
            results = [
                {"type": "function_call_output", "call_id": c.id, "output": c.output}
                for c in step.calls
            ]
            out += reversed(results) if step.reverse else results
        if turn.answer is not None:
            if turn.image:
                out.append({"type": "reasoning", "id": f"rs_{len(out)}", "summary": []})
            out.append(_message(turn.answer))
    return out


def _message(text: str) -> dict[str, Any]:
    """Return an assistant's message item."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "role": "assistant", "content": content}


WRITERS: dict[str, Callable[[Script], list[Any]]] = {
    "openai_chat": write_chat,
    "anthropic": write_anthropic,
    "openai_responses": write_responses,
}
