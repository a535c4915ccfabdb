"""Who speaks is read in every style that programs write, and nothing else opens a message."""

from __future__ import annotations

import pytest

from headroom_lab.messages.transcripts.labels import label_of
from headroom_lab.messages.transcripts.reading import begins_transcript, read_transcript

LABELS = {
    "user": ["User: hi", "user:hi", "Human: hi", "USER: hi", "Me: hi", "You said: hi", "> User: hi", ">> Human: hi",
             "**User:** hi", "**User**: hi", "__User:__ hi", "*User:* hi", "> **Human:** hi", "### User: hi", "## **User:** hi",
             "User (10:32): hi", "User [10:32 AM]: hi", "[10:32] User: hi", "[2026-05-01 10:32:07] Human: hi", "10:32 Me: hi",
             "12/05/2026, 10:32 - Me: hi", "2026-05-01T10:32:07Z User: hi", "**User** (10:32): hi", "👤 User: hi", "User 👤: hi",
             "**👤 User:** hi", "🧑‍💻 Human: hi", "Utilisateur : hi", "Usuario: hi", "Benutzer: hi", "Пользователь: hi",
             "用户：hi", "用户: hi", "ユーザー：hi", "사용자: hi", "المستخدم: hi", "उपयोगकर्ता: hi", "Người dùng: hi", "ผู้ใช้: hi",
             "Kullanıcı: hi", "KULLANICI: hi", "[User]: hi", "[user] hi", "<user> hi", "<|user|> hi", "<|im_start|>user hi",
             "<start_of_turn>user hi", "<|start_header_id|>user<|end_header_id|> hi", "<|start|>user<|message|>hi"],
    "assistant": ["Assistant: hi", "AI: hi", "Bot: hi", "ChatGPT: hi", "Claude: hi", "ChatGPT said: hi", "Claude 3.5 Sonnet: hi",
                  "GPT-4o: hi", "Gemini 2.5 Pro: hi", "> AI: hi", "**AI:** hi", "**Claude**: hi", "🤖 Assistant: hi", "**🤖 Assistant:** hi",
                  "Assistant (GPT-4): hi", "Assistent: hi", "Asistente: hi", "Ассистент: hi", "助手：hi", "アシスタント: hi",
                  "어시스턴트: hi", "KI: hi", "IA : hi", "**[10:32] AI:** hi", "<|im_start|>assistant hi", "<start_of_turn>model hi"],
    "system": ["System: hi", "SYSTEM: hi", "System prompt: hi", "**System:** hi", "### System: hi", "[system]: hi", "Système : hi",
               "系统：hi", "> System: hi", "<|system|> hi", "⚙️ System: hi"],
    "tool": ["Tool: hi", "tool(ls): hi", "Tool (git.log): hi", "**Tool (ls):** hi", "Tool result: hi", "Function: hi", "[tool]: hi",
             "工具: hi", "Werkzeug: hi", "🔧 Tool: hi", "> tool(ls): hi"],
    "developer": ["Developer: hi", "**Developer:** hi"],
}  # fmt: skip
TEXT = [
    "Note: hi", "note: hi", "Error: x", "error: no such file", "WARNING: x", "http://x", "https://user:pw@host/", "user://path",
    "name: app", "version: 3", "key: value", "TODO: x", "Users: hi", "usernames: x", "assistants: x", "systemd: started",
    "toolbox: x", "AI summary: x", "The user: hi there is" + " x" * 40 + ": y", " user: indented", "\tuser: indented", "- 1",
    "user", "user = 1", "user, hi", "### Users", "# Tools", "## How the user sees it: x", "[users] x", "<div>", "<b>User</b>",
    "**Note:** x", "**User** says hi", "10:32", "[10:32] started", "2026-05-01 10:32:07 INFO x", "`user: x`", '"user": "x"',
    "'user': 'x'", "user_id: 7", "user.name: x", "user/system: x", "me.py: x", "Model: gpt-4o", "Agent: x", "Subject: x",
    "From: me", "Re: me: x", "Q: what?", "A: that", "C:\\path", "", "   ", ">", "> quoted text", "|user|", "---", "===",
    "User?: x", "(user): x", "{user}: x", "import user", "def user():", "bottom: 3px",
]  # fmt: skip


@pytest.mark.parametrize(("role", "line"), [(r, x) for r, lines in LABELS.items() for x in lines])
def test_a_label_is_read(role: str, line: str) -> None:
    label = label_of(line)
    assert label is not None
    assert (label.role, label.rest) == (role, "hi")


