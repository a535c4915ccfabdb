"""What is out of date goes on a cold cache, and never in between."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import ToolEffect, compare, decode, detect_waste, simulate, superseded
from headroom_lab.errors import ConfigError
from headroom_lab.messages import read
from headroom_lab.messages.tool_units import problems
from headroom_lab.policies.policy import policy_of
from headroom_lab.replays.kept import kept
from headroom_lab.replays.needs import needs
from tests.messages.test_superseded import BODY, CHANGED, PART, READ, shot, talk
from tests.policies.moments.streams import MODEL, check_sticky, sent_of

AGAIN = ("Read", {"file_path": "a.py"}, CHANGED)
SESSION = talk(READ, PART, AGAIN, ("Bash", {"command": "ls"}, "a.py"))


def texts(messages: list[Any]) -> list[str]:
    """Return the texts of the outputs."""
    return [b.text for b in read(messages).blocks if b.kind == "tool_result"]


def test_at_entry_the_newer_is_written_by_the_older_and_comes_back() -> None:
    sent = sent_of(superseded(), SESSION)
    check_sticky(sent)
    first, _, again, _ = texts(sent[-1].messages)
    assert first == BODY
    assert "stand here]" in again
    assert len(again) < len(CHANGED) / 2
    assert decode(sent[-1].messages) == SESSION
    assert all(one.changed_from is None for one in sent[2:])


def test_on_a_cold_cache_the_older_goes_and_the_newer_stands_in_full() -> None:
    sent = sent_of(superseded(), SESSION, cold={4})
    check_sticky(sent)
    first, part, again, _ = texts(sent[-1].messages)
    assert first == part == "[out of date: a.py read again further down]"
    assert again == CHANGED
    assert {row.reason for row in sent[4].removals} >= {"read again"}
    assert not problems(read(sent[-1].messages))


def test_an_older_screenshot_becomes_a_line_on_a_cold_cache() -> None:
    session = talk(shot(), shot(), ("Bash", {"command": "ls"}, "a.py"))
    sent = sent_of(superseded(), session, cold={3})
    check_sticky(sent)
    assert sent[2].messages[2] is session[2]
    assert detect_waste(session, MODEL).out_of_date_tokens == 1366
    line = "[image by take_screenshot of 1280 x 800 pixels out of date, looked at again further down: 1366 tokens]"
    assert texts(sent[3].messages)[0] == line
    assert sent[3].messages[4] is session[4]
    assert [row.reason for row in sent[3].removals] == ["looked at again"]
    assert not problems(read(sent[3].messages))


def test_what_no_answer_has_seen_takes_nothing_away() -> None:
    # The cold request is the one that brings the newer output: the older still stands for it.
    assert texts(sent_of(superseded(), SESSION, cold={3})[3].messages)[0] == BODY


def test_it_is_named_in_texts_and_joins_others() -> None:
    assert [s.name for s in policy_of("superseded").pipeline] == ["superseded", "differences"]
    assert policy_of(["thrifty", superseded()]).name == "thrifty+superseded"
    names = {policy.policy for policy in compare(SESSION, ["superseded", "lossless"], model=MODEL)}
    assert names == {"superseded", "lossless"}
    with pytest.raises(ConfigError, match=r"expected ToolEffect\(…\) in a list"):
        superseded(["Read"])  # type: ignore[list-item]
    assert simulate(SESSION, MODEL, policy=superseded([ToolEffect("du")])).tokens_saved > 0


def test_what_is_needed_later_is_kept() -> None:
    edit = {"file_path": "a.py", "old_string": "line three of the file", "new_string": "x"}
    session = talk(READ, AGAIN, ("Bash", {"command": "ls"}, "a.py"), ("Edit", edit, "ok"))
    needed = needs(read(session))
    sent = sent_of(superseded(), session, cold={3})
    found = kept(needed, lambda use: sent[use // 2].messages)
    assert found.edits == found.edits_kept == 1


def test_it_is_a_kind_of_waste() -> None:
    session = talk(("Bash", {"command": "df"}, BODY), ("Bash", {"command": "df"}, "all is free"))
    assert detect_waste(session, MODEL).out_of_date_tokens > 50
    assert detect_waste(session[:3], MODEL).out_of_date_tokens == 0
