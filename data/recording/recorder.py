"""A conversation that runs its tool calls as it is written, in two wire formats."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from recording.toolbox import Answer, Toolbox

Message = dict[str, Any]
Call = tuple[str, dict[str, Any]]


class Recorder(ABC):
    """Collects messages; ``assistant`` runs the calls and returns what the tools printed."""

    format: str
    id_prefix: str

    def __init__(self, toolbox: Toolbox, *, name: str, model: str, system: str) -> None:
        self.toolbox, self.name, self.model, self.system = toolbox, name, model, system
        self.messages: list[Message] = []
        self._calls = 0

    def user(self, text: str) -> None:
        """Add what the person says."""
        self.messages.append({"role": "user", "content": text})

    def assistant(self, text: str, *calls: Call) -> list[str]:
        """Add a text with its calls (several are parallel ones) and their real results."""
        ids = [self._next_id() for _ in calls]
        self._say(text, list(zip(ids, calls, strict=True)))
        answers = [self.toolbox.run(tool, arguments) for tool, arguments in calls]
        self._results(zip(ids, answers, strict=True))
        return [answer.text for answer in answers]

    def document(self) -> dict[str, Any]:
        """Return what is stored in ``data/<name>.json``."""
        used = self._tools(tool.schema for tool in self.toolbox.tools.values())
        return {"format": self.format, "model": self.model, **self._body(), "tools": used}

    def _next_id(self) -> str:
        self._calls += 1
        digest = hashlib.sha256(f"{self.name}/{self._calls}".encode()).hexdigest()
        return self.id_prefix + digest[:22]

    @abstractmethod
    def _say(self, text: str, calls: list[tuple[str, Call]]) -> None: ...

    @abstractmethod
    def _results(self, answers: Iterable[tuple[str, Answer]]) -> None: ...

    @abstractmethod
    def _tools(self, schemas: Iterable[dict[str, Any]]) -> list[dict[str, Any]]: ...

    @abstractmethod
    def _body(self) -> dict[str, Any]: ...


class OpenAIChat(Recorder):
    """Chat Completions: ``tool_calls`` on the assistant, one ``tool`` message a result."""

    format = "openai_chat"
    id_prefix = "call_"

    def _say(self, text: str, calls: list[tuple[str, Call]]) -> None:
        message: Message = {"role": "assistant", "content": text or None}
        if calls:
            message["tool_calls"] = [
                {
                    "id": call_id,
                    "type": "function",
                    "function": {"name": tool, "arguments": json.dumps(arguments)},
                }
                for call_id, (tool, arguments) in calls
            ]
        self.messages.append(message)

    def _results(self, answers: Iterable[tuple[str, Answer]]) -> None:
        for call_id, answer in answers:
            message = {"role": "tool", "tool_call_id": call_id, "content": answer.text}
            self.messages.append(message)

    def _tools(self, schemas: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"type": "function", "function": schema} for schema in schemas]

    def _body(self) -> dict[str, Any]:
        return {"messages": [{"role": "system", "content": self.system}, *self.messages]}


class AnthropicMessages(Recorder):
    """Messages API: typed blocks, results in a user message, ``system`` beside the list.

    With ``blocks``, ``system`` and the results are lists of text blocks, the former with a
    cache breakpoint; without, both are plain strings. The API takes either.
    """

    format = "anthropic"
    id_prefix = "toolu_01"
    blocks = False

    def _say(self, text: str, calls: list[tuple[str, Call]]) -> None:
        blocks: list[Message] = [{"type": "text", "text": text}] if text else []
        blocks += [
            {"type": "tool_use", "id": call_id, "name": tool, "input": arguments}
            for call_id, (tool, arguments) in calls
        ]
        self.messages.append({"role": "assistant", "content": blocks})

    def _results(self, answers: Iterable[tuple[str, Answer]]) -> None:
        blocks = [
            {"type": "tool_result", "tool_use_id": call_id, "content": self._content(answer.text)}
            | ({"is_error": True} if answer.is_error else {})
            for call_id, answer in answers
        ]
        if blocks:
            self.messages.append({"role": "user", "content": blocks})

    def _tools(self, schemas: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**schema, "input_schema": parameters}
            for schema, parameters in (
                ({k: v for k, v in schema.items() if k != "parameters"}, schema["parameters"])
                for schema in schemas
            )
        ]

    def _body(self) -> dict[str, Any]:
        system = self._content(self.system)
        if isinstance(system, list):
            system[-1]["cache_control"] = {"type": "ephemeral"}
        return {"system": system, "messages": self.messages}

    def _content(self, text: str) -> str | list[Message]:
        return [{"type": "text", "text": text}] if self.blocks else text