@pytest.mark.parametrize("line", TEXT)
def test_other_lines_are_text(line: str) -> None:
    assert label_of(line) is None


@pytest.mark.parametrize(
    "line",
    ["### User", "# 👤 User", "## User ##", "**User**", "__User__", "[user]", "<user>", "User:", "> User:", "**User:**",
     "<|im_start|>user", "### User (10:32)", "> ### User", "> **User**"],
)  # fmt: skip
def test_a_label_may_have_its_line_for_itself(line: str) -> None:
    label = label_of(line)
    assert label is not None
    assert (label.role, label.alone) == ("user", True)


@pytest.mark.parametrize(
    ("line", "tool"),
    [("tool(ls): x", "ls"), ("Tool (git.log): x", "git.log"), ("tool[a/b]: x", "a/b"), ("[tool: ls] x", "ls"),
     ("[tool(ls)] x", "ls"), ("Tool (10:32): x", None), ("Tool (two words): x", None), ("**Tool (mcp:srv):** x", "mcp:srv"),
     ('<tool name="ls"> x', "ls"), ("<|im_start|>tool name=ls", "ls")],
)  # fmt: skip
def test_a_tool_is_named(line: str, tool: str | None) -> None:
    label = label_of(line)
    assert label is not None
    assert (label.role, label.tool) == ("tool", tool)


def said(text: str) -> list[tuple[str, str]]:
    """Return roles and contents of what a transcript says."""
    return [(m["role"], m["content"]) for m in read_transcript(text) if m["content"] is not None]


def test_styles_mix() -> None:
    text = (
        "System: be brief\n\n> Human: one\n> more\n\n**AI:** two\n\n### User\n\nthree\n\n**Claude** (10:32):\nfour\n"
        "用户：five\n\n[assistant]\nsix\nBot: seven"
    )
    assert said(text) == [
        ("system", "be brief"), ("user", "one\nmore"), ("assistant", "two"), ("user", "three"),
        ("assistant", "four"), ("user", "five"), ("assistant", "six"), ("assistant", "seven"),
    ]  # fmt: skip


def test_what_is_no_label_stays_in_the_text() -> None:
    body = "Note: see\nerror: none\nhttp://x\nname: app\n  user: indented\n[system] booted\n\n```yaml\nuser: bob\nsystem: linux\n```\ntail  "
    assert said(f"User: {body}\nAI: ok") == [("user", body), ("assistant", "ok")]


@pytest.mark.parametrize("fence", ["```", "~~~", "````", "```python"])
def test_a_label_in_a_fenced_block_is_text(fence: str) -> None:
    close = fence.replace("python", "")
    body = f"look:\n{fence}\nUser: hi\n**AI:** yes\n{close}\ndone"
    assert said(f"User: {body}\nAI: ok") == [("user", body), ("assistant", "ok")]
    body = f"{fence}\nUser: hi\n{close}"
    assert said(f"User: {body}\nAI: ok") == [("user", body), ("assistant", "ok")]
    quoted = "\n".join(f"> {line}" for line in f"User: {body}\nAI: ok".split("\n"))
    assert said(quoted) == [("user", body), ("assistant", "ok")]


def test_a_fence_that_never_closes_is_none() -> None:
    assert said("User: ```\nAI: ok") == [("user", "```"), ("assistant", "ok")]


def test_chat_templates_lose_their_tokens_only() -> None:
    chatml = "<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\nhi\nthere<|im_end|>\n<|im_start|>assistant\nyes<|im_end|>"
    assert said(chatml) == [("system", "be brief"), ("user", "hi\nthere"), ("assistant", "yes")]
    llama = "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nyes<|eot_id|>"
    assert said(llama) == [("user", "hi"), ("assistant", "yes")]
    gemma = "<start_of_turn>user\nhi<end_of_turn>\n<start_of_turn>model\nyes<end_of_turn>"
    assert said(gemma) == [("user", "hi"), ("assistant", "yes")]
    assert said("<user>\nhi <b>x</b>\n</user>\n<assistant>yes</assistant>") == [
        ("user", "hi <b>x</b>"),
        ("assistant", "yes"),
    ]


def test_bodies_keep_their_spaces() -> None:
    assert said("User:   three spaces  \n\n\n  two\n\nAI:\tx") == [
        ("user", "  three spaces  \n\n\n  two"),
        ("assistant", "x"),
    ]


@pytest.mark.parametrize("text", ["Note: x\nUser: hi", "x = 1", "# a comment\nx = 1", "SELECT 1", "name: app\nuser: bob"])  # fmt: skip
def test_the_first_line_tells(text: str) -> None:
    assert not begins_transcript(text)
