from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.magic.transcript import ROLES, begins_transcript, read_transcript
from headroom_lab.messages import problems, read

LINES = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=30)
CONTENTS = (
    st.lists(LINES.filter(lambda line: not begins_transcript(line)), min_size=1, max_size=4)
    .map("\n".join)
    .map(str.strip)
    .filter(lambda content: not content or content.splitlines()[0].strip())
)
ENTRIES = st.lists(st.tuples(st.sampled_from(ROLES), CONTENTS), min_size=1, max_size=8)


def spoken(messages: list[dict[str, object]]) -> list[tuple[object, object]]:
    """Return role and content of what a transcript says; a call it had to add says nothing."""
    return [(m["role"], m["content"]) for m in messages if m["content"] is not None]


@given(ENTRIES)
def test_what_was_said_is_read_back(entries: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{role}: {content}" for role, content in entries)
    assert spoken(read_transcript(text)) == entries


@given(ENTRIES)
def test_every_transcript_is_a_valid_conversation(entries: list[tuple[str, str]]) -> None:
    text = "\n\n".join(f"{role}: {content}" for role, content in entries)
    conversation = read(read_transcript(text))
    assert conversation.format == "openai_chat"
    assert problems(conversation) == ()


def test_a_tool_answer_gets_the_call_it_needs() -> None:
    messages = read_transcript(
        "user: which files?\nassistant: I'll look.\ntool(ls): a.py\ntool(git.log): none\n"
        "assistant: One.\nuser: sure?\ntool: b.py"
    )
    assert [m["role"] for m in messages] == [
        *("user", "assistant", "tool", "tool", "assistant", "user", "assistant", "tool")
    ]
    calls = [c for m in messages for c in m.get("tool_calls", ())]
    assert [c["function"]["name"] for c in calls] == ["ls", "git.log", "tool"]
    assert [c["id"] for c in calls] == [m["tool_call_id"] for m in messages if m["role"] == "tool"]
    assert messages[1]["content"] == "I'll look."


def test_lines_below_a_message_belong_to_it_as_they_are() -> None:
    text = "\nUser:\n  def f():\n      return {x}\n\n  user: quoted\nassistant: ok\n\n"
    assert spoken(read_transcript(text)) == [
        ("user", "  def f():\n      return {x}\n\n  user: quoted"),
        ("assistant", "ok"),
    ]


def test_windows_line_ends_are_line_ends() -> None:
    assert spoken(read_transcript("user: a\r\nb\r\nassistant: c\r\n")) == [
        ("user", "a\nb"),
        ("assistant", "c"),
    ]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("user: hi", True),
        ("\n\nSYSTEM: be brief", True),
        ("tool(ls): x", True),
        ("assistant:", True),
        ("user:hi", True),
        ("users: hi", False),
        ("user = 1", False),
        ("user://path", False),
        (" user: indented", False),
        ("hello\nuser: hi", False),
        ("", False),
    ],
)
def test_the_first_line_tells_a_transcript(text: str, begins: bool) -> None:
    assert begins_transcript(text) is begins
