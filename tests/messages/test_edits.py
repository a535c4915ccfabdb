"""Edits: what an agent believes to stand in a text that it changes."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.edits import edits

OLD = "def area(radius):\n    return 3 * radius"
NEW = "def area(radius):\n    return math.pi * radius"
LINES = ("def area(radius):", "    return 3 * radius")
V4A = """*** Begin Patch
*** Add File: new.py
+import math
- never old
*** Update File: shape.py
@@ class Circle:
 def area(radius):
-    return 3 * radius
+    return math.pi * radius
*** End Patch"""
UNIFIED = """--- a/shape.py
+++ b/shape.py
@@ -1,2 +1,2 @@
 def area(radius):
-    return 3 * radius
+    return math.pi * radius
"""


def call(arguments: Any, tool: str = "edit") -> Block:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return Block("tool_call", text, 0, (), "assistant", "c1", tool)


def said(text: str, role: Any = "assistant") -> Block:
    return Block("text", text, 0, ("content",), role)


def lines(block: Block) -> list[tuple[str, ...]]:
    return [edit.lines for edit in edits(block)]


@pytest.mark.parametrize(
    "arguments",
    [
        {"file_path": "a.py", "old_string": OLD, "new_string": NEW, "replace_all": False},
        {"file_path": "a.py", "edits": [{"old_string": OLD, "new_string": NEW}]},
        {"command": "str_replace", "path": "a.py", "old_str": OLD, "new_str": NEW},
        {"command": "str_replace", "path": "a.py", "old_str": OLD},
        {"path": "a.py", "oldText": OLD, "newText": NEW},
        {"filePath": "a.py", "oldString": OLD, "newString": NEW},
        {"path": "a.py", "edits": [{"old_text": OLD, "new_text": NEW}]},
        {"path": "a.py", "edit": {"old": OLD, "new": NEW}},
        {"ReplacementChunks": [{"TargetContent": OLD, "ReplacementContent": NEW}]},
        {"path": "a.py", "diff": UNIFIED},
        {"command": f"git apply <<'EOF'\n{UNIFIED}EOF"},
        {"path": "a.py", "diff": f"<<<<<<< SEARCH\n{OLD}\n=======\n{NEW}\n>>>>>>> REPLACE"},
        {"path": "a.py", "diff": f"------- SEARCH\n{OLD}\n=======\n{NEW}\n+++++++ REPLACE"},
        {
            "path": "a.py",
            "diff": f"<<<<<<< SEARCH\n:start_line:1\n-------\n{OLD}\n=======\n{NEW}\n>>>>>>> REPLACE",
        },
        "<function=str_replace_editor>\n<parameter=command>str_replace</parameter>\n"
        f"<parameter=old_str>\n{OLD}\n</parameter>\n<parameter=new_str>{NEW}</parameter>",
    ],
)
def test_a_replacement_names_its_old_lines(arguments: Any) -> None:
    assert lines(call(arguments)) == [LINES]


@pytest.mark.parametrize(
    "arguments",
    [V4A, {"input": V4A}, {"patchText": V4A}, {"command": ["apply_patch", V4A]}, {"cmd": V4A}],
)
def test_a_patch_is_one_edit_with_its_context_and_removed_lines(arguments: Any) -> None:
    assert lines(call(arguments)) == [("class Circle:", *LINES)]


def test_a_diff_without_line_numbers_is_a_patch() -> None:
    operation = {"action": "update_file", "diff": "@@\n-old line\n+new line\n"}
    assert lines(call(operation)) == [("old line",)]


@pytest.mark.parametrize(
    "arguments",
    [
        {"file_path": "a.py", "old_string": "", "new_string": NEW},
        {"file_path": "fix.patch", "content": UNIFIED},
        {"search": "area", "path": "src"},
        {"command": "ls -la"},
        {"input": "*** Begin Patch\n*** Add File: a.py\n+x = 1\n*** End Patch"},
        [], "", "plain words", {"old_string": None}, {"old_string": ["a"]},
    ],
)  # fmt: skip
def test_what_has_no_old_text_is_no_edit(arguments: Any) -> None:
    assert lines(call(arguments)) == []


def test_a_notebook_cell_is_found_by_its_id() -> None:
    assert lines(call({"notebook_path": "a.ipynb", "cell_id": "c7f3", "new_source": "x"})) == [
        ("c7f3",)
    ]


def test_several_blocks_in_an_answer_are_several_edits() -> None:
    block = f"shape.py\n<<<<<<< SEARCH\n{OLD}\n=======\n{NEW}\n>>>>>>> REPLACE\n"
    assert lines(said(f"Here:\n{block}and\n{block}")) == [LINES, LINES]
    assert lines(said(block, role="user")) == []


@pytest.mark.parametrize(
    "line", ["<<<<<<< SEARCH\n", "<parameter=old_str>", "*** Begin Patch\n", "@@\n"]
)
def test_what_never_ends_takes_time_in_proportion(line: str) -> None:
    short, long = (_seconds(call(line * count)) for count in (2_000, 16_000))
    assert long < 40 * max(short, 1e-4)


def _seconds(block: Block) -> float:
    """Return the processor time of reading a block's edits, the least of three."""
    found = []
    for _ in range(3):
        began = process_time()
        edits(block)
        found.append(process_time() - began)
    return min(found)


@given(
    st.recursive(
        st.text(" \n@+-=<>*SEARCHold", max_size=20) | st.none() | st.integers(0, 9),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
            st.sampled_from(["old_string", "new_string", "diff", "edits", "input", "old", "new"]),
            inner, max_size=3,
        ),
        max_leaves=4,
    )
)  # fmt: skip
@settings(max_examples=50)
def test_any_arguments_are_read(arguments: Any) -> None:
    for edit in edits(call(arguments)):
        assert edit.lines
        assert all(line.strip() == "" or "\n" not in line for line in edit.lines)
