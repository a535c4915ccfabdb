"""Which files a call reads and writes, in the words of many agents."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.file_uses import file_uses

PATCH = (
    "*** Begin Patch\n*** Update File: src/a.py\n@@\n-x\n+y\n*** Add File: b.py\n+z\n*** End Patch"
)
COMMIT = "git commit -m \"$(cat <<'EOF'\nfix: a > b\n\nBy: me <me@x.org>\nEOF\n)\""


def used(tool: str, arguments: Any) -> tuple[set[str], set[str]]:
    """Return what a call reads and what it writes."""
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    found = file_uses(Block("tool_call", text, 0, (), "assistant", "c", tool))
    return {u.path for u in found if not u.writes}, {u.path for u in found if u.writes}


@pytest.mark.parametrize(
    ("tool", "arguments", "reads", "writes"),
    [
        ("Read", {"file_path": "/p/a.py"}, {"/p/a.py"}, set()),
        ("read_file", {"path": "a.py", "limit": 3}, {"a.py"}, set()),
        ("read_many_files", {"paths": ["a.py", "b.py"]}, {"a.py", "b.py"}, set()),
        ("Write", {"file_path": "a.py", "content": "x"}, set(), {"a.py"}),
        ("Edit", {"file_path": "a", "old_string": "x", "new_string": "y"}, set(), {"a"}),
        ("NotebookEdit", {"notebook_path": "a.ipynb", "new_source": ""}, set(), {"a.ipynb"}),
        ("str_replace_editor", {"command": "view", "path": "a"}, {"a"}, set()),
        (
            "str_replace_editor",
            {"command": "create", "path": "a", "file_text": ""},
            set(),
            {"a"},
        ),
        ("Grep", {"pattern": "x", "path": "src"}, set(), set()),
        ("LS", {"path": "src"}, set(), set()),
        ("list_directory", {"path": "src"}, set(), set()),
        ("apply_patch", {"input": PATCH}, set(), {"src/a.py", "b.py"}),
        ("shell", {"command": ["bash", "-lc", "sed -n '1,9p' a.py"]}, {"a.py"}, set()),
        ("shell", {"command": ["cat", "a.py"]}, {"a.py"}, set()),
        ("Bash", {"command": "cd x && cat a.py | head -5"}, {"a.py"}, set()),
        ("Bash", {"command": "head -n 20 src/a.rs 2>/dev/null"}, {"src/a.rs"}, set()),
        ("Bash", {"command": "sed -i s/a/b/ a.py; echo x >> log.txt"}, set(), {"a.py", "log.txt"}),
        ("Bash", {"command": "cat > a.py <<'EOF'\nif x > y:\n  z\nEOF"}, set(), {"a.py"}),
        ("Bash", {"command": COMMIT}, set(), set()),
        ("Bash", {"command": "make test 2>&1 | tee out.txt"}, set(), {"out.txt"}),
    ],
)
def test_a_call_names_the_files_it_uses(
    tool: str, arguments: Any, reads: set[str], writes: set[str]
) -> None:
    assert used(tool, arguments) == (reads, writes)


@settings(max_examples=40, deadline=None)
@given(st.text(), st.recursive(st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)))
def test_whatever_a_call_holds_it_is_read(tool: str, arguments: Any) -> None:
    used(tool, arguments)
    used(tool, {"command": arguments, "path": arguments})


def test_an_output_names_none() -> None:
    assert file_uses(Block("tool_result", '{"path": "a"}', 0, (), "tool", "c", "Read")) == []
