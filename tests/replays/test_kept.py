"""What is kept of what a conversation needed of itself later."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab import TransformPipeline
from headroom_lab.messages import read
from headroom_lab.policies.policy import policy_of
from headroom_lab.replays.kept import Judge, kept
from headroom_lab.replays.needs import needs, stream_needs
from headroom_lab.results.kept import Kept
from headroom_lab.results.trace import TraceSegment, TraceStream
from headroom_lab.tokens import Tokenizer

FILE = "".join(f"{n:>5}→    total_{n} = {n} * price\n" for n in range(1, 60))


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def called(number: int, tool: str = "read", **arguments: Any) -> dict[str, Any]:
    function = {"name": tool, "arguments": json.dumps(arguments)}
    call = {"id": f"c{number}", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def output(number: int, text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": f"c{number}", "content": text}


def session() -> list[dict[str, Any]]:
    """Return a session that reads a file, does something else, and then edits the file."""
    return [
        user("mend it"),
        called(1, path="shop.py"),
        output(1, FILE),
        called(2, "bash", command="git log"),
        output(2, "commit 4f5e6d7c8b9a"),
        called(3, "bash", command="git show 4f5e6d7c8b9a"),
        output(3, "nothing"),
        called(4, "Edit", old_string="    total_17 = 17 * price\n    total_18 = 18 * price",
               new_string="    total_17 = 0"),
        output(4, "done"),
    ]  # fmt: skip


def test_an_edit_needs_what_held_its_lines() -> None:
    found = [need for need in needs(read(session())).needs if need.kind == "edit"]
    assert [(n.use, n.source, n.far, len(n.texts)) for n in found] == [(7, 2, True, 2)]


def test_an_edit_of_what_nobody_saw_is_none() -> None:
    messages = session()
    messages[2] = output(1, "too large to show")
    assert [n for n in needs(read(messages)).needs if n.kind == "edit"] == []


def test_what_is_sent_unchanged_is_kept() -> None:
    messages = session()
    found = kept(needs(read(messages)), lambda use: messages[:use])
    assert found.lost == ()
    assert (found.edits, found.edits_kept, found.edits_far, found.edits_far_kept) == (1, 1, 1, 1)
    assert found.values_kept == found.values > found.values_far == found.values_far_kept


def test_one_line_that_went_makes_an_edit_fail() -> None:
    messages = session()
    cut = output(1, FILE.replace("total_18", "…"))
    found = kept(needs(read(messages)), lambda use: [*messages[:2], cut, *messages[3:use]])
    assert (found.edits_kept, found.edits_far_kept) == (0, 0)
    edit = next(lost for lost in found.lost if lost.kind == "edit")
    assert (edit.use, edit.source, edit.far) == (7, 2, True)
    assert edit.text == "    total_18 = 18 * price"
    assert [lost.text for lost in found.lost if lost.kind == "value"] == ["total_18"]
    assert found.editable == 0.0


def test_a_value_counts_where_it_stands_elsewhere() -> None:
    messages = session()
    note = user("earlier: commit 4f5e6d7c8b9a")
    found = kept(needs(read(messages)), lambda use: [note, messages[5]][: use - 4])
    assert "4f5e6d7c8b9a" not in {lost.text for lost in found.lost}


@pytest.mark.parametrize("steps", ["lossless"])
def test_an_encoding_without_loss_keeps_all(steps: str) -> None:
    records = json.dumps([{"id": f"ORD-{n:05}", "path": f"src/{n}/shop.py"} for n in range(80)])
    messages = session()
    messages[4] = output(2, json.dumps(json.loads(records), indent=4))
    messages[5] = called(3, "bash", command="show ORD-00042 src/42/shop.py")
    messages[6] = output(3, FILE)
    pipeline = policy_of(steps).pipeline
    assert isinstance(pipeline, TransformPipeline)
    counter = Tokenizer(model="gpt-4o")
    sent = pipeline.apply(messages, counter)
    assert sent.tokens_after < sent.tokens_before
    found = kept(
        needs(read(messages)), lambda use: pipeline.apply(messages[:use], counter).messages
    )
    assert (found.lost, found.edits, found.values > 0) == ((), 1, True)


def test_what_a_compaction_took_isnt_needed_of_the_context() -> None:
    messages = tuple(session())
    whole = TraceStream("main", messages, (TraceSegment("start", 0),))
    cut = TraceStream("main", messages, (TraceSegment("start", 0), TraceSegment("compaction", 4)))
    kept_file = TraceSegment("compaction", 4, kept=(1, 2))
    cleared = TraceSegment("microcompaction", 4, kept=(0, 1, 2, 3), cleared=frozenset({"c1"}))

    def edits(stream: TraceStream) -> int:
        return sum(need.kind == "edit" for need in stream_needs(stream).needs)

    start = TraceSegment("start", 0)
    assert edits(whole) == 1
    assert edits(cut) == 0
    assert edits(TraceStream("main", messages, (start, kept_file))) == 1
    assert edits(TraceStream("main", messages, (start, cleared))) == 0


def test_what_the_answer_itself_holds_was_not_to_be_sent() -> None:
    needed = needs(read(session()))
    judge = Judge(needed)
    assert not judge.see(3, 8, [{"role": "user", "content": "mend it"}, *session()[1:3]])
    assert judge.kept.edits_kept == judge.kept.edits == 1


def test_judging_goes_request_by_request() -> None:
    messages = session()
    judge = Judge(needs(read(messages)))
    assert judge.kept == Kept()
    assert judge.see(1, 3, messages[:1]) == ()
    lost = judge.see(7, 9, messages[3:7])
    assert [one.kind for one in lost] == ["value", "value", "edit"]
    assert judge.kept.edits == 1
    assert (judge.kept + judge.kept).lost == (*lost, *lost)


def test_messages_sent_unchanged_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = session()
    found = needs(read(messages))
    monkeypatch.setattr("headroom_lab.replays.kept.read", None)
    assert kept(found, lambda use: messages[:use]).lost == ()
