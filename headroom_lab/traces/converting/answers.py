"""What an answer of a vendor's API holds: messages, usage, why it ended.

Of Chat Completions, Responses, Messages, Gemini's generateContent, Bedrock's Converse and Ollama's
chat; an answer that came as the events of a stream is put together first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.providers.usage import Usage, number, usage_of
from headroom_lab.traces.building import mapping, text
from headroom_lab.traces.converting import bedrock, gemini_contents, usages
from headroom_lab.traces.converting.chat import loaded
from headroom_lab.traces.converting.streamed import put_together


def answer_in(found: Any) -> Mapping[str, Any]:
    """Return an answer: an object, its text, the text or the list of a stream's events."""
    value = loaded(found)
    if isinstance(value, (str, list)):
        value = put_together(value)
    body = mapping(value)
    inner = body.get("body")
    inner = loaded(inner) if isinstance(inner, str) else inner
    return inner if isinstance(inner, Mapping) else body


def answered(answer: Mapping[str, Any]) -> list[Any]:
    """Return the messages or items in an answer."""
    choices, output = answer.get("choices"), answer.get("output")
    if isinstance(choices, list) and choices:
        message = mapping(choices[0]).get("message")
        return [message] if isinstance(message, Mapping) else []
    if isinstance(mapping(output).get("message"), Mapping):
        return bedrock.messages_of(mapping(output)["message"])
    if isinstance(output, list):
        return [item for item in output if isinstance(item, Mapping)]
    candidates = answer.get("candidates")
    if isinstance(candidates, list) and candidates:
        content = {"role": "model", **mapping(mapping(candidates[0]).get("content"))}
        return gemini_contents.messages_of([content])
    if mapping(answer.get("message")).get("role") == "assistant":
        return answered(answer["message"])
    if answer.get("role") == "assistant":
        if isinstance(answer.get("tool_calls"), list):
            return [dict(answer)]
        if isinstance(answer.get("content"), (list, str)):
            return [{"role": "assistant", "content": answer["content"]}]
    return []


def stopped(answer: Mapping[str, Any]) -> str | None:
    """Return why an answer ended."""
    for name, reason in (("choices", "finish_reason"), ("candidates", "finishReason")):
        found = answer.get(name)
        if isinstance(found, list) and found:
            return text(mapping(found[0]).get(reason))
    names = ("stop_reason", "stopReason", "done_reason", "status")
    return next((told for name in names if (told := text(answer.get(name)))), None)


def used(answer: Mapping[str, Any]) -> Usage | None:
    """Return what an answer says that its request used."""
    if "prompt_eval_count" in answer or "eval_count" in answer:  # Ollama's
        return usages.counted(number(answer, "prompt_eval_count"), number(answer, "eval_count"))
    return usage_of(answer.get("usage") or answer.get("usageMetadata"))


def failed(answer: Mapping[str, Any]) -> bool:
    """Tell an answer that is an error and nothing else."""
    told = bool(answer.get("error")) or answer.get("type") == "error"
    return (
        told and not answered(answer) and not (answer.get("usage") or answer.get("usageMetadata"))
    )
