from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.magic.bodies import KINDS, BodyError, read_body
from headroom_lab.messages import read
from headroom_lab.messages.given import request_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.lists(JSON) | st.dictionaries(st.text(max_size=5), JSON), st.sampled_from(["", " ;\n"]))
def test_json_is_never_run(value: Any, tail: str) -> None:
    body = read_body(json.dumps(value, indent=1) + tail)
    assert (body.kind, body.value) == ("json", value)


@pytest.mark.parametrize("kind", ["auto", "json"])
def test_a_byte_order_mark_is_no_part_of_a_body(kind: str) -> None:
    body = read_body('\ufeff[{"role": "user", "content": "hi"}]', kind)
    assert (body.kind, body.value) == ("json", [{"role": "user", "content": "hi"}])


SCRAPS = st.lists(
    st.sampled_from(
        ["user: ", "x", " = ", "(", ")", "\n", "[", "]", "1", "'a'", "# ", "true", ";"]
    ),
    max_size=8,
).map("".join)


@given(st.text(max_size=60) | SCRAPS)
def test_auto_takes_a_text_for_python_only_where_nothing_else_does(text: str) -> None:
    try:
        body = read_body(text)
    except BodyError:
        return
    if body.kind == "python":
        ast.parse(text)
        for kind in ("json", "transcript"):
            with pytest.raises(BodyError):
                read_body(text, kind)


PROSE = [
    "hello",
    "hello there you",
    "Hello\nWorld",
    "What is a needle?",
    "rm all the temporary files",
    "ls -la",
    "state-of-the-art",
    "!rm -rf build",
    "%run script.py",
    "Don't panic",
    "[1, 2",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_not_python(text: str) -> None:
    with pytest.raises(BodyError) as caught:
        read_body(text)
    message = str(caught.value)
    assert [word in message for word in ("JSON:", "transcript:", "Python:")] == [True] * 3


def test_broken_json_is_not_run_as_python() -> None:
    broken = '[{"role": "user", "content": "hi", "cached": true,}]'
    with pytest.raises(BodyError, match=r"JSON: .*line 1, column \d+.*name 'true' is not defined"):
        read_body(broken)
    assert read_body(broken, names={"true"}).kind == "python"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("user: hi", "transcript"),
        ("user: str = 'x'", "transcript"),
        ("[{'role': 'user', 'content': 'hi'}]", "python"),
        ("messages", "python"),
        ("await client.messages.create()", "python"),
        ("x = 1", "python"),
        ("print('user: hi')", "python"),
        ('{"messages": []}', "json"),
        ("[NaN, 1e999]", "json"),
    ],
)
def test_auto_tries_json_then_transcript_then_python(text: str, kind: str) -> None:
    assert read_body(text, names={"messages"}).kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("user: hi", "json", "Expecting value .line 1, column 1"),
        ("5", "json", "found int, expected a list or an object"),
        ("messages", "transcript", "no role"),
        (" \n\t", "auto", "body is empty"),
        ("[" * 100_000, "auto", "JSON:.*transcript:.*Python:"),
        ("a\0b", "auto", "null"),
    ],
)
def test_what_a_reader_cannot_take_it_says(text: str, kind: str, said: str) -> None:
    with pytest.raises(BodyError, match=said):
        read_body(text, kind)


def test_python_asked_for_is_python() -> None:
    assert read_body("!ls", "python").kind == "python"
    assert set(KINDS) == {"auto", "python", "json", "transcript", "file"}


def test_every_real_conversation_reads_as_a_body(real_conversations: list[dict[str, Any]]) -> None:
    for conversation in real_conversations:
        for value in (conversation["messages"], conversation):
            body = read_body(json.dumps(value))
            request = request_of(body.value)
            assert body.kind == "json"
            assert request.messages == conversation["messages"]
            assert read(request.messages).to_list() == conversation["messages"]


MIXED = [
    "!echo hi\nmessages",
    "%time x = 1\nmessages",
    "%time messages",
    "x = !echo hi\nmessages",
    "x = %time 3",
    "%matplotlib inline\nmessages",
    "%pip install nothing\nmessages",
    "import asyncio\n%time y = 2\nawait asyncio.sleep(0)\nmessages",
    "for i in range(2):\n    !echo {i}\nmessages",
    "%%time\nmessages",
    "!cd build && ls\n[{'role': 'user', 'content': 'hi'}]",
    "client.chat.completions.create(messages=messages)\n!ls",
]


@pytest.mark.parametrize("text", MIXED)
def test_python_beside_ipythons_syntax_is_python(text: str) -> None:
    assert read_body(text, names={"messages"}).kind == "python"


@pytest.mark.parametrize(
    "text",
    [
        "!important\nhello",
        "!rm -rf build\n%run script.py",
        "%50 of them\n!look",
        "messages?",
        "!ls\nmy bag",
        "%%bash\nls",
        "!what is this",
        "!ls\n/messages 5",
        ";",
    ],
)
def test_prose_with_signs_of_ipythons_syntax_is_not_python(text: str) -> None:
    with pytest.raises(BodyError, match="Python:"):
        read_body(text, names={"messages"})
