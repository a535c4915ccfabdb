"""Bytes in a message have a kind of their own, in every vendor's spelling; none reads as text."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab.messages import read
from headroom_lab.messages.blocks import BYTES
from headroom_lab.messages.media import payload

DATA = "QUJD" * 50
URL = "https://example.org/x"
PDF = {"type": "base64", "media_type": "application/pdf", "data": DATA}
HERE = {"data": DATA, "media_type": "application/pdf"}


def said(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a message of a user that holds a part."""
    return [{"role": "user", "content": [part, {"type": "text", "text": "see"}]}]


def answered(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return Messages API messages in which the model's message holds a part."""
    parts = [part, {"type": "text", "text": "x"}, {"type": "tool_use", "id": "t", "name": "f", "input": {}}]  # fmt: skip
    return [{"role": "user", "content": "go"}, {"role": "assistant", "content": parts}]


def items(*given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return Responses items after a user's."""
    return [{"role": "user", "content": [{"type": "input_text", "text": "go"}]}, *given]


def searched(content: Any, kind: str = "web_search_tool_result") -> list[dict[str, Any]]:
    """Return Messages API messages with what one of the vendor's tools returned."""
    call = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}}
    parts = [call, {"type": kind, "tool_use_id": "s", "content": content}]
    return [{"role": "user", "content": "go"}, {"role": "assistant", "content": parts}]


CASES: dict[str, tuple[list[dict[str, Any]], str, dict[str, str]]] = {
    "Anthropic PDF": (said({"type": "document", "source": PDF}), "document", HERE),
    "Anthropic PDF by link": (said({"type": "document", "source": {"type": "url", "url": URL}}), "document", {"url": URL}),
    "Anthropic file": (said({"type": "document", "source": {"type": "file", "file_id": "f"}}), "file", {"file_id": "f"}),
    "Anthropic image": (said({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": DATA}}), "image", {"data": DATA, "media_type": "image/png"}),
    "Anthropic upload": (answered({"type": "container_upload", "file_id": "f"}), "file", {"file_id": "f"}),
    "Anthropic sealed": (answered({"type": "redacted_thinking", "data": DATA}), "sealed", {"data": DATA}),
    "Anthropic compaction": (answered({"type": "compaction", "encrypted_content": DATA}), "sealed", {"data": DATA}),
    "Anthropic search": (searched([{"type": "web_search_result", "url": URL, "title": "t", "encrypted_content": DATA}]), "sealed", {"data": DATA, "url": URL}),
    "Anthropic fetch": (searched({"type": "web_fetch_result", "url": URL, "content": {"type": "document", "source": PDF}}, "web_fetch_tool_result"), "document", HERE),
    "Anthropic sealed output": (searched({"type": "encrypted_code_execution_result", "encrypted_stdout": DATA, "stderr": "", "return_code": 0, "content": []}, "code_execution_tool_result"), "sealed", {"data": DATA}),
    "Anthropic code's file": (searched({"type": "bash_code_execution_result", "stdout": "ok", "stderr": "", "return_code": 0, "content": [{"type": "bash_code_execution_output", "file_id": "f"}]}, "bash_code_execution_tool_result"), "file", {"file_id": "f"}),
    "Chat file": (said({"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64," + DATA}}), "document", HERE),
    "Chat file by id": (said({"type": "file", "file": {"file_id": "f"}}), "file", {"file_id": "f"}),
    "Chat audio": (said({"type": "input_audio", "input_audio": {"data": DATA, "format": "wav"}}), "audio", {"data": DATA, "media_type": "wav"}),
    "Chat image": (said({"type": "image_url", "image_url": {"url": URL, "detail": "low"}}), "image", {"url": URL, "detail": "low"}),
    "Chat image as text": (said({"type": "image_url", "image_url": "data:image/png;base64," + DATA}), "image", {"data": DATA, "media_type": "image/png"}),
    "Chat video": (said({"type": "video_url", "video_url": {"url": URL}}), "file", {"url": URL}),
    "Chat answer's audio": ([{"role": "assistant", "content": None, "audio": {"id": "a", "data": DATA, "transcript": "hi"}}], "audio", {"data": DATA, "file_id": "a"}),
    "LiteLLM sealed": ([{"role": "assistant", "content": "x", "thinking_blocks": [{"type": "redacted_thinking", "data": DATA}]}], "sealed", {"data": DATA}),
    "OpenRouter sealed": ([{"role": "assistant", "content": "x", "reasoning_details": [{"type": "reasoning.encrypted", "data": DATA}]}], "sealed", {"data": DATA}),
    "Ollama image": ([{"role": "user", "content": "x", "images": [DATA]}], "image", {"data": DATA}),
    "Responses file": (said({"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64," + DATA}), "document", HERE),
    "Responses file by id": (said({"type": "input_file", "file_id": "f"}), "file", {"file_id": "f"}),
    "Responses image": (said({"type": "input_image", "image_url": URL, "detail": "high"}), "image", {"url": URL, "detail": "high"}),
    "Responses image by id": (said({"type": "input_image", "file_id": "f"}), "image", {"file_id": "f"}),
    "Responses reasoning": (items({"type": "reasoning", "id": "r", "summary": [], "encrypted_content": DATA}), "sealed", {"data": DATA}),
    "Responses compaction": (items({"type": "compaction", "encrypted_content": DATA}), "sealed", {"data": DATA}),
    "Responses screenshot": (items({"type": "computer_call_output", "call_id": "c", "output": {"type": "computer_screenshot", "image_url": URL}}), "image", {"url": URL}),
    "Responses drawing": (items({"type": "image_generation_call", "id": "i", "status": "completed", "result": DATA, "output_format": "png"}), "image", {"data": DATA, "media_type": "png"}),
    "Responses plot": (items({"type": "code_interpreter_call", "id": "i", "code": "1", "outputs": [{"type": "image", "url": URL}]}), "image", {"url": URL}),
    "Responses reference": (items({"type": "item_reference", "id": "msg_1"}), "reference", {"file_id": "msg_1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bytes_have_their_kind(name: str) -> None:
    messages, kind, holds = CASES[name]
    conversation = read(messages)
    found = [block for block in conversation.blocks if block.kind in BYTES]
    assert [block.kind for block in found] == [kind]
    told = payload(found[0])
    assert {key: getattr(told, key) for key in holds} == holds
    assert not any(DATA in block.text or DATA in block.shown for block in conversation.blocks)
    assert not any(block.kind == "other" for block in conversation.blocks)
    assert found[0].path == ()


def test_a_document_of_text_is_text() -> None:
    source = {"type": "text", "media_type": "text/plain", "data": "long text"}
    block, *_ = read(said({"type": "document", "source": source})).blocks
    assert (block.kind, block.text, block.path) == ("text", "long text", ("content", 0, "source", "data"))  # fmt: skip


def test_bytes_inside_a_result_know_their_call() -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "document", "source": PDF, "title": "Bill"}]}  # fmt: skip
    conversation = read([*answered({"type": "text", "text": "y"}), {"role": "user", "content": [result]}])  # fmt: skip
    (block,) = conversation.messages[-1].blocks
    assert (block.kind, block.text, block.tool, block.shown) == ("document", "Bill", "f", "[document: Bill]")  # fmt: skip
