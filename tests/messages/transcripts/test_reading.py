from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headroom_lab
from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import problems, read
from headroom_lab.messages.transcripts.reading import ROLES, begins_transcript, read_transcript

LINES = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=30)
CONTENTS = (
    st.lists(LINES.filter(lambda line: not begins_transcript(line)), min_size=1, max_size=4)
    .map("\n".join)
    .map(str.strip)
    .filter(lambda content: not content or content.splitlines()[0].strip())
)
ENTRIES = st.lists(st.tuples(st.sampled_from(ROLES), CONTENTS), min_size=1, max_size=8)


STYLES: dict[str, Callable[[str, str], str]] = {
    "plain": lambda role, text: f"{role.title()}: {text}",
    "bold, colon inside": lambda role, text: f"**{role.title()}:** {text}",
    "bold, colon outside": lambda role, text: f"**{role.title()}**: {text}",
    "bold, alone": lambda role, text: f"**{role.title()}**\n{text}",
    "heading": lambda role, text: f"### {role.title()}\n\n{text}",
    "bracket": lambda role, text: f"[{role}]\n{text}",
    "tag": lambda role, text: f"<{role}>\n{text}\n</{role}>",
    "time before": lambda role, text: f"[10:32:07] {role.title()}: {text}",
    "time behind": lambda role, text: f"{role.title()} (10:32 AM): {text}",
    "emoji": lambda role, text: f"🤖 {role.title()}: {text}",
    "quoted": lambda role, text: "\n".join(f"> {x}" for x in f"{role}: {text}".split("\n")),
    "quoted, bold": lambda role, text: "\n".join(f"> {x}" for x in f"**{role}:** {text}".split("\n")),
    "template": lambda role, text: f"<|im_start|>{role}\n{text}<|im_end|>",
    "Chinese": lambda role, text: f"{CHINESE[role]}：{text}",
    "German": lambda role, text: f"{GERMAN[role]}: {text}",
}  # fmt: skip
CHINESE = {
    "system": "系统",
    "developer": "开发者",
    "user": "用户",
    "assistant": "助手",
    "tool": "工具",
}
GERMAN = {"system": "System", "developer": "Entwickler", "user": "Nutzer", "assistant": "KI", "tool": "Werkzeug"}  # fmt: skip
SAMPLES = st.sampled_from(
    ("Note: see", "error: none", "http://x", "  user: indented", "name: app", "- a", "# Tools", "x = {1: 2}",
     "trailing  ", "", "\ttab", "```yaml\nuser: bob\n### System\n```", "**bold** words", "größe 日本", "[info] booted", "<b>x</b>")
)  # fmt: skip
SAID = st.lists(SAMPLES, min_size=1, max_size=5).map("\n".join).filter(
    lambda text: bool(text.split("\n")[0].strip() and text.split("\n")[-1].strip())
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ROLES), SAID, st.sampled_from(sorted(STYLES))), min_size=1, max_size=6), st.sampled_from(("\n", "\n\n", "\n\n\n")))  # fmt: skip
def test_any_mix_of_styles_is_read_back(entries: list[tuple[str, str, str]], between: str) -> None:
    text = between.join(STYLES[style](role, said) for role, said, style in entries)
    assert spoken(read_transcript(text)) == [(role, said) for role, said, _ in entries]


@given(st.text(max_size=300))
def test_any_text_is_told_or_not(text: str) -> None:
    if begins_transcript(text):
        assert read_transcript(text)


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


def test_a_text_that_is_no_transcript_is_refused_and_a_magic_reads_what_the_function_reads() -> (
    None
):
    with pytest.raises(InvalidMessagesError, match="a first line without a role, expected User:"):
        read_transcript("hello there")
    assert headroom_lab.read_transcript("User: hi") == [{"role": "user", "content": "hi"}]
