"""What markers say, with a retrieval tool in the request and without one."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

import pytest

from headroom_lab import (
    OlderConfig,
    SmartCrusher,
    retrieval_tool,
    retrieve,
    simulate,
)
from headroom_lab.errors import ConfigError
from headroom_lab.policies.information import outlines
from headroom_lab.transforms import LongStrings
from headroom_lab.transforms.markers import TOOL, is_noted
from headroom_lab.transforms.retrieval import FORMATS, answered, holds_retrieval_tool
from headroom_lab.transforms.text_kinds import Blobs, JsonFields, JsonLists
from tests.chat import call, result, user
from tests.transforms.text_kinds.test_outlines import TEXTS

ALL = OlderConfig(keep_recent=0, stride=1)
TOOLS = [retrieval_tool("openai_chat")]
NAMED = re.compile(rf"{TOOL}\(([0-9a-f]{{12}})\)")
RECORDS = json.dumps([{"id": i, "state": "up", "host": f"host-{i}.lan"} for i in range(90)])
# no table says these in fewer tokens than a selection of them
VARIED = json.dumps(
    [
        {"id": i, "note": " ".join(sha256(f"{i}-{j}".encode()).hexdigest()[:7] for j in range(9))}
        for i in range(200)
    ]
)
LONG = json.dumps({"body": " ".join(f"This is sentence {i} of many." for i in range(90))})
THIN = json.dumps([{"id": i, "a": None, "b": "", "text": "Long it is. " * 40} for i in range(9)])
BLOB = json.dumps({"data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk9Q8A" * 9})
CASES = {
    **{
        kind: (next(t for t in outlines(ALL) if getattr(t, "kind", "") == kind), text)
        for kind, text in TEXTS.items()
    },
    "records": (SmartCrusher(), RECORDS),
    "older records": (JsonLists(ALL), VARIED),
    "fields": (JsonFields(ALL), THIN),
    "long strings": (LongStrings(200), LONG),
    "bytes": (Blobs(), BLOB),
}


def told(step: Any, text: str, tools: Any = None) -> Any:
    """Return the simulation of a request whose one output is the text."""
    messages = [user(), call("a"), result("a", text), {"role": "assistant", "content": "Good."}]
    return simulate(messages, model="gpt-4o", policy=[step], tools=tools)


@pytest.mark.parametrize("case", CASES)
def test_no_marker_names_a_tool_that_the_request_has_not(case: str) -> None:
    step, text = CASES[case]
    out = told(step, text)
    sent = out.messages[2]["content"]
    assert out.tokens_saved > 0
    assert "retrieve" not in sent
    assert "headroom_lab" not in sent
    assert all(len(retrieve(row.original)) > 100 for row in out.removals)


@pytest.mark.parametrize("case", CASES)
def test_with_the_tool_markers_say_how_to_call_it(case: str) -> None:
    step, text = CASES[case]
    without = told(step, text)
    out = told(step, text, TOOLS)
    names = NAMED.findall(out.messages[2]["content"])
    assert names
    for name in names:
        original = answered(json.dumps({"hash": name}))
        assert original in text or json.dumps(original)[1:-1] in text
    assert out.tokens_markers > without.tokens_markers
    assert out.tokens_saved == (out.tokens_removed + out.tokens_reencoded - out.tokens_markers)
    again = told(step, text)
    assert again.messages == without.messages  # what was made is kept apart


@pytest.mark.parametrize("tools", [None, TOOLS])
@pytest.mark.parametrize("case", CASES)
def test_what_was_marked_stays_what_it_is(case: str, tools: Any) -> None:
    step, text = CASES[case]
    once = told(step, text, tools).messages[2]["content"]
    assert told(step, once, tools).messages[2]["content"] == once


@pytest.mark.parametrize("format", FORMATS)
def test_a_definition_is_found_again_in_its_format(format: Any) -> None:
    tool = retrieval_tool(format)
    other = {"name": "look", "input_schema": {"type": "object"}}
    assert holds_retrieval_tool([other, tool])
    assert not holds_retrieval_tool([other])
    tool.clear()
    assert retrieval_tool(format) != {}


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match="did you mean 'anthropic'"):
        retrieval_tool("antropic")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked", ['{"hash": "0"}', "{", "[]", "null", "7", '{"h": 1}', None, {}, 3]
)
def test_a_wrong_call_is_answered_with_what_is_right(asked: Any) -> None:
    assert answered(asked).startswith("error: ")


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("a\n[12 lines left out: x]\nb", True),
        ("[12 lines left out]", True),
        ("[9 characters of base64 left out; headroom_retrieve(0123456789ab)]", True),
        ("the rest was left out", False),
        ("[see above] nothing was left out: all stays", False),
        ("call headroom_retrieve for more", False),
    ],
)
def test_markers_are_known_again(text: str, noted: bool) -> None:
    assert is_noted(text) is noted
