"""The example conversations: all there, valid, long enough, and free of the machine's traces."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import toktok

from headroom_lab.errors import HeadroomError, UnknownNameError
from headroom_lab.messages import problems, read
from headroom_lab.messages.needles import needles
from headroom_lab.redact import redact
from headroom_lab.traces import examples
from headroom_lab.traces.examples import example_names, load_example

DATA = Path(__file__).resolve().parents[2] / "data"
NAMES = (
    "data_query",
    "docs_page",
    "failing_test",
    "git_history",
    "log_hunt",
    "long_session",
    "package_audit",
)
#: Paths and hosts that only the machine that made the traces has.
MACHINE = re.compile(
    r"/root/|/tmp/|/work/|/Users/|[A-Z]:\\Users|\.pyenv|pypi|root root", re.IGNORECASE
)
HOME = re.compile(r"/home/(\w+)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]*\w")


def texts(value: Any) -> Iterator[str]:
    """Yield every string of nested lists and objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def tokens(name: str) -> int:
    return sum(toktok.batch_count(list(texts(load_example(name))), "o200k_base"))


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return found


def called_and_answered(message: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the ids of the calls in a message and those of the results in it."""
    calls = [call["id"] for call in message.get("tool_calls", ())]
    results = [message["tool_call_id"]] if message["role"] == "tool" else []
    blocks = message["content"] if isinstance(message["content"], list) else []
    calls += [block["id"] for block in blocks if block["type"] == "tool_use"]
    results += [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
    return calls, results


def test_the_names_are_those_of_the_files() -> None:
    assert example_names() == NAMES
    assert sorted(path.stem for path in DATA.glob("*.json")) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_result_follows_its_call_and_every_call_has_one(name: str) -> None:
    waiting: list[str] = []
    seen: Counter[str] = Counter()
    for message in load_example(name):
        calls, results = called_and_answered(message)
        assert not waiting or results, "another message stands between a call and its result"
        for call_id in results:
            waiting.remove(call_id)
        waiting += calls
        seen.update(calls)
    assert waiting == []
    assert len(seen) >= 3
    assert set(seen.values()) == {1}


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_knows_the_format_and_finds_nothing_wrong(name: str) -> None:
    messages = load_example(name)
    conversation = read(messages)
    assert conversation.format == document(name)["format"]
    assert problems(conversation) == ()
    assert conversation.to_list() == messages


@pytest.mark.parametrize("name", NAMES)
def test_only_declared_tools_are_called(name: str) -> None:
    declared = {tool.get("function", tool)["name"] for tool in document(name)["tools"]}
    called = {
        (call.get("function") or call)["name"]
        for message in document(name)["messages"]
        for call in message.get("tool_calls", ())
    } | {
        block["name"]
        for message in document(name)["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] == "tool_use"
    }
    assert called
    assert called <= declared


def test_both_formats_occur_and_the_system_comes_first() -> None:
    assert {document(name)["format"] for name in NAMES} == {"openai_chat", "anthropic"}
    for name in NAMES:
        roles = [message["role"] for message in load_example(name)]
        assert roles[:2] == ["system", "user"]
        assert roles.count("system") == 1
        assert ("system" in document(name)) == (document(name)["format"] == "anthropic")


def test_the_prompt_holds_volatile_lines() -> None:
    for name in NAMES:
        prompt = " ".join(texts(load_example(name)[0]["content"]))
        assert re.search(r"^Current date: .*2026", prompt, re.MULTILINE)
        assert re.search(r"^Request id: req-\d{8}", prompt, re.MULTILINE)


def test_sizes() -> None:
    assert tokens("long_session") >= 60_000
    assert 8_000 <= tokens("package_audit") <= 15_000
    assert sum(path.stat().st_size for path in DATA.glob("*.json")) < 1_500_000


def test_a_failing_test_run_is_flagged_and_a_green_one_follows() -> None:
    results = [
        block
        for message in load_example("failing_test")
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] == "tool_result"
    ]
    runs = [block for block in results if re.search(r"\d (passed|failed)", block["content"])]
    assert [block.get("is_error", False) for block in runs] == [True, True, False]
    assert "Traceback (most recent call last)" in runs[0]["content"]
    assert "15 passed" in runs[-1]["content"]


def test_the_long_one_has_lists_html_source_read_twice_and_far_uses() -> None:
    messages = load_example("long_session")
    outputs = [message["content"] for message in messages if message["role"] == "tool"]
    lists = [json.loads(text) for text in outputs if text.startswith(("[\n  {", '[{"'))]
    rows = [json.loads(text)["row_count"] for text in outputs if text.startswith('{"row_count"')]
    assert max(map(len, lists)) >= 100
    assert max(rows) >= 500
    assert any(text.lstrip().startswith("<!DOCTYPE html>") for text in outputs)
    sniffer = [text for text in outputs if "   165\tclass Sniffer:" in text]
    assert len(sniffer) == 2
    assert sniffer[1].splitlines()[5] in sniffer[0].splitlines()
    far = [needle for needle in needles(read(messages)) if needle.gap >= 4]
    assert len(far) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_machine_and_no_secret_is_in_it(name: str) -> None:
    for text in texts(document(name)):
        assert not MACHINE.search(text), MACHINE.search(text)
        assert set(HOME.findall(text)) <= {"dev"}
        assert {mail.split("@")[1] for mail in MAIL.findall(text)} <= {"example.org"}
        assert redact(text) == text


def test_the_machine_pattern_would_find_something() -> None:
    for text in ("/root/x", "-rw-r--r-- 1 root root 3", "see PyPI", "/tmp/traces-1/project"):
        assert MACHINE.search(text)


def test_the_readme_tells_of_each_and_of_each_licence() -> None:
    readme = (DATA / "README.md").read_text("utf-8")
    for name in NAMES:
        assert f"`{name}.json`" in readme
    for path in (DATA / "licences").iterdir():
        assert f"`licences/{path.name}`" in readme
    script = (DATA / "make_traces.py").read_text("utf-8")
    assert all(f'"{name}"' in script for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_gives_the_size(name: str) -> None:
    row = next(
        line
        for line in (DATA / "README.md").read_text("utf-8").splitlines()
        if line.startswith(f"| `{name}.json`")
    )
    stated = int(row.split("|")[3].strip().removesuffix(" k"))
    assert abs(stated * 1000 - tokens(name)) <= 1000


def test_an_unknown_name_gets_the_nearest_match() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'package_audit'") as caught:
        load_example("package_audits")
    assert caught.value.known == NAMES


def test_every_call_returns_a_new_list() -> None:
    first = load_example("log_hunt")
    first[1]["content"] = "changed"
    first.clear()
    assert load_example("log_hunt")[1]["content"] != "changed"


def test_an_installed_package_has_its_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "data_files"
    inside.mkdir()
    monkeypatch.setattr(examples, "PLACES", (inside, DATA))
    assert example_names() == NAMES
    (inside / "one.json").write_text('{"system": "S", "messages": [{"role": "user"}]}')
    assert example_names() == ("one",)
    assert load_example("one") == [{"role": "system", "content": "S"}, {"role": "user"}]


def test_an_installation_without_examples_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "PLACES", (tmp_path / "data_files", tmp_path / "data"))
    with pytest.raises(HeadroomError, match="data_files"):
        example_names()
