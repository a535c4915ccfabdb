"""Outputs that are out of date: what is shown anew, and what isn't."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab.errors import ConfigError
from headroom_lab.messages import read
from headroom_lab.messages.superseded import superseded
from headroom_lab.messages.tool_effects import ToolEffect
from tests.tokens.media.test_pixels import png_header

BODY = "\n".join(f"line {number} of the file" for number in range(20))
CHANGED = BODY.replace("line 3 ", "line three ")


def talk(*steps: tuple[str, dict[str, Any], str], errors: tuple[int, ...] = ()) -> list[Any]:
    """Return a conversation of calls (tool, arguments, output), those at ``errors`` failed."""
    messages: list[Any] = [{"role": "user", "content": "Please do it."}]
    for number, (tool, arguments, output) in enumerate(steps):
        use = {"type": "tool_use", "id": f"t{number}", "name": tool, "input": arguments}
        result = {"type": "tool_result", "tool_use_id": f"t{number}", "content": output}
        result |= {"is_error": True} if number in errors else {}
        messages.append({"role": "assistant", "content": [use]})
        messages.append({"role": "user", "content": [result]})
    return messages


def found(*steps: tuple[str, dict[str, Any], str], **options: Any) -> list[tuple[int, str]]:
    """Return which outputs (from 0) are out of date, and why."""
    tools = options.pop("tools", ())
    rows = superseded(read(talk(*steps, **options)), tools)
    return [(row.block.message // 2 - 1, row.why) for row in rows]


READ: tuple[str, dict[str, Any], str] = ("Read", {"file_path": "a.py"}, BODY)
PART: tuple[str, dict[str, Any], str] = ("Read", {"file_path": "a.py", "offset": 5}, BODY[50:250])


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([READ, ("Read", {"file_path": "a.py"}, CHANGED)], [(0, "read again")]),
        ([READ, ("Read", {"file_path": "./a.py"}, CHANGED)], [(0, "read again")]),
        ([READ, ("Read", {"file_path": "b.py"}, BODY)], []),
        ([READ, ("Read", {"file_path": "a.py"}, "unchanged since it was read")], []),
        ([READ, PART], []),  # a part doesn't stand for the whole
        ([PART, READ], [(0, "read again")]),
        ([READ, ("Edit", {"file_path": "a.py", "old_string": "line 3 ", "new_string": "x"}, "ok")], []),
        ([READ, ("Write", {"file_path": "a.py", "content": "new"}, "ok")], [(0, "written anew")]),
        ([("LS", {"path": "src"}, "a\nb"), ("LS", {"path": "src"}, "c")], [(0, "listed again")]),
        ([("LS", {"path": "src"}, "a\nb"), ("LS", {"path": "tests"}, "c")], []),
        ([("TodoWrite", {"todos": [1]}, "one"), ("TodoWrite", {"todos": []}, "two")], [(0, "shown anew")]),
        ([("Bash", {"command": "git status"}, "M a"), ("Bash", {"command": "git status"}, "clean")],
         [(0, "run again")]),
        ([("Bash", {"command": "git status"}, "M a"), ("Bash", {"command": "ls"}, "a")], []),
        ([("lookup", {"id": 1}, "one"), ("lookup", {"id": 1}, "two")], []),  # a tool nobody told of
        ([("browser_snapshot", {}, f"Page URL: http://a/\n{BODY}"),
          ("browser_click", {"ref": 1}, f"Page URL: http://a/\n{CHANGED}")], [(0, "looked at again")]),
        ([("browser_snapshot", {}, f"Page URL: http://a/\n{BODY}"),
          ("browser_click", {"ref": 1}, f"Page URL: http://b/\n{BODY}")], []),
    ],
)  # fmt: skip
def test_what_is_shown_anew_makes_the_older_out_of_date(
    steps: list[Any], expected: list[tuple[int, str]]
) -> None:
    assert found(*steps) == expected


def shot(**arguments: Any) -> tuple[str, dict[str, Any], Any]:
    """Return a call that shows a picture of a page."""
    source = {"type": "base64", "media_type": "image/png", "data": png_header(1280, 800)}
    return ("take_screenshot", arguments, [{"type": "image", "source": source}])


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([shot(), shot()], [(0, "looked at again")]),
        ([shot(), ("browser_click", {}, shot()[2]), shot()], [(0, "looked at again")]),
        ([shot(url="http://a"), shot(url="http://b")], []),
        ([shot(selector="#a"), shot()], [(0, "looked at again")]),
        ([shot(), shot(selector="#a")], []),  # a part doesn't stand for the whole
        ([shot(), ("take_screenshot", {}, "failed to connect")], []),
        ([("Read", {"file_path": "a.png"}, shot()[2])] * 2, [(0, "read again")]),
        ([("draw", {}, shot()[2])] * 2, []),  # a tool nobody told of
    ],
)
def test_a_screenshot_goes_with_the_next_one_by_the_same_tool(
    steps: list[Any], expected: list[tuple[int, str]]
) -> None:
    assert found(*steps) == expected


def test_a_failed_call_is_out_of_date_once_it_was_done() -> None:
    edit = ("Edit", {"file_path": "a.py", "old_string": "x", "new_string": "y"}, "not found")
    other = ("Edit", {"file_path": "a.py", "old_string": "z", "new_string": "y"}, "done")
    assert found(edit, other, errors=(0,)) == [(0, "failed, done later")]
    assert found(edit, other, errors=(0, 1)) == []
    # What failed shows nothing anew.
    assert found(READ, ("Read", {"file_path": "a.py"}, "no such file"), errors=(1,)) == []


def test_a_person_tells_of_further_tools() -> None:
    usage = [("du", {"host": "a", "depth": n}, f"{n} GB") for n in (1, 2)]
    assert found(*usage) == []
    assert found(*usage, tools=[ToolEffect("D*", named_by=("host",))]) == [(0, "shown anew")]
    with pytest.raises(ConfigError, match="thing: found 'disk'"):
        ToolEffect("du", "disk")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="named_by: found 'host'"):
        ToolEffect("du", named_by="host")


def test_it_is_found_in_every_format() -> None:
    chat: list[Any] = [{"role": "user", "content": "Please do it."}]
    items: list[Any] = [{"type": "message", "role": "user", "content": "Please do it."}]
    for number, text in enumerate((BODY, CHANGED)):
        arguments, name = json.dumps({"path": "a.py"}), "read_file"
        function = {"name": name, "arguments": arguments}
        call = {"id": f"c{number}", "type": "function", "function": function}
        chat += [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{number}", "content": text},
        ]
        items += [
            {"type": "function_call", "call_id": f"c{number}", **function},
            {"type": "function_call_output", "call_id": f"c{number}", "output": text},
        ]
    for messages in (chat, items):
        assert [(row.block.message, row.by) for row in superseded(read(messages))] == [(2, 4)]


def test_a_local_shells_output_may_name_its_call_by_the_items_id() -> None:
    items: list[Any] = [{"role": "user", "content": "Is all committed?"}]
    action = {"type": "exec", "command": ["git", "status"], "env": {}}
    for number, said in enumerate(("M a.py", "clean")):
        call = {"type": "local_shell_call", "id": f"lsh_{number}", "call_id": f"c{number}"}
        items.append({**call, "action": action, "status": "completed"})
        items.append({"type": "local_shell_call_output", "id": f"lsh_{number}", "output": said})
    assert [(row.block.text, row.why) for row in superseded(read(items))] == [
        ("M a.py", "run again")
    ]
