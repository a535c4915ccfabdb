"""A document is counted by its pages, a text file by its text; never by its bytes."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import count_tokens_text, simulate
from headroom_lab.tokens.media.pdf_pages import pdf_pages
from tests.tokens.media.recordings import b64, pdf


def anthropic(data: str, media_type: str = "application/pdf") -> dict[str, Any]:
    source = {"type": "base64", "media_type": media_type, "data": data}
    return {"type": "document", "source": source}


def chat(data: str, media_type: str = "application/pdf") -> dict[str, Any]:
    file = {"filename": "a", "file_data": f"data:{media_type};base64,{data}"}
    return {"type": "file", "file": file}


def responses(data: str, media_type: str = "application/pdf") -> dict[str, Any]:
    file = {"filename": "a", "file_data": f"data:{media_type};base64,{data}"}
    return {"type": "input_file", **file}


WAYS = {"claude-sonnet-4-5": anthropic, "gpt-4o": chat, "gpt-5-mini": responses}


def tokens(part: dict[str, Any], model: str) -> tuple[int, Any]:
    """Return the tokens of a request that holds a part, and with what they were made."""
    messages = [{"role": "user", "content": [part]}]
    result = simulate(messages, model=model)
    assert len(result.messages) == 1
    return result.tokens_before, result.provenance


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("pages", [1, 3, 40])
def test_the_pages_of_a_pdf_are_found(pages: int, packed: bool) -> None:
    assert pdf_pages(pdf(pages, packed=packed)) == pages


@pytest.mark.parametrize("model", WAYS)
def test_a_pdf_costs_its_pages(model: str) -> None:
    one, made = tokens(WAYS[model](b64(pdf(1))), model)
    ten, _ = tokens(WAYS[model](b64(pdf(10, filler=40_000))), model)
    assert 500 < one < 4000
    assert 8 < ten / one < 11
    assert not made.exact
    assert "1 PDF estimated at" in made.tokenizer


def test_a_page_costs_what_anthropic_says() -> None:
    ten, _ = tokens(anthropic(b64(pdf(10))), "claude-sonnet-4-5")
    assert 15_000 < ten < 30_000


def test_gemini_counts_a_page_at_its_own_price() -> None:
    old, _ = tokens(chat(b64(pdf(10))), "gemini-2.5-pro")
    new, _ = tokens(chat(b64(pdf(10))), "gemini-3-pro")
    assert 2580 <= old < 2620
    assert 5600 <= new < 5640


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n" + bytes(range(256)) * 400,
        b"%PDF-1.7 torn",
        b"%PDF-1.4 /Type /Pages /Count 9999999",
        b"%PDF-1.5 /Type /ObjStm >>stream\n" + zlib.compress(bytes(50_000_000)),
    ],
)
def test_a_pdf_that_tells_nothing_is_taken_by_its_size(content: bytes) -> None:
    found, made = tokens(anthropic(b64(content)), "claude-sonnet-4-5")
    assert found < 30_000
    assert not made.exact


@given(st.binary(max_size=2000))
def test_any_bytes_have_pages_or_none(content: bytes) -> None:
    assert (pdf_pages(b"%PDF-1.4" + content) or 1) >= 1


@pytest.mark.parametrize("model", WAYS)
def test_a_text_file_counts_as_its_text(model: str) -> None:
    text = "name,size\n" + "".join(f"naïve {i},{i * 17}\n" for i in range(500))
    found, made = tokens(WAYS[model](b64(text.encode()), "text/csv"), model)
    assert 0 <= found - count_tokens_text(text, model=model) < 30
    assert not made.exact


def test_a_packed_file_is_an_estimate_by_its_size() -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    found, made = tokens(responses(b64(b"PK\x03\x04" + bytes(80_000)), word), "gpt-4o")
    assert 1000 < found < 20_000
    assert "1 file estimated" in made.tokenizer


@pytest.mark.parametrize(
    ("model", "part"),
    [
        ("claude-sonnet-4-5", {"type": "document", "source": {"type": "url", "url": "https://e.com/a.pdf"}}),
        ("claude-sonnet-4-5", {"type": "document", "source": {"type": "file", "file_id": "file_1"}}),
        ("gpt-4o", {"type": "file", "file": {"file_id": "file-1"}}),
        ("gpt-4o", {"type": "input_file", "file_url": "https://e.com/a.pdf"}),
    ],
)  # fmt: skip
def test_a_linked_document_is_an_estimate(model: str, part: dict[str, Any]) -> None:
    found, made = tokens(part, model)
    assert 1000 < found < 20_000
    assert not made.exact
    assert "1 linked document estimated" in made.tokenizer


def test_a_document_inside_a_tools_result_counts_as_one() -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": [anthropic(b64(pdf(2)))]}
    call = {"type": "tool_use", "id": "t", "name": "read", "input": {}}
    messages = [
        {"role": "user", "content": "read it"},
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result]},
    ]
    found = simulate(messages, model="claude-sonnet-4-5")
    assert 3000 < found.tokens_before < 6500
    assert len(found.messages) == 3
