"""A text of anyone's may hold what reads as a note of ours, with any number in it."""

from __future__ import annotations

import tracemalloc

import pytest

from headroom_lab import decode, simulate
from tests.chat import call, result, said, user

LONG = "9" * 5_000  # more digits than Python makes a number of
NOTES = {
    "many lines": "a line of text\n[the line above 999999999 more times]\nend\n" * 5,
    "digits of lines": f"a line\n[the line above {LONG} more times]\n",
    "digits of numbers": f'[{LONG} lines, numbers from "{LONG}|" on left out]\nx\ny\n',
    "digits of beginnings": f'[{LONG} lines, "/a/b/c/d" before each left out]\nx\n',
    "paths of hits": "[each path stands once above its hits]\n" + "a" * 90_000 + "\n3:" * 9_000,
    "numbered lines": "\n".join(f"{'7' * 5_000}|x{n}" for n in range(8)),
    "references": f"[lines {LONG}-{LONG} of tool result 1 stand here]\nx\n",
    "beginnings of strings": f"[the first {LONG} characters of §1 again]\nx\n",
}


@pytest.mark.parametrize("policy", ["lossless", "balanced", "aggressive"])
@pytest.mark.parametrize("kind", NOTES)
def test_no_number_in_a_note_raises_or_fills_the_memory(kind: str, policy: str) -> None:
    messages = [user(), call("a"), result("a", NOTES[kind]), said()]
    tracemalloc.start()
    found = simulate(messages, model="gpt-4o", policy=policy)
    decode(found.messages)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 400_000_000
