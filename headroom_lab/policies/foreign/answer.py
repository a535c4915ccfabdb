"""What a compressor answers, read as messages of the format that it was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from headroom_lab.errors import CompressorError, InvalidMessagesError
from headroom_lab.messages import Conversation, problems, read
from headroom_lab.messages.blocks import Format

_ROLES = {"human": "user", "ai": "assistant"}  # what LangChain calls them


def understood(answer: Any, given: Conversation) -> Conversation:
    """Return an answer as a conversation.

    It is a list of messages, LangChain's among them, or what holds one under ``messages``. Raises
    CompressorError for anything else, and for one in which a tool unit is broken.
    """
    messages = [_message(message, given.format) for message in _listed(answer)]
    try:
        found = read(messages, format=given.format)
    except InvalidMessagesError as error:
        raise CompressorError(f"its answer can't be read: {error}") from None
    broken = _broken(given, found) or _repeated(given, found)
    if broken:
        raise CompressorError(f"its answer would be refused: {broken}")
    return found


def _listed(answer: Any) -> list[Any]:
    """Return the messages of an answer; CompressorError where there are none."""
    if isinstance(answer, Mapping):
        answer = answer.get("messages", answer)
    elif not isinstance(answer, (list, tuple)) and hasattr(answer, "messages"):
        answer = answer.messages
    if not isinstance(answer, (list, tuple)):
        what = "None" if answer is None else f"a {type(answer).__name__}"
        raise CompressorError(f"answered {what}, expected a list of messages")
    if not answer:
        raise CompressorError("answered an empty list, expected at least one message")
    return list(answer)


def _message(message: Any, format: Format) -> Any:
    """Return a message; one of LangChain's in the form that the conversation has."""
    if not type(message).__module__.startswith("langchain_core."):
        return message
    if format != "anthropic":
        from langchain_core.messages import convert_to_openai_messages

        return convert_to_openai_messages(message)
    if message.type == "tool":
        told = {"tool_use_id": message.tool_call_id, "content": message.content}
        return {"role": "user", "content": [{"type": "tool_result", **told}]}
    return {"role": _ROLES.get(message.type, message.type), "content": message.content}


def _broken(given: Conversation, found: Conversation) -> str:
    """Return what a vendor would refuse in an answer that it would not have refused before."""
    before = [problem.kind for problem in problems(given)]
    for problem in problems(found):
        if problem.kind in before:
            before.remove(problem.kind)
        elif problem.kind not in ("roles_repeat", "opens_with_answer"):
            message = found.messages[problem.message]
            tool = next((b.tool for b in message.blocks if b.tool), None) or _tool(given, message)
            return f"messages[{problem.message}]: {problem.text}{f' ({tool})' if tool else ''}"
    return ""


def _repeated(given: Conversation, found: Conversation) -> str:
    """Return which call stands more often in an answer than it came."""
    came, stands = (
        Counter(
            block.call_id for block in one.blocks if block.kind == "tool_call" and block.call_id
        )
        for one in (given, found)
    )
    twice = next((id for id, times in stands.items() if times > max(came[id], 1)), None)
    return "" if twice is None else f"tool call {twice!r} stands {stands[twice]} times"


def _tool(given: Conversation, message: Any) -> str | None:
    """Return the tool of a result whose call is gone, by the conversation as it was."""
    ids = {block.call_id for block in message.blocks if block.call_id}
    return next((b.tool for b in given.blocks if b.call_id in ids and b.tool), None)
